"""What an outcome does: the stage to go to, the load to use, or what to change about an activity.

One class for each kind of effect that a rulebook's manifest can name. All of them are resolved from the rules that hold
and the facts, never from the order of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from itb_rules.rulebook.conditions import Parameter
from itb_rules.rulebook.definition import Change, ChangeEffect, Definition, LoadEffect, Number, Referral, StageEffect

BACK = ("to_first", "back")


class Result(NamedTuple):
    """The effect of a decision; a field that its rulebook does not use stays empty."""

    next_stage: str | None = None
    flare_stage: str | None = None
    next_load: str | None = None
    next_exercise: str | None = None
    changes: tuple[Change, ...] = ()
    open_referral: str | None = None


NOTHING = Result()
Resolved = tuple[Result, tuple[str, ...]]
"""A result, and the unknown facts that it hangs on."""
Masks = tuple[tuple[str, int], ...]


class EffectResolver(Protocol):
    """Works out the effect of an outcome."""

    def resolve(self, outcome: str, true: int, values: Mapping[str, Any], /) -> Resolved:
        """The effect of `outcome`, given the mask of rules that hold and the facts."""
        ...

    def relevant(self, outcome: str, /) -> int:
        """Mask of the rules that can bear on the effect of `outcome`."""
        ...


def effect_resolver(definition: Definition) -> EffectResolver:
    """The resolver for a definition's kind of effect."""
    match definition.effect:
        case StageEffect() as effect:
            return StageMoves(definition, effect)
        case LoadEffect() as effect:
            return LoadSteps(definition, effect)
        case ChangeEffect() as effect:
            return Changes(definition, effect)
        case None:
            return NoEffect()


class NoEffect:
    """For a rulebook whose answer is its outcome alone."""

    def resolve(self, _outcome: str, _true: int, _values: Mapping[str, Any], /) -> Resolved:
        """No effect, whatever holds."""
        return NOTHING, ()

    def relevant(self, _outcome: str, /) -> int:
        """No rule bears on it."""
        return 0


class StageMoves:
    """Moves between stages.

    Of several moves the most cautious counts: the one that leads to the earliest stage; only the way on after a flare
    (`resume`) counts before a step forward. A back-off stores the stage it
    left; a referral carries the move of a back-off that also holds; otherwise the runner stays. A silent outcome moves
    nobody: all that it does is store the referral.
    """

    def __init__(self, definition: Definition, effect: StageEffect) -> None:
        self._effect = effect
        self._index = {stage: index for index, stage in enumerate(effect.stages)}
        self._flares = definition.facts.specs[effect.flare].values
        self._silent = definition.silent
        self._moves: dict[str, Masks] = {}
        for outcome in definition.outcomes:
            if outcome.id in definition.silent:
                continue
            counted = {outcome.id, effect.back_off} if outcome.id in effect.carries else {outcome.id}
            self._moves[outcome.id] = _masks(definition, counted, "move")
        self._referrals = None if effect.referral is None else Referrals(definition, effect.referral)
        storing = 0 if self._referrals is None else self._referrals.storing
        self._relevant = {outcome: _union(moves) | storing for outcome, moves in self._moves.items()}

    def relevant(self, outcome: str) -> int:
        """Mask of the rules with a move that counts for this outcome, or with a referral to store."""
        return self._relevant.get(outcome, 0)

    def resolve(self, outcome: str, true: int, values: Mapping[str, Any]) -> Resolved:
        """The next stage, and the flare stage and the referral to store."""
        refers, hangs_on = (None, ()) if self._referrals is None else self._referrals.stored(true, values)
        if outcome in self._silent:
            return Result(open_referral=refers), ()  # decides at once: what else could be stored is not waited for
        effect = self._effect
        stage, flare = values[effect.stage], values[effect.flare]
        moves = [move for move, mask in self._moves[outcome] if true & mask]
        backs = [move for move in moves if move in BACK]
        if stage is None:
            # A back-off would store the stage it leaves, which nobody knows.
            kept = None if backs else flare
            hangs_on = (effect.stage, *hangs_on) if backs or flare else (effect.stage, effect.flare, *hangs_on)
            return Result(None, kept, open_referral=refers), hangs_on
        here = self._index[stage]
        if "resume" in moves:
            # It leads on at least as far as a step forward would, and decides where both hold.
            moves = [move for move in moves if move != "forward"]
        target = self._earliest(moves, here, flare)
        hangs = flare is None and any(self._earliest(moves, here, known) != target for known in self._flares)
        if backs and here > 0:
            flare = stage
        elif target != here and effect.stages[target] == effect.clears_flare:
            flare = effect.none
        if hangs or not flare:
            hangs_on = effect.flare, *hangs_on
        return Result(effect.stages[target], flare, open_referral=refers), hangs_on

    def _earliest(self, moves: Sequence[str], here: int, flare: str | None) -> int:
        return min((self._target(move, here, flare) for move in moves), default=here)

    def _target(self, move: str, here: int, flare: str | None) -> int:
        match move:
            case "to_first":
                return 0
            case "back":
                return max(here - 1, 0)
            case "forward":
                return min(here + 1, len(self._index) - 1)
            case _:  # resume: one step before the stage that the flare interrupted
                if flare is None or flare == self._effect.none:
                    return here
                return max(self._index[flare] - 1, self._index[self._effect.resume_from])


class Referrals:
    """Referrals that stand until somebody has looked, whatever is answered later.

    Attributes:
        storing: mask of the rules that store one.
    """

    def __init__(self, definition: Definition, referral: Referral) -> None:
        masks = dict(_masks(definition, {outcome.id for outcome in definition.outcomes}, "refers"))
        self._referral = referral
        self._urgency = {value: place for place, value in enumerate(referral.values)}
        urgent_first = [(value, masks[value]) for value in reversed(referral.values) if value in masks]
        self._silent = [(value, mask) for value, mask in urgent_first if value in definition.silent]
        self._others = [(value, mask) for value, mask in urgent_first if value not in definition.silent]
        self.storing = _union(tuple(urgent_first))

    def stored(self, true: int, values: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
        """What to store, and the unknown facts that it hangs on."""
        referral = self._referral
        for value, mask in self._silent:
            if true & mask:
                return value, ()
        was, clearance = values[referral.stored], values[referral.clearance]
        if clearance in referral.ended_by:
            return referral.values[0], ()
        found = next((value for value, mask in self._others if true & mask), None)
        stands = was != referral.values[0] or found is not None
        unknown = [referral.clearance] if clearance is None and stands else []
        if was is None:
            # Unknown counts as none; the answer may still be a more urgent one.
            return found, (*unknown, referral.stored)
        if found is not None:
            was = max(was, found, key=self._urgency.__getitem__)
        return was, tuple(unknown)


class LoadSteps:
    """Steps on the ladder of loads of one exercise. The load is named only when it changes."""

    def __init__(self, definition: Definition, effect: LoadEffect) -> None:
        self._effect = effect
        outcomes = [outcome.id for outcome in definition.outcomes]
        self._loads = {outcome: _masks(definition, {outcome}, "load") for outcome in outcomes}
        self._exercises = {outcome: _masks(definition, {outcome}, "next_exercise") for outcome in outcomes}

    def relevant(self, outcome: str) -> int:
        """Mask of the rules that change the load or name another exercise under this outcome."""
        return _union(self._loads[outcome]) | _union(self._exercises[outcome])

    def resolve(self, outcome: str, true: int, values: Mapping[str, Any]) -> Resolved:
        """The next load and the next exercise."""
        steps = [step for step, mask in self._loads[outcome] if true & mask]
        exercises = sorted(exercise for exercise, mask in self._exercises[outcome] if true & mask)
        next_exercise = exercises[0] if exercises else None
        if not steps:
            return Result(next_exercise=next_exercise), ()
        exercise, load = values[self._effect.exercise], values[self._effect.load]
        unknown = tuple(fact for fact in (self._effect.exercise, self._effect.load) if values[fact] is None)
        if unknown:
            return Result(next_exercise=next_exercise), unknown
        ladder = self._effect.ladders.get(exercise, ())
        if load not in ladder:
            return Result(next_exercise=next_exercise), ()
        step = -1 if "down" in steps else 1
        index = min(max(ladder.index(load) + step, 0), len(ladder) - 1)
        next_load = ladder[index] if ladder[index] != load else None
        return Result(next_load=next_load, next_exercise=next_exercise), ()


class Changes:
    """Changes add up: the union over every rule of the outcome that holds, the tightest value of each.

    The things to change come in the order in which the rulebook first names them, whichever rules hold.
    """

    def __init__(self, definition: Definition, effect: ChangeEffect) -> None:
        self._on = effect.on
        self._changes = [
            (1 << index, _resolved(definition, rule.effect.changes))
            for index, rule in enumerate(definition.rules)
            if rule.outcome == effect.on and rule.effect.changes
        ]
        self._mask = sum(bit for bit, _ in self._changes)
        named = dict.fromkeys(change.what for _, changes in self._changes for change in changes)
        self._place = {what: place for place, what in enumerate(named)}

    def relevant(self, outcome: str) -> int:
        """Mask of the rules that change something."""
        return self._mask if outcome == self._on else 0

    def resolve(self, outcome: str, true: int, _values: Mapping[str, Any], /) -> Resolved:
        """The changes to make."""
        if outcome != self._on or not true & self._mask:
            return NOTHING, ()
        changes = merged([changes for bit, changes in self._changes if true & bit])
        return Result(changes=tuple(sorted(changes, key=lambda change: self._place[change.what]))), ()


def merged(groups: Iterable[Sequence[Change]]) -> tuple[Change, ...]:
    """The union of several lists of changes, with the tightest bounds of each thing.

    Allowed values that exclude each other are both kept: nothing that a rule asks for is dropped.
    """
    things: dict[str, list[Change]] = {}
    for change in (change for group in groups for change in group):
        things.setdefault(change.what, []).append(change)
    return tuple(change for changes in things.values() for change in _tightest(changes))


def _tightest(changes: list[Change]) -> list[Change]:
    if len(changes) == 1:
        return changes
    at_least = max(_numbers(change.at_least for change in changes), default=None)
    at_most = min(_numbers(change.at_most for change in changes), default=None)
    restricted = [change.values for change in changes if change.values]
    values = (
        tuple(value for value in restricted[0] if all(value in other for other in restricted)) if restricted else ()
    )
    if restricted and not values:
        return list(dict.fromkeys(changes))
    # Only the texts of the changes that set a bound are kept: "at most 20" says nothing beside "at most 15".
    tight = [
        change
        for change in changes
        if (change.at_least is not None and change.at_least == at_least)
        or (change.at_most is not None and change.at_most == at_most)
        or (change.values and set(change.values) == set(values))
    ] or changes
    title = "; ".join(dict.fromkeys(change.title for change in tight))
    return [replace(changes[0], at_least=at_least, at_most=at_most, values=values, title=title)]


def _numbers(bounds: Iterable[Number | Parameter | None]) -> list[Number]:
    """The bounds that there are; parameters have their values by now."""
    return [bound for bound in bounds if isinstance(bound, int | float)]


def _resolved(definition: Definition, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The same changes with the values of their parameters."""
    return tuple(
        replace(change, at_least=definition.value(change.at_least), at_most=definition.value(change.at_most))
        for change in changes
    )


def _masks(definition: Definition, outcomes: set[str], field: str) -> Masks:
    """For each value of an effect's field, the mask of the rules of these outcomes that have it."""
    masks: dict[str, int] = {}
    for index, rule in enumerate(definition.rules):
        value = getattr(rule.effect, field)
        if rule.outcome in outcomes and value is not None:
            masks[value] = masks.get(value, 0) | 1 << index
    return tuple(masks.items())


def _union(masks: Masks) -> int:
    union = 0
    for _, mask in masks:
        union |= mask
    return union
