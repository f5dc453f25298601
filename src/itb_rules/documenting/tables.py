"""Tables of parameters, doses and findings, as every page shows them."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.documenting.markdown import code, link, table
from itb_rules.documenting.words import Telling
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Dose, Finding, Threshold


def parameter_table(telling: Telling, thresholds: Iterable[Threshold]) -> str:
    """Parameters with their value in use, both ends of their range, and what they may be set to."""
    return table(
        telling.columns("parameter", "value", "cautious", "permissive", "allowed", "source"),
        ([_named(one.title, f"${one.id}"), *telling.values(one), telling.cited(one.source)] for one in thresholds),
    )


def dose_table(telling: Telling, doses: Iterable[Dose]) -> str:
    """Doses with their amounts."""
    amount = telling.words.amount
    return table(
        telling.columns("dose", "amount", "source"),
        (
            [_named(one.title, f"${one.id}"), escaped(amount(one.low, one.unit, one.high)), telling.cited(one.source)]
            for one in doses
        ),
    )


def finding_table(telling: Telling, findings: Iterable[Finding]) -> str:
    """Findings with what they stand for; one that is lent by a rule leads to the page of that rule."""
    return table(telling.columns("finding", "when", "source"), (_finding(telling, one) for one in findings))


def _finding(telling: Telling, finding: Finding) -> list[str]:
    named, rulebook = _named(finding.title, finding.id), finding.id.partition(":")[0]
    if finding.rule is not None and rulebook in telling.beside:
        place = f"../../{rulebook}/rules/{finding.rule.id}.md"
        named = f"{link(finding.title, place)}<br>{code(finding.id)}"
    return [named, escaped(telling.conditions.condition(finding.when)), telling.cited(finding.source)]


def _named(title: str, name: str) -> str:
    return f"{escaped(title)}<br>{code(name)}"
