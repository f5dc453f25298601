"""A diary as JSON, and back, so strictly that what is read is what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itb_rules.diary.entries import KINDS, Entry
from itb_rules.errors import DiaryError, Problem, misnamed, unknown_choice
from itb_rules.facts import Facts
from itb_rules.facts.shown_values import found_text, name_text
from itb_rules.facts.strict_json import strict_json

VERSION = 1
NAMES = ("version", "time_zone", "parameters", "entries")


def read_json(text: str | bytes, models: Sequence[type[Facts]] = ()) -> dict[str, Any]:
    """The content of a diary's JSON, its entries made.

    Args:
        text: the JSON.
        models: an app's own facts.

    Raises:
        DiaryError: every problem, each with its path, such as `entries[3].minutes`.
    """
    content = _parsed(text)
    if not isinstance(content, dict):
        raise DiaryError([Problem("", f"found `{found_text(content)}`; allowed: an object with {', '.join(NAMES)}")])
    problems = [_unknown_name(name) for name in content if name not in NAMES]
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        problems.append(Problem("version", f"found `{found_text(version)}`; allowed: {VERSION}"))
    given = content.get("entries")
    entries: list[Entry] = []
    if isinstance(given, list):
        entries = read_entries(given, problems, models)
    else:
        problems.append(Problem("entries", f"found `{found_text(given)}`; allowed: a list of entries"))
    if problems:
        raise DiaryError(problems)
    return {**content, "entries": entries}


def read_entries(given: list[Any], problems: list[Problem], models: Sequence[type[Facts]] = ()) -> list[Entry]:
    """Entries from plain JSON values; every problem is noted under the entry's place."""
    entries = []
    for place, content in enumerate(given):
        try:
            entries.append(read_entry(content, models))
        except DiaryError as error:
            problems += [below(f"entries[{place}]", problem) for problem in error.problems]
    return entries


def read_entry(content: Any, models: Sequence[type[Facts]] = ()) -> Entry:
    """An entry from plain JSON values, as `Entry.to_dict` gives them.

    Args:
        content: the values.
        models: an app's own facts; each entry takes the model that extends its own, or stands for itself.

    Raises:
        DiaryError: every problem with it.
    """
    if not isinstance(content, Mapping):
        shown = found_text(content)
        raise DiaryError([Problem("", f"found `{shown}`; allowed: an object with `kind` and the values of an entry")])
    kind = content.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise DiaryError([unknown_choice("kind", "kind of entry", "null" if kind is None else kind, KINDS)])
    values = {name: value for name, value in content.items() if name != "kind"}
    return KINDS[kind].from_content(values, model_for(KINDS[kind], models))


def model_for(kind: type[Entry], models: Sequence[type[Facts]]) -> type[Facts] | None:
    """The app's own model for a kind of entry; None where it has none."""
    if kind.any_model:
        return kept_model(models)
    return next((model for model in models if issubclass(model, kind.model)), None) if kind.model is not Facts else None


def kept_model(models: Sequence[type[Facts]]) -> type[Facts] | None:
    """The app's own model that check-ins tell, which is none about a run or an exercise; None where it has none."""
    others = [kind.model for kind in KINDS.values() if not kind.any_model and kind.model is not Facts]
    return next((model for model in models if not issubclass(model, tuple(others))), None)


def below(place: str, problem: Problem) -> Problem:
    """The same problem with a place before its own."""
    where = f"{place}.{problem.where}" if problem.where else place
    return Problem(where, problem.message, problem.found, problem.allowed, problem.nearest)


def _parsed(text: str | bytes) -> Any:
    try:
        content, twice = strict_json(text)
    except (ValueError, RecursionError) as error:
        why = str(error) or type(error).__name__
        raise DiaryError([Problem("", f"not valid JSON: {why[:1].lower()}{why[1:]}")]) from None
    if twice:
        raise DiaryError([Problem("", f"the key `{name_text(name)}` is given twice", name) for name in twice])
    return content


def _unknown_name(name: str) -> Problem:
    allowed = ", ".join(NAMES)
    problem = Problem(name_text(name), f"unknown name `{name_text(name)}`", name, allowed)
    return misnamed(problem, NAMES, f"; allowed: {allowed}")
