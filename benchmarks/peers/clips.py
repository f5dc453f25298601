"""clipspy, the bindings of CLIPS: one fact with a slot for each of ours, and rules that match it.

`any` and "at least k of" become several rules, as CLIPS does with its own `or`. The salience makes the most cautious
outcome fire first, and the first that fires ends the run.
"""

from __future__ import annotations

import itertools
from typing import Any

import clips

from itb_rules.rulebook.definition import Definition

from .base import Peer, known
from .forms import SIGNS, Check, steps, ways


def build(definition: Definition) -> Peer:
    """An environment that is reset between decisions."""
    environment = clips.Environment()
    slots = " ".join(f"(slot {name} (default nil))" for name in definition.facts.specs)
    environment.build(f"(deftemplate facts {slots})")
    environment.build(f'(defglobal ?*outcome* = "{definition.default}")')
    number = itertools.count()
    for place, step in enumerate(steps(definition, doubt=True)):
        for way in ways(step.when):
            environment.build(
                f"(defrule rule-{next(number)} (declare (salience {-place})) {_pattern(way)}"
                f' => (bind ?*outcome* "{step.outcome}") (halt))'
            )
    template, outcome = environment.find_template("facts"), environment.find_global("outcome")

    def decide(facts: dict[str, Any]) -> str:
        environment.reset()
        template.assert_fact(**facts)
        environment.run()
        answer: str = outcome.value
        return answer

    return Peer(known, decide)


def _pattern(way: tuple[Check, ...]) -> str:
    slots: dict[str, list[str]] = {}
    for check in way:
        slots.setdefault(check.fact, []).append(_constraint(check))
    patterns = [f"({name} {'&'.join(constraints)})" for name, constraints in slots.items()]
    return f"(facts {' '.join(patterns)})"


def _constraint(check: Check) -> str:
    if check.operator in ("is", "in"):
        values = check.value if check.operator == "in" else (check.value,)
        return "|".join([*(["nil"] if check.or_unknown else []), *map(_written, values)])
    name = f"?{check.fact}"
    compared = f"({SIGNS[check.operator]} {name} {check.value})"
    return f"{name}&:(or (eq {name} nil) {compared})" if check.or_unknown else f"{name}&~nil&:{compared}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f'"{value}"' if isinstance(value, str) else str(value)
