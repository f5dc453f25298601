"""What was answered, card by card, and back from plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from itb_rules.errors import FactsError, Problem, misnamed
from itb_rules.explanation import Value
from itb_rules.facts import FactSpec

VERSION = 1
MOST_STEPS = 500
KEYS = ("version", "rulebook", "who", "language", "on", "known", "steps")
STEP_KEYS = ("card", "facts", "log")


@dataclass(frozen=True, slots=True)
class Step:
    """One card that is out of the way.

    Attributes:
        card: its id.
        facts: the answers by fact; None for what was left unknown.
        log: what a diary keeps beside them.
    """

    card: str
    facts: Mapping[str, Value]
    log: Mapping[str, bool | str]

    @property
    def told(self) -> bool:
        """Whether anything was answered."""
        return bool(self.log) or any(value is not None for value in self.facts.values())

    def to_json(self) -> dict[str, Any]:
        """The step as plain JSON values."""
        return {"card": self.card, "facts": dict(self.facts), "log": dict(self.log)}


def steps_of(steps: list[Mapping[str, Any]], specs: Mapping[str, FactSpec]) -> list[Step]:
    """The steps of a state that was checked.

    Raises:
        FactsError: they name facts that there are none of.
    """
    names = dict.fromkeys(name for step in steps for name in step["facts"] if name not in specs)
    if names:
        raise FactsError([misnamed(Problem(name, f"unknown fact `{name}`", name), specs) for name in names])
    return [Step(each["card"], dict(each["facts"]), dict(each["log"])) for each in steps]


def check_state(state: object) -> None:
    """Refuse what is no state.

    Raises:
        FactsError: every problem, with its place.
    """
    problems: list[Problem] = []
    if not isinstance(state, Mapping):
        raise FactsError([Problem("state", f"found a `{type(state).__name__}`; allowed: what `Interview.state` gives")])
    problems += [Problem(str(key)[:60], "no key of a state", None, ", ".join(KEYS)) for key in state if key not in KEYS]
    problems += [Problem(key, "it is missing") for key in KEYS if key not in state]
    if not problems:
        problems += _wrong(state)
    if problems:
        raise FactsError(problems)


def _wrong(state: Mapping[str, Any]) -> list[Problem]:
    problems = []
    if state["version"] != VERSION:
        problems.append(Problem("version", f"found `{state['version']!r}`; allowed: {VERSION}"))
    problems += [
        Problem(key, f"found a `{type(state[key]).__name__}`; allowed: text")
        for key in ("rulebook", "who", "language")
        if not isinstance(state[key], str)
    ]
    if state["on"] is not None and not _is_date(state["on"]):
        problems.append(Problem("on", "allowed: a date, written as 2026-03-01"))
    if not _is_object(state["known"]):
        problems.append(Problem("known", "allowed: an object of facts"))
    steps = state["steps"]
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        problems.append(Problem("steps", f"allowed: a list of at most {MOST_STEPS} cards"))
    else:
        problems += [
            Problem(f"steps[{place}]", "allowed: an object with `card`, `facts` and `log`")
            for place, step in enumerate(steps)
            if not _is_step(step)
        ]
    return problems


def _is_step(step: object) -> bool:
    return (
        isinstance(step, Mapping)
        and set(step) == set(STEP_KEYS)
        and isinstance(step["card"], str)
        and _is_object(step["facts"])
        and _is_object(step["log"])
        and all(isinstance(value, bool | str) for value in step["log"].values())
    )


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
