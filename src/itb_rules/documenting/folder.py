"""Writes pages into a folder: nothing of somebody else's is overwritten, and no page of a rule that is gone stays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from itb_rules.errors import OptionError, Problem
from itb_rules.rulebook.files import READABLE, write_whole
from itb_rules.wording.phrases import phrases

LIST = "written-pages.txt"
"""In the folder: the files that were written, one a line."""


def write_pages(pages: Mapping[str, str], folder: str | Path) -> None:
    """Write pages into a folder, which is made where it is missing.

    A file that an earlier call wrote there and that has no page any more is removed. Others are left alone.

    Args:
        pages: the text of every file by its path below the folder, as `document` returns it.
        folder: the folder.

    Raises:
        OptionError: a file that is no page of an earlier call would be overwritten; or the folder cannot be written
            to.
    """
    root = Path(folder)
    try:
        before = _written_before(root)
        taken = [root / path for path in (*pages, LIST) if path not in before and (root / path).exists()]
        if taken:
            raise OptionError([_taken(path) for path in taken])
        # First the list: were this cut off, the pages that are there would be taken for somebody else's.
        root.mkdir(parents=True, exist_ok=True)
        _write_list(root, before | {*pages})
        for path, text in pages.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, text, mode=READABLE)
        for path in before - {*pages, LIST}:
            (root / path).unlink(missing_ok=True)
        _write_list(root, {*pages})
    except OSError as error:
        where = str(error.filename or root)
        message = phrases().say("error.not_written", reason=(error.strerror or type(error).__name__).lower())
        raise OptionError([Problem(where, message, where)]) from None


def _write_list(root: Path, paths: set[str]) -> None:
    write_whole(root / LIST, "".join(f"{path}\n" for path in sorted(paths - {LIST})), mode=READABLE)


def _written_before(root: Path) -> set[str]:
    """What an earlier call wrote, the list itself included; whatever leads out of the folder was none of it."""
    path = root / LIST
    if not path.is_file():
        return set()
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    inside = {line for line in lines if line and (root / line).resolve().is_relative_to(root.resolve())}
    return inside | {LIST}


def _taken(path: Path) -> Problem:
    return Problem(str(path), phrases().say("error.taken"), str(path))
