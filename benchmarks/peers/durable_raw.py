"""durable-rules in its own style: one ruleset, one message with all facts for each decision.

Each rule of ours becomes one with an expression over `m`. The message is posted as an event, which the first rule that
fires consumes: `pri` lets that be the most cautious one. A message cannot say null, so an unknown fact is sent as
`NAME_unknown: true`, and the rules that ask whether something may hold ask for that as well. One rule with all of an
outcome's conditions would be too large for it (error 113).

Our own engine `durable` asks more of the same network: the truth of every rule.
"""

from __future__ import annotations

import functools
import itertools
import operator
from typing import Any

from durable import lang
from durable.lang import m, pri, ruleset, when_all

from itb_rules import Facts
from itb_rules.rulebook.definition import Definition

from .base import Peer
from .forms import Check, Every, Form, Some, steps

COMPARISONS = {
    "is": operator.eq,
    "at_least": operator.ge,
    "at_most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
}
_serial = itertools.count(1)


def build(definition: Definition) -> Peer:
    """A ruleset of its own in the one host of the process."""
    name = f"rules-{next(_serial)}"
    fired: list[str] = []
    number = itertools.count()

    def tell(when: Any, outcome: str) -> None:
        when_all(pri(next(number)), when)(lambda _: fired.append(outcome))

    with ruleset(name):
        for step in steps(definition, doubt=True):
            for part in step.when.parts if isinstance(step.when, Some) else (step.when,):
                tell(_expression(part), step.outcome)
        # A message that nobody handles would be an exception.
        tell(m.facts == True, definition.default)  # noqa: E712 - this builds an expression
    host = lang.get_host()

    def decide(message: dict[str, Any]) -> str:
        fired.clear()
        host.post(name, message)
        return fired[0]

    return Peer(message, decide)


def message(facts: Facts) -> dict[str, Any]:
    """The facts as one message."""
    items = facts.__dict__.items()
    return {"facts": True} | {
        name if value is not None else f"{name}_unknown": value if value is not None else True for name, value in items
    }


def _expression(whole: Form) -> Any:
    if not isinstance(whole, Check):
        parts = map(_expression, whole.parts)
        return functools.reduce(operator.and_ if isinstance(whole, Every) else operator.or_, parts)
    fact = getattr(m, whole.fact)
    if whole.operator == "in":
        checks = [fact == value for value in whole.value]
    else:
        checks = [COMPARISONS[whole.operator](fact, whole.value)]
    if whole.or_unknown:
        checks.append(getattr(m, f"{whole.fact}_unknown") == True)  # noqa: E712 - this builds an expression
    return functools.reduce(operator.or_, checks)
