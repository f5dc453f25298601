"""Collects every problem of every file, worded one way."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.errors import MOST_LISTED, Problem, RulebookError, did_you_mean, nearest_name
from itb_rules.rulebook.loading.yaml.nodes import At, Where

SHOWN = 60
MOST_FOUND = 200
NEAREST_BUDGET = 200


def shown(value: object) -> str:
    """What the user wrote, in backticks, as YAML writes it, on one line and cut short when it is long."""
    return f"`{shortened(_WORDS[value] if value is None or isinstance(value, bool) else str(value))}`"


def shortened(text: str) -> str:
    """A text on one line, cut short when it is long."""
    text = text[: SHOWN + 1].replace("\n", "\\n")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


_WORDS = {True: "true", False: "false", None: "null"}


def listed(names: Iterable[object]) -> str:
    """Names in backticks, separated by commas."""
    return ", ".join(shown(name) for name in names)


class TooManyProblemsError(Exception):
    """So much is wrong that reading on would only make the list longer."""


class Problems:
    """The problems found so far.

    A file that someone made to be hostile can hold many thousands of mistakes; after `MOST_LISTED` the list ends with a
    line that says so.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[Where, str], Problem] = {}
        self._budget = NEAREST_BUDGET

    def __len__(self) -> int:
        return len(self._found)

    def add(
        self,
        at: At | Where,
        message: str,
        *,
        found: object = None,
        allowed: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Note one problem; the same one at the same place is noted once."""
        where = at.where if isinstance(at, At) else at
        written = None if found is None or isinstance(found, dict | list) else str(found)[:MOST_FOUND]
        self._found.setdefault((where, message), Problem(str(where), message, written, allowed, nearest))
        if len(self._found) >= MOST_LISTED:
            raise TooManyProblemsError

    def unknown(self, at: At | Where, what: str, name: str, known: Iterable[str], *, hint: str = "") -> str | None:
        """Note that a name is none of the known ones; return the nearest of these.

        Args:
            at: where it was written.
            what: what it should be the name of, such as `finding`, or with `{}` for the name: `key {} of a rule`.
            name: what was written.
            known: the right names.
            hint: what to say when none of these is close.
        """
        names = list(known)
        nearest = self._nearest(name, names)
        if not hint and 0 < len(names) <= 12:
            hint = f"; known: {listed(names)}"
        named = what.replace("{}", shown(name)) if "{}" in what else f"{what} {shown(name)}"
        message = f"unknown {named}{did_you_mean(nearest, hint)}"
        self.add(at, message, found=name, allowed=", ".join(names[:50]), nearest=nearest)
        return nearest

    def sorted(self) -> list[Problem]:
        """Every problem, by file, line and column."""
        problems = [self._found[key] for key in sorted(self._found)]
        if len(problems) >= MOST_LISTED:
            problems.append(Problem("", f"reading ended after {MOST_LISTED} problems; there may be more"))
        return problems

    def raise_if_any(self) -> None:
        """Raise one error with every problem.

        Raises:
            RulebookError: when there is a problem.
        """
        if self._found:
            raise RulebookError(self.sorted())

    def _nearest(self, name: str, known: list[str]) -> str | None:
        # difflib is slow on long lists, and a hostile file may hold thousands of wrong names.
        if self._budget <= 0:
            return None
        self._budget -= 1
        return nearest_name(name, known[:1000])
