"""What can be wrong with the cells of a frame: for each fact what its column brought along, and the contradictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import narwhals.stable.v2 as nw

from itb_rules.facts import Facts
from itb_rules.facts.contradictions import Above, Contradiction, Is, NotAbove, NotBelow, Term
from itb_rules.frame.conditions import some, yes
from itb_rules.frame.facts import Prepared

CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Check:
    """One way in which rows can be wrong.

    Attributes:
        code: what kind of problem it is, as `FactsError` has them.
        fact: the fact, or the first of two that contradict each other.
        wrong: whether a row is wrong in this way; null is as good as false.
        contradiction: the contradiction, if it is one.
    """

    code: str
    fact: str
    wrong: nw.Expr
    contradiction: Contradiction | None = None


def checks_of(model: type[Facts], facts: Mapping[str, Prepared]) -> list[Check]:
    """Every way in which rows of this frame can be wrong; what its types rule out is left out."""
    checks = [Check(code, name, wrong) for name, fact in facts.items() for code, wrong in fact.refused.items()]
    for contradiction in model.contradictions:
        if all(facts[name].given or facts[name].spec.default for name in contradiction.facts):
            wrong = _violated(contradiction, facts)
            checks.append(Check(CONTRADICTION, contradiction.facts[0], wrong, contradiction))
    return checks


def told_apart(checks: Sequence[Check]) -> list[Check]:
    """The checks so that of each fact only the first thing that is wrong is found, as a facts model does.

    A fact that is refused contradicts nothing either. It takes longer: for rows that are refused anyway.
    """
    before: dict[str, list[nw.Expr]] = {}
    found = []
    for check in checks:
        facts = check.contradiction.facts if check.contradiction else (check.fact,)
        earlier = [wrong for fact in facts for wrong in before.get(fact, ())]
        found.append(replace(check, wrong=yes(check.wrong) & ~yes(some(earlier))) if earlier else check)
        if not check.contradiction:
            before.setdefault(check.fact, []).append(check.wrong)
    return found


def any_wrong(checks: Sequence[Check]) -> nw.Expr:
    """Whether anything is wrong with a row; never null."""
    return yes(some([check.wrong for check in checks]))


def any_row_wrong(checks: Sequence[Check]) -> nw.Expr:
    """Whether anything is wrong with any row of a frame."""
    return some([check.wrong.any() for check in checks])


def _violated(contradiction: Contradiction, facts: Mapping[str, Prepared]) -> nw.Expr:
    if isinstance(contradiction, NotAbove):
        fact, other = (nw.col(facts[name].column) for name in contradiction.facts)
        if contradiction.divided_by != 1:
            # Only of what is in bounds: the rest is refused anyway, and may be too large for Spark's `floor`.
            spec = facts[contradiction.other].spec
            known = nw.when((other >= spec.low) & (other <= spec.high)).then(other.cast(nw.Float64()))
            other = (known / contradiction.divided_by).floor()
        return fact > other
    if isinstance(contradiction, NotBelow):
        lower, upper = (nw.col(facts[name].column) for name in (contradiction.lower, contradiction.upper))
        most: nw.Expr = contradiction.most(upper)
        return lower > most
    return _holds(contradiction.first, facts) & _holds(contradiction.second, facts)


def _holds(term: Term, facts: Mapping[str, Prepared]) -> nw.Expr:
    fact = facts[term.fact]
    column = nw.col(fact.column)
    if isinstance(term, Is):
        return some([column == fact.written(value) for value in term.values])
    return column > term.value if isinstance(term, Above) else ~column.is_null()
