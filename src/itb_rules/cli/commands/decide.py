"""The commands. Each says everything that is wrong with what it was given at once, or writes its answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from itb_rules.cli.commands.batch import batch
from itb_rules.cli.commands.check import check
from itb_rules.cli.commands.compare import compare
from itb_rules.cli.commands.diff import diff
from itb_rules.cli.commands.document import document_rulebooks
from itb_rules.cli.commands.golden import golden
from itb_rules.cli.commands.graph import graph
from itb_rules.cli.commands.import_runs import import_runs
from itb_rules.cli.commands.replay import replay
from itb_rules.cli.commands.report import report
from itb_rules.cli.commands.what_would import what_would
from itb_rules.cli.conversation import ask_all, say
from itb_rules.cli.files import answers_of, read_facts
from itb_rules.cli.options import choosing, chosen_rulebook, with_engine, with_format
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.saving import check_place, save
from itb_rules.cli.terminal import heading, show, show_json, width
from itb_rules.decision import Decision
from itb_rules.errors import CrossCheckError, OptionError, unknown_choice
from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts, facts_json_schema
from itb_rules.interview import Interview
from itb_rules.rendering.decision import is_loud
from itb_rules.rendering.formats import check_format, render
from itb_rules.rendering.rulebook import rules_to_json, rules_to_markdown, rules_to_text
from itb_rules.rendering.text import to_text
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.engines.registry import ENGINES, build_engine
from itb_rules.rulebook.loading.format.schema import rule_file_schema

DIFFERED = 1
MODELS: Mapping[str, type[Facts]] = {model.__name__: model for model in (Assessment, ExerciseSession, Activity)}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="itb-rules", message="%(package)s %(version)s")
def itb_rules() -> None:
    """Explained decisions for a runner in rehab of iliotibial band syndrome.

    Educational; no medical advice.
    """


for _command in (
    batch,
    check,
    compare,
    diff,
    document_rulebooks,
    golden,
    graph,
    import_runs,
    replay,
    report,
    what_would,
):
    itb_rules.add_command(_command)


@itb_rules.command()
@click.argument("file", metavar="FILE|-")
@choosing
@with_engine
@with_format
@click.option("--cross-check", is_flag=True, help="Decide on a second engine as well, and compare.")
def decide(  # noqa: PLR0913, PLR0917
    file: str, source: str, profile: str, settings: tuple[str, ...], engine: str, style: str, *, cross_check: bool
) -> None:
    """Decide on the facts in FILE (JSON or YAML, - for standard input), and explain.

    Exit status: 0 when it decided, 2 when something was refused, 1 when two engines differed.
    """
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    facts = None
    with refusals:
        _check_engine(engine, rulebook)
    with refusals:
        check_format(style)
    if rulebook is not None:
        with refusals:
            facts = read_facts(file, rulebook.facts)
    refusals.stop()
    if rulebook is None or facts is None:  # both are there when nothing was refused
        return
    with refusals:
        try:
            _show(rulebook.decide(facts, engine=engine, cross_check=cross_check), style)
        except CrossCheckError as error:
            show(str(error), err=True)
            _show(error.more_cautious, style)
            sys.exit(DIFFERED)
    refusals.stop()


@itb_rules.command()
@choosing
@with_format
def rules(source: str, profile: str, settings: tuple[str, ...], style: str) -> None:
    """List the rules of a rulebook: when each holds, what it says and where it comes from."""
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    with refusals:
        check_format(style)
    refusals.stop()
    if rulebook is None:
        return
    definition = rulebook.definition
    match style:
        case "json":
            show(rules_to_json(definition), escape=True)
        case "markdown":
            show(rules_to_markdown(definition), newline=False)
        case _:
            show(heading(rules_to_text(definition, width=width()), loud=False), newline=False)


@itb_rules.command()
@choosing
@with_engine
@with_format
@click.option("--save", "path", metavar="FILE", help="Write the answers as JSON, for decide.")
def ask(  # noqa: PLR0913, PLR0917
    source: str, profile: str, settings: tuple[str, ...], engine: str, style: str, path: str | None
) -> None:
    """Ask question by question, the best one first, and decide.

    The conversation is on standard error, the decision on standard output.
    """
    refusals = Refusals()
    rulebook = chosen_rulebook(refusals, source, profile, settings)
    with refusals:
        _check_engine(engine, rulebook)
    with refusals:
        check_format(style)
    if path is not None:
        with refusals:
            check_place(Path(path))
    refusals.stop()
    if rulebook is None:
        return
    interview = None
    with refusals:
        interview = Interview(rulebook, engine=engine)
    refusals.stop()
    if interview is None:
        return
    ask_all(interview)
    _show(interview.decision, style)
    if path is not None:
        with refusals:
            save(Path(path), json.dumps(answers_of(interview.facts), indent=2) + "\n")
            show(say("interview.saved", path=path), err=True)
    refusals.stop()


@itb_rules.group()
def schema() -> None:
    """Write JSON Schema: of facts, or of rule files."""


@schema.command(name="facts")
@click.argument("name", default="Assessment", metavar="[NAME]")
def facts_schema(name: str) -> None:
    """Write the JSON Schema of the facts NAME: Assessment (the default), ExerciseSession or Activity."""
    refusals = Refusals()
    with refusals:
        show_json(facts_json_schema(_model(name)))
    refusals.stop()


@schema.command(name="rules")
def rules_schema() -> None:
    """Write the JSON Schema of rule files."""
    show_json(rule_file_schema())


def _check_engine(engine: str, rulebook: Rulebook | None) -> None:
    if engine not in ENGINES and rulebook is not None:
        build_engine(engine, rulebook.definition)


def _model(name: str) -> type[Facts]:
    if name not in MODELS:
        raise OptionError([unknown_choice("", "facts", name, MODELS)])
    return MODELS[name]


def _show(decision: Decision, style: str) -> None:
    if style == "text":
        show(heading(to_text(decision, width=width()), loud=is_loud(decision)), newline=False)
    else:
        show(render(decision, style), newline=style == "json", escape=style == "json")
