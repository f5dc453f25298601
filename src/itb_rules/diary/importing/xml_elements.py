"""The one place that reads XML: from strangers, so without document types and entities, and of a limited size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from itb_rules.diary.importing.points import number_in
from itb_rules.diary.importing.rules import import_rules
from itb_rules.errors import DiaryError, MissingExtraError, Problem

MOST_ELEMENTS, DEEPEST = 2_000_000, 60
MOST_CADENCE = 300

XmlElement = Element
"""An element, for those that may not import the parser."""


class _TooMuchError(Exception):
    """The file has more elements than any recording, or deeper ones."""


class _Limited(TreeBuilder):
    """Builds the tree, and gives up before it fills the memory."""

    def __init__(self) -> None:
        super().__init__()
        self._count = self._depth = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        """Begin an element."""
        self._count += 1
        self._depth += 1
        if self._count > MOST_ELEMENTS or self._depth > DEEPEST:
            raise _TooMuchError
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """End an element."""
        self._depth -= 1
        return super().end(tag)


def read_xml(data: bytes, where: str) -> Element:
    """The root of an XML file.

    Args:
        data: the content of the file.
        where: its name, for messages.

    Raises:
        DiaryError: it is no XML, is cut off, has a document type or entities, or is too large.
        MissingExtraError: the extra `runs` is not installed.
    """
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError as missing:
        raise MissingExtraError(
            "reading GPX and TCX files needs the extra `runs`: pip install 'itb-rules[runs]'"
        ) from missing
    parser = DefusedXMLParser(target=_Limited(), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException:
        raise DiaryError([Problem(where, "has a document type or entities, which no recording needs")]) from None
    except _TooMuchError:
        message = f"more than {MOST_ELEMENTS} elements, or deeper than {DEEPEST}: this is no recording of a run"
        raise DiaryError([Problem(where, message)]) from None
    except ParseError as error:
        line, column = error.position
        message = f"not valid XML at line {line}, column {column + 1}: the file is damaged or cut off"
        raise DiaryError([Problem(where, message)]) from None
    except (ValueError, LookupError):
        raise DiaryError([Problem(where, "an encoding that cannot be read; allowed: UTF-8")]) from None
    return root


def root_of(data: bytes, where: str, name: str, kind: str) -> Element:
    """The root of an XML file that has to bear a name.

    Args:
        data: the content of the file.
        where: its name, for messages.
        name: the name of the root.
        kind: what such a file is called.

    Raises:
        DiaryError: it cannot be read, or its root has another name.
        MissingExtraError: the extra `runs` is not installed.
    """
    root = read_xml(data, where)
    if name_of(root) != name:
        raise DiaryError([Problem(where, f"not a {kind} file")])
    return root


def name_of(element: Element) -> str:
    """The name of an element without its name space: programs differ in those, and in their prefixes."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements at the end of a path of names, below an element."""
    if not names:
        yield element
        return
    for child in element:
        if name_of(child) == names[0]:
            yield from children(child, *names[1:])


def text_at(element: Element, *names: str) -> str | None:
    """The text of the first element at the end of a path; None where there is none or it is empty."""
    for child in children(element, *names):
        text = (child.text or "").strip()
        if text:
            return text
    return None


def cadence_in(element: Element) -> float | None:
    """The cadence of a point or a lap, by whatever name a program has for it, in its extensions or beside them."""
    names = import_rules().cadence_elements
    found: float | None = None
    for child in element:
        kind = name_of(child).casefold()
        if kind in names:
            found = number_in(text_at(child, "Value") or child.text, 0, MOST_CADENCE)
        elif kind.endswith(("extensions", "extension")) or kind in {"tpx", "lx"}:
            found = cadence_in(child)
        if found:
            return found
    return found
