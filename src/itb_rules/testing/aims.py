"""Draws facts towards one rule: all its comparisons met, or one of them off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, Literal, NamedTuple

from itb_rules.facts import Facts
from itb_rules.facts.spec import Value
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import Condition, Truth
from itb_rules.rulebook.definition import PROFILES, Definition
from itb_rules.rulebook.explain.criteria import Leaf, Node, Scored, Worked, leaves, measures, normalised, scores
from itb_rules.rulebook.explain.pieces import pieces
from itb_rules.rulebook.explain.questions import regions
from itb_rules.rulebook.laws import RedFlagRefers
from itb_rules.testing.choices import Script
from itb_rules.testing.scales import Fitting

Wanted = dict[str, tuple[Value, ...]]
"""For each fact of a rule, the values that serve, the nearest to a threshold first."""


Aims = Literal["rules", "signs", "parameters"]
"""What draws are steered to: every rule, the signs that laws name, or the rules that a profile can change."""


MOST_TRIED = 6
"""Values of each part that are tried for something worked out of several."""


class Met(NamedTuple):
    """A way to make a condition TRUE: the values that serve, and the comparisons that they meet."""

    wanted: Wanted
    used: tuple[Leaf, ...]


class Steering:
    """What one rulebook asks, in the form that drawing needs.

    Attributes:
        values: for each fact of the model, the values on both sides of every threshold of either profile, the nearest
            to the typical one first.
    """

    def __init__(self, rulebook: Rulebook, model: type[Facts], fitting: Fitting, *, aims: Aims) -> None:
        profiles = [rulebook.definition, *(rulebook.with_profile(name).definition for name in PROFILES)]
        # The thresholds of both profiles, because where they part company is where a mistake would show.
        conditions = [
            (outcome, normalised(when, definition))
            for definition in profiles
            for outcome, when in _AIMS[aims](definition)
        ]
        self._aims = list(dict.fromkeys(conditions))
        self._scales = fitting.scales
        compared: dict[str, list[Leaf]] = {}
        for leaf in (leaf for definition in profiles for leaf in _compared(definition)):
            compared.setdefault(leaf.fact, []).append(leaf)
        self.values: dict[str, tuple[Value, ...]] = {}
        for name, spec in model.specs.items():
            ends = {end for region in regions(spec, compared.get(name, ())) for end in region}
            known = {value for value in (*ends, spec.typical) if value is not None}
            self.values[name] = tuple(sorted(known, key=self._scales[name].nearness))

    def open(self, values: Mapping[str, Any], script: Script) -> Node | None:
        """Choose the condition of a rule that these values, one for every fact, leave unknown."""
        return self._chosen([aim for aim in self._aims if aim[1].status(values) == "unknown"], script)

    def possible(self, values: Mapping[str, Any], script: Script) -> Node | None:
        """Choose the condition of a rule that these values, one for every fact, do not make FALSE."""
        return self._chosen([aim for aim in self._aims if aim[1].status(values) != "unmet"], script)

    def _chosen(self, aims: list[tuple[str | None, Node]], script: Script) -> Node | None:
        """The outcome first, so that one with few rules comes up as often. Zero is none: failures shrink to it."""
        outcomes = list(dict.fromkeys(outcome for outcome, _ in aims))
        place = script.choose(16)
        if not outcomes or not place:
            return None
        outcome = outcomes[script.choose(len(outcomes))]
        serving = [aim for other, aim in aims if other == outcome]
        return serving[script.choose(len(serving))]

    def drawn(
        self, aim: Node, given: Mapping[str, Any], script: Script, *, unknown: bool
    ) -> Iterator[tuple[str, tuple[Value, ...]]]:
        """Choose how the condition is met, or missed by one comparison.

        Args:
            aim: the condition.
            given: facts that are fixed; None for fixed as unknown.
            script: the choices.
            unknown: whether a comparison may be missed by an unknown fact.

        Yields:
            The facts to set, each with the values that serve, the best first; no values: leave it unknown.
        """
        met = self._met(aim, Met({}, ()), given, script)
        if met is None:
            return
        wanted: Wanted = dict(met.wanted)
        free = [leaf for leaf in met.used if leaf.fact not in given]
        miss = script.choose(4)
        if free and miss >= 2:
            leaf = free[script.choose(len(free))]
            # Taken up again at its end, so that it has its way where the facts of the rule bound each other.
            wanted.pop(leaf.fact)
            missed = tuple(value for value in self.values[leaf.fact] if _holds(leaf, value) is False)
            wanted = {leaf.fact: () if unknown and miss == 3 else self._by_edge(leaf, missed), **wanted}
        yield from wanted.items()

    def _met(self, node: Node, so_far: Met, given: Mapping[str, Any], script: Script) -> Met | None:
        if isinstance(node, Leaf):
            return self._narrowed(node, so_far, given)
        if isinstance(node, Worked):
            return self._worked(node, so_far, given)
        weights = node.weights if isinstance(node, Scored) else (1,) * len(node.parts)
        count, first = node.needed if isinstance(node, Scored) else node.count, 0
        if count < sum(weights):
            first = script.choose(len(node.parts))
        parts = list(zip(weights, node.parts, strict=True))
        for weight, part in (*parts[first:], *parts[:first]):
            if count <= 0:
                break
            met = self._met(part, so_far, given, script)
            if met is not None:
                so_far, count = met, count - weight
        return so_far if count <= 0 else None

    def _narrowed(self, leaf: Leaf, so_far: Met, given: Mapping[str, Any]) -> Met | None:
        name = leaf.fact
        if name in given:
            return Met(so_far.wanted, (*so_far.used, leaf)) if _holds(leaf, given[name]) else None
        serving = tuple(value for value in so_far.wanted.get(name, self.values[name]) if _holds(leaf, value))
        if not serving:
            return None
        return Met({**so_far.wanted, name: self._by_edge(leaf, serving)}, (*so_far.used, leaf))

    def _worked(self, node: Worked, so_far: Met, given: Mapping[str, Any]) -> Met | None:
        """Values of the parts with which something worked out of them is met, the last one at its edge."""
        free = [name for name in node.derived.facts if name not in given]
        if not free:
            return so_far if node.status(given) == "met" else None
        *others, last = free
        tried = [so_far.wanted.get(name, self.values[name])[:MOST_TRIED] for name in others]
        spec = node.specs[last]
        serving = so_far.wanted.get(last)
        for chosen in product(*tried):
            facts = {**dict.fromkeys(node.specs), **given, **dict(zip(others, chosen, strict=True))}

            def known(value: Value, facts: Mapping[str, Any] = facts) -> Mapping[str, Any]:
                return {**facts, last: value}

            ends = [end for piece in pieces(spec, spec.low, spec.high, [node], known) for end in piece]
            met = [
                end for end in dict.fromkeys(ends if serving is None else serving) if node.status(known(end)) == "met"
            ]
            if met:
                wanted = {name: (value,) for name, value in zip(others, chosen, strict=True)}
                nearest = sorted(met, key=self._scales[last].nearness)
                return Met({**so_far.wanted, **wanted, last: tuple(nearest)}, so_far.used)
        return None

    def _by_edge(self, leaf: Leaf, values: tuple[Value, ...]) -> tuple[Value, ...]:
        scale = self._scales[leaf.fact]
        if not scale.numeric or isinstance(leaf.value, tuple):
            return values
        return tuple(sorted(values, key=lambda value: scale.nearness(value, leaf.value)))


def _compared(definition: Definition) -> Iterator[Leaf]:
    for rule in definition.rules:
        yield from leaves(normalised(rule.condition, definition))


def _holds(leaf: Leaf, value: Any) -> Truth:
    return {"met": True, "unmet": False, "unknown": None}[leaf.status({leaf.fact: value})]


def _rules(definition: Definition) -> Iterator[tuple[str | None, Condition]]:
    return ((rule.outcome, rule.condition) for rule in definition.rules)


def _signs(definition: Definition) -> Iterator[tuple[str | None, Condition]]:
    return ((law.outcome, law.when) for law in definition.laws if isinstance(law, RedFlagRefers))


def _with_parameters(definition: Definition) -> Iterator[tuple[str | None, Condition]]:
    differ = {name for name, each in definition.thresholds.items() if each.cautious != each.permissive}
    for outcome, condition in _rules(definition):
        node = normalised(condition, definition)
        used = {leaf.parameter for leaf in leaves(node)} | {score.parameter for score in scores(node)}
        used |= {each.parameter for each in measures(node)}
        if used & differ:
            yield outcome, condition


_AIMS: Mapping[Aims, Callable[[Definition], Iterator[tuple[str | None, Condition]]]] = {
    "rules": _rules,
    "signs": _signs,
    "parameters": _with_parameters,
}
