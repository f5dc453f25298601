"""Rulebooks that are no folder: one text of YAML, or plain data of Python."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from itertools import count
from pathlib import Path
from typing import NoReturn

from itb_rules.rulebook.loading.files import Location
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.yaml.nodes import Mark, Node, Step, Where, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shortened, shown
from itb_rules.rulebook.loading.yaml.reader import (
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_NODES,
    TOO_DEEP,
    read_file,
    refused_character,
)
from itb_rules.rulebook.notation import Expression

TEXT, MAPPING = "text", "mapping"
"""What problems call a rulebook that has no folder."""


def in_text(text: str | bytes) -> Location:
    """Where a rulebook is that is one text: all that a folder's files would hold."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return Location(Path(TEXT), packaged=False, given=partial(read_file, data, TEXT))


def in_mapping(content: Mapping[str, object]) -> Location:
    """Where a rulebook is that is plain data: all that a folder's files would hold, under the same keys."""
    return Location(Path(MAPPING), packaged=False, given=partial(_read, content))


class _RefusedError(Exception):
    """The data was refused; reading on would be of no use."""


def _read(content: object, problems: Problems) -> YamlMapping | None:
    """The nodes that the same content would be in a file; None, and its problems noted, where it could be in none."""
    reader, before = _Reader(problems), len(problems)
    root: Node = None
    try:
        root = reader.node(content, (), (0, 0))
    except _RefusedError:
        return None
    if not isinstance(root, YamlMapping) and len(problems) == before:
        problems.add(Where(MAPPING, 0, 0), f"a rulebook is a mapping, such as `{{rules: [...]}}`, not {kind_of(root)}")
    return root if isinstance(root, YamlMapping) and len(problems) == before else None


class _Reader:
    """Turns plain data into nodes, each with the keys that lead to it as its place."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._numbers = count(1)

    def node(self, value: object, way: tuple[str, ...], mark: Mark) -> Node:
        """What this value would be if it had been read from a file.

        Args:
            value: the value.
            way: the keys that lead to it.
            mark: its place.
        """
        if isinstance(value, Expression):
            value = value.written
        if isinstance(value, Mapping | list | tuple) and len(way) >= MOST_DEPTH:
            self._stop(mark, TOO_DEEP)
        if isinstance(value, Mapping):
            return self._mapping(value, way, mark)
        if isinstance(value, list | tuple):
            items = YamlList(mark)
            for index, item in enumerate(value):
                below, at = self._below(way, str(index))
                items.items_at.append(at)
                items.append(self.node(item, below, at))
            return items
        return self._scalar(value, mark)

    def _mapping(self, value: Mapping[object, object], way: tuple[str, ...], mark: Mark) -> YamlMapping:
        mapping = YamlMapping(mark)
        for key, item in value.items():
            if type(key) is not str:
                self._note(mark, f"the key {shown(key)} is no text")
                continue
            below, at = self._below(way, key)
            mapping.keys_at[key] = mapping.values_at[key] = at
            mapping[key] = self.node(item, below, at)
        return mapping

    def _below(self, way: tuple[str, ...], key: str) -> tuple[tuple[str, ...], Mark]:
        below = (*way, shortened(key))
        mark = Step(next(self._numbers), ".".join(below)), 0
        if mark[0] > MOST_NODES:
            self._stop(mark, f"the mapping holds more than {MOST_NODES} values")
        return below, mark

    def _scalar(self, value: object, mark: Mark) -> Node:
        if value is None or type(value) is bool:
            return value
        if type(value) is str:
            refused = refused_character(value)
            if refused is not None:
                self._note(mark, refused)
            return value.rstrip("\n")
        if type(value) is int or (type(value) is float and math.isfinite(value)):
            if abs(value) >= 10**MOST_DIGITS:
                self._note(mark, "the number has too many digits")
            return value
        kind = type(value).__name__
        self._note(
            mark, f"found a value of type `{kind}`; allowed: mappings, lists, text, numbers, `True`, `False`, `None`"
        )
        return None

    def _note(self, mark: Mark, message: str) -> None:
        self._problems.add(Where(MAPPING, *mark), message)

    def _stop(self, mark: Mark, message: str) -> NoReturn:
        self._note(mark, message)
        raise _RefusedError
