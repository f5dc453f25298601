"""What a rule file's text becomes: plain values whose containers remember where each part was written.

A `YamlMapping` is a `dict` and a `YamlList` is a `list`; the marks beside them lead from any path back to a line and a
column.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

Mark: TypeAlias = tuple[int, int]
"""A line and a column, both counted from 1; or a `Step` and 0."""


class Where(NamedTuple):
    """A place in a rule file; sorts by file, then line, then column."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        if not self.column:
            return f"{self.path}:{self.line}" if self.line else self.path
        return f"{self.path}:{self.line}:{self.column}"


class Step(int):
    """What stands for a line where nothing was written in lines: the way to a part of a mapping, key by key.

    Steps sort as the parts follow each other, as lines do, and no column goes with them.
    """

    way: str

    def __new__(cls, number: int, way: str) -> Step:
        """The part of that number, from 1, which these keys lead to."""
        step = super().__new__(cls, number)
        step.way = way
        return step

    def __format__(self, _how: str) -> str:
        return self.way


class YamlMapping(dict[str, Any]):
    """A mapping of a rule file.

    Attributes:
        mark: where it begins.
        keys_at: where each key was written.
        values_at: where each value begins.
    """

    __slots__ = ("keys_at", "mark", "values_at")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}


class YamlList(list[Any]):
    """A list of a rule file.

    Attributes:
        mark: where it begins.
        items_at: where each item begins.
    """

    __slots__ = ("items_at", "mark")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.items_at: list[Mark] = []


Node: TypeAlias = YamlMapping | YamlList | str | bool | int | float | None


def is_number(value: object) -> bool:
    """Whether a value is a number; `true` is none, although Python's `bool` is an `int`."""
    return isinstance(value, int | float) and not isinstance(value, bool)


class At(NamedTuple):
    """A way down into a file: where problems about a part of it belong.

    Attributes:
        path: the file, as problems name it.
        node: the part of the file that the way begins at.
        mark: where that part begins.
    """

    path: str
    node: Any
    mark: Mark

    def to(self, *keys: str | int) -> At:
        """The part below these keys; as far down as there is one."""
        node, mark = self.node, self.mark
        for key in keys:
            if isinstance(node, YamlMapping) and key in node:
                node, mark = node[str(key)], node.values_at[str(key)]
            elif isinstance(node, YamlList) and isinstance(key, int) and key < len(node):
                node, mark = node[key], node.items_at[key]
            else:
                break
        return At(self.path, node, mark)

    def key(self, name: str) -> At:
        """The key of that name itself, rather than its value."""
        mark = self.node.keys_at.get(name, self.mark) if isinstance(self.node, YamlMapping) else self.mark
        return At(self.path, name, mark)

    @property
    def where(self) -> Where:
        """The place itself."""
        return Where(self.path, *self.mark)
