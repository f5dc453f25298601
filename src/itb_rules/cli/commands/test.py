"""`itb-rules test`: scenarios run on every engine, and what they cover."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.files import check_place
from itb_rules.cli.options import Tongue, Values, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show, show_json, show_outline
from itb_rules.explanation import Criterion
from itb_rules.rendering.formats import TERMINAL, check_format
from itb_rules.rendering.outline import Item, Outline, Section
from itb_rules.rulebook.files import READABLE, write_whole
from itb_rules.rulebook.loading.files import MANIFEST_FILE
from itb_rules.testing import ScenarioReport, coverage_html, read_scenarios, run_scenarios
from itb_rules.wording.words import Words


@dataclass(frozen=True, kw_only=True)
class Options(Values, Tongue):
    """What `test` is given."""

    style: Annotated[
        str,
        option(
            "--format", default="text", show_default=True, metavar="FORMAT", help="Or markdown, json, or html, a page."
        ),
    ]
    page: Annotated[str | None, option("--html", metavar="FILE", help="Write the coverage as a page to FILE as well.")]
    folder: Annotated[str, argument("FOLDER")]
    source: Annotated[
        str | None,
        option(
            "--rulebook",
            metavar="NAME|PATH",
            help="What the scenarios are about.  [default: FOLDER if it is a rulebook, else progression]",
        ),
    ]

    @property
    def chosen_source(self) -> str:
        """The rulebook: the one named, or that of the folder, or the first packaged one."""
        if self.source is not None:
            return self.source
        return self.folder if (Path(self.folder) / MANIFEST_FILE).is_file() else "progression"


@click.command()
@takes(Options)
def test(given: Options) -> None:
    """Run the scenarios in FOLDER (or in its folder `scenarios`) on every engine, and say what they cover of the rules.

    Exit status: 0 when everything came out as expected, 1 when something did not, 2 when something was refused.
    """
    refusals = Refusals()
    with refusals:
        check_format(given.style, (*TERMINAL, "html"))
    if given.page is not None:
        with refusals:
            check_place(Path(given.page))
    language = given.language(refusals)
    rulebook = given.rulebook_of(refusals, given.chosen_source)
    scenarios = None
    if rulebook is not None:
        with refusals:
            scenarios = read_scenarios(given.folder, rulebook)
    refusals.stop()
    if rulebook is None or scenarios is None:  # both are there when nothing was refused
        return
    report = run_scenarios(scenarios, rulebook)
    page = ""
    with refusals:
        if given.page is not None or given.style == "html":
            page = coverage_html(report.counted, given.chosen_source, language=language)
        if given.page is not None:
            write_whole(Path(given.page), page, mode=READABLE)
    refusals.stop()
    if given.style == "html":
        show(page, newline=False)
    elif given.style == "json":
        show_json(report.to_json())
    else:
        labels = {name: language.fact(spec).label for name, spec in rulebook.facts.specs.items()}
        show_outline(_outlined(report, Words(labels, language)), given.style, loud=not report.passed)
    sys.exit(0 if report.passed else NOTICE)


def _outlined(report: ScenarioReport, words: Words) -> Outline:
    heading = words.say("scenarios.heading", rulebook=report.rulebook, count=report.scenarios)
    state = words.say("scenarios.passed" if report.passed else "scenarios.failed", count=len(report.failures))
    sections = {
        "failures": [Item(str(failure)) for failure in report.failures],
        "engines": [Item(", ".join(report.engines)), *(_left_out(each, words) for each in report.left_out)],
        "missing": [*_missing(report, words)],
    }
    groups = tuple(
        (Section(words.say(f"scenarios.{name}.label"), words.say(f"scenarios.{name}.title"), tuple(items)),)
        for name, items in sections.items()
    )
    return Outline(heading, state, loud=False, groups=groups)


def _left_out(engine: str, words: Words) -> Item:
    return Item(words.say("scenarios.left_out", engine=engine))


def _missing(report: ScenarioReport, words: Words) -> Iterator[Item]:
    """The rules, and below them the clauses, of which something is shown by no scenario."""
    for rule in report.coverage:
        below = []
        for clause in rule.clauses:
            if clause.missing:
                fact = words.unknown(Criterion(fact=clause.fact, need=clause.need, than=clause.than))
                below.append((words.say("scenarios.never", what=fact, statuses=_said(clause.missing, words)),))
        never = words.say("scenarios.never", what=rule.rule, statuses=_said(rule.missing, words))
        if rule.missing or below:
            yield Item(never if rule.missing else rule.rule, below=tuple(below))


def _said(statuses: Iterable[str], words: Words) -> str:
    return ", ".join(words.say(f"coverage.{status}") for status in statuses)
