"""Reads the text of one rule file into nodes: a small, strict part of YAML.

Works on the parser's event stream, so that every value keeps its line and column, and so that what is refused (anchors,
aliases, tags, deep nesting, several documents) is refused before anything is built from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml import events

from itb_rules.loading.nodes import Mark, Node, Where, YamlList, YamlMapping
from itb_rules.loading.problems import Problems, shown
from itb_rules.loading.scalars import NumberTooLongError, plain_value

MOST_BYTES = 1024 * 1024
MOST_DEPTH = 32
MOST_NODES = 100_000

PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Control characters, invisible ones and those that reorder text: a reviewer must see what is loaded.
_REFUSED = re.compile("[^\\n\\r\\x20-\\x7e\\xa0-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]")


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
    message = "a tab: indent and separate with spaces"
    if character != "\t":
        message = f"the invisible character U+{ord(character):04X}"
    problems.add(Where(path, line, column), message)
    return None


def _position(before: str) -> Mark:
    lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1


def read_file(data: bytes, path: str, problems: Problems) -> YamlMapping | None:
    """Read a whole rule file; note every problem and return None when there is one."""
    text = read_text(data, path, problems)
    if text is None:
        return None
    reader = _Reader(path, problems)
    before = len(problems)
    try:
        reader.read(yaml.parse(text, Loader=PARSER))
    except _StopReading:
        return None
    except yaml.YAMLError as error:
        _note_syntax(error, path, problems)
        return None
    root = reader.root
    if len(problems) > before:
        return None
    if not reader.documents or root is None:
        problems.add(Where(path, 1, 1), "the file is empty")
        return None
    if not isinstance(root, YamlMapping):
        problems.add(Where(path, *reader.root_mark), "a rule file is a mapping, such as `rules: [...]`")
        return None
    return root


def _note_syntax(error: yaml.YAMLError, path: str, problems: Problems) -> None:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = Where(path, mark.line + 1, mark.column + 1) if mark else Where(path, 1, 1)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    problems.add(where, f"not valid YAML: {said}")


class _StopReading(Exception):
    """The file was refused; reading on would be of no use."""


class _Reader:
    """Builds nodes from events, without recursion."""

    def __init__(self, path: str, problems: Problems) -> None:
        self.root: Node = None
        self.root_mark: Mark = (1, 1)
        self.documents = 0
        self._path = path
        self._problems = problems
        self._nodes = 0
        self._stack: list[YamlMapping | YamlList] = []
        self._keys: list[str | None] = []

    def read(self, stream: Iterator[Any]) -> None:
        for event in stream:
            kind = type(event)
            if kind is events.ScalarEvent:
                self._check(event)
                self._scalar(event)
            elif kind is events.MappingStartEvent:
                self._check(event)
                self._open(YamlMapping(_mark(event)))
            elif kind is events.SequenceStartEvent:
                self._check(event)
                self._open(YamlList(_mark(event)))
            elif kind is events.MappingEndEvent or kind is events.SequenceEndEvent:
                self._stack.pop()
                self._keys.pop()
            elif kind is events.AliasEvent:
                self._stop(event, f"the alias {shown('*' + event.anchor)}: aliases are not used in rule files")
            elif kind is events.DocumentStartEvent:
                self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "a second document: a rule file holds one")
        if event.version or event.tags:
            self._stop(event, "a YAML directive: directives are not used in rule files")

    def _check(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(event, f"the file holds more than {MOST_NODES} values")
        if event.tag is not None:
            self._stop(event, f"the tag {shown(event.tag)}: tags are not used in rule files")
        if event.anchor is not None:
            self._stop(event, f"the anchor {shown('&' + event.anchor)}: anchors are not used in rule files")

    def _open(self, node: YamlMapping | YamlList) -> None:
        self._place(node, node.mark)
        if len(self._stack) == MOST_DEPTH:
            self._stop_at(node.mark, f"nested more than {MOST_DEPTH} deep")
        self._stack.append(node)
        self._keys.append(None)

    def _scalar(self, event: Any) -> None:
        mark = _mark(event)
        text: str = event.value
        if event.style in {"|", ">"}:
            text = text.rstrip("\n")
        value: Node = text
        if event.style is None or event.style == "":
            try:
                value = plain_value(text) if text else None
            except NumberTooLongError:
                self._note(mark, f"the number {shown(text)} has too many digits")
        if self._stack and type(self._stack[-1]) is YamlMapping and self._keys[-1] is None:
            self._key(self._stack[-1], value, event, mark)
        else:
            self._place(value, mark)

    def _key(self, mapping: YamlMapping, key: Node, event: Any, mark: Mark) -> None:
        if not isinstance(key, str):
            self._note(mark, f"the key {shown(event.value)} is no text: put it in quotes")
            key = event.value
        elif key == "<<" and not event.style:
            self._stop_at(mark, "the merge key `<<`: merge keys are not used in rule files")
        if key in mapping.keys_at:
            line, column = mapping.keys_at[key]
            self._note(mark, f"the key {shown(key)} is already given at {line}:{column}")
        else:
            mapping.keys_at[key] = mark
        self._keys[-1] = key

    def _place(self, node: Node, mark: Mark) -> None:
        if not self._stack:
            self.root, self.root_mark = node, mark
            return
        parent = self._stack[-1]
        if type(parent) is YamlList:
            parent.append(node)
            parent.items_at.append(mark)
            return
        key = self._keys[-1]
        if key is None:
            self._stop_at(mark, "a key must be text")
            return
        parent[key] = node  # type: ignore[call-overload]
        parent.values_at[key] = mark  # type: ignore[union-attr]
        self._keys[-1] = None

    def _note(self, mark: Mark, message: str) -> None:
        self._problems.add(Where(self._path, *mark), message)

    def _stop_at(self, mark: Mark, message: str) -> None:
        self._note(mark, message)
        raise _StopReading

    def _stop(self, event: Any, message: str) -> None:
        self._stop_at(_mark(event), message)


def _mark(event: Any) -> Mark:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
