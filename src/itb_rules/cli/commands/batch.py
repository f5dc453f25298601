"""`itb-rules batch`: every row of a table decided, however large it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.options import Chosen, Style, Tongue, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.tables.counts import BadRows, Counts, rows_text
from itb_rules.cli.tables.decider import BECAUSE, ERROR, Decider
from itb_rules.cli.tables.files import check_columns, check_names, check_output, open_source
from itb_rules.cli.tables.interrupts import Interrupts, StoppedError, say_stopped
from itb_rules.cli.tables.source import PARQUET, STEPS, Source
from itb_rules.cli.tables.summary import Summary, outlined
from itb_rules.cli.tables.writers import table_at
from itb_rules.cli.terminal import progress, show_json, show_outline
from itb_rules.errors import OptionError, unknown_choice
from itb_rules.rendering.formats import check_format
from itb_rules.wording.language import Language

ON_ERROR = ("mark", "raise")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done.

    Attributes:
        decider: the rulebook, ready for this table.
        source: the table.
        out: where the decided one goes.
        columns: the columns to add.
        prefix: what stands before their names.
        whole: whether one bad row is enough to write nothing.
    """

    decider: Decider
    source: Source
    out: Path
    columns: Sequence[str]
    prefix: str
    whole: bool

    @property
    def added(self) -> list[str]:
        """The names of the columns that are added."""
        return [self.prefix + name for name in (*self.columns, *([] if self.whole else [ERROR]))]


@dataclass(frozen=True, kw_only=True)
class Options(Chosen, Style, Tongue):
    """What `batch` is given."""

    table: Annotated[str, argument("IN")]
    out: Annotated[
        str, option("-o", "--output", required=True, metavar="OUT", help="Where to write: .parquet or .csv.")
    ]
    explain: Annotated[
        bool, option("--explain", is_flag=True, help="Add the reasons: because, also, open_facts, suspected.")
    ]
    on_error: Annotated[
        str,
        option(
            "--on-error",
            default=ON_ERROR[0],
            show_default=True,
            metavar="WAY",
            help="A bad row: mark it in a column `error` and go on, or raise: write nothing.",
        ),
    ]
    strict: Annotated[
        bool, option("--strict", is_flag=True, help="Refuse a table with columns that are nearly named as a fact.")
    ]
    prefix: Annotated[
        str,
        option("--prefix", default="", metavar="TEXT", help="Put before the name of every column that is added."),
    ]


@click.command()
@takes(Options)
def batch(given: Options) -> None:
    """Decide every row of the table IN (.parquet or .csv), and write it to OUT with the decisions as further columns.

    A fact is read from the column of its name; an empty cell is unknown. The table may be larger than memory. OUT is
    whole or not there at all.

    Exit status: 0 when every row was decided, 1 when bad rows were marked, 2 when something was refused and nothing
    written.
    """
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    out, table = Path(given.out), Path(given.table)
    with refusals:
        check_format(given.style)
    with refusals:
        if given.on_error not in ON_ERROR:
            raise OptionError([unknown_choice("--on-error", "way", given.on_error, ON_ERROR)])
    with refusals:
        check_output(out, table)
    job = None
    if rulebook is not None:
        with refusals:
            opened = open_source(table, rulebook.facts)
            decider = Decider(rulebook, opened)
            columns = decider.explained if given.explain else decider.plain
            job = Job(decider, opened, out, columns, given.prefix, given.on_error == "raise")
            check_columns(refusals, opened.given, job.added, job.out, hint="; choose others with --prefix")
            check_names(opened, rulebook.facts, given.table, strict=given.strict)
    language = given.language(refusals)
    refusals.stop()
    if rulebook is None or job is None:  # both are there when nothing was refused
        return
    summary = Summary(
        rulebook, given.table, given.out, Counts(rulebook.definition), BadRows(job.source.unit), job.source
    )
    with refusals:
        try:
            _run(job, summary, language)
        except StoppedError as stopped:
            say_stopped(stopped, job.out)
    refusals.stop()
    if given.style == "json":
        show_json(summary.to_json())
    else:
        show_outline(outlined(summary, language), given.style, loud=bool(summary.bad.rows))
    sys.exit(NOTICE if summary.bad.rows else 0)


def _run(job: Job, summary: Summary, language: Language) -> None:
    """Decide and write.

    Raises:
        OptionError: the output cannot be written.
        FactsError: the input cannot be read to its end, or has bad rows where none are allowed.
        StoppedError: somebody interrupted it.
    """
    typed = job.out.suffix.lower() == PARQUET
    wanted = dict.fromkeys([*job.columns, BECAUSE])
    with Interrupts() as interrupts, progress(Path(summary.table).name) as at, table_at(job.out, _schema(job)) as write:
        for rows in job.source.batches():
            decided = job.decider.decide(rows, list(wanted))
            summary.counts.add(decided.columns)
            summary.bad.add(decided.wrong, rows.places)
            # Once there is a bad row that is not allowed, only the other bad ones are of interest.
            if not (job.whole and summary.bad.rows):
                kept = rows.typed if typed else rows.given
                columns = decided.columns.select(job.columns)
                if not job.whole:
                    columns = columns.with_columns(decided.errors())
                write(kept.with_columns(columns.rename(lambda name: job.prefix + name).get_columns()))
                summary.counts.written += kept.height
            at(round(rows.share * STEPS), STEPS, rows_text(summary.counts.rows, language))
            interrupts.check()
        if job.whole:
            summary.bad.refuse(summary.table, summary.counts.rows)


def _schema(job: Job) -> Any:
    empty = job.source.typed if job.out.suffix.lower() == PARQUET else job.source.given
    decided = job.decider.nothing(job.columns)
    if job.whole:
        decided = decided.drop(ERROR)
    return {**empty.schema, **{job.prefix + name: dtype for name, dtype in decided.schema.items()}}
