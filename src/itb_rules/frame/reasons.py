"""Why each row is decided as it is, as flags: which rules decided, which others hold, what is open, what is suspected.

`Explainer` is the meaning; the order of the names is its order too, but for open facts, which come as they are
declared: ranking questions needs the answers of each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from itb_rules.frame.conditions import Truths, every, is_true, some
from itb_rules.frame.effect_tables import Kind
from itb_rules.frame.facts import Prepared, Stage, working
from itb_rules.frame.lists import Flags
from itb_rules.frame.resolution import OUTCOME, WITHHELD, Resolving
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.rulebook.explain.criteria import Group, Leaf, Node


class Explaining:
    """The flags of one rulebook.

    Args:
        definition: the rulebook.
        conditions: the condition of every rule, in order, then of every imported finding.
        kinds: its kinds of rules.
        resolving: its resolution.
        truths: the truths of its conditions.
        facts: the facts, prepared.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the pieces that a plan consists of
        self,
        definition: Definition,
        conditions: Sequence[Node],
        kinds: Sequence[Kind],
        resolving: Resolving,
        truths: Truths,
        facts: Mapping[str, Prepared],
    ) -> None:
        self._definition = definition
        self._conditions = conditions
        self._kinds = kinds
        self._resolving = resolving
        self._truths = truths
        self._facts = facts
        self._rules = [
            (index, rule, definition.rank(rule.outcome))
            for index, rule in enumerate(definition.rules)
            if rule.outcome is not None
        ]

    def stages(self) -> Iterator[Stage]:
        """The columns that the flags need, once outcome and effect are there."""
        parts: Stage = {}
        for outcome in {rank for _, _, rank in self._rules}:
            parts[_open_outcome(outcome)] = self._resolving.open_outcome(outcome)
        for number in range(len(self._kinds)):
            if self._resolving.changes(number):
                parts[_open_kind(number)] = self._resolving.open_kind(number)
        yield parts
        number_of = {index: number for number, kind in enumerate(self._kinds) for index, _, _ in self._of(kind)}
        rules: Stage = {}
        for index, _, rank in self._rules:
            is_open = pl.col(_open_outcome(rank))
            if _open_kind(number_of[index]) in parts:
                is_open |= pl.col(_open_kind(number_of[index]))
            rules[_open_rule(index)] = pl.col(rule_at(index)).is_null() & is_open
        yield rules

    def because(self) -> Flags:
        """The rules that decided."""
        return [(self._decided(index, rank), rule.id) for index, rule, rank in self._rules]

    def also(self) -> Flags:
        """The other rules that hold. Something more cautious has decided, so no permissive one stands beside it."""
        return [
            (is_true(pl.col(rule_at(index))) & ~_stands(rank), rule.id)
            for index, rule, rank in self._rules
            if rule.outcome not in self._definition.permissive
        ]

    def suspected(self) -> Flags:
        """What the rules that decided or hold point to, each once, in the order of the rules."""
        flags: list[tuple[pl.Expr, str]] = []
        seen: dict[str, list[pl.Expr]] = {}
        for holds, rule in self._holding():
            for name in rule.suspects:
                earlier = seen.setdefault(name, [])
                flags.append((holds & ~some(earlier) if earlier else holds, name))
                earlier.append(holds)
        return flags

    def open_facts(self) -> Flags:
        """The unknown facts that could still change something."""
        ways: dict[str, list[pl.Expr]] = {}
        for index, _, _ in self._rules:
            for fact, path in _paths(self._conditions[index]):
                unsettled = [self._truths.of(group).is_null() for group in path]
                ways.setdefault(fact, []).append(every([pl.col(_open_rule(index)), *unsettled]))
        flags: list[tuple[pl.Expr, str]] = []
        for fact in self._definition.facts.specs:
            needed = ways.get(fact, [])
            hangs = self._resolving.hangs_on(fact)
            if hangs is not None:
                needed = [*needed, hangs]
            if needed:
                flags.append((pl.col(self._facts[fact].column).is_null() & some(needed), fact))
        return flags

    def _decided(self, index: int, rank: int) -> pl.Expr:
        return is_true(pl.col(rule_at(index))) & _stands(rank)

    def _holding(self) -> Iterator[tuple[pl.Expr, Rule]]:
        for index, rule, rank in self._rules:
            if rule.outcome in self._definition.permissive:
                yield self._decided(index, rank), rule
            else:
                yield is_true(pl.col(rule_at(index))), rule
        for place, finding in enumerate(self._definition.imported, len(self._definition.rules)):
            if finding.rule is not None:
                yield is_true(pl.col(rule_at(place))), finding.rule

    def _of(self, kind: Kind) -> Iterator[tuple[int, Rule, int]]:
        return (each for each in self._rules if kind.rules >> each[0] & 1)


def rule_at(index: int) -> str:
    """The column with the truth of a rule, or of an imported finding behind them."""
    return working(f"rule_{index}")


def _stands(rank: int) -> pl.Expr:
    return (pl.col(OUTCOME) == rank) & ~pl.col(WITHHELD)


def _open_outcome(rank: int) -> str:
    return working(f"open_{rank}")


def _open_kind(number: int) -> str:
    return working(f"openkind_{number}")


def _open_rule(index: int) -> str:
    return working(f"openrule_{index}")


def _paths(node: Node, path: tuple[Group, ...] = ()) -> Iterator[tuple[str, tuple[Group, ...]]]:
    """Every fact below a condition, with the groups between them; the condition itself is left out."""
    if isinstance(node, Leaf):
        yield node.fact, path
        return
    for part in node.parts:
        yield from _paths(part, (*path, part) if isinstance(part, Group) else path)
