"""`itb-rules golden`: the golden cases of rulebooks made anew, and what differs from the files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.options import OwnFacts, Sources, Style, TimeLimit, Tongue, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import progress, show_json, show_outline
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.outline import Item, Outline, section
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.golden import GoldenSet, Regenerated, regenerate
from itb_rules.verification.solver import smt
from itb_rules.wording.language import Language
from itb_rules.wording.words import Words


@dataclass(frozen=True, kw_only=True)
class Options(Sources, OwnFacts, TimeLimit, Style, Tongue):
    """What `golden` is given."""

    write: Annotated[bool, option("--write", is_flag=True, help="Write the files that differ.")]


@dataclass(frozen=True, slots=True)
class Made:
    """The golden cases of one rulebook, made anew.

    Attributes:
        source: its name or path, as it was given.
        definition: the rulebook.
        files: its files, by profile.
    """

    source: str
    definition: Definition
    files: Sequence[Regenerated]

    @property
    def same(self) -> bool:
        """Whether every file is as it should be."""
        return not any(each.differences for each in self.files)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "source": self.source,
            "rulebook": self.definition.name,
            "version": self.definition.version,
            "same": self.same,
            "files": [_plain(each) for each in self.files],
        }


@click.command()
@takes(Options)
def golden(given: Options) -> None:
    """Make the golden cases of rulebooks anew, and say what differs from their files.

    NAME is a packaged rulebook, PATH a folder of rule files; without any, the packaged rulebooks are taken.

    Exit status: 0 when nothing differs or the files were written, 1 when something differs, 2 when something was
    refused.
    """
    refusals = Refusals()
    definitions = {}
    for source in given.named:
        with refusals:
            definitions[source] = given.definition_of(source)
    with refusals:
        check_format(given.style)
    limit = given.time_limit(refusals)
    with refusals:
        smt.require()
    language = given.language(refusals)
    refusals.stop()
    found = []
    for source, definition in definitions.items():
        with refusals:
            made = Made(source, definition, _made(given, source, definition, limit))
            found.append(made)
            if given.style != "json":
                loud = not (given.write or made.same)
                show_outline(
                    _outlined(made, language, written=given.write), given.style, loud=loud, first=made is found[0]
                )
        refusals.stop()
    same = all(made.same for made in found)
    if given.style == "json":
        show_json({"same": same, "written": given.write, "rulebooks": [made.to_json() for made in found]})
    sys.exit(0 if same or given.write else NOTICE)


def _made(given: Options, source: str, definition: Definition, limit: float) -> list[Regenerated]:
    with progress(definition.name) as at:
        return regenerate(
            source,
            facts=given.model(),
            write=given.write,
            progress=lambda profile, _, done, total: at(done, total, profile),
            time_limit=limit,
        )


def _outlined(made: Made, language: Language, *, written: bool) -> Outline:
    words = Words(language=language)
    heading = words.rulebook(made.definition)
    differs = [
        Item(words.say("golden.differs", profile=each.path.stem, difference=difference))
        for each in made.files
        for difference in each.differences
    ]
    state = "golden.state.same" if made.same else "golden.state.written" if written else "golden.state.differs"
    groups = ((section(words, "differs", differs),), (section(words, "made", [*_files(made, words)]),))
    return Outline(heading, words.say(state), loud=False, groups=groups)


def _files(made: Made, words: Words) -> Iterator[Item]:
    if not made.files:
        yield Item(words.say("golden.nothing"))
    for each in made.files:
        if each.now is None:
            yield Item(words.say("golden.none", profile=each.path.stem))
            continue
        pieces = [
            words.say("golden.cases", profile=each.path.stem, count=len(each.now.cases)),
            words.say("golden.faults", count=_caught(each.now)),
        ]
        for phrase, count in (("unnoticed", len(each.now.unnoticed)), ("undecided", len(each.now.undecided))):
            if count:
                pieces.append(words.say(f"golden.{phrase}", count=count))
        yield Item("", below=(tuple(pieces),))


def _plain(made: Regenerated) -> dict[str, Any]:
    now = made.now
    return {
        "path": str(made.path),
        "profile": made.path.stem,
        "cases": 0 if now is None else len(now.cases),
        "faults": 0 if now is None else _caught(now),
        "unnoticed": [] if now is None else list(now.unnoticed),
        "undecided": [] if now is None else list(now.undecided),
        "differences": list(made.differences),
    }


def _caught(golden_set: GoldenSet) -> int:
    return sum(case.faults for case in golden_set.cases)
