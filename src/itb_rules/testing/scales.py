"""Values that a fact can have beside others: nothing drawn here contradicts what was drawn before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.spec import Value


class Scale:
    """All values of one fact as whole numbers from 0, the typical value first, then the nearer before the farther."""

    def __init__(self, spec: FactSpec) -> None:
        self._spec = spec
        self.numeric = spec.kind in ("whole", "decimal")
        self._scale = 100 if spec.kind == "decimal" else 1
        if self.numeric:
            self._low, self._high = self._steps(spec.low), self._steps(spec.high)
            self._middle = self._low if spec.typical is None else self._steps(spec.typical)
            self.size = self._high - self._low + 1
        else:
            domain: tuple[Value, ...] = (False, True) if spec.kind == "yes_no" else spec.values
            self.values = tuple(sorted(domain, key=lambda value: value != spec.typical))
            self.size = len(self.values)

    def at(self, place: int) -> Value:
        """The value at a place from 0 to `size - 1`."""
        if not self.numeric:
            return self.values[place]
        below, above = self._middle - self._low, self._high - self._middle
        both = min(below, above)
        if place <= 2 * both:
            step = (place + 1) // 2
            return self.value(self._middle + (step if place % 2 else -step))
        step = place - both
        return self.value(self._middle + (step if above > below else -step))

    def value(self, steps: int) -> Value:
        """A number given in steps of the smallest difference."""
        return steps / 100 if self._scale == 100 else steps

    def nearness(self, value: Any, to: Any = None) -> tuple[float, Any]:
        """A key to sort values by: the nearest to `to` (to the typical value without it) first."""
        if not self.numeric:
            return self.values.index(value), 0
        middle = self._middle if to is None else self._steps(to)
        return abs(self._steps(value) - middle), value

    def clamped(self, value: Any, low: float, high: float) -> Value | None:
        """The nearest number of this fact within bounds; None when there is none."""
        first = max(self._low, -int(-low * self._scale // 1) if low > -float("inf") else self._low)
        last = min(self._high, int(high * self._scale // 1) if high < float("inf") else self._high)
        return self.value(min(max(self._steps(value), first), last)) if first <= last else None

    def _steps(self, value: Any) -> int:
        steps: int = round(value * self._scale)
        return steps


class Fitting:
    """Fits values of one facts model to those already chosen."""

    def __init__(self, model: type[Facts]) -> None:
        self.scales = {name: Scale(spec) for name, spec in model.specs.items()}
        self._consequences = model.consequences
        self._groups = {name: group for group in model.consequences.groups for name in group.facts}

    def fits(self, name: str, value: Value, chosen: Mapping[str, Any]) -> bool:
        """Whether a value contradicts nothing that was chosen, and leaves every other fact one."""
        group = self._groups.get(name)
        if group is None:
            return True
        trial = {**chosen, name: value}
        if any(check.violated(trial) for check in group.contradictions if name in check.facts):
            return False
        left = self._consequences.remaining(chosen, name)
        return bool(left) and left[0] <= value <= left[1] if self.scales[name].numeric else value in left

    def nearest(self, name: str, wish: Value, chosen: Mapping[str, Any]) -> Value | None:
        """The value nearest to a wish that contradicts nothing; None when only an unknown one is left."""
        if self.fits(name, wish, chosen):
            return wish
        scale = self.scales[name]
        if not scale.numeric:
            return next((value for value in scale.values if self.fits(name, value, chosen)), None)
        left = self._consequences.remaining(chosen, name)
        bounded = scale.clamped(wish, left[0], left[1]) if left else None
        return bounded if bounded is not None and self.fits(name, bounded, chosen) else None

    def neighbours(self, name: str) -> set[str]:
        """The facts that can contradict this one, directly or through others."""
        group = self._groups.get(name)
        return set() if group is None else set(group.facts) - {name}
