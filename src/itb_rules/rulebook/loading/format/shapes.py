"""Small checks of a node's shape, which can also say what they allow as JSON Schema.

Plain code instead of pydantic models: building models for the format takes twice as long (measured) as loading the
largest packaged rulebook, and every error would have to be translated back to its line anyway. A shape only checks; the
nodes stay as they were read, with their marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias

from itb_rules.rulebook.loading.yaml.nodes import At, Mark, Node, Where, YamlList, YamlMapping, is_number
from itb_rules.rulebook.loading.yaml.problems import Problems, listed, shown

REFERENCE = r"\$[a-z][a-z0-9_]*(\.(low|high))?"
"""A parameter, or one end of a dose, as rules write it."""

Defs: TypeAlias = dict[str, Any]
"""A JSON Schema, or named parts of one."""


class Report(NamedTuple):
    """Where the problems of one file go."""

    path: str
    problems: Problems

    def wrong(self, mark: Mark, message: str, **more: Any) -> bool:
        """Note a problem; False, so that a check can end with it."""
        self.problems.add(Where(self.path, *mark), message, **more)
        return False


class Shape(Protocol):
    """What one value may be."""

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether the node fits; note each problem that it has under this name."""
        ...

    def schema(self, defs: Defs, /) -> Defs:
        """The same as JSON Schema; parts that occur more than once go into `defs`."""
        ...


def fits(shape: Shape, at: At) -> bool:
    """Whether a node has a shape, without a word about what is wrong."""
    return shape.check(at.node, at.mark, "", Report(at.path, Problems()))


def kind_of(node: Node) -> str:
    """What was written, for a message that wants something else."""
    if isinstance(node, YamlMapping):
        return "a mapping"
    if isinstance(node, YamlList):
        return "a list"
    if node is None:
        return "nothing"
    return f"the text {shown(node)}" if isinstance(node, str) else shown(node)


@dataclass(frozen=True, slots=True)
class Text:
    """Text, not empty, up to `most` characters; `pattern` with words for what it allows, where there is one."""

    most: int = 2000
    pattern: str = ""
    words: str = ""

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is such text."""
        if not isinstance(node, str):
            hint = "" if node is None or isinstance(node, YamlList) else ": put it in quotes"
            return report.wrong(mark, f"`{name}` must be text, not {kind_of(node)}{hint}", found=node)
        if not node.strip():
            return report.wrong(mark, f"`{name}` must not be empty")
        if len(node) > self.most:
            return report.wrong(mark, f"`{name}` is {len(node)} characters long; at most {self.most} are allowed")
        if self.pattern and not re.fullmatch(self.pattern, node):
            message = f"`{name}` must be {self.words}, not {shown(node)}"
            return report.wrong(mark, message, found=node, allowed=self.words)
        return True

    def schema(self, _defs: Defs, /) -> Defs:
        """A string."""
        pattern = {"pattern": f"^({self.pattern})$"} if self.pattern else {}
        return {"type": "string", "minLength": 1, "maxLength": self.most, **pattern}


@dataclass(frozen=True, slots=True)
class Number:
    """A number; or, where `parameters` is set, a parameter such as `$name`."""

    parameters: bool = False

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is a number (or a parameter)."""
        if is_number(node) or (self.parameters and isinstance(node, str) and re.fullmatch(REFERENCE, node)):
            return True
        wanted = "a number or a parameter, such as `$name`" if self.parameters else "a number"
        return report.wrong(mark, f"`{name}` must be {wanted}, not {kind_of(node)}", found=node, allowed=wanted)

    def schema(self, _defs: Defs, /) -> Defs:
        """A number, or a string that names a parameter."""
        if not self.parameters:
            return {"type": "number"}
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{REFERENCE}$"}]}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    low: int
    high: int

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is one."""
        if isinstance(node, int) and not isinstance(node, bool) and self.low <= node <= self.high:
            return True
        wanted = f"a whole number from {self.low} to {self.high}"
        found = f"`{node}`" if is_number(node) else kind_of(node)
        return report.wrong(mark, f"`{name}` must be {wanted}, not {found}", found=node, allowed=wanted)

    def schema(self, _defs: Defs, /) -> Defs:
        """An integer."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class YesNo:
    """`true` or `false`."""

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is one of the two."""
        if isinstance(node, bool):
            return True
        return report.wrong(mark, f"`{name}` must be `true` or `false`, not {kind_of(node)}", found=node)

    def schema(self, _defs: Defs, /) -> Defs:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, a number, `true` or `false`; with `empty`, also `null`."""

    empty: bool = False

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is a single value."""
        if isinstance(node, YamlMapping | YamlList) or (node is None and not self.empty):
            return report.wrong(mark, f"`{name}` must be a single value, not {kind_of(node)}")
        return True

    def schema(self, _defs: Defs, /) -> Defs:
        """A string, a number or a boolean."""
        return {"type": ["string", "number", "boolean", *(["null"] if self.empty else [])]}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words; `what` to call them when the key says too little."""

    words: tuple[str, ...]
    what: str = ""

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is one of them."""
        if node in self.words:
            return True
        if not isinstance(node, str):
            message = f"`{name}` must be one of {listed(self.words)}, not {kind_of(node)}"
            return report.wrong(mark, message, allowed=", ".join(self.words))
        report.problems.unknown(Where(report.path, *mark), self.what or name, node, self.words)
        return False

    def schema(self, _defs: Defs, /) -> Defs:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Defined:
    """What another module reads, such as a condition; the schema refers to a definition of its own."""

    name: str

    def check(self, _node: Node, _mark: Mark, _name: str, _report: Report, /) -> bool:
        """Always true: its own reader checks it."""
        return True

    def schema(self, _defs: Defs, /) -> Defs:
        """A reference."""
        return {"$ref": f"#/$defs/{self.name}"}
