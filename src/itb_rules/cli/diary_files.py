"""Reads a diary from a file and writes it back, as JSON or as a table."""

from __future__ import annotations

from dataclasses import replace as replaced
from pathlib import Path

from itb_rules.cli.files import STDIN, STDIN_NAME, read_bytes
from itb_rules.cli.saving import save
from itb_rules.diary import Diary
from itb_rules.errors import DiaryError, Problem

MOST_BYTES = 64 * 1024 * 1024


def is_table(source: str) -> bool:
    """Whether a diary of this name is a table."""
    return source.endswith(".csv")


def read_diary(source: str, zone: str | None) -> Diary:
    """Read a diary from a JSON file or one ending in .csv, or from JSON on standard input for `-`.

    Args:
        source: the path, or `-`.
        zone: the runner's time zone, for a table, which has none.

    Raises:
        DiaryError: every problem, with the name of the file.
        FactsError: the file cannot be read.
    """
    name = STDIN_NAME if source == STDIN else source
    data = read_bytes(source, name, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise DiaryError([Problem(name, f"larger than {MOST_BYTES // 1024 // 1024} MiB")])
    if zone is not None and not is_table(source):
        raise DiaryError([Problem("--time-zone", "a diary in JSON has its own", zone)])
    try:
        if is_table(source):
            return Diary.from_csv(data.decode("utf-8"), time_zone=zone)
        return Diary.from_json(data)
    except UnicodeDecodeError as error:
        raise DiaryError([Problem(name, f"not UTF-8: the byte 0x{data[error.start]:02x}")]) from None
    except DiaryError as error:
        problems = [replaced(each, where=f"{name}: {each.where}" if each.where else name) for each in error.problems]
        raise DiaryError(problems) from None


def write_diary(target: str, diary: Diary) -> None:
    """Write a diary, whole or not at all, in the form that the name of the file says; who may read it stays as it is.

    Raises:
        OptionError: it cannot be written.
    """
    # A link stays one: what it leads to is written.
    path = Path(target).resolve()
    text = diary.to_csv() if is_table(target) else diary.to_json(indent=2) + "\n"
    save(path, text, mode=path.stat().st_mode & 0o777 if path.exists() else None)
