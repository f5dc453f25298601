"""One mistake in what a rule does: a move, a step on a ladder of loads, a bound on an activity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from itb_rules.rulebook.definition import Change, ChangeEffect, Definition, Effect, EffectKind, LoadEffect, StageEffect
from itb_rules.verification.faults.conditions import Mistake, plain, steps

MOVES = ("to_first", "back", "resume", "forward")
"""From the most cautious on."""

Effects = Iterator[tuple[Mistake, Effect]]


def faulty_effects(effect: Effect, outcome: str | None, definition: Definition) -> Effects:
    """Every mistake in what a rule with this outcome does, for the rulebook's kind of effect."""
    match definition.effect:
        case StageEffect() as kind:
            yield from _moves(effect)
            if effect.refers is not None:
                yield _alone("its referral not stored", "its referral stored"), replace(effect, refers=None)
            elif kind.referral is not None and outcome in kind.referral.values:
                yield _alone("its referral stored", "its referral not stored"), replace(effect, refers=outcome)
        case LoadEffect() as kind:
            yield from _loads(effect, definition, kind)
        case ChangeEffect():
            yield from _changes(effect, definition)
        case None:
            return


def faulty_kinds(definition: Definition) -> Iterator[tuple[Mistake, EffectKind]]:
    """Every mistake in how the rulebook works out what its rules do."""
    match definition.effect:
        case StageEffect() as kind:
            yield from _stages(kind)
        case LoadEffect() as kind:
            for exercise, ladder in kind.ladders.items():
                if len(ladder) > 1:
                    mistake = _how(f"the ladder of `{exercise}` upside down", f"the ladder of `{exercise}` as it is")
                    yield mistake, replace(kind, ladders={**kind.ladders, exercise: ladder[::-1]})
        case ChangeEffect() as kind:
            for other in definition.outcomes:
                if other.id != kind.on:
                    yield _how(f"changes on {other.id}", f"changes on {kind.on}"), replace(kind, on=other.id)
        case None:
            return


def _stages(kind: StageEffect) -> Iterator[tuple[Mistake, EffectKind]]:
    for outcome in kind.carries:
        rest = tuple(other for other in kind.carries if other != outcome)
        mistake = _how(f"{outcome} carries no step back", f"{outcome} carries a step back")
        yield mistake, replace(kind, carries=rest)
    for key in ("resume_from", "clears_flare"):
        stage = getattr(kind, key)
        place = kind.stages.index(stage)
        near = kind.stages[place + 1] if place + 1 < len(kind.stages) else kind.stages[place - 1]
        words = key.replace("_", " ")
        faulty = replace(kind, resume_from=near) if key == "resume_from" else replace(kind, clears_flare=near)
        yield _how(f"{words} {near}", f"{words} {stage}"), faulty
    kept = kind.referral
    if kept is None:
        return
    yield _how("no referral stored", "a referral stored"), replace(kind, referral=None)
    for value in kept.ended_by:
        rest = tuple(other for other in kept.ended_by if other != value)
        mistake = _how(f"a referral not ended by {value}", f"a referral ended by {value}")
        yield mistake, replace(kind, referral=replace(kept, ended_by=rest))


def _how(wrong: str, right: str) -> Mistake:
    return Mistake("manifest", wrong, right, alone=True)


def _moves(effect: Effect) -> Effects:
    if effect.move is None:
        return
    place = MOVES.index(effect.move)
    for other in MOVES[max(place - 1, 0) : place] + MOVES[place + 1 : place + 2]:
        yield _instead(f"move {other}", f"move {effect.move}"), replace(effect, move=other)
    yield _instead("no move", f"move {effect.move}"), replace(effect, move=None)


def _loads(effect: Effect, definition: Definition, kind: LoadEffect) -> Effects:
    if effect.load is not None:
        other = "down" if effect.load == "up" else "up"
        yield _instead(f"load {other}", f"load {effect.load}"), replace(effect, load=other)
        yield _instead("the same load", f"load {effect.load}"), replace(effect, load=None)
    if effect.next_exercise is not None:
        exercises = definition.facts.specs[kind.exercise].values
        near = exercises[(exercises.index(effect.next_exercise) + 1) % len(exercises)]
        right = f"next {effect.next_exercise}"
        yield _instead(f"next {near}", right), replace(effect, next_exercise=near)
        yield _instead("no next exercise", right), replace(effect, next_exercise=None)


def _changes(effect: Effect, definition: Definition) -> Effects:
    for place, change in enumerate(effect.changes):
        before, behind = effect.changes[:place], effect.changes[place + 1 :]
        yield (
            _alone(f"`{change.what}` left as it is", f"`{change.what}` changed"),
            replace(effect, changes=(*before, *behind)),
        )
        for mistake, faulty in _change(change, definition):
            yield mistake, replace(effect, changes=(*before, faulty, *behind))


def _change(change: Change, definition: Definition) -> Iterator[tuple[Mistake, Change]]:
    spec = definition.facts.specs.get(change.what)
    for name in ("at_least", "at_most"):
        bound: Any = definition.value(getattr(change, name))
        if bound is None:
            continue
        words = f"`{change.what}` {name.replace('_', ' ')}"
        for other in steps(spec, bound) if spec is not None else (bound - 1, bound + 1):
            faulty = replace(change, at_least=other) if name == "at_least" else replace(change, at_most=other)
            yield _instead(f"{words} {other}", f"{words} {bound}"), faulty
    for value in change.values:
        named = f"`{change.what}` {plain(value)}"
        rest = tuple(other for other in change.values if other != value)
        if rest:
            yield _alone(f"{named} not allowed", f"{named} allowed"), replace(change, values=rest)
    others = [value for value in (spec.values if spec is not None else ()) if value not in change.values]
    if change.values and others:
        named = f"`{change.what}` {others[0]}"
        yield _alone(f"{named} allowed", f"{named} not allowed"), replace(change, values=(*change.values, others[0]))


def _instead(wrong: str, right: str) -> Mistake:
    return Mistake("effect", wrong, right)


def _alone(wrong: str, right: str) -> Mistake:
    return Mistake("effect", wrong, right, alone=True)
