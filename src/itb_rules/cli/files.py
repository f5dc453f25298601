"""Reads a file of facts, JSON or YAML, so strictly that what is decided on is what was written."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from pydantic import ValidationError

from itb_rules.errors import FactsError, Problem
from itb_rules.facts import Facts, problems_of
from itb_rules.rulebook.loading.strict_json import NoNumberError, strict_json
from itb_rules.rulebook.loading.yaml.nodes import Where, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shown
from itb_rules.rulebook.loading.yaml.reader import MOST_BYTES, Kind, read_file, read_text

STDIN = "-"
STDIN_NAME = "stdin"
FACTS_FILE = Kind("facts file", "stage: strengthen")


def read_facts(source: str, model: type[Facts]) -> Facts:
    """Read facts from a file, or from standard input for `-`.

    JSON or YAML, told apart by content. Of YAML the small, strict part that rule files are written in. Refused are keys
    given twice, numbers that are none (`NaN`), anchors and aliases, text that is not UTF-8, and very large files.

    Args:
        source: the path, or `-`.
        model: the facts model of the rulebook.

    Raises:
        FactsError: every problem, with the name of the file and the place in it: line and column for YAML and for bad
            syntax, the fact's name for JSON.
    """
    name = STDIN_NAME if source == STDIN else source
    data = read_bytes(source, name)
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    values = _json_or_yaml(data, name) if begins in (b"{", b"[") else _yaml(data, name)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise FactsError([_placed(problem, name, values) for problem in problems_of(error)]) from None


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
        with Path(source).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        _refuse(name, f"cannot be read: {(error.strerror or type(error).__name__).lower()}")


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
    # Tabs may indent JSON; whatever else is invisible is refused as it is in YAML.
    text = read_text(data.replace(b"\t", b" "), name, problems)
    if text is None:
        raise FactsError(problems.sorted())
    return text


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
