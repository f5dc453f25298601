"""The laws about a decision that is carried out: it is not reversed, and it moves nobody a second time."""

from __future__ import annotations

from functools import partial

from itb_rules.rulebook.definition import LoadEffect, StageEffect
from itb_rules.rulebook.laws import NoCascade, NoFlapping
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
