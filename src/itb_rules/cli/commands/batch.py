"""`itb-rules batch`: every row of a table decided, however large it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from itb_rules.cli.options import choosing, chosen_rulebook, with_format
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.tables.bar import Bar
from itb_rules.cli.tables.counting import BadRows, Counts
from itb_rules.cli.tables.deciding import BECAUSE, ERROR, Decider
from itb_rules.cli.tables.interrupting import Interrupts, StoppedError
from itb_rules.cli.tables.opening import check_columns, check_output, open_source
from itb_rules.cli.tables.source import PARQUET, Source
from itb_rules.cli.tables.stopping import refuse_bad_rows, say_stopped
from itb_rules.cli.tables.summary import Summary, outlined
from itb_rules.cli.tables.writing import table_at
from itb_rules.cli.terminal import show_json, show_outline
from itb_rules.errors import OptionError, unknown_choice
from itb_rules.rendering.formats import check_format

MARKED = 1
ON_ERROR = ("mark", "raise")

with_table = click.argument("table", metavar="IN")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    Attributes:
        decider: the rulebook, ready for this table.
        source: the table.
        out: where the decided one goes.
        columns: the columns to add.
        prefix: what stands before their names.
        strict: whether one bad row is enough to write nothing.
    """

    decider: Decider
    source: Source
    out: Path
    columns: Sequence[str]
    prefix: str
    strict: bool

    @property
    def added(self) -> list[str]:
        """The names of the columns that are added."""
        return [self.prefix + name for name in (*self.columns, *([] if self.strict else [ERROR]))]


@click.command()
@with_table
@click.option("-o", "--output", "out", required=True, metavar="OUT", help="Where to write: .parquet or .csv.")
@choosing
@click.option("--explain", is_flag=True, help="Add the reasons: because, also, open_facts, suspected.")
@click.option(
    "--on-error",
    default=ON_ERROR[0],
    show_default=True,
    metavar="WAY",
    help="A bad row: mark it in a column `error` and go on, or raise: write nothing.",
)
@click.option("--prefix", default="", metavar="TEXT", help="Put before the name of every column that is added.")
@with_format
def batch(  # noqa: PLR0913, PLR0917
    table: str,
    out: str,
    source: str,
    profile: str,
    settings: tuple[str, ...],
    on_error: str,
    prefix: str,
    style: str,
    *,
    explain: bool,
) -> None:
    """Decide every row of the table IN (.parquet or .csv), and write it to OUT with the decisions as further columns.

    A fact is read from the column of its name; an empty cell is unknown. The table may be larger than memory. OUT is
    whole or not there at all.

    Exit status: 0 when every row was decided, 1 when bad rows were marked, 2 when something was refused and nothing
    written.
    """
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    with refusals:
        check_format(style)
    if on_error not in ON_ERROR:
        with refusals:
            raise OptionError([unknown_choice("--on-error", "way", on_error, ON_ERROR)])
    with refusals:
        check_output(Path(out), Path(table))
    job = None
    if rulebook is not None:
        with refusals:
            opened = open_source(Path(table), rulebook.facts)
            decider = Decider(rulebook, opened)
            columns = decider.explained if explain else decider.plain
            job = Job(decider, opened, Path(out), columns, prefix, on_error == "raise")
            check_columns(refusals, opened.given, job.added, job.out, hint="; choose others with --prefix")
    refusals.stop()
    if rulebook is None or job is None:  # both are there when nothing was refused
        return
    summary = Summary(rulebook, table, out, Counts(rulebook.definition), BadRows(job.source.unit), job.source)
    with refusals:
        try:
            _run(job, summary)
        except StoppedError as stopped:
            say_stopped(stopped, job.out)
    refusals.stop()
    if style == "json":
        show_json(summary.to_json())
    else:
        show_outline(outlined(summary), style, loud=bool(summary.bad.rows))
    sys.exit(MARKED if summary.bad.rows else 0)


def _run(job: Job, summary: Summary) -> None:
    """Decide and write.

    Raises:
        OptionError: the output cannot be written.
        FactsError: the input cannot be read to its end, or has bad rows where none are allowed.
        StoppedError: somebody interrupted it.
    """
    whole = job.out.suffix.lower() == PARQUET
    wanted = dict.fromkeys([*job.columns, BECAUSE])
    with Interrupts() as interrupts, Bar(Path(summary.table).name) as bar, table_at(job.out, _schema(job)) as write:
        for rows in job.source.batches():
            decided = job.decider.decide(rows, list(wanted))
            summary.counts.add(decided.columns)
            summary.bad.add(decided.wrong, rows.places)
            # Once there is a bad row that is not allowed, only the other bad ones are of interest.
            if not (job.strict and summary.bad.rows):
                kept = rows.typed if whole else rows.given
                columns = decided.columns.select(job.columns)
                if not job.strict:
                    columns = columns.with_columns(decided.errors())
                write(kept.with_columns(columns.rename(lambda name: job.prefix + name).get_columns()))
            bar.shown(summary.counts.rows, rows.share)
            interrupts.check()
        if job.strict:
            refuse_bad_rows(summary.table, summary.bad, summary.counts.rows)


def _schema(job: Job) -> Any:
    empty = job.source.typed if job.out.suffix.lower() == PARQUET else job.source.given
    decided = job.decider.nothing(job.columns)
    if job.strict:
        decided = decided.drop(ERROR)
    return {**empty.schema, **{job.prefix + name: dtype for name, dtype in decided.schema.items()}}
