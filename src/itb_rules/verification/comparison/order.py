"""When the answer of one rulebook is more cautious than that of another, as terms of the solver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from itb_rules.errors import IncomparableError
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.change_terms import NO_BOUND
from itb_rules.verification.solver.effect_terms import NOBODY, different
from itb_rules.verification.solver.encoding import Encoding

STAGE, FLARE, REFERRAL = "next_stage", "flare_stage", "open_referral"


class Order(NamedTuple):
    """Terms over two encodings of the same facts.

    Attributes:
        stricter: the second answer is more cautious: its outcome is, or it leads to an earlier stage, or it sets a
            tighter bound.
        laxer: the other way round. Effects that differ and are neither count as both.
    """

    stricter: smt.Term
    laxer: smt.Term


def shared_outcomes(before: Definition, after: Definition) -> list[str]:
    """The outcomes of both, most cautious first.

    Raises:
        IncomparableError: they have no order in common.
    """
    first, second = ([outcome.id for outcome in each.outcomes] for each in (before, after))
    for fewer, more in ((first, second), (second, first)):
        if [name for name in more if name in fewer] == fewer:
            return more
    raise IncomparableError(
        f"the outcomes of `{before.name}` ({', '.join(first)}) and of `{after.name}` ({', '.join(second)}) have no"
        " order in common; allowed: the same outcomes in the same order, or some of them"
    )


def order_of(before: Encoding, after: Encoding, outcomes: Sequence[str]) -> Order:
    """When the second of two answers is stricter, and when it is laxer."""
    first, second = _rank(before, outcomes), _rank(after, outcomes)
    stricter, laxer = [], []
    same = first == second
    if isinstance(before.definition.effect, StageEffect) and isinstance(after.definition.effect, StageEffect):
        there, here = before.effect[STAGE], after.effect[STAGE]
        both = smt.And(there >= 0, here >= 0)
        # While the stage is unknown, a step back shows as a flare stage that cannot be told.
        nowhere = smt.And(same, there == NOBODY, here == NOBODY)
        kept, keeps = before.effect[FLARE] != NOBODY, after.effect[FLARE] != NOBODY
        stricter += [smt.And(both, here < there), smt.And(nowhere, kept, smt.Not(keeps))]
        laxer += [smt.And(both, here > there), smt.And(nowhere, keeps, smt.Not(kept))]
    if REFERRAL in before.effect and REFERRAL in after.effect:
        # A referral that is stored as more urgent is the more cautious one.
        stricter.append(smt.And(same, after.effect[REFERRAL] > before.effect[REFERRAL]))
        laxer.append(smt.And(same, after.effect[REFERRAL] < before.effect[REFERRAL]))
    for name in dict.fromkeys((*before.effect, *after.effect)):
        tighter, looser = _bound(name, before, after)
        stricter.append(smt.And(same, tighter))
        laxer.append(smt.And(same, looser))
    neither = smt.And(
        same,
        different(before.effect, after.effect),
        smt.Not(smt.any_of(list(stricter))),
        smt.Not(smt.any_of(list(laxer))),
    )
    return Order(
        smt.any_of([second < first, neither, *stricter]),
        smt.any_of([second > first, neither, *laxer]),
    )


def _rank(encoding: Encoding, outcomes: Sequence[str]) -> smt.Term:
    known = {outcome.id for outcome in encoding.definition.outcomes}
    term = smt.IntVal(len(outcomes))
    for rank, outcome in enumerate(outcomes):
        if outcome in known:
            term = smt.If(encoding.outcome_is(outcome), smt.IntVal(rank), term)
    return term


def _bound(name: str, before: Encoding, after: Encoding) -> tuple[smt.Term, smt.Term]:
    """When a field of the changes of an activity is tighter in the second effect, and when looser."""
    what, _, key = name.rpartition(".")
    if key in ("at_least", "at_most"):
        none = smt.IntVal(NO_BOUND)
        first, second = before.effect.get(name, none), after.effect.get(name, none)
        if key == "at_least":
            return second > first, second < first
        # No upper bound is the loosest one.
        tighter = smt.And(second != none, smt.Or(first == none, second < first))
        return tighter, smt.And(first != none, smt.Or(second == none, first < second))
    if key == "changed" and what:
        no = smt.BoolVal(False)
        first, second = before.effect.get(name, no), after.effect.get(name, no)
        return smt.And(second, smt.Not(first)), smt.And(first, smt.Not(second))
    return _allowed(name, before, after)


def _allowed(name: str, before: Encoding, after: Encoding) -> tuple[smt.Term, smt.Term]:
    """The same for one of the values that remain allowed."""
    what, equals, _ = name.partition("=")
    if not equals:
        return smt.BoolVal(False), smt.BoolVal(False)
    no = smt.BoolVal(False)
    first, second = before.effect.get(name, no), after.effect.get(name, no)
    free = [smt.Not(_restricted(what, each)) for each in (before, after)]
    lost = smt.And(smt.Or(first, free[0]), smt.Not(smt.Or(second, free[1])))
    gained = smt.And(smt.Or(second, free[1]), smt.Not(smt.Or(first, free[0])))
    # One restricted to this value alone is tighter than one that is not restricted at all.
    return smt.Or(lost, smt.And(second, free[0])), smt.Or(gained, smt.And(first, free[1]))


def _restricted(what: str, encoding: Encoding) -> smt.Term:
    return smt.any_of([term for name, term in encoding.effect.items() if name.startswith(f"{what}=")])
