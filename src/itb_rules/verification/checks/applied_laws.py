"""The laws about a decision that is carried out: it is not reversed, it moves nobody twice, a referral stands."""

from __future__ import annotations

from functools import partial

from itb_rules.rulebook.definition import LoadEffect, Referral, StageEffect
from itb_rules.rulebook.laws import NoCascade, NoFlapping, ReferralStands
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, same_but, verdict
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.effect_terms import NOBODY


def no_flapping(case: Case, law: NoFlapping) -> Questions:
    """One question each way."""
    for words in ("forward, then back", "back, then forward"):
        yield Question(law.kind, f"{law.id}: {words}", partial(_flapping, case, law, words))


def _flapping(case: Case, law: NoFlapping, words: str) -> Verdict:
    forward = words.startswith("forward")
    match case.definition.effect:
        case StageEffect() as effect:
            carried_out, reversed_ = _stages(case, law, effect, forward)
        case LoadEffect() as effect:
            carried_out, reversed_ = _loads(case, effect, forward)
        case _:
            return Verdict("proven", "no decision moves the runner")
    if not case.pair.satisfiable(*carried_out):
        first = words.split(",", maxsplit=1)[0]
        return Verdict("refuted", f"`{law.id}` says nothing: no move {first} can be carried out", case.shown())
    excepted = [smt.Not(case.encoding.true(each.when)) for each in law.exceptions if each.when is not None]
    return verdict(
        case.never_both(*carried_out, reversed_, *excepted),
        f"no decision is carried out and reversed: {words}",
        f"`{law.id}` does not hold: one decision, carried out, is reversed by the next: {words}",
    )


def no_cascade(case: Case, law: NoCascade) -> Questions:
    """One question each way."""
    for words in ("forward, then on", "back, then on"):
        yield Question(law.kind, f"{law.id}: {words}", partial(_cascade, case, law, words))


def _cascade(case: Case, law: NoCascade, words: str) -> Verdict:
    effect = case.definition.effect
    if not isinstance(effect, StageEffect):
        return Verdict("proven", "no decision moves the runner between stages")
    carried_out, _ = _stages(case, law, effect, words.startswith("forward"))
    there, again = case.encoding.effect["next_stage"], case.after.effect["next_stage"]
    excepted = [smt.Not(case.encoding.true(each.when)) for each in law.exceptions if each.when is not None]
    return verdict(
        case.never_both(*carried_out, smt.And(again >= 0, again != there), *excepted),
        f"no decision is carried out and moves on the same answers again: {words}",
        f"`{law.id}` does not hold: one decision, carried out, is followed by a second move: {words}",
    )


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


Moves = tuple[list[smt.Term], smt.Term]
"""The first decision moves one way and is carried out; the second one moves the other way."""


def _stages(case: Case, law: NoFlapping | NoCascade, effect: StageEffect, forward: bool) -> Moves:  # noqa: FBT001
    first, then = case.encoding, case.after
    before, after = first.facts, then.facts
    stage, flare = effect.stage, effect.flare
    moved = {stage, flare, *law.entered, *law.free}
    stored = [(flare, "flare_stage")]
    if effect.referral is not None:
        moved.add(effect.referral.stored)
        stored.append((effect.referral.stored, "open_referral"))
    carried_out = [
        after.told[stage],
        after.value[stage] == first.effect["next_stage"],
        *(after.told[fact] == (first.effect[field] != NOBODY) for fact, field in stored),
        *(smt.Implies(after.told[fact], after.value[fact] == first.effect[field]) for fact, field in stored),
        *(after.told_as(name, value) for name, value in law.entered.items()),
        *same_but(before, after, *moved),
    ]
    one, other = first.effect["next_stage"], then.effect["next_stage"]
    known = [before.known[stage], one >= 0]
    here = before.value[stage]
    moves, turned = (one > here, other < one) if forward else (one < here, other > one)
    return [*known, moves, *carried_out], smt.And(other >= 0, turned)


def _loads(case: Case, effect: LoadEffect, forward: bool) -> Moves:  # noqa: FBT001
    first, then = case.encoding, case.after
    before, after = first.facts, then.facts
    exercises, loads = (before.specs[name].values for name in (effect.exercise, effect.load))

    def rung(load: smt.Term) -> smt.Term:
        """The place of a load on the ladder of the exercise."""
        tables = {
            exercises.index(exercise): smt.by_value(
                load, {loads.index(name): smt.IntVal(place) for place, name in enumerate(ladder)}, smt.IntVal(NOBODY)
            )
            for exercise, ladder in effect.ladders.items()
        }
        return smt.by_value(before.value[effect.exercise], tables, smt.IntVal(NOBODY))

    one, other = first.effect["next_load"], then.effect["next_load"]
    here, there, back = rung(before.value[effect.load]), rung(one), rung(other)
    moves, turned = (there > here, back < there) if forward else (there < here, back > there)
    carried_out = [after.told[effect.load], after.value[effect.load] == one]
    known = [one != NOBODY, before.known[effect.load]]
    return [*known, moves, *carried_out, *same_but(before, after, effect.load)], smt.And(other != NOBODY, turned)
