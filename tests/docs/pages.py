"""Runs the examples of the documentation, and writes their output where it has changed on purpose.

A runner of our own: on these pages Python, commands and their output belong together in order, and what is checked can
also be written. `python -m tests.docs.pages` brings every output up to date.

A block of `python` runs in the namespace of its page; a block of `text` right behind it is what it prints. In a block
of `console` each line with `$` is a command, run in the checkout; what follows is its output. `...` in an output stands
for anything. A block of `yaml` whose first line names a file is a part of that file.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.java import find_java

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    ROOT / page
    for page in (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "benchmarks/README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    )
)

_BLOCK = re.compile(r"^```(?P<kind>[a-z]*)\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    kind: str
    content: str
    start: int
    end: int
    line: int

    @property
    def where(self) -> str:
        """The place of the block, as an editor finds it."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True)
class Example:
    """Something that was run.

    Attributes:
        span: where the page says what it prints; None where it says nothing.
        says: what the page says.
        prints: what it printed.
    """

    where: str
    span: tuple[int, int] | None
    says: str
    prints: str

    @property
    def agrees(self) -> bool:
        """Whether the page says what is printed."""
        return doctest.OutputChecker().check_output(self.says, self.prints, doctest.ELLIPSIS)


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page."""
    text = page.read_text("utf-8")
    return [
        Block(page, found["kind"], found["content"], *found.span("content"), text.count("\n", 0, found.start()) + 2)
        for found in _BLOCK.finditer(text)
    ]


def examples(page: Path) -> Iterator[Example]:
    """Run what a page shows, in order; what it imports from the examples' folders is forgotten afterwards."""
    find_java()
    # What PySpark runs beside itself has to be the same Python, and not the first one on the path.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    path, modules = [*sys.path], {*sys.modules}
    try:
        yield from _examples(page)
    finally:
        sys.path[:] = path
        for name in {*sys.modules} - modules:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(ROOT / "examples")):
                del sys.modules[name]


def _examples(page: Path) -> Iterator[Example]:
    text = page.read_text("utf-8")
    namespace: dict[str, Any] = {"__name__": page.stem}
    found = blocks(page)
    for block, following in zip_longest(found, found[1:]):
        if block.kind == "python":
            prints = _python(block, namespace)
            if following and following.kind == "text" and _adjoin(text[block.end : following.start]):
                yield Example(following.where, (following.start, following.end), following.content, prints)
            else:
                yield Example(block.where, None, "", prints)
        elif block.kind == "console":
            yield from _console(block)


def _adjoin(between: str) -> bool:
    """Whether nothing but the fences stands between two blocks."""
    return "".join(between.split()) == "``````text"


def _python(block: Block, namespace: dict[str, Any]) -> str:
    printed = io.StringIO()
    # As many lines above it as on the page, so that a traceback names the page's own lines.
    code = compile("\n" * (block.line - 1) + block.content, str(block.page), "exec", dont_inherit=True)
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, namespace)  # noqa: S102 - our own pages
        except Exception:  # noqa: BLE001 - reported as what the block prints
            printed.write(traceback.format_exc())
    return printed.getvalue()


def _console(block: Block) -> Iterator[Example]:
    commands = list(re.finditer(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.content, re.MULTILINE))
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command[1]],  # noqa: S607 - whichever bash there is
            cwd=ROOT,
            env={**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "100"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        start = block.start + command.start(2)
        yield Example(f"{block.where} {command[1]}", (start, start + len(command[2])), command[2], done.stdout)


def write(page: Path) -> None:
    """Bring the outputs on a page up to date; one that ends in `...` keeps its number of lines."""
    text = page.read_text("utf-8")
    for example in reversed(list(examples(page))):
        if not example.agrees and example.span is not None:
            prints = example.prints
            if example.says.endswith("\n...\n"):
                shown = prints.splitlines(keepends=True)[: example.says.count("\n") - 1]
                prints = "".join(shown) + "...\n"
            start, end = example.span
            text = text[:start] + prints + text[end:]
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    for each in PAGES:
        write(each)
