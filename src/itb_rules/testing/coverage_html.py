"""Coverage as a page: the rule files, with each rule and comparison lit, and its counts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from itb_rules.testing.coverage import COUNTS, ClauseCoverage, Coverage, RuleCoverage
from itb_rules.testing.rule_texts import Place, RuleText, rule_texts
from itb_rules.wording.language import LANGUAGE, Language


class Shown(NamedTuple):
    """What a page shows: plain values, so that another process can make it."""

    rulebook: str
    version: str
    decisions: int
    rules: tuple[RuleCoverage, ...]
    texts: tuple[RuleText, ...]


class Counted(NamedTuple):
    """What stands beside a line: how often something on it was true, false, unknown and decisive; None for never asked.

    Attributes:
        what: what it is about.
        counts: in the order of `COUNTS`.
        missing: those of them that should not be 0.
        rule: whether it is a whole rule.
    """

    what: str
    counts: tuple[int | None, ...]
    missing: tuple[str, ...]
    rule: bool

    @property
    def state(self) -> str:
        """`full`, `part`, or `none` where it was never known."""
        if not self.missing:
            return "full"
        return "part" if any(self.counts[:2]) else "none"


class Piece(NamedTuple):
    """A stretch of a line; `counted` where it is lit."""

    text: str
    counted: Counted | None


class Line(NamedTuple):
    """A line of a rule file. `anchor` is the rule that begins on it."""

    number: int
    anchor: str
    counted: tuple[Counted, ...]
    pieces: tuple[Piece, ...]


def coverage_html(coverage: Coverage, source: str | Path | None = None, *, language: str | Language = LANGUAGE) -> str:
    """One page about coverage, which stands alone: it loads nothing, has no script, and is light or dark as one likes.

    Args:
        coverage: what was counted.
        source: the name or folder of the rulebook, whose files are shown; None for its rules as they are in use.
        language: the language of the page's own words.

    Raises:
        MissingExtraError: the extra `report` is not installed.
        OptionError: no packaged rulebook has this name.
    """
    return page_of(shown_of(coverage, source), language)


def shown_of(coverage: Coverage, source: str | Path | None) -> Shown:
    """What a page about coverage shows; arguments as for `coverage_html`."""
    definition = coverage.rulebook.definition
    # A test's folder may be gone by now.
    texts = tuple(rule_texts(definition, source) or rule_texts(definition, None))
    return Shown(coverage.rulebook.name, coverage.rulebook.version, coverage.decisions, coverage.rules, texts)


def together(first: Shown, second: Shown) -> Shown:
    """What two processes counted of the same rules."""
    rules = tuple(mine.plus(theirs) for mine, theirs in zip(first.rules, second.rules, strict=True))
    return first._replace(decisions=first.decisions + second.decisions, rules=rules)


def to_plain(shown: Shown) -> dict[str, Any]:
    """As plain values, for JSON."""
    return {**shown._asdict(), "rules": [asdict(rule) for rule in shown.rules]}


def from_plain(plain: Mapping[str, Any]) -> Shown:
    """From what `to_plain` gives, once it was JSON."""
    rules = [{**rule, "clauses": tuple(map(_clause, rule["clauses"]))} for rule in plain["rules"]]
    texts = [RuleText(name, tuple(lines), tuple(map(_place, places))) for name, lines, places in plain["texts"]]
    whole = tuple(RuleCoverage(**rule) for rule in rules)
    return Shown(plain["rulebook"], plain["version"], plain["decisions"], whole, tuple(texts))


def _clause(plain: Mapping[str, Any]) -> ClauseCoverage:
    return ClauseCoverage(**{**plain, "than": _listed(plain["than"])})


def _place(plain: Sequence[Any]) -> Place:
    line, first, last, section, owner, clause = plain
    return Place(line, first, last, section, owner, _key(clause))


def _key(clause: Sequence[Any] | None) -> tuple[str, str, Any] | None:
    return None if clause is None else (clause[0], clause[1], _listed(clause[2]))


def _listed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def page_of(shown: Shown, language: str | Language = LANGUAGE) -> str:
    """The page, from what it shows.

    Raises:
        MissingExtraError: the extra `report` is not installed.
    """
    # An extra, imported when somebody first asks for a page.
    from itb_rules.rendering.html.environment import filled

    anchors = {place.owner for text in shown.texts for place in text.places if place.clause is None}
    clauses = [clause for rule in shown.rules for clause in rule.clauses]
    return filled(
        "coverage.html.j2",
        language,
        shown=shown,
        counts=COUNTS,
        rules=[(rule, _of_rule(rule), rule.rule in anchors) for rule in shown.rules],
        whole=sum(not rule.missing for rule in shown.rules),
        clauses=len(clauses),
        whole_clauses=sum(not clause.missing for clause in clauses),
        files=[(text.name, _lines(text, shown.rules)) for text in shown.texts],
    )


def _lines(text: RuleText, rules: Sequence[RuleCoverage]) -> Iterator[Line]:
    by_rule = {rule.rule: rule for rule in rules}
    by_clause = {rule.rule: {_written(clause): clause for clause in rule.clauses} for rule in rules}
    everywhere: dict[Any, list[ClauseCoverage]] = {}
    for clauses in by_clause.values():
        for key, clause in clauses.items():
            everywhere.setdefault(key, []).append(clause)
    on: dict[int, list[Place]] = {}
    for place in text.places:
        on.setdefault(place.line, []).append(place)
    for number, line in enumerate(text.lines, 1):
        lit = []
        for place in on.get(number, ()):
            counted = _counted(place, by_rule, by_clause, everywhere)
            if counted is not None:
                lit.append((place, counted))
        anchor = next((place.owner for place, counted in lit if counted.rule), "")
        yield Line(number, anchor, tuple(counted for _, counted in lit), tuple(_pieces(line, lit)))


def _counted(
    place: Place,
    by_rule: Mapping[str, RuleCoverage],
    by_clause: Mapping[str, Mapping[Any, ClauseCoverage]],
    everywhere: Mapping[Any, Sequence[ClauseCoverage]],
) -> Counted | None:
    if place.clause is None:
        rule = by_rule.get(place.owner) if place.section == "rules" else None
        return None if rule is None else _of_rule(rule)
    if place.section == "rules":
        clause = by_clause.get(place.owner, {}).get(place.clause)
        found = [clause] if clause is not None else []
    else:
        found = [*everywhere.get(place.clause, ())]
    what = f"{place.clause[0]} {place.clause[1]}"
    if not found and place.section == "rules":
        return None  # of a rule that an extension has replaced or switched off
    if not found:
        return Counted(what, (None, None, None, None), COUNTS, rule=False)
    first = found[0]
    # It was true, false and unknown alike wherever it stands; what hung on it is said of the rule that hung on it most.
    counts = first.met, first.unmet, first.unknown, max(clause.decided for clause in found)
    missing = tuple(name for name, count in zip(COUNTS, counts, strict=True) if not count)
    return Counted(what, counts, missing, rule=False)


def _of_rule(rule: RuleCoverage) -> Counted:
    counts = rule.met, rule.unmet, rule.unknown, rule.decided if rule.outcome is not None else None
    return Counted(rule.rule, counts, rule.missing, rule=True)


def _written(clause: ClauseCoverage) -> tuple[str, str, Any]:
    return clause.fact, clause.need, clause.than if clause.parameter is None else f"${clause.parameter}"


def _pieces(line: str, lit: Iterable[tuple[Place, Counted]]) -> Iterator[Piece]:
    at = 0
    for place, counted in lit:
        first, last = max(place.first - 1, at), max(place.last - 1, at)
        yield Piece(line[at:first], None)
        yield Piece(line[first:last], counted)
        at = last
    yield Piece(line[at:], None)
