"""`itb-rules compare`: a table decided under two rulebooks, and whoever is decided otherwise."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.options import Sides, Style, Tongue, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.tables.comparison import Comparison, outlined
from itb_rules.cli.tables.counts import BadRows, rows_text
from itb_rules.cli.tables.decider import BECAUSE, ERROR, Decider
from itb_rules.cli.tables.files import check_columns, check_names, check_output, open_source
from itb_rules.cli.tables.interrupts import Interrupts, StoppedError, say_stopped
from itb_rules.cli.tables.source import PARQUET, STEPS, Source
from itb_rules.cli.tables.transitions import AFTER, BEFORE, Transitions
from itb_rules.cli.tables.writers import table_at
from itb_rules.cli.terminal import progress, show_json, show_outline
from itb_rules.errors import unknown_choice
from itb_rules.rendering.formats import check_format
from itb_rules.rulebook import Rulebook
from itb_rules.verification.comparison.diff import wider_facts
from itb_rules.wording.language import Language


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    Attributes:
        before: the first rulebook, ready for this table.
        after: the second one.
        source: the table.
        out: where the rows that change go; None for nowhere.
    """

    before: Decider
    after: Decider
    source: Source
    out: Path | None

    @property
    def sides(self) -> tuple[tuple[str, Decider], ...]:
        """Both, with what stands before the names of their columns."""
        return (BEFORE, self.before), (AFTER, self.after)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The table, after the rulebooks."""

    table: Annotated[str, argument("IN")]
    named: Annotated[
        str | None, option("--id", metavar="COLUMN", help="A column that names a row, to be shown with it.")
    ]
    out: Annotated[
        str | None, option("-o", "--output", metavar="OUT", help="Write the rows that change, with both decisions.")
    ]


@dataclass(frozen=True, kw_only=True)
class Options(Sides, Table, Style, Tongue):
    """What `compare` is given."""


@click.command()
@takes(Options)
def compare(given: Options) -> None:
    """Decide every row of the table IN (.parquet or .csv) under two rulebooks, and say who is decided otherwise.

    Each is the name of a packaged rulebook or a folder of rule files, with an @ and a profile or values behind it where
    these matter: progression@permissive, progression@pain_free_days=9, or both with a comma between them.

    Exit status: 0 when nobody changes, 1 when somebody does or rows could not be decided, 2 when something was refused.
    """
    refusals = Refusals()
    first, second = given.definitions(refusals)
    with refusals:
        check_format(given.style)
    table, out = Path(given.table), None if given.out is None else Path(given.out)
    if out is not None:
        with refusals:
            check_output(out, table)
    job = None
    if first is not None and second is not None:
        with refusals:
            model = wider_facts(first, second)
            opened = open_source(table, model)
            sides = [Decider(Rulebook(replace(each, facts=model)), opened) for each in (first, second)]
            job = Job(sides[0], sides[1], opened, out)
            _check(refusals, job, given.named)
            check_names(opened, model, given.table)
    language = given.language(refusals)
    refusals.stop()
    if first is None or second is None or job is None:  # all are there when nothing was refused
        return
    fields = [name for name in job.before.effects if name in job.after.effects]
    found = Comparison(
        job.before.rulebook,
        job.after.rulebook,
        given.table,
        given.out,
        Transitions(first, second, fields, given.named),
        BadRows(job.source.unit),
        job.source,
    )
    with refusals:
        try:
            _run(job, found, language)
        except StoppedError as stopped:
            say_stopped(stopped, job.out)
    refusals.stop()
    notable = bool(found.transitions.changed or found.bad.rows)
    if given.style == "json":
        show_json(found.to_json())
    else:
        show_outline(outlined(found, language), given.style, loud=notable)
    sys.exit(NOTICE if notable else 0)


def _check(refusals: Refusals, job: Job, named: str | None) -> None:
    columns = job.source.given.columns
    if named is not None and named not in columns:
        with refusals:
            refusals.add("--id", unknown_choice("", "column", named, columns).message)
    if job.out is not None:
        added = [put + name for put, side in job.sides for name in (*side.effects, BECAUSE)]
        check_columns(refusals, job.source.given, added, job.out)


def _run(job: Job, found: Comparison, language: Language) -> None:
    """Decide twice, and write.

    Raises:
        OptionError: the output cannot be written.
        FactsError: the input cannot be read to its end.
        StoppedError: somebody interrupted it.
    """
    typed = job.out is not None and job.out.suffix.lower() == PARQUET
    with Interrupts() as interrupts, progress(Path(found.table).name) as at, _output(job) as write:
        for rows in job.source.batches():
            before, after = (side.decide(rows, [*side.effects, BECAUSE]) for _, side in job.sides)
            found.bad.add(before.wrong, rows.places)
            changed, mask = found.transitions.add(rows, before, after)
            kept = (rows.typed if typed else rows.given).filter(mask)
            write(kept.with_columns(changed.get_columns()))
            at(round(rows.share * STEPS), STEPS, rows_text(found.transitions.rows, language))
            interrupts.check()


def _output(job: Job) -> contextlib.AbstractContextManager[Callable[[Any], None]]:
    if job.out is None:
        return contextlib.nullcontext(lambda _: None)
    schema = dict((job.source.typed if job.out.suffix.lower() == PARQUET else job.source.given).schema)
    for put, side in job.sides:
        decided = side.nothing([*side.effects, BECAUSE]).drop(ERROR)
        schema |= {put + name: dtype for name, dtype in decided.schema.items()}
    return table_at(job.out, schema)
