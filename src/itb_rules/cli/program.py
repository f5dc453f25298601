"""The program `itb-rules`: its commands, and how it ends when somebody interrupts it or nobody reads on."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from typing import Any

import click

from itb_rules.cli import INTERRUPTED, UNREAD, end
from itb_rules.cli.commands.ask import ask
from itb_rules.cli.commands.batch import batch
from itb_rules.cli.commands.check import check
from itb_rules.cli.commands.compare import compare
from itb_rules.cli.commands.decide import decide
from itb_rules.cli.commands.diff import diff
from itb_rules.cli.commands.document import document_rulebooks
from itb_rules.cli.commands.export import export
from itb_rules.cli.commands.golden import golden
from itb_rules.cli.commands.graph import graph
from itb_rules.cli.commands.import_runs import import_runs
from itb_rules.cli.commands.replay import replay
from itb_rules.cli.commands.report import report
from itb_rules.cli.commands.rules import rules
from itb_rules.cli.commands.schema import schema
from itb_rules.cli.commands.serve import serve
from itb_rules.cli.commands.test import test
from itb_rules.cli.commands.texts import texts
from itb_rules.cli.commands.what_would import what_would
from itb_rules.cli.terminal import note

COMMANDS = (
    ask,
    batch,
    check,
    compare,
    decide,
    diff,
    document_rulebooks,
    export,
    golden,
    graph,
    import_runs,
    replay,
    report,
    rules,
    schema,
    serve,
    test,
    texts,
    what_would,
)


class _Program(click.Group):
    def make_context(self, *given: Any, **named: Any) -> click.Context:
        with _ending():
            return super().make_context(*given, **named)

    def invoke(self, ctx: click.Context) -> Any:
        with _ending():
            return super().invoke(ctx)


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """Say nothing to a pipe that is closed, as `head` closes it."""
    try:
        yield
    except BrokenPipeError:
        end(UNREAD)


@click.group(cls=_Program, commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itb-rules", message="%(package)s %(version)s")
def program() -> None:
    """Explained decisions for a runner in rehab of iliotibial band syndrome.

    Educational; no medical advice.
    """


def run() -> None:
    """Run it on the arguments of this process, and exit."""
    try:
        status = program.main(prog_name="itb-rules", standalone_mode=False)
    except click.Abort:
        end(INTERRUPTED)
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        for line in shown.getvalue().splitlines():
            note(line)
        status = error.exit_code
    sys.exit(status)
