"""The files of a command. Facts and diaries are read so strictly that what is decided on is what was written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from itb_rules.diary import Diary
from itb_rules.errors import DiaryError, FactsError, OptionError, Problem
from itb_rules.facts import Facts
from itb_rules.facts.strict_json import NoNumberError, strict_json
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.files import first_bytes, write_whole
from itb_rules.rulebook.loading.yaml.nodes import Where, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shown
from itb_rules.rulebook.loading.yaml.reader import MOST_BYTES, Kind, read_file, read_text

STDIN = "-"
STDIN_NAME = "stdin"
FACTS_FILE = Kind("facts file", "stage: strengthen")
LARGEST_DIARY = 64 * 1024 * 1024


def read_facts(source: str, rulebook: Rulebook | None) -> Facts | None:
    """Read facts from a file, or from standard input for `-`.

    JSON or YAML, told apart by content. Of YAML the small, strict part that rule files are written in. Refused are keys
    given twice, numbers that are none (`NaN`), anchors and aliases, text that is not UTF-8, and very large files.

    Args:
        source: the path, or `-`.
        rulebook: the rulebook that they are for; without one, all that is looked at is whether the file can be read.

    Returns:
        The facts; None without a rulebook.

    Raises:
        FactsError: every problem, with the name of the file and the place in it: line and column for YAML and for bad
            syntax, the fact's name for JSON.
    """
    name = STDIN_NAME if source == STDIN else source
    data = read_bytes(source, name)
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    values = _json_or_yaml(data, name) if begins in (b"{", b"[") else _yaml(data, name)
    if rulebook is None:
        return None
    try:
        return rulebook.validated(values) if isinstance(values, dict) else rulebook.facts.model_validate(values)
    except FactsError as error:
        raise FactsError([_placed(problem, name, values) for problem in error.problems]) from None


def read_bytes(source: str, name: str, most: int = MOST_BYTES) -> bytes:
    """The content of a file, or of standard input for `-`; no more than one byte beyond `most`.

    Raises:
        FactsError: it cannot be read.
    """
    if source == STDIN and sys.stdin is None:
        _refuse(name, "is closed")
    try:
        if source == STDIN:
            return sys.stdin.buffer.read(most + 1)
        return first_bytes(source, most)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        _refuse(name, f"cannot be read: {said.lower()}")


def _json_or_yaml(data: bytes, name: str) -> Any:
    try:
        return _json(data, name)
    except json.JSONDecodeError as error:
        # `{stage: strengthen}` is YAML that begins like JSON.
        values = None if name.endswith(".json") else read_file(data, name, Problems(), FACTS_FILE)
        if values is None:
            said = error.msg[:1].lower() + error.msg[1:]
            _refuse(Where(name, error.lineno, error.colno), f"not valid JSON: {said}")
        return values


def _yaml(data: bytes, name: str) -> YamlMapping:
    problems = Problems()
    values = read_file(data, name, problems, FACTS_FILE)
    if values is None:
        raise FactsError(problems.sorted())
    return values


def _json(data: bytes, name: str) -> Any:
    text = _json_text(data, name)
    try:
        values, twice = strict_json(text)
    except RecursionError:
        _refuse(name, "nested too deep")
    except NoNumberError as error:
        _refuse(name, f"{shown(error.written)} is no number that JSON has")
    if twice:
        raise FactsError([Problem(name, f"the key {shown(key)} is given twice", key) for key in twice])
    return values


def _json_text(data: bytes, name: str) -> str:
    problems = Problems()
    # Tabs may indent JSON, and its parser refuses them elsewhere; whatever else is invisible is refused as in YAML.
    if read_text(data.replace(b"\t", b" "), name, problems) is None:
        raise FactsError(problems.sorted())
    return data.decode("utf-8-sig")


def _placed(problem: Problem, name: str, values: Any) -> Problem:
    """The problem with the file's name, and its line and column where the file is YAML."""
    where = name
    if isinstance(values, YamlMapping):
        fact = problem.where
        known = values.keys_at if problem.message.startswith("unknown fact") else values.values_at
        where = str(Where(name, *known.get(fact, values.mark)))
    if problem.where:
        where = f"{where}: {problem.where}"
    return Problem(where, problem.message, problem.found, problem.allowed, problem.nearest)


def _refuse(where: object, message: str) -> NoReturn:
    raise FactsError([Problem(str(where), message)])


def answers_of(facts: Facts) -> Mapping[str, Any]:
    """The facts that are known, in declared order, as `read_facts` reads them back."""
    return {name: value for name, value in facts.__dict__.items() if value is not None}


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
    data = read_bytes(source, name, LARGEST_DIARY)
    if len(data) > LARGEST_DIARY:
        raise DiaryError([Problem(name, f"larger than {LARGEST_DIARY // 1024 // 1024} MiB")])
    if zone is not None and not is_table(source):
        raise DiaryError([Problem("--time-zone", "a diary in JSON has its own", zone)])
    try:
        if is_table(source):
            return Diary.from_csv(data.decode("utf-8"), time_zone=zone)
        return Diary.from_json(data)
    except UnicodeDecodeError as error:
        raise DiaryError([Problem(name, f"not UTF-8: the byte 0x{data[error.start]:02x}")]) from None
    except DiaryError as error:
        problems = [replace(each, where=f"{name}: {each.where}" if each.where else name) for each in error.problems]
        raise DiaryError(problems) from None


def write_diary(target: str, diary: Diary) -> None:
    """Write a diary, whole or not at all, in the form that the name of the file says; who may read it stays as it is.

    Raises:
        OptionError: it cannot be written.
    """
    text = diary.to_csv() if is_table(target) else diary.to_json(indent=2) + "\n"
    write_whole(Path(target), text, mode=None)


def check_place(path: Path) -> None:
    """Refuse a path that cannot be written to, before anybody has answered a question.

    Raises:
        OptionError: the path is a folder or a device, or its folder is missing or closed to writing.
    """
    try:
        path = path.resolve()
        message = ""
        if path.is_dir():
            message = "is a folder"
        elif path.exists() and not path.is_file():
            message = "is no ordinary file"
        elif not path.parent.is_dir():
            message = "there is no such folder"
        elif not os.access(path.parent, os.W_OK):
            message = "cannot be written: the folder is read-only"
    except (OSError, ValueError, RuntimeError) as error:
        message = f"cannot be written: {str(getattr(error, 'strerror', None) or type(error).__name__).lower()}"
    if message:
        raise OptionError([Problem(str(path), message, str(path))])
