"""Writes to the terminal, whatever its encoding: what it cannot show is replaced, never an error."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence

import click

from itb_rules.decision import Decision
from itb_rules.errors import Problem, listed
from itb_rules.rendering.decision import is_loud
from itb_rules.rendering.formats import render
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Outline
from itb_rules.rendering.text import NARROWEST, WIDTH, laid_out, to_text
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import plain

PLAIN = {
    "\N{MIDDLE DOT}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
}


def width() -> int:
    """Columns to wrap at: those of the terminal, but no more than read well; off a terminal, the default."""
    if sys.stdout is None or not sys.stdout.isatty():
        return WIDTH
    return max(NARROWEST, min(WIDTH, shutil.get_terminal_size().columns))


def show(text: str, *, err: bool = False, newline: bool = True, escape: bool = False) -> None:
    """Write to standard output, or to standard error.

    Args:
        text: what to write.
        err: whether to write to standard error.
        newline: whether to end with a line break.
        escape: whether what the terminal cannot show is written as in JSON , by its code, so that nothing is lost.
    """
    stream = sys.stderr if err else sys.stdout
    encoding = getattr(stream, "encoding", None) or "utf-8"
    click.echo(shown_in(text, encoding, escape=escape), err=err, nl=newline)


def show_outline(outline: Outline, style: str, *, loud: bool, first: bool = True) -> None:
    """Write an outline to standard output, as text or Markdown, below what is there already."""
    text = marked_up(outline) if style == "markdown" else heading(laid_out(outline, width()), loud=loud)
    show(text if first else f"\n{text}", newline=False)


def show_decision(
    decision: Decision, style: str, *, details: bool = False, language: str | Language = LANGUAGE
) -> None:
    """Write a decision to standard output."""
    if style == "text":
        show(
            heading(to_text(decision, width=width(), details=details, language=language), loud=is_loud(decision)),
            newline=False,
        )
    else:
        show(
            render(decision, style, details=details, language=language), newline=style == "json", escape=style == "json"
        )


def show_json(content: object) -> None:
    """Write plain values to standard output."""
    show(json.dumps(content, indent=2, ensure_ascii=False), escape=True)


def heading(text: str, *, loud: bool) -> str:
    """The first lines of a decision, set off where there is a terminal; `click.echo` drops that elsewhere."""
    if os.environ.get("NO_COLOR"):
        return text
    lines, rest, below = text.partition("\n\n")
    return click.style(lines, bold=True, fg="red" if loud else None) + rest + below


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error, one a line, and no more than anybody reads."""
    for line in listed(problems):
        note(line)


def note(text: str) -> None:
    """Write one line to standard error, without anything in it that a terminal would obey."""
    show(plain(text), err=True)


@contextlib.contextmanager
def progress(name: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error that says how far something long has come; nothing where that is no terminal.

    Args:
        name: what is under way.

    Yields:
        What to tell how many are done, of how many, and what to show beside the bar.
    """
    hidden = sys.stderr is None or not sys.stderr.isatty()
    with click.progressbar(
        length=1, label=plain(name)[:WIDTH], item_show_func=lambda beside: beside, file=sys.stderr, hidden=hidden
    ) as bar:

        def at(done: int, total: int, beside: str = "") -> None:
            bar.length, bar.pos, bar.finished = total, done - 1, False
            bar.update(1, beside)

        yield at


def shown_in(text: str, encoding: str, *, escape: bool = False) -> str:
    """The text with only what an encoding has."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(each if each.isascii() else _shown(each, encoding, escape=escape) for each in text)
    return text


def _shown(each: str, encoding: str, *, escape: bool) -> str:
    try:
        each.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        if escape:
            units = each.encode("utf-16-be", "surrogatepass")
            return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
        bare = unicodedata.normalize("NFKD", each).encode("ascii", "ignore").decode("ascii")
        return PLAIN.get(each) or bare or "?"
    return each
