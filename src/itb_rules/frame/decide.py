"""Decide a whole table: facts in columns, decisions in columns, the frame library in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import narwhals.stable.v2 as nw

from itb_rules.errors import OptionError, Problem, unknown_choice
from itb_rules.facts import Facts
from itb_rules.frame.backends.base import Backend, Built, Frame, with_stage
from itb_rules.frame.backends.kind import backend_of
from itb_rules.frame.bad_rows import refuse_wrong
from itb_rules.frame.checks import any_row_wrong, any_wrong, checks_of
from itb_rules.frame.facts import MARK, Prepared, working
from itb_rules.frame.plan import CODES, Plan, plan_of
from itb_rules.frame.reasons import Flags
from itb_rules.frame.resolution import SETTLED, WITHHELD
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import chosen_rulebook

Table = TypeVar("Table")

ON_ERROR = ("raise", "mark")
ERROR = "error"
BAD = working("bad")
SAID = working("said")
READY = {"settled": SETTLED, "withheld": WITHHELD}
"""Columns of the answer that are there already."""


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
            DataFrame. The same kind comes back; what is lazy stays lazy.
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

    Raises:
        FrameError: rows are wrong, under `raise`.
        OptionError: the frame is of no kind that is known; an unknown name; or a column to add is there already.
        RulebookError: the rulebook's files have problems.
        EngineError: the rulebook has too many kinds of effects to be decided for whole tables.
        MissingExtraError: narwhals is not installed.
    """
    backend = backend_of(frame)
    plan = plan_of(chosen_rulebook(rulebook, profile))
    mark = _marks(on_error, lazy=backend.lazy)
    wanted = _wanted(plan, explain, columns)
    added = {name: f"{prefix}{name}" for name in (*wanted, *([ERROR] if mark else []))}
    _check_names(backend, added, plan.definition.facts)

    key = mark, *wanted
    built = backend.remembered(plan, key, lambda: _built(backend, plan, wanted, mark=mark))
    if not mark:
        refuse_wrong(backend, built)
    finished: Table = backend.finish(built.decided, {added[name]: held for name, held in built.held.items()})
    return finished


def _built(backend: Backend, plan: Plan, wanted: Sequence[str], *, mark: bool) -> Built:
    """The working frame in its stages: prepared, looked at for what is wrong, decided."""
    model = plan.definition.facts
    prepared, facts = backend.prepare(model)
    checks = checks_of(model, facts)
    looked = None if mark or not checks else prepared.select(any_row_wrong(checks))
    decided, held = decided_stages(backend, prepared, plan, facts, wanted)
    if mark:
        decided = backend.say(decided.with_columns(any_wrong(checks).alias(BAD)), BAD, SAID, model)
        known = ~nw.col(BAD)
        decided = with_stage(decided, {column: nw.when(known).then(nw.col(column)) for column in held.values()})
        held[ERROR] = SAID
    return Built(prepared, facts, checks, looked, decided, held)


def _marks(on_error: str | None, *, lazy: bool) -> bool:
    if on_error is None:
        return lazy
    if on_error not in ON_ERROR:
        raise OptionError([unknown_choice("on_error", "way", on_error, ON_ERROR)])
    return on_error == "mark"


def _wanted(plan: Plan, explain: str | None, columns: Sequence[str] | None) -> tuple[str, ...]:
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


def _check_names(backend: Backend, added: Mapping[str, str], model: type[Facts]) -> None:
    # A column of pandas may be called by anything, a number for instance.
    taken = {backend.called(name) if isinstance(name, str) else name for name in backend.columns}
    problems = [
        Problem(name, f"the frame has a column `{name}`, which would be added; choose another with `prefix`", name)
        for name in added.values()
        if backend.called(name) in taken
    ]
    problems += backend.unreadable(model)
    problems += [
        Problem(name, f"the frame has a column `{name}`; allowed: names that do not begin with `{MARK}`", name)
        for name in backend.columns
        if isinstance(name, str) and backend.called(name).startswith(MARK)
    ]
    if problems:
        raise OptionError(problems)


def decided_stages(
    backend: Backend, frame: Frame, plan: Plan, facts: Mapping[str, Prepared], wanted: Sequence[str]
) -> tuple[Frame, dict[str, str]]:
    """The working frame with every column wanted, and which column that is."""
    effects, reasons = plan.effects(wanted), not CODES.isdisjoint(wanted)
    truths, resolving = plan.truths(facts, wanted), plan.resolving(facts, effects=effects)
    for stage in (*plan.before(truths, wanted), *resolving.outcome()):
        frame = with_stage(frame, stage)
    held = {name: READY.get(name) or working(f"held_{name}") for name in wanted}
    lists: dict[str, Flags] = {}
    if effects:
        frame = backend.look_up(with_stage(frame, resolving.rows()), plan.masks(winning=False))
    if "settled" in held:
        frame = with_stage(frame, {SETTLED: resolving.settled()})
    if reasons:
        frame = backend.look_up(with_stage(frame, resolving.rows(winning=True)), plan.masks(winning=True))
        explaining = plan.explaining(resolving, truths, facts)
        for stage in explaining.stages():
            frame = with_stage(frame, stage)
        lists = {held[name]: getattr(explaining, name)() for name in CODES if name in held}
    if "changes" in held:
        lists[held["changes"]] = plan.change_flags()
    frame = backend.look_up(frame, {held[name]: lookup for name, lookup in plan.lookups(wanted).items()})
    if lists:
        frame = backend.list_names(frame, lists)
    return frame, held
