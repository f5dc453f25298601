"""The engine: forward chaining from the facts to everything that is TRUE, and to everything that is FALSE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from itb_rules.errors import EngineError
from itb_rules.rulebook.conditions import Measured
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.derived import WHOLE, gap, told
from itb_rules.rulebook.engines.base import Truths
from itb_rules.rulebook.engines.durable.forms import EngineAnswer, Forms
from itb_rules.rulebook.engines.durable.messages import Addresses
from itb_rules.rulebook.engines.durable.network import Network
from itb_rules.rulebook.engines.durable.numbers import Crossing
from itb_rules.rulebook.engines.durable.plan import Effect, Plan


class DurableEngine:
    """Evaluates every rule on a Rete network of durable-rules.

    A decision takes a network that nobody uses, or builds one, and gives it back when it has ended well. So whatever
    ends a decision early (an error, an interrupt, the end of its thread), no other decision sees what it left behind;
    threads do not wait for each other, and neither does the child of a fork.

    Raises:
        EngineError: if the rulebook is too large for durable-rules.
    """

    name = "durable"

    def __init__(self, definition: Definition) -> None:
        self._always = Effect()
        self._mask = (1 << (len(definition.rules) + len(definition.imported))) - 1
        forms = Forms(definition)
        plan = self._plan(definition, forms)
        addresses = Addresses()
        # Sorted, so that the network is the same in every process.
        patterns = [[addresses.pattern(place) for place in sorted(places, key=repr)] for places in plan.rules]
        self._joined = [{source for source, _ in places} for places in plan.rules]
        self._build = partial(Network, definition.name, patterns)
        self._idle = [self._build()]
        self._effects = [
            (effect.true, effect.false, [(number, addresses.heads(number)) for number in effect.derived])
            for effect in plan.rules.values()
        ]
        self._facts: list[tuple[str, Callable[[Any], int], list[str]]] = [
            (name, Crossing(spec).number, addresses.heads(name))
            for name, spec in definition.facts.specs.items()
            if addresses.heads(name)
        ]
        self._measures = [
            (_signs(condition, definition), addresses.heads(f"{name}:low"), addresses.heads(f"{name}:high"))
            for condition, name in forms.measures.items()
        ]

    def _plan(self, definition: Definition, forms: Forms) -> Plan:
        plan = Plan(definition.name)

        def conclude(answer: EngineAnswer, effect: Effect) -> None:
            if answer is True:
                self._always.add(effect)
            elif answer is not False:
                plan.conclude(answer, effect)

        for index, rule in enumerate(definition.rules):
            conclude(forms.of(rule.condition, wanted=True), Effect(true=1 << index))
            conclude(forms.of(rule.condition, wanted=False), Effect(false=1 << index))
        for index, finding in enumerate(definition.imported, len(definition.rules)):
            conclude(forms.of_finding(finding.id, wanted=True), Effect(true=1 << index))
            conclude(forms.of_finding(finding.id, wanted=False), Effect(false=1 << index))
        return plan

    def truths(self, values: Mapping[str, Any]) -> Truths:
        """The truth of every rule, for the facts as they are known (`Facts.known`).

        Raises:
            EngineError: if durable-rules fails.
        """
        true, false = self._always.true, self._always.false
        sent: set[int] = set()

        def fired(index: int) -> Iterator[str]:
            nonlocal true, false
            now_true, now_false, derived = self._effects[index]
            true |= now_true
            false |= now_false
            for number, heads in derived:
                if number not in sent:
                    sent.add(number)
                    for head in heads:
                        yield head + "}"

        network = self._unused()
        network.run(self._messages(values), fired)
        self._idle.append(network)
        return self._truths(true, false)

    def _unused(self) -> Network:
        """A network that nobody else has."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._build()

    def _truths(self, true: int, false: int) -> Truths:
        if true & false:
            raise EngineError("durable-rules found a rule both true and false")  # no rulebook can say that
        return Truths(true, self._mask & ~(true | false))

    def _messages(self, values: Mapping[str, Any]) -> Iterator[str]:
        for signs, lowest, highest in self._measures:
            found = signs(values)
            if found is not None:
                for sign, heads in zip(found, (lowest, highest), strict=True):
                    for head in heads:
                        yield f"{head}{sign}}}"
        for name, number, heads in self._facts:
            value = values[name]
            if value is not None:
                crossed = number(value)
                for head in heads:
                    yield f"{head}{crossed}}}"


def _signs(condition: Measured, definition: Definition) -> Callable[[Mapping[str, Any]], tuple[int, int] | None]:
    """How the lowest and the highest value of something worked out stand to its threshold: -1, 0 or 1."""
    specs, threshold = definition.facts.specs, definition.value(condition.value)

    def signs(values: Mapping[str, Any]) -> tuple[int, int] | None:
        found = gap(condition.derived, threshold, partial(told, values=values, specs=specs), WHOLE)
        if found.bottom is not None and found.bottom <= 0:
            return None
        low, high = ((each > 0) - (each < 0) for each in (found.low, found.high))
        return low, high

    return signs
