"""Forms become rules that join places.

What stands as one place of a join but is more than one comparison becomes a derived fact, asserted by rules of its own:
a finding, an `any` below an `all`, a part of a join that is too wide. An `any` at the top needs none of that: it is
several rules with one effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from itb_rules.rulebook.engines.durable.forms import Every, Form, Known, Shared, Some
from itb_rules.rulebook.engines.durable.messages import ANY, Place, one_pattern
from itb_rules.rulebook.engines.durable.network import MOST_PLACES, MOST_RULES, too_many_rules


@dataclass(slots=True)
class Effect:
    """What follows when a rule of the network fires.

    Attributes:
        true: bits of the rulebook's rules that are TRUE.
        false: bits of the rulebook's rules that are FALSE.
        derived: numbers of derived facts.
    """

    true: int = 0
    false: int = 0
    derived: set[int] = field(default_factory=set)

    def add(self, other: Effect) -> None:
        """Let everything follow that follows from the other."""
        self.true |= other.true
        self.false |= other.false
        self.derived |= other.derived


class Plan:
    """Collects what shall follow from which forms.

    Args:
        name: the rulebook's, for errors.

    Attributes:
        rules: what follows from which places. Rules with the same places are one.
    """

    def __init__(self, name: str) -> None:
        self.rules: dict[frozenset[Place], Effect] = {}
        self._name = name
        self._derived: dict[object, int] = {}
        self._places: dict[Form, Place] = {}
        self._waiting: list[tuple[Form, Effect]] = []

    def conclude(self, form: Form, effect: Effect) -> None:
        """Let the effect follow from the form.

        Raises:
            EngineError: there are more rules than a network holds.
        """
        # A list and no recursion: "at least 400 of 405" has parts in parts 400 deep.
        self._waiting.append((form, effect))
        while self._waiting:
            self._conclude(*self._waiting.pop())

    def _conclude(self, form: Form, effect: Effect) -> None:
        match form:
            case Some(parts):
                self._waiting += ((part, effect) for part in parts)
            case Every(parts) | Shared(parts):
                self._join([self._place(part) for part in parts], effect)
            case Known(fact, ranges):
                for each in [ranges] if one_pattern(ranges) else [(pair,) for pair in ranges]:
                    self._join([(fact, each)], effect)

    def _join(self, places: list[Place], effect: Effect) -> None:
        while len(places) > MOST_PLACES:
            places = [self._joined(places[at : at + MOST_PLACES]) for at in range(0, len(places), MOST_PLACES)]
        self.rules.setdefault(frozenset(places), Effect()).add(effect)
        if len(self.rules) > MOST_RULES:
            raise too_many_rules(self._name, len(self.rules))

    def _joined(self, places: list[Place]) -> Place:
        if len(places) == 1:
            return places[0]
        number, new = self._number(frozenset(places))
        if new:
            self._join(places, Effect(derived={number}))
        return number, ANY

    def _place(self, form: Form) -> Place:
        if form not in self._places:
            self._places[form] = self._new_place(form)
        return self._places[form]

    def _new_place(self, form: Form) -> Place:
        if isinstance(form, Known) and one_pattern(form.ranges):
            return form.fact, form.ranges
        number, new = self._number(form)
        if new:
            self._waiting.append((form, Effect(derived={number})))
        return number, ANY

    def _number(self, meaning: object) -> tuple[int, bool]:
        new = meaning not in self._derived
        return self._derived.setdefault(meaning, len(self._derived)), new
