"""`itb-rules texts`: what there is to translate, and whether a translation still fits."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from itb_rules.cli import NOTICE
from itb_rules.cli.options import OwnFacts, argument, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import note, show
from itb_rules.rulebook.loading.files import packaged_folder
from itb_rules.wording.catalogues import FAULTS, Found, check, extract
from itb_rules.wording.language import PATTERN, Language, catalogue
from itb_rules.wording.phrases import phrases
from itb_rules.wording.source_texts import SourceText, own_texts, packaged_texts
from itb_rules.wording.words import plain

MOST = 40
"""How many texts are named for each fault; the count says how many there are."""


@dataclass(frozen=True, kw_only=True)
class _Options(OwnFacts):
    sources: Annotated[tuple[str, ...], argument("[PATH]...", nargs=-1)]
    language: Annotated[str, option("--language", required=True, metavar="LANGUAGE", help="Such as de, or pt-BR.")]
    folder: Annotated[
        str | None,
        option("--texts", metavar="DIR", help="Where its catalogues are: DIR/LANGUAGE/*.po.  [default: the package]"),
    ]

    def texts(self, refusals: Refusals) -> tuple[SourceText, ...]:
        """What there is to translate."""
        with refusals:
            return own_texts(*map(self.definition_of, self.sources)) if self.sources else packaged_texts()
        return ()

    @property
    def place(self) -> Path:
        """The folder with a folder for each language."""
        return Path(self.folder) if self.folder else packaged_folder() / "texts"


@dataclass(frozen=True, kw_only=True)
class CheckOptions(_Options):
    """What `texts check` is given."""


@dataclass(frozen=True, kw_only=True)
class ExtractOptions(_Options):
    """What `texts extract` is given."""


@click.group()
def texts() -> None:
    """Translate what people read: take texts out, and check translations.

    PATH is a folder of rule files of your own, whose texts the package has not; without any, it is the package's texts.
    Rulebooks on facts of your own are named with `--facts`.
    """


@texts.command(name="extract")
@takes(ExtractOptions)
def extract_texts(given: ExtractOptions) -> None:
    """Write the catalogues of a language, with what is translated already, as PO files.

    Exit status: 0 when they are written, 2 when something was refused.
    """
    refusals = Refusals()
    found = given.texts(refusals)
    with refusals:
        Language.check_code(given.language)
    refusals.stop()
    with refusals:
        for path, (translated, count) in extract(found, given.place, given.language).items():
            show(plain(phrases().say("texts.written", path=path, translated=translated, count=count)))
    refusals.stop()


@texts.command(name="check")
@takes(CheckOptions)
def check_texts(given: CheckOptions) -> None:
    """Compare the catalogues of a language with the texts that they translate.

    Exit status: 0 when every text is translated and fits, 1 when one is missing, stale, too long or has other names in
    braces than its source, 2 when something was refused.
    """
    refusals = Refusals()
    found = given.texts(refusals)
    wrong: tuple[Found, ...] = ()
    with refusals:
        Language.check_code(given.language)
        paths = sorted((given.place / given.language).glob(PATTERN))
        wrong = check(found, [catalogue(path) for path in paths])
    refusals.stop()
    counts = Counter(each.fault for each in wrong)
    say = phrases().say
    for fault in FAULTS:
        named = [each for each in wrong if each.fault == fault]
        for each in named[:MOST]:
            note(say(f"texts.{fault}", name=each.name, text=each.text))
        if len(named) > MOST:
            note(say("interview.more", count=len(named) - MOST))
    show(say("texts.checked", count=len(found), **{fault: counts[fault] for fault in FAULTS}))
    sys.exit(NOTICE if wrong else 0)
