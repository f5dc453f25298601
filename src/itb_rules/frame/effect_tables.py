"""What an outcome does, as small tables that a column of integers looks up.

An effect follows from few things: the outcome, which kinds of its rules hold, and a fact or two (stage and flare
stage, or exercise and load). So every combination is resolved beforehand, by the code that resolves a single decision;
a column only has to find its row. Nothing about effects is said a second time here.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from itb_rules.errors import EngineError
from itb_rules.frame.changing import change_text
from itb_rules.rulebook.definition import ChangeEffect, Definition, Effect, LoadEffect, StageEffect
from itb_rules.rulebook.effects import Resolved, Result
from itb_rules.rulebook.resolution import Resolver, bits

MOST_ROWS = 200_000
REFERRAL = "open_referral"
"""The part of an effect that is the referral to store."""
FIELDS: Mapping[type, tuple[str, ...]] = {
    StageEffect: ("next_stage",),
    LoadEffect: ("next_load", "next_exercise"),
    ChangeEffect: ("changes",),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Rules of one outcome with the same effect: nothing that follows can tell them apart.

    Attributes:
        outcome: the place of their outcome.
        rules: a mask of them.
        effect: what they do.
    """

    outcome: int
    rules: int
    effect: Effect

    @property
    def example(self) -> int:
        """A mask of one of them."""
        return self.rules & -self.rules


@dataclass(frozen=True, slots=True)
class Table:
    """The effects of every outcome, or of one thing to change.

    The row is `start[outcome]`, plus 1, 2, 4... for each kind in `kinds[outcome]` that holds; times the number of
    combinations of the facts, plus theirs.

    Attributes:
        facts: the choices that the effect depends on; each counts 0 for unknown and its values from 1.
        kinds: for each outcome, the kinds that bear on its effect, by their number.
        start: for each outcome, the row at which it begins.
        results: for each row, what the outcome does.
        changing: for each row, a mask of the kinds, by their number, whose being TRUE would change it.
        hangs_on: for each row, a mask of those facts that it hangs on.
    """

    facts: tuple[str, ...]
    kinds: tuple[tuple[int, ...], ...]
    start: tuple[int, ...]
    results: tuple[Result, ...]
    changing: tuple[int, ...]
    hangs_on: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one table is about: the whole effect, or the changes of one thing.

    Attributes:
        facts: the choices that the effect depends on.
        what: the thing to change; None for the whole effect.
    """

    facts: tuple[str, ...]
    what: str | None = None

    def of(self, result: Result) -> Result:
        """This part of a result."""
        if self.what is None:
            return result._replace(open_referral=None)
        if self.what == REFERRAL:
            return Result(open_referral=result.open_referral)
        return Result(changes=tuple(change for change in result.changes if change.what == self.what))

    def concerns(self, kind: Kind) -> bool:
        """Whether rules of a kind can bear on it."""
        if self.what == REFERRAL:
            return kind.effect.refers is not None
        return self.what is None or any(change.what == self.what for change in kind.effect.changes)

    def differs(self, one: Resolved, other: Resolved) -> bool:
        """Whether two resolved effects differ in it."""
        hangs = ([fact for fact in each[1] if fact in self.facts] for each in (one, other))
        return self.of(one[0]) != self.of(other[0]) or next(hangs) != next(hangs)


def kinds_of(definition: Definition) -> tuple[Kind, ...]:
    """The kinds of rules that have an outcome, in order."""
    masks: dict[tuple[int, Effect], int] = {}
    for index, rule in enumerate(definition.rules):
        if rule.outcome is not None:
            key = definition.rank(rule.outcome), rule.effect
            masks[key] = masks.get(key, 0) | 1 << index
    return tuple(Kind(outcome, mask, effect) for (outcome, effect), mask in masks.items())


def tables_of(definition: Definition, resolver: Resolver, kinds: Sequence[Kind]) -> tuple[Table, ...]:
    """The tables of a rulebook: one for stages or loads, one for each thing to change, none without an effect.

    Raises:
        EngineError: the rulebook has so many kinds of rules with an effect that the tables would not be small.
    """
    match definition.effect:
        case StageEffect(referral=kept) as effect:
            parts = [Part(effect.facts[:2])]
            if kept is not None:
                parts.append(Part((kept.stored, kept.clearance), REFERRAL))
        case LoadEffect() as effect:
            parts = [Part(effect.facts)]
        case ChangeEffect():
            things = dict.fromkeys(change.what for kind in kinds for change in kind.effect.changes)
            parts = [Part((), what) for what in things]
        case _:
            parts = []
    return tuple(_table(definition, resolver, kinds, part) for part in parts)


def texts_of(table: Table) -> tuple[str, ...]:
    """For each row of the table of a thing to change, the change in words; empty for none."""
    return tuple(" and ".join(map(change_text, result.changes)) for result in table.results)


def _table(definition: Definition, resolver: Resolver, kinds: Sequence[Kind], part: Part) -> Table:
    effects = resolver.effects
    bearing = tuple(
        tuple(
            number
            for number, kind in enumerate(kinds)
            if kind.rules & effects.relevant(outcome) and part.concerns(kind)
        )
        for outcome in resolver.outcomes
    )
    domains = [(None, *definition.facts.specs[fact].values) for fact in part.facts]
    others = dict.fromkeys(definition.effect.facts if definition.effect is not None else ())
    combinations = [others | dict(zip(part.facts, values, strict=True)) for values in itertools.product(*domains)]
    sizes = [1 << len(numbers) for numbers in bearing]
    if sum(sizes) * len(combinations) > MOST_ROWS:
        raise EngineError(
            f"`{definition.name}` has too many kinds of rules with an effect for whole tables at once;"
            " decide row by row with `rulebook.decide`"
        )
    results: list[Result] = []
    changing: list[int] = []
    hangs_on: list[int] = []
    for outcome, numbers in zip(resolver.outcomes, bearing, strict=True):
        for held in range(1 << len(numbers)):
            true = sum(kinds[numbers[bit]].example for bit in bits(held))
            for values in combinations:
                resolved = effects.resolve(outcome, true, values)
                here = part.of(resolved[0])
                results.append(here)
                hangs_on.append(sum(1 << place for place, fact in enumerate(part.facts) if fact in resolved[1]))
                changing.append(
                    sum(
                        1 << number
                        for number in numbers
                        if part.differs(effects.resolve(outcome, true | kinds[number].example, values), resolved)
                    )
                )
    start = tuple(itertools.accumulate(sizes, initial=0))[:-1]
    return Table(part.facts, bearing, start, tuple(results), tuple(changing), tuple(hangs_on))
