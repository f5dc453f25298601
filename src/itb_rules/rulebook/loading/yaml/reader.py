"""Reads the text of one rule file into nodes: a small, strict part of YAML.

Works on the parser's event stream, so that every value keeps its line and column, and so that what is refused (anchors,
aliases, tags, deep nesting, several documents) is refused before anything is built from it. An unquoted word is `true`,
`false`, `null`, a whole number, a decimal, or else text: deliberately less than YAML, so that `yes`, `0x10`, `1e3`,
`.inf` and `2024-01-01` stay text and nothing turns into something else without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml
from yaml import events

from itb_rules.rulebook.loading.yaml.nodes import Mark, Node, Where, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shown

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 32
TOO_DEEP = f"nested more than {MOST_DEPTH} deep"
MOST_NODES = 100_000
MOST_DIGITS = 15

WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}

PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, invisible ones and those that reorder text: what a reviewer sees is what is loaded.
_REFUSED = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_FIRST = frozenset("-0123456789")


def read_text(data: bytes, path: str, problems: Problems) -> str | None:
    """Decode a file; note a problem and return None when it is no text that can be read safely."""
    if len(data) > MOST_BYTES:
        problems.add(Where(path, 1, 1), f"the file is larger than {MOST_BYTES // 1024} KiB")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _position(data[: error.start].decode("utf-8", "replace"))
        problems.add(Where(path, line, column), f"not UTF-8: the byte 0x{data[error.start]:02x}")
        return None
    refused = _REFUSED.search(text)
    if refused is None:
        return text
    line, column = _position(text[: refused.start()])
    character = refused[0]
    hint = ": indent and separate with spaces" if character == "\t" else ""
    problems.add(Where(path, line, column), f"{_named(character)}{hint}")
    return None


def refused_character(text: str) -> str | None:
    """The first character that no rule file may hold, in words; None where there is none."""
    refused = _REFUSED.search(text)
    return None if refused is None else _named(refused[0])


def _named(character: str) -> str:
    return "a tab" if character == "\t" else f"the invisible character U+{ord(character):04X}"


def _position(before: str) -> Mark:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


class Kind(NamedTuple):
    """What sort of file is read, for the words of its problems.

    Attributes:
        name: what one such file is called.
        example: the least that it could hold.
    """

    name: str
    example: str


RULE_FILE = Kind("rule file", "rules: [...]")


def read_file(data: bytes, path: str, problems: Problems, kind: Kind = RULE_FILE) -> YamlMapping | None:
    """Read a whole file; note every problem and return None when there is one."""
    before = len(problems)
    reader = _Reader(path, problems, kind)
    text = read_text(data, path, problems)
    if text is not None:
        try:
            reader.read(yaml.parse(text, Loader=PARSER))
        except _RefusedError:
            pass
        except yaml.YAMLError as error:
            _note_syntax(error, path, problems)
    root = reader.root
    if len(problems) == before and not isinstance(root, YamlMapping):
        message = "the file is empty" if root is None else f"a {kind.name} is a mapping, such as `{kind.example}`"
        problems.add(Where(path, *reader.root_mark), message)
    return root if isinstance(root, YamlMapping) and len(problems) == before else None


def _note_syntax(error: yaml.YAMLError, path: str, problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = Where(path, mark.line + 1, mark.column + 1) if mark else Where(path, 1, 1)
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    # The parser reads ahead, and from PyYAML 6.0.4 on may reach a limit of its own before ours is seen.
    problems.add(where, TOO_DEEP if "nesting depth" in reason else f"not valid YAML: {reason}")


class _RefusedError(Exception):
    """The file was refused; reading on would be of no use."""


class NumberTooLongError(ValueError):
    """A number has more digits than can be compared exactly."""


def plain_value(text: str) -> str | bool | int | float | None:
    """Read an unquoted scalar.

    Raises:
        NumberTooLongError: for a number with more than `MOST_DIGITS` digits.
    """
    if text[:1] not in _FIRST:
        return WORDS.get(text, text)
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if len(text) > MOST_DIGITS + 2:
        raise NumberTooLongError(text)
    return int(text) if match[2] is None else float(text)


class _Reader:
    """Builds nodes from events, without recursion."""

    def __init__(self, path: str, problems: Problems, kind: Kind) -> None:
        self.root: Node = None
        self.root_mark: Mark = (1, 1)
        self.documents = 0
        self._path = path
        self._problems = problems
        self._kind = kind.name
        self._stack: list[YamlMapping | YamlList] = []
        self._keys: list[str | None] = []

    def read(self, stream: Iterator[Any]) -> None:
        """Take in every event; a problem, and no further reading, at the first that is refused."""
        nodes = 0
        for event in stream:
            kind = type(event)
            if kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                self._stack.pop()
                self._keys.pop()
            elif kind in _NODES:
                nodes += 1
                start = event.start_mark
                mark = start.line + 1, start.column + 1
                if event.tag is not None or event.anchor is not None or nodes > MOST_NODES:
                    self._refuse(event, mark)
                if kind is events.ScalarEvent:
                    self._scalar(event, mark)
                else:
                    self._open(YamlMapping(mark) if kind is events.MappingStartEvent else YamlList(mark))
            elif kind is events.AliasEvent:
                alias = shown("*" + event.anchor)
                self._stop(_mark(event), f"the alias {alias}: aliases are not used in {self._kind}s")
            elif kind is events.DocumentStartEvent:
                self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(_mark(event), f"a second document: a {self._kind} holds one")
        if event.version or event.tags:
            self._stop(_mark(event), f"a YAML directive: directives are not used in {self._kind}s")

    def _refuse(self, event: Any, mark: Mark) -> None:
        if event.tag is not None:
            self._stop(mark, f"the tag {shown(event.tag)}: tags are not used in {self._kind}s")
        if event.anchor is not None:
            self._stop(mark, f"the anchor {shown('&' + event.anchor)}: anchors are not used in {self._kind}s")
        self._stop(mark, f"the file holds more than {MOST_NODES} values")

    def _open(self, node: YamlMapping | YamlList) -> None:
        self._place(node, node.mark)
        if len(self._stack) == MOST_DEPTH:
            self._stop(node.mark, TOO_DEEP)
        self._stack.append(node)
        self._keys.append(None)

    def _scalar(self, event: Any, mark: Mark) -> None:
        value: Node = event.value
        if not event.style:
            try:
                value = plain_value(event.value)
            except NumberTooLongError:
                self._note(mark, f"the number {shown(event.value)} has too many digits")
        elif event.style in "|>":
            value = event.value.rstrip("\n")
        elif event.style == '"' and (refused := _REFUSED.search(event.value)):
            self._note(mark, f"an escape for {_named(refused[0])}")
        if self._keys and self._keys[-1] is None and type(self._stack[-1]) is YamlMapping:
            self._key(self._stack[-1], value, event, mark)
        else:
            self._place(value, mark)

    def _key(self, mapping: YamlMapping, key: Node, event: Any, mark: Mark) -> None:
        if not isinstance(key, str):
            self._note(mark, f"the key {shown(event.value)} is no text: put it in quotes")
        elif key == "<<" and not event.style:
            self._stop(mark, f"the merge key `<<`: merge keys are not used in {self._kind}s")
        name: str = event.value
        if name in mapping.keys_at:
            line, column = mapping.keys_at[name]
            self._note(mark, f"the key {shown(name)} is already given at {line}:{column}")
        else:
            mapping.keys_at[name] = mark
        self._keys[-1] = name

    def _place(self, node: Node, mark: Mark) -> None:
        if not self._stack:
            self.root, self.root_mark = node, mark
            return
        parent = self._stack[-1]
        if isinstance(parent, YamlList):
            parent.append(node)
            parent.items_at.append(mark)
            return
        key = self._keys[-1]
        if key is None:
            self._stop(mark, "a key must be text")
        else:
            parent[key] = node
            parent.values_at[key] = mark
            self._keys[-1] = None

    def _note(self, mark: Mark, message: str) -> None:
        self._problems.add(Where(self._path, *mark), message)

    def _stop(self, mark: Mark, message: str) -> None:
        self._note(mark, message)
        raise _RefusedError


_NODES = frozenset({events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent})


def _mark(event: Any) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1
