"""Values that a fact can have beside others: nothing drawn here contradicts what was drawn before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itb_rules.facts import Above, Facts, FactSpec, NotTogether
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
        self._checks = {name: [check for check in model.contradictions if name in check.facts] for name in model.specs}

    def fits(self, name: str, value: Value, chosen: Mapping[str, Any]) -> bool:
        """Whether a value contradicts nothing that was chosen."""
        checks = self._checks[name]
        if not checks:
            return True
        trial = {**chosen, name: value}
        return not any(check.violated(trial) for check in checks)

    def nearest(self, name: str, wish: Value, chosen: Mapping[str, Any]) -> Value | None:
        """The value nearest to a wish that contradicts nothing; None when only an unknown one is left."""
        if self.fits(name, wish, chosen):
            return wish
        scale = self.scales[name]
        if not scale.numeric:
            return next((value for value in scale.values if self.fits(name, value, chosen)), None)
        bounded = scale.clamped(wish, *self._bounds(name, chosen))
        return bounded if bounded is not None and self.fits(name, bounded, chosen) else None

    def neighbours(self, name: str) -> set[str]:
        """The facts that can contradict this one."""
        return {other for check in self._checks[name] for other in check.facts} - {name}

    def _bounds(self, name: str, chosen: Mapping[str, Any]) -> tuple[float, float]:
        low, high = -float("inf"), float("inf")
        for check in self._checks[name]:
            if isinstance(check, NotTogether):
                for term, beside in ((check.first, check.second), (check.second, check.first)):
                    if term.fact == name and isinstance(term, Above) and beside.holds(chosen):
                        high = min(high, term.value)
                continue
            lower, upper = chosen.get(check.lower), chosen.get(check.upper)
            if name == check.lower and upper is not None:
                high = min(high, check.most(upper))
            elif name == check.upper and lower is not None:
                low = max(low, check.least(lower))
        return low, high
