"""Every error that the library raises on purpose.

Each carries its problems as data (where, what was found, what is allowed, the nearest right name) and words them all in
one message: lower case, no full stop, what the user wrote in backticks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

MOST_LISTED = 500
"""How many problems an error words, and how many a rule file is read for. `problems` of an error has them all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes:
        where: a fact's name, or `file:line:column` of a rule file.
        message: the whole sentence that a person reads.
        found: what was written, where there is something to show.
        allowed: what would have been right.
        nearest: the nearest right name, when a name was wrong and one is close.
        code: what kind of problem it is, where facts were refused: `out_of_bounds`, `contradiction` and so on.
    """

    where: str
    message: str
    found: str | None = None
    allowed: str | None = None
    nearest: str | None = None
    code: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name closest to `name`, or None when none is close."""
    matches = difflib.get_close_matches(name[:100], list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def near_names(names: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return the names that are not known but look as if they were meant to be, each with the known one.

    Case, blanks around it and between words, and a letter or two make no difference to what was meant. A known name
    that is among `names` was meant by nothing else.
    """
    given, right = list(names), set(known)
    free = sorted(right.difference(given))
    near: dict[str, str] = {}
    for name in given:
        # Closer than for names that have to be right: `id` is a name of its own, and not meant to be `side`.
        meant = name[:100].strip().lower().replace(" ", "_")
        close = [] if name in right else difflib.get_close_matches(meant, free, n=1, cutoff=0.8)
        if close:
            near[name] = close[0]
    return near


def did_you_mean(nearest: str | None, otherwise: str = "") -> str:
    """The end of a message about a name that is not known.

    Args:
        nearest: the nearest of the right names, if one is close.
        otherwise: what to say when none is.
    """
    return f"; did you mean `{nearest}`?" if nearest else otherwise


def misnamed(problem: Problem, known: Iterable[str], otherwise: str = "") -> Problem:
    """The problem that the name found is none of the known ones, with the nearest of these at its end.

    Args:
        problem: what is wrong, in the caller's words.
        known: the right names.
        otherwise: what to say when none of them is close.
    """
    nearest = nearest_name(problem.found or "", known)
    return replace(problem, message=problem.message + did_you_mean(nearest, otherwise), nearest=nearest)


def unknown_choice(where: str, kind: str, found: object, known: Iterable[str]) -> Problem:
    """The problem that something was chosen by a name that does not exist.

    Args:
        where: where the name was given; empty for nowhere in particular.
        kind: what it should name, such as `engine`.
        found: the name given.
        known: the names there are, as they are listed to the reader.
    """
    names = list(known)
    allowed = ", ".join(names)
    message = f"unknown {kind} `{found}`; allowed: {allowed}"
    return misnamed(Problem(where, message, str(found), allowed), names)


def listed(problems: Sequence[Problem]) -> Iterator[str]:
    """Problems as lines: the first `MOST_LISTED`, as nobody reads more, and how many more there are."""
    most = MOST_LISTED if len(problems) > MOST_LISTED + 1 else len(problems)
    yield from map(str, problems[:most])
    if len(problems) > most:
        yield f"and {len(problems) - most:,} more problems"


class ItbRulesError(Exception):
    """Base of every error of this library."""


class ProblemsError(ItbRulesError, ValueError):
    """Input was refused; `problems` lists everything that is wrong with it, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(listed(self.problems)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


class RulebookError(ProblemsError):
    """A rulebook cannot be loaded; every problem of every file is listed."""


class ParameterError(ProblemsError):
    """A parameter's name is unknown, or its value is outside the range the rulebook allows."""


class FactsError(ProblemsError):
    """Facts were refused: by a facts model itself, by `decide`, or in a file."""


class PrefetchError(ProblemsError):
    """A request to a decision service lacks what it was asked to bring; over HTTP that is 412."""


class FrameError(FactsError):
    """Rows of a table were refused; `problems` has one entry for each kind, with its count and some rows.

    Attributes:
        rows: how many rows were refused.
        of: how many rows the table has.
    """

    def __init__(self, problems: Sequence[Problem], *, rows: int, of: int) -> None:
        super().__init__(problems)
        self.rows = rows
        self.of = of

    def __str__(self) -> str:
        return f"{self.rows:,} of {self.of:,} rows cannot be decided\n{super().__str__()}"

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), rows=self.rows, of=self.of), (self.problems,)


class OverdueWarning(UserWarning):
    """Something in a rulebook was to be reviewed by a day that has passed."""


class NearNameWarning(UserWarning):
    """Columns of a table are no facts, but look as if they were meant to be: what they say is not read."""


class DiaryError(ProblemsError):
    """An entry of a diary, a file of them or what a diary was asked for was refused."""


class OptionError(ProblemsError):
    """A name that chooses something (a rulebook, an engine, a profile) is unknown."""


class MissingExtraError(ItbRulesError, ImportError):
    """A part of the library needs an extra that is not installed; the message says which, and how."""


class EngineError(ItbRulesError, RuntimeError):
    """An engine could not evaluate a rulebook, for instance because one rule is too large for it."""


class DetachedError(ItbRulesError, RuntimeError):
    """A decision was read back, and what it is asked for needs the facts or the rulebook behind it."""


class IncomparableError(ItbRulesError, ValueError):
    """Two rulebooks have too little in common to be compared."""


class VerificationError(ItbRulesError, RuntimeError):
    """The solver and the reference engine disagree: a mistake of this library, never of a rulebook."""


class CrossCheckError(ItbRulesError, RuntimeError):
    """Two engines disagreed about the same facts.

    Attributes:
        decisions: both decisions, the more cautious one first. Act on the first one: a referral is never lost.
    """

    def __init__(self, decisions: tuple[Any, Any]) -> None:
        self.decisions = decisions
        cautious, other = decisions
        super().__init__(
            f"engines disagree: `{cautious.engine}` says `{cautious.outcome}`, `{other.engine}` says"
            f" `{other.outcome}`; act on the more cautious, `{cautious.outcome}`"
        )

    @property
    def more_cautious(self) -> Any:
        """The decision to act on until the difference is explained."""
        return self.decisions[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.decisions,)
