"""Tables of parameters, doses and findings, as every page shows them."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.documenting.markdown import code, link, table
from itb_rules.documenting.words import PageWords
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.definition import Dose, Finding, Threshold
from itb_rules.rulebook.derived import Derived


def parameter_table(wording: PageWords, thresholds: Iterable[Threshold]) -> str:
    """Parameters with their value in use, both ends of their range, and what they may be set to."""
    return table(
        wording.columns("parameter", "value", "cautious", "permissive", "allowed", "source"),
        ([_named(one.title, f"${one.id}"), *wording.values(one), wording.cited(one.source)] for one in thresholds),
    )


def dose_table(wording: PageWords, doses: Iterable[Dose]) -> str:
    """Doses with their amounts."""
    amount = wording.words.amount
    return table(
        wording.columns("dose", "amount", "source"),
        (
            [_named(one.title, f"${one.id}"), escaped(amount(one.low, one.unit, one.high)), wording.cited(one.source)]
            for one in doses
        ),
    )


def derived_table(wording: PageWords, derived: Iterable[Derived]) -> str:
    """Derived facts with how they are worked out."""
    return table(
        wording.columns("derived", "worked_out"),
        ([_named(one.title, one.id), escaped(wording.conditions.worked_out(one))] for one in derived),
    )


def finding_table(wording: PageWords, findings: Iterable[Finding]) -> str:
    """Findings with what they stand for; one that is lent by a rule leads to the page of that rule."""
    return table(wording.columns("finding", "when", "source"), (_finding(wording, one) for one in findings))


def _finding(wording: PageWords, finding: Finding) -> list[str]:
    named, rulebook = _named(finding.title, finding.id), finding.id.partition(":")[0]
    if finding.rule is not None and rulebook in wording.beside:
        place = f"../../{rulebook}/rules/{finding.rule.id}.md"
        named = f"{link(finding.title, place)}<br>{code(finding.id)}"
    return [named, escaped(wording.conditions.condition(finding.when)), wording.cited(finding.source)]


def _named(title: str, name: str) -> str:
    return f"{escaped(title)}<br>{code(name)}"
