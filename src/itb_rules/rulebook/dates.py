"""The rulebook in force on a day: rules that hold from a date or until one, and parameters with other values later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from itb_rules.errors import OptionError, Problem
from itb_rules.rulebook.definition import Definition

NEWEST = date.max
"""A rulebook as it is loaded has everything that begins some day, and nothing that ends: no clock decides."""


def in_force(definition: Definition, day: date) -> Definition:
    """What is in force on a day; the same definition where nothing in it has a date."""
    dates = definition.dates
    if not dates.periods and not dates.thresholds:
        return definition
    rules = tuple(rule for rule in dates.rules if dates.holds(rule.id, day))
    thresholds, values = dict(definition.thresholds), dict(definition.values)
    for name, versions in dates.thresholds.items():
        found = [threshold for since, threshold in versions if since <= day][-1]
        thresholds[name] = found
        values[name] = found.cautious if definition.profile == "cautious" else found.permissive
    return replace(definition, rules=rules, thresholds=thresholds, values=values)


def read_day(day: date | str, where: str = "day") -> date:
    """A day, or one as a text.

    Raises:
        OptionError: the text is no date.
    """
    if isinstance(day, str):
        try:
            return date.fromisoformat(day)
        except ValueError:
            message = f"found `{day[:80]}`; allowed: a date, such as `2027-01-31`"
            raise OptionError([Problem(where, message, day, "a date")]) from None
    return day.date() if isinstance(day, datetime) else day
