"""The law that a referral stands until somebody has looked, whatever is answered later."""

from __future__ import annotations

from functools import partial

from itb_rules.rulebook.definition import Referral, StageEffect
from itb_rules.rulebook.laws import ReferralStands
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, verdict
from itb_rules.verification.solver import smt


def referral_stands(case: Case, law: ReferralStands) -> Questions:
    """That every referral is stored, that what is stored decides, and that it is stored again."""
    effect = case.definition.effect
    if not isinstance(effect, StageEffect) or effect.referral is None:
        yield Question(law.kind, law.id, lambda: Verdict("refuted", f"`{law.id}`: the rulebook stores no referral"))
        return
    for what, goal in (("stored", _not_stored), ("decides", _not_decided), ("kept", _not_kept)):
        yield Question(law.kind, f"{law.id}: {what}", partial(_stands, case, law, goal(case, effect.referral)))


def _stands(case: Case, law: ReferralStands, goal: smt.Term) -> Verdict:
    return verdict(
        case.never(goal),
        f"{law.title}",
        f"`{law.id}` does not hold: a referral is given up though nobody has looked",
    )


def _ended(case: Case, referral: Referral) -> smt.Term:
    facts = case.encoding.facts
    return smt.any_of([facts.is_value(referral.clearance, value) for value in referral.ended_by])


def _not_stored(case: Case, referral: Referral) -> smt.Term:
    """A rule that stores is TRUE, and less is stored."""
    stored, ended = case.encoding.effect["open_referral"], _ended(case, referral)
    less = []
    for index, rule in enumerate(case.definition.rules):
        value = rule.effect.refers
        if value is not None:
            counts = smt.BoolVal(True) if value in case.definition.silent else smt.Not(ended)
            less.append(smt.And(case.encoding.rule_true(index), counts, stored < referral.values.index(value)))
    return smt.any_of(less)


def _not_decided(case: Case, referral: Referral) -> smt.Term:
    """A referral stands, nothing ends it, and the answer is less cautious."""
    facts, definition = case.encoding.facts, case.definition
    bolder = [
        smt.And(facts.is_value(referral.stored, value), case.encoding.rank > definition.rank(value))
        for value in referral.values[1:]
    ]
    return smt.And(smt.Not(_ended(case, referral)), smt.any_of(bolder))


def _not_kept(case: Case, referral: Referral) -> smt.Term:
    """A referral stands, nothing ends it, and a less urgent one, or none, is stored."""
    facts, stored = case.encoding.facts, case.encoding.effect["open_referral"]
    less = [
        smt.And(facts.is_value(referral.stored, value), stored < place)
        for place, value in enumerate(referral.values)
        if place
    ]
    return smt.And(smt.Not(_ended(case, referral)), smt.any_of(less))
