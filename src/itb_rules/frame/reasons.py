"""Why each row is decided as it is, as flags: which rules decided, which others hold, what is open, what is suspected.

`Explainer` is the meaning; the order of the names is its order too, but for open facts, which come as they are
declared: ranking questions needs the answers of each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from itb_rules.frame.conditions import Truths, every, is_true, some
from itb_rules.frame.facts import Prepared, Stage, working
from itb_rules.frame.lists import Flags
from itb_rules.frame.resolution import Resolution
from itb_rules.rulebook.conditions import Compare, Condition, Holds, Measured, Not, parts_of
from itb_rules.rulebook.definition import Definition


class Reasons:
    """The flags of one rulebook.

    Args:
        definition: the rulebook.
        resolution: its resolution.
        truths: the truths of its conditions.
        facts: the facts, prepared.
    """

    def __init__(
        self, definition: Definition, resolution: Resolution, truths: Truths, facts: Mapping[str, Prepared]
    ) -> None:
        self._definition = definition
        self._resolution = resolution
        self._truths = truths
        self._facts = facts
        self._kind = {index: number for number, kind in enumerate(resolution.kinds) for index in kind}
        self._ways = [
            (index, fact, path) for index in self._kind for fact, path in self._paths(definition.rules[index].condition)
        ]
        self._groups = {group: working(f"unsettled_{at}") for at, group in enumerate(self._between())}

    def stage(self) -> Stage:
        """For each rule with an outcome, whether it decided, holds beside others, or could still change something."""
        found: Stage = {}
        for index, kind in self._kind.items():
            holds = is_true(pl.col(rule_at(index)))
            decides = self._resolution.of_kind("deciding", kind)
            found[_at("decided", index)] = holds & decides
            # Something more cautious has decided, so no permissive one stands beside it.
            permissive = self._definition.rules[index].outcome in self._definition.permissive
            found[_at("beside", index)] = pl.lit(value=False) if permissive else holds & ~decides
            found[_at("open", index)] = pl.col(rule_at(index)).is_null() & self._resolution.of_kind("open", kind)
        return found | {name: self._truths.of(group).is_null() for group, name in self._groups.items()}

    def because(self) -> Flags:
        """The rules that decided."""
        return self._rules("decided")

    def also(self) -> Flags:
        """The other rules that hold."""
        return self._rules("beside")

    def suspected(self) -> Flags:
        """What the rules that decided or hold point to, each once, in the order of the rules."""
        holding = [
            (pl.col(_at("decided", index)) | pl.col(_at("beside", index)), self._definition.rules[index])
            for index in sorted(self._kind)
        ]
        holding += [(is_true(self._truths.of(each.when)), each.rule) for each in self._definition.imported if each.rule]
        flags: list[tuple[pl.Expr, str]] = []
        seen: dict[str, list[pl.Expr]] = {}
        for there, rule in holding:
            for name in rule.suspects:
                earlier = seen.setdefault(name, [])
                flags.append((there & ~some(earlier) if earlier else there, name))
                earlier.append(there)
        return flags

    def open_facts(self) -> Flags:
        """The unknown facts that could still change something and be answered."""
        ways = {fact: [hangs] for fact, hangs in self._resolution.hangs_on().items()}
        for index, fact, path in self._ways:
            unsettled = [pl.col(self._groups[group]) for group in path]
            ways.setdefault(fact, []).append(every([pl.col(_at("open", index)), *unsettled]))
        return [(self._asked(fact) & some(ways[fact]), fact) for fact in self._definition.facts.specs if fact in ways]

    def _asked(self, fact: str) -> pl.Expr:
        """Whether a fact is unknown, and there is something to answer."""
        held = self._facts[fact]
        unknown = pl.col(held.column).is_null()
        return unknown & ~pl.col(held.barred) if held.barred else unknown

    def _rules(self, what: str) -> Flags:
        return [(pl.col(_at(what, index)), self._definition.rules[index].id) for index in sorted(self._kind)]

    def _between(self) -> Iterable[Condition]:
        return dict.fromkeys(group for _, _, path in self._ways for group in path)

    def _paths(self, node: Condition, path: tuple[Condition, ...] = ()) -> Iterator[tuple[str, tuple[Condition, ...]]]:
        """Every fact below a condition, with what has to be unknown between them; the condition itself is left out."""
        match node:
            case Compare(fact):
                yield fact, path
            case Measured(derived):
                # It has to be unknown by itself: its bounds may decide it before all of its parts are known.
                yield from ((fact, (*path, node)) for fact in derived.facts)
            case Not(part):
                yield from self._paths(part, path)
            case Holds(name):
                yield from self._paths(self._definition.findings[name].when, path)
            case _:
                for part in parts_of(node):
                    yield from self._paths(part, path if isinstance(part, Compare | Measured) else (*path, part))


def rule_at(index: int) -> str:
    """The column with the truth of a rule."""
    return working(f"rule_{index}")


def _at(what: str, index: int) -> str:
    return working(f"{what}_{index}")
