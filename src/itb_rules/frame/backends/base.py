"""What every kind of frame has to offer, and what several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import narwhals.stable.v2 as nw

from itb_rules.errors import Problem
from itb_rules.facts import Facts
from itb_rules.frame.checks import Check
from itb_rules.frame.facts import Prepared, working
from itb_rules.frame.plan import Lookup, Plan
from itb_rules.frame.reasons import Flags
from itb_rules.rulebook.resolution import bits

Frame: TypeAlias = Any
"""A narwhals frame, eager or lazy: the two have what is used here in common, but no type."""

ROW = working("row_number")
"""The column with a row's number, from 0, where a frame has an order."""

SEPARATOR = ", "
WORD = 62
"""How many flags one integer column holds: a signed one everywhere, with room to add."""


@dataclass(frozen=True, slots=True)
class Built:
    """A working frame in its stages.

    Attributes:
        prepared: with every fact as a typed column.
        facts: which columns those are.
        checks: what can be wrong with its rows.
        looked: one row, whether anything is wrong; None where nobody asked or nothing can be.
        decided: with what was decided.
        held: the columns to hand out, by what they are.
    """

    prepared: Frame
    facts: Mapping[str, Prepared]
    checks: Sequence[Check]
    looked: Frame | None
    decided: Frame
    held: Mapping[str, str]


class Direct:
    """For frames that are worked on as they are."""

    def unreadable(self, model: type[Facts]) -> list[Problem]:  # noqa: ARG002
        """Nothing."""
        return []

    def remembered(self, plan: Plan, key: tuple[Any, ...], build: Callable[[], Built]) -> Built:  # noqa: ARG002
        """The stages, built anew: they are this frame's own."""
        return build()

    def real(self, frame: Frame) -> Frame:
        """The frame itself."""
        return frame


class Backend(Protocol):
    """One frame of a caller's, and what its kind does in a way of its own.

    Attributes:
        lazy: whether nothing is computed before the caller asks for it.
        numbered: whether its rows have an order, and so numbers.
    """

    lazy: bool
    numbered: bool

    @property
    def columns(self) -> Sequence[str]:
        """The caller's columns."""
        ...

    def called(self, name: str) -> str:
        """A name as this kind of frame tells it from others."""
        ...

    def unreadable(self, model: type[Facts]) -> list[Problem]:
        """A problem for each column of the caller's that this kind of frame cannot be asked for."""
        ...

    def remembered(self, plan: Plan, key: tuple[Any, ...], build: Callable[[], Built]) -> Built:
        """The stages for a plan and a key, from an earlier frame of the same types where this kind can reuse them."""
        ...

    def real(self, frame: Frame) -> Frame:
        """A frame of the stages, with this frame's rows in it."""
        ...

    def prepare(self, model: type[Facts]) -> tuple[Frame, dict[str, Prepared]]:
        """A working frame with every fact of the model as a typed column: those that are missing as nulls."""
        ...

    def look_up(self, frame: Frame, lookups: Mapping[str, Lookup]) -> Frame:
        """The frame with columns that are read from tables."""
        ...

    def list_names(self, frame: Frame, lists: Mapping[str, Flags]) -> Frame:
        """The frame with lists of names, or joined texts where this kind of frame has no lists."""
        ...

    def say(self, frame: Frame, bad: str, name: str, model: type[Facts]) -> Frame:
        """The frame with what is wrong with each bad row, in words; null for the others."""
        ...

    def number(self, frame: Frame) -> Frame:
        """The frame with a column `ROW`; only for frames with an order."""
        ...

    def rows(self, frame: Frame) -> Sequence[Sequence[Any]]:
        """The rows of a small result, as Python values."""
        ...

    def finish(self, frame: Frame, added: Mapping[str, str]) -> Any:
        """The caller's frame with the columns `added`: by their names, the working column that each is."""
        ...


def with_stage(frame: Frame, stage: Mapping[str, nw.Expr]) -> Frame:
    """The frame with the columns of a stage, if it has any."""
    return frame.with_columns(**stage) if stage else frame


def words(flags: Flags) -> list[nw.Expr]:
    """The flags as integers, bit by bit: bytes first, which are quicker to add up than whole words."""
    found = []
    for start in range(0, len(flags), WORD):
        part = [flag for flag, _ in flags[start : start + WORD]]
        octets = [_octet(part[first : first + 8]) for first in range(0, len(part), 8)]
        whole = octets[0].cast(nw.Int64())
        for place, octet in enumerate(octets[1:], 1):
            whole = whole + octet.cast(nw.Int64()) * (1 << 8 * place)
        found.append(whole)
    return found


def _octet(flags: Sequence[nw.Expr]) -> nw.Expr:
    octet = flags[0].cast(nw.UInt8())
    for place, flag in enumerate(flags[1:], 1):
        octet = octet + flag.cast(nw.UInt8()) * (1 << place)
    return octet


def named(mask: Iterable[int], names: Sequence[str]) -> list[str]:
    """The names whose bits are set in words; a name that stands twice in `names` is set once at the most."""
    found = []
    for start, word in zip(range(0, len(names), WORD), mask, strict=True):
        found += [names[start + bit] for bit in bits(word)]
    return found
