"""From choices to valid facts: the facts of one rule first, then others that differ from typical, then the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.spec import Value
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.explain.criteria import Node
from itb_rules.testing.aims import Aims, Steering
from itb_rules.testing.choices import Script
from itb_rules.testing.scales import Fitting

_STEERING, _NOISE = 32, 4
"""Bytes that steer one draw, and bytes of noise for each fact."""

_STEERED = ((0, 0.0), (0, 0.0), (8, 0.5), (8, 1.0), (64, 3.5))
_PLAIN = ((16, 0.0), (16, 0.5), (64, 1.0), (128, 2.5))
"""Ways to mix: how many of 256 facts differ from typical, and how many times the asked share is unknown."""


class Mix(NamedTuple):
    """Of the facts that no rule has set, the shares of 256 that differ from typical and that are unknown."""

    different: int
    unknown: int


class Drawing:
    """Draws instances of one facts model, steered by the rules of a rulebook where one is given."""

    def __init__(self, model: type[Facts], rulebook: Rulebook | None, *, aims: Aims = "rules") -> None:
        self.model = model
        self._fitting = Fitting(model)
        self._steering = None if rulebook is None else Steering(rulebook, model, self._fitting, aims=aims)
        self._typical = {name: spec.typical for name, spec in model.specs.items()}
        self._defaults = {name for name, spec in model.specs.items() if spec.default is not None}
        self._unknown: dict[str, Any] = dict.fromkeys(model.specs)

    @property
    def size(self) -> int:
        """How many bytes one draw takes."""
        return _STEERING + _NOISE * len(self._typical)

    def beside(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Values for facts with a default that the default, beside what is given, would contradict."""
        chosen = {name: value for name, value in given.items() if value is not None}
        for name in sorted(self._defaults - chosen.keys()):
            self._choose(name, self.model.specs[name].default or "", chosen)
        return {name: value for name, value in chosen.items() if name not in given}

    def facts(self, data: bytes, given: Mapping[str, Any], *, unknown: float, known: bool) -> dict[str, Any]:
        """Values for an instance, begun from a typical one.

        Args:
            data: the choices, `size` bytes.
            given: facts that are fixed; None for fixed as unknown.
            unknown: the share of facts that are unknown, on average; 1 is all of them.
            known: whether every fact gets a value that can have one.
        """
        script, noise = Script(data[:_STEERING]), data[_STEERING:]
        mixes = _PLAIN if self._steering is None else _STEERED
        different, times = mixes[script.choose(len(mixes))]
        share = 1.0 if unknown == 1 else min(1.0, unknown * times)
        mix = Mix(different, 0 if known else round(256 * share))
        aim = self._steering.possible({**self._unknown, **given}, script) if self._steering else None
        chosen = {name: value for name, value in given.items() if value is not None}
        left_unknown = {name for name, value in given.items() if value is None}
        if aim is not None:
            left_unknown |= self._steered(aim, given, script, chosen, unknown=unknown > 0 and not known)
        left_unknown |= self._noisy(noise, mix, chosen, left_unknown)
        for name, typical in self._typical.items():
            # A fact with a default is never unknown.
            if name in chosen or (name in left_unknown - self._defaults) or (typical is None and not known):
                continue
            wish = self._fitting.scales[name].at(0) if typical is None else typical
            self._choose(name, wish, chosen)
            if name not in chosen and typical is not None and (known or unknown == 0):
                self._make_room(name, typical, chosen, given)
        return chosen

    def _make_room(self, name: str, typical: Value, chosen: dict[str, Any], given: Mapping[str, Any]) -> None:
        """Give a value to a fact that facts before it have left none, by moving those."""
        moved = {other: chosen.pop(other) for other in self._fitting.neighbours(name) & chosen.keys() - given.keys()}
        self._choose(name, typical, chosen)
        for other in sorted(moved):
            self._choose(other, moved[other], chosen)

    def answers(self, data: bytes, facts: Facts) -> dict[str, Any]:
        """Values for the same facts with some of the unknown ones answered; `data` as for `facts`."""
        script, noise = Script(data[:_STEERING]), data[_STEERING:]
        values = facts.__dict__
        given = {name: value for name, value in values.items() if value is not None}
        aim = self._steering.open(values, script) if self._steering else None
        chosen = dict(given)
        left_unknown: set[str] = set()
        if aim is not None:
            left_unknown = self._steered(aim, given, script, chosen, unknown=True)
        self._noisy(noise, Mix(256 // (1, 2, 8, 32)[script.choose(4)], 0), chosen, left_unknown)
        return chosen

    def worsened(self, data: bytes, facts: Facts) -> dict[str, Any]:
        """Values for the same facts, with one known fact worse where one can get worse; `data` as for `facts`."""
        script = Script(data[:_STEERING])
        chosen = {name: value for name, value in facts.__dict__.items() if value is not None}
        ways = {name: values for name in chosen if (values := self._worse(name, chosen))}
        if ways:
            name = list(ways)[script.choose(len(ways))]
            chosen[name] = ways[name][script.choose(len(ways[name]))]
        return chosen

    def _worse(self, name: str, chosen: Mapping[str, Any]) -> list[Value]:
        spec = self.model.specs[name]
        if spec.worse is None or self._steering is None:
            return []
        now = chosen[name]
        return [
            value
            for value in self._steering.values[name]
            if is_worse(spec, now, value) and self._fitting.fits(name, value, chosen)
        ]

    def _steered(
        self, aim: Node, given: Mapping[str, Any], script: Script, chosen: dict[str, Any], *, unknown: bool
    ) -> set[str]:
        """Set the facts of one rule; the names of those that it leaves unknown are returned."""
        if self._steering is None:
            return set()
        left_unknown = set()
        for name, values in self._steering.drawn(aim, given, script, unknown=unknown):
            fitting = [value for value in values if self._fitting.fits(name, value, chosen)] or list(values)
            if not fitting:
                left_unknown.add(name)
                continue
            # The value nearest to typical, or the one at the threshold, or any.
            which = script.choose(4)
            scale = self._fitting.scales[name]
            match which:
                case 0:
                    wish = min(fitting, key=scale.nearness)
                case 1 | 2:
                    wish = fitting[0]
                case _:
                    wish = fitting[script.choose(len(fitting))]
            self._choose(name, wish, chosen)
        return left_unknown

    def _noisy(self, noise: bytes, mix: Mix, chosen: dict[str, Any], left_unknown: set[str]) -> set[str]:
        """Set facts that differ from typical; the names of those that the noise leaves unknown are returned."""
        unknown = set()
        for place, name in enumerate(self._typical):
            at = place * _NOISE
            code = noise[at]
            if name in chosen or name in left_unknown or code < 256 - mix.different - mix.unknown:
                continue
            if code >= 256 - mix.unknown:
                unknown.add(name)
            else:
                self._choose(name, self._wish(name, Script(noise[at + 1 : at + _NOISE])), chosen)
        return unknown

    def _wish(self, name: str, script: Script) -> Value:
        if self._steering is not None:
            values = self._steering.values[name]
            return values[script.choose(len(values))]
        scale = self._fitting.scales[name]
        return scale.at(script.choose(scale.size))

    def _choose(self, name: str, wish: Value, chosen: dict[str, Any]) -> None:
        value = self._fitting.nearest(name, wish, chosen)
        if value is not None:
            chosen[name] = value


def is_worse(spec: FactSpec, before: Any, after: Any) -> bool:
    """Whether a value of a fact is worse than another, as far as the fact says which way that is."""
    match spec.worse:
        case "higher":
            return bool(after > before)
        case "lower":
            return bool(after < before)
        case bool():
            return bool(after == spec.worse != before)
        case tuple() as order:
            return before in order and after in order and order.index(after) > order.index(before)
    return False
