"""Writes a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from itb_rules.errors import OptionError, Problem


def check_place(path: Path) -> None:
    """Refuse a path that cannot be written to, before anybody has answered a question.

    Raises:
        OptionError: the path is a folder, or its folder is missing or closed to writing.
    """
    if path.is_dir():
        _refuse(path, "is a folder")
    if not path.parent.is_dir():
        _refuse(path, "there is no such folder")
    if not os.access(path.parent, os.W_OK):
        _refuse(path, "cannot be written: the folder is read-only")


def save(path: Path, text: str, *, mode: int | None = None) -> None:
    """Write beside the file first and rename then, so that a half-written file is never found in its place.

    Args:
        path: the file.
        text: what it shall hold.
        mode: who may read it; None for nobody but the owner.

    Raises:
        OptionError: it cannot be written.
    """
    written = None
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
            written = Path(file.name)
            file.write(text)
        if mode is not None:
            written.chmod(mode)
        written.replace(path)
    except OSError as error:
        if written is not None:
            written.unlink(missing_ok=True)
        _refuse(path, f"cannot be written: {(error.strerror or type(error).__name__).lower()}")


def _refuse(path: Path, message: str) -> None:
    raise OptionError([Problem(str(path), message, str(path))])
