"""From the truths of the rules to the outcome, its effect, and whether any answer could still change them.

The same code serves every engine, so that engines can differ in truths only. It works on the bit masks of `Truths`: the
rules of a definition stand in order of caution, so each outcome is one mask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.effects import EffectResolver, Result, effect_resolver
from itb_rules.rulebook.engines.base import Truths


class Resolution(NamedTuple):
    """What a rulebook answers.

    Attributes:
        outcome: the answer.
        result: what it does: stages, load or changes.
        settled: no admissible answer to an unknown fact can change the outcome or the result.
        withheld: a permissive outcome would hold, but a more cautious rule is unknown.
        deciding: mask of the rules that decided; 0 when the default stands.
        would_hold: mask of the rules of the withheld outcome.
        open: mask of the unknown rules that could still change something.
        hangs_on: unknown facts that the result itself needs.
    """

    outcome: str
    result: Result
    settled: bool
    withheld: bool
    deciding: int
    would_hold: int
    open: int
    hangs_on: tuple[str, ...]


class Resolver:
    """Resolves the truths of one definition.

    Attributes:
        outcomes: the outcomes, most cautious first.
        masks: for each of them the rules that speak for it.
        rules: all rules that have an outcome.
        reads: the facts that a resolution depends on beside the truths.
    """

    def __init__(self, definition: Definition) -> None:
        masks = {outcome.id: 0 for outcome in definition.outcomes}
        for index, rule in enumerate(definition.rules):
            if rule.outcome is not None:
                masks[rule.outcome] |= 1 << index
        self._definition = definition
        self.outcomes = tuple(masks)
        self.masks = tuple(masks.values())
        self._more_cautious = tuple(sum(self.masks[:rank]) for rank in range(len(self.masks)))
        self.permissive = tuple(outcome in definition.permissive for outcome in masks)
        self.default = self.outcomes.index(definition.default)
        self.rules = sum(self.masks)
        self.reads = definition.effect.facts if definition.effect is not None else ()

    @cached_property
    def effects(self) -> EffectResolver:
        """What works out the effect of an outcome."""
        return effect_resolver(self._definition)

    def resolve(self, truths: Truths, values: Mapping[str, Any]) -> Resolution:
        """Resolve truths for facts given as plain values."""
        true, unknown = truths.true, truths.unknown & self.rules
        masks, effects = self.masks, self.effects
        rank = None
        for place, mask in enumerate(masks):  # no generator: this is a tenth of what a decision takes
            if true & mask:
                rank = place
                break
        withheld = rank is not None and self.permissive[rank] and bool(unknown & self._more_cautious[rank])
        would_hold = true & masks[rank] if withheld and rank is not None else 0
        standing = self.default if rank is None or withheld else rank
        deciding = 0 if rank is None or withheld else true & masks[rank]
        outcome = self.outcomes[standing]
        result, hangs_on = effects.resolve(outcome, true, values)
        open_rules = 0
        if unknown:
            if rank is None:
                open_rules = self._open_by_default(unknown)
            elif withheld:
                open_rules = unknown & self._more_cautious[rank]
                open_rules |= self._changing(unknown & masks[rank], self.outcomes[rank], true, values)
            else:
                open_rules = unknown & self._more_cautious[rank]
            rest = unknown & ~open_rules & effects.relevant(outcome)
            if rest:
                open_rules |= self._changing(rest, outcome, true, values)
        settled = not open_rules and not hangs_on
        return Resolution(outcome, result, settled, withheld, deciding, would_hold, open_rules, hangs_on)

    def _open_by_default(self, unknown: int) -> int:
        """Which unknown rules matter while no rule holds and the default stands.

        Every rule of another outcome does, if it may be the one that wins. A rule of the default's own outcome matters
        when it may hold back a permissive one that is itself still possible.
        """
        open_rules = unknown & ~self.masks[self.default]
        permissive_possible = any(
            unknown & mask for rank, mask in enumerate(self.masks) if rank > self.default and self.permissive[rank]
        )
        return unknown if permissive_possible else open_rules

    def _changing(self, candidates: int, outcome: str, true: int, values: Mapping[str, Any]) -> int:
        """Those candidates whose being TRUE would change what the outcome does."""
        before = self.effects.resolve(outcome, true, values)
        changing = 0
        for bit in bits(candidates):
            if self.effects.resolve(outcome, true | 1 << bit, values) != before:
                changing |= 1 << bit
        return changing


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
