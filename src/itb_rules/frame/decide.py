"""Decide a whole table: facts in columns, decisions in columns, polars in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from itb_rules.errors import MissingExtraError, OptionError, Problem, unknown_choice
from itb_rules.rulebook.derived import told_anyway

if TYPE_CHECKING:
    from itb_rules.frame.doors import Door
    from itb_rules.frame.plan import Plan
    from itb_rules.rulebook import Rulebook
    from itb_rules.rulebook.definition import Definition

Table = TypeVar("Table")

ON_ERROR = ("raise", "mark")


def decide_frame(  # noqa: PLR0913 - one table, and what to make of it
    frame: Table,
    rulebook: str | Path | Rulebook = "progression",
    *,
    profile: str | None = None,
    explain: str | None = None,
    columns: Sequence[str] | None = None,
    on_error: str | None = None,
    prefix: str = "",
) -> Table:
    """Decide every row of a table, and return the table with the decisions as further columns.

    Row `i` means exactly what `Rulebook.decide` says of the facts in row `i`. A fact is read from the column of its
    name; a null is unknown, and so is a column that is missing. Other columns, the order of the rows and the index stay
    as they are.

    Args:
        frame: a polars DataFrame or LazyFrame, a pandas DataFrame, a pyarrow Table, a DuckDB relation or a PySpark
            DataFrame: the same kind comes back, and what is lazy stays lazy. Of any other table that offers
            `__arrow_c_stream__`, a pyarrow Table comes back.
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        profile: `cautious` or `permissive`; None for the cautious one, or the loaded rulebook's own.
        explain: None for the outcome, its effect, `settled` and `withheld`; `codes` for the reasons as well: `because`
            (the rules that decided), `also` (other rules that hold), `open_facts` (the unknown facts that could still
            change something, in declared order) and `suspected`. They are lists; joined with commas in pandas, which
            has none.
        columns: instead of `explain`, the very columns to add, such as `["outcome"]`. Beyond those named above, a
            rulebook of stages has `next_flare_stage`, the flare stage to store.
        on_error: what to do about cells that no fact can have, and about facts that contradict each other. `raise`:
            refuse the table with one error that counts every kind and names rows; for a lazy frame, the rows are looked
            through at once. `mark`: such a row gets no decision, and a column `error` says why. None: `raise`, but
            `mark` for a lazy frame.
        prefix: put before the name of every column that is added.

    Warns:
        NearNameWarning: columns that are no facts, but look as if they were meant to be.

    Raises:
        FrameError: rows are wrong, under `raise`.
        OptionError: the frame is of no kind that is known; an unknown name; or a column to add is there already.
        RulebookError: the rulebook's files have problems.
        MissingExtraError: polars is not installed, or pyarrow where the kind of frame needs it.
    """
    check_polars()
    from itb_rules.frame.bad_rows import refuse
    from itb_rules.frame.doors import door_of
    from itb_rules.frame.plan import ERROR, plan_of
    from itb_rules.frame.work import Tally, Work
    from itb_rules.rulebook.named import chosen_rulebook

    plan = plan_of(chosen_rulebook(rulebook, profile))
    door = door_of(frame, plan.definition.facts)
    mark = _marks(on_error, lazy=door.lazy)
    wanted = _wanted(plan, explain, columns)
    work = Work(plan, (*wanted, ERROR) if mark else wanted, prefix=prefix, mark=mark)
    _check_names(door, work.names, plan.definition)
    door.warn_of_near_names()
    if door.lazy and not mark:
        refuse(door.reduced(Tally(plan)))
    decided: Table = door.beside(work)
    return decided


def check_polars() -> None:
    """Refuse to go on without polars: the functions of this room are there without it, and import it when called.

    Raises:
        MissingExtraError: it is not installed.
    """
    if find_spec("polars") is None:
        raise MissingExtraError("whole tables need the extra `frame`: pip install 'itb-rules[frame]'")


def _marks(on_error: str | None, *, lazy: bool) -> bool:
    if on_error is None:
        return lazy
    if on_error not in ON_ERROR:
        raise OptionError([unknown_choice("on_error", "way", on_error, ON_ERROR)])
    return on_error == "mark"


def _wanted(plan: Plan, explain: str | None, columns: Sequence[str] | None) -> tuple[str, ...]:
    from itb_rules.frame.plan import CODES

    answer = plan.answer
    if explain not in (None, "codes"):
        raise OptionError([unknown_choice("explain", "explanation", explain, ("codes",))])
    if columns is None:
        return (*answer, *CODES) if explain else answer
    if explain is not None:
        raise OptionError([Problem("columns", "given together with `explain`; allowed: one of the two")])
    if isinstance(columns, str):
        raise OptionError([Problem("columns", f"found the text `{columns}`; allowed: a list of names", columns)])
    known = (*answer, *plan.stored, *CODES)
    problems = [unknown_choice("columns", "column", name, known) for name in columns if name not in known]
    twice = {name for place, name in enumerate(columns) if name in columns[:place]}
    problems += [Problem("columns", f"`{name}` is given twice", name) for name in sorted(twice)]
    if problems:
        raise OptionError(problems)
    return tuple(columns)


def _check_names(door: Door, added: Mapping[str, str], definition: Definition) -> None:
    from itb_rules.frame.facts import MARK

    # A column of pandas may be called by anything, a number for instance.
    taken = {door.called(name) for name in door.columns if isinstance(name, str)}
    problems = [
        Problem(name, f"the frame has a column `{name}`, which would be added; choose another with `prefix`", name)
        for name in added.values()
        if door.called(name) in taken
    ]
    problems += [
        Problem(name, told_anyway(definition.derived[door.called(name)]), name)
        for name in door.columns
        if isinstance(name, str) and door.called(name) in definition.derived
    ]
    problems += door.unreadable()
    problems += [
        Problem(name, f"the frame has a column `{name}`; allowed: names that do not begin with `{MARK}`", name)
        for name in door.columns
        if isinstance(name, str) and door.called(name).startswith(MARK)
    ]
    if problems:
        raise OptionError(problems)
