"""Choosing the values of a rulebook's parameters: by profile, or one by one within the range the rulebook allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from typing import Any

from itb_rules.errors import OptionError, ParameterError, Problem, misnamed, unknown_choice
from itb_rules.rulebook.conditions import Compare, Parameter, walk
from itb_rules.rulebook.definition import PROFILES, Definition, Number, Threshold


def check_profile(profile: str) -> None:
    """Refuse a profile that does not exist.

    Raises:
        OptionError: neither `cautious` nor `permissive`.
    """
    if profile not in PROFILES:
        raise OptionError([unknown_choice("profile", "profile", profile, PROFILES)])


def with_values(definition: Definition, profile: str, chosen: Mapping[str, Any]) -> Definition:
    """The definition under a profile, with some parameters set by hand.

    Raises:
        ParameterError: unknown names and values outside their range, all of them at once.
        OptionError: an unknown profile.
    """
    check_profile(profile)
    problems: list[Problem] = []
    values = dict(definition.values)
    for name, threshold in definition.thresholds.items():
        values[name] = threshold.cautious if profile == "cautious" else threshold.permissive
    whole = _whole(definition) if chosen else frozenset()
    for name, value in chosen.items():
        found = definition.thresholds.get(name)
        if found is None:
            problems.append(_unknown(name, definition))
            continue
        problem = out_of_range(found, value, whole=name in whole)
        if problem is None:
            values[name] = _number(value)
        else:
            problems.append(problem)
    if problems:
        raise ParameterError(problems)
    return replace(definition, values=values, profile=profile)


def _unknown(name: str, definition: Definition) -> Problem:
    if name.partition(".")[0] in definition.doses:
        message = f"`{name}` is a dose; doses are fixed by their source and cannot be set"
        return Problem(name, message, name)
    return misnamed(Problem(name, f"unknown parameter `{name}`", name), definition.thresholds)


def _whole(definition: Definition) -> frozenset[str]:
    """The parameters that a whole-number fact is compared with: these take whole numbers only."""
    conditions = [rule.condition for rule in definition.rules]
    conditions += [finding.when for finding in definition.findings.values()]
    return frozenset(
        node.value.name
        for condition in conditions
        for node in walk(condition)
        if isinstance(node, Compare) and isinstance(node.value, Parameter)
        if definition.facts.specs[node.fact].kind == "whole"
    )


def out_of_range(threshold: Threshold, value: Any, *, whole: bool) -> Problem | None:
    """The problem with a value that somebody chose for a parameter, if there is one.

    Args:
        threshold: the parameter.
        value: what was chosen.
        whole: whether only whole numbers make sense for it.
    """
    bounds = f"from {threshold.low} to {threshold.high}"
    allowed = f"a whole number {bounds}" if whole else f"a number {bounds}, with at most two decimals"
    if isinstance(value, Real) and not isinstance(value, bool):
        number = float(value)
        fits = number.is_integer() if whole else round(number, 2) == number
        if fits and threshold.low <= number <= threshold.high:
            return None
    shown = repr(value)[:80]
    return Problem(threshold.id, f"found `{shown}`; allowed: {allowed}", shown, allowed)


def _number(value: Any) -> Number:
    number = float(value)
    return int(number) if number.is_integer() else number
