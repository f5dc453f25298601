"""Orders findings so that each refers only to earlier ones, and refuses circles and conditions that grow too large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from itb_rules.rulebook.conditions import Condition, Holds, parts_of, walk
from itb_rules.rulebook.definition import Finding
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import Problems, shown

MOST_DEEP = 64
MOST_PARTS = 5000


def findings_of(condition: Condition) -> list[str]:
    """The findings that a condition names itself."""
    return [node.finding for node in walk(condition) if isinstance(node, Holds)]


def in_order(findings: Mapping[str, Finding], places: Mapping[str, At], problems: Problems) -> dict[str, Finding]:
    """The findings, each after those it refers to.

    Findings in a circle, and those that refer to a finding that is missing, are left out; each circle is a problem.
    """
    needs = {
        name: [each for each in dict.fromkeys(findings_of(finding.when)) if each in findings]
        for name, finding in findings.items()
    }
    circles = _circles(needs, findings, places, problems)
    ordered: dict[str, Finding] = {}
    for name in _earlier_first({each: needs[each] for each in needs if each not in circles}):
        if all(each in ordered for each in findings_of(findings[name].when)):
            ordered[name] = findings[name]
    return ordered


def _circles(
    needs: Mapping[str, list[str]], findings: Mapping[str, Finding], places: Mapping[str, At], problems: Problems
) -> set[str]:
    """The findings that refer to themselves, by whatever way; a problem for each circle of them."""
    circles: set[str] = set()
    while True:
        left = {name: [each for each in named if each not in circles] for name, named in needs.items()}
        try:
            TopologicalSorter({name: named for name, named in left.items() if name not in circles}).prepare()
        except CycleError as error:
            # graphlib names each before the one that needs it.
            _note_circle(list(reversed(error.args[1][1:])), findings, places, problems)
            circles.update(error.args[1])
        else:
            return circles


def _earlier_first(needs: Mapping[str, list[str]]) -> dict[str, None]:
    """Names in their own order, except that what one needs comes before it. Without recursion: chains may be long."""
    done: dict[str, None] = {}
    for name in needs:
        waiting = [name]
        while waiting:
            missing = next((each for each in needs[waiting[-1]] if each in needs and each not in done), None)
            if missing is not None:
                waiting.append(missing)
            else:
                done[waiting.pop()] = None
    return done


def _note_circle(
    names: list[str], findings: Mapping[str, Finding], places: Mapping[str, At], problems: Problems
) -> None:
    declared = list(findings)
    start = names.index(min(names, key=declared.index))
    circle = [*names[start:], *names[:start], names[start]]
    way = " -> ".join(shown(name) for name in circle[:20])
    problems.add(places[circle[0]].to("when"), f"findings refer to each other in a circle: {way}")


class Sizes:
    """How large conditions become when the findings in them are written out.

    A few findings that each name the one before twice are a condition of millions of parts; such a rulebook could
    never be evaluated.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int]] = {}

    def add(self, finding: Finding) -> None:
        """Take in a finding, after those it refers to."""
        self._known[finding.id] = self._measure(finding.when)

    def too_large(self, condition: Condition) -> str | None:
        """What is too large about a condition; None when it can be evaluated."""
        parts, depth = self._measure(condition)
        if depth > MOST_DEEP:
            return f"nested {depth} deep with its findings; at most {MOST_DEEP} are allowed"
        if parts > MOST_PARTS:
            return f"more than {MOST_PARTS} parts with its findings"
        return None

    def _measure(self, condition: Condition) -> tuple[int, int]:
        if isinstance(condition, Holds):
            parts, depth = self._known.get(condition.finding, (1, 1))
            return min(parts + 1, MOST_PARTS + 1), depth + 1
        below: Iterable[tuple[int, int]] = [self._measure(part) for part in parts_of(condition)]
        sizes = list(below)
        return (
            min(1 + sum(parts for parts, _ in sizes), MOST_PARTS + 1),
            1 + max((depth for _, depth in sizes), default=0),
        )
