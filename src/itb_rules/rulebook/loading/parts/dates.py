"""Reads dates: from when and until when rules hold, other values of parameters later, and when to review what."""

from __future__ import annotations

from datetime import date

from itb_rules.rulebook.definition import Dates, Period, Rule, Threshold
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import shown


def read_date(at: At, scope: Scope) -> date | None:
    """The date written here; None, and a problem, when there is no such day."""
    try:
        return date.fromisoformat(at.node)
    except ValueError:
        scope.problems.add(at, f"{shown(at.node)} is no date; write year, month and day, such as `2027-01-31`")
        return None


def read_dates(scope: Scope, rules: tuple[Rule, ...]) -> Dates:
    """Everything that has a date; a problem for each that is none, or ends before it begins.

    Args:
        scope: the names, and the later values of parameters.
        rules: every rule, in order.
    """
    periods: dict[str, Period] = {}
    reviews: dict[str, date] = {}
    for at in scope.sections.entries("rules"):
        since, until = (
            read_date(at.to(key), scope) if key in at.node else None for key in ("holds_from", "holds_until")
        )
        if since is not None and until is not None and until < since:
            scope.problems.add(at.to("holds_until"), f"it ends on {until}, before it begins on {since}")
        elif since is not None or until is not None:
            periods[at.node["id"]] = Period(since or date.min, until or date.max)
    manifest = scope.sections.single("rulebook")
    entries = [manifest] if manifest is not None else []
    entries += [*scope.sections.entries("parameters"), *scope.sections.entries("rules")]
    for at in entries:
        due = read_date(at.to("review_by"), scope) if "review_by" in at.node else None
        if due is not None:
            reviews[at.node["id"]] = due
    return Dates(rules if periods or scope.later else (), periods, scope.later, reviews)


def follow_each_other(at: At, first: Threshold, versions: list[tuple[date, Threshold]], scope: Scope) -> None:
    """Take in the values that a parameter has later; a problem where their dates are not in order."""
    before = date.min
    for index, (since, _) in enumerate(versions):
        if since <= before:
            message = f"{since} is not after {before}; later values stand in the order of their dates"
            scope.problems.add(at.to("later", index, "from"), message)
            return
        before = since
    scope.later[first.id] = ((date.min, first), *versions)
