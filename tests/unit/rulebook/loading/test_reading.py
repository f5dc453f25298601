"""Text becomes plain values that remember where they were written; whatever is not plain is refused."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from itb_rules.rulebook.loading.yaml import reader as reading
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import plain_value, read_file


def read(text: str | bytes) -> YamlMapping:
    """A file that must be readable."""
    problems = Problems()
    root = read_file(text.encode() if isinstance(text, str) else text, "file.yaml", problems)
    assert not problems.sorted()
    assert root is not None
    return root


def refused(text: str | bytes) -> list[str]:
    """The problems of a file that must not be readable."""
    problems = Problems()
    assert read_file(text.encode() if isinstance(text, str) else text, "file.yaml", problems) is None
    return [str(problem) for problem in problems.sorted()]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("0", 0),
        ("-3", -3),
        ("72", 72),
        ("1.61", 1.61),
        ("-0.5", -0.5),
        ("5.0", 5.0),
    ],
)
def test_few_words_and_numbers_mean_something(text: str, value: object) -> None:
    """Whole numbers, decimals, yes/no and nothing."""
    found = plain_value(text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    [
        *["yes", "no", "on", "off", "y", "True", "TRUE", "~", "Null", "1e3", "1.5e3", "0x1F", "0o17", "017", "1_000"],
        *[".5", "5.", ".inf", "-.inf", ".nan", "nan", "inf", "2024-01-01", "12:30:00", "1.0.0", "+5", "--5"],
        *["\uff15", "\u0663"],
    ],
)
def test_everything_else_is_text(text: str) -> None:
    """Nothing turns into a truth value, a number or a date without being written as one."""
    assert plain_value(text) == text


@pytest.mark.parametrize("style", ['"{}"', "'{}'", "|\n  {}", ">\n  {}\n"])
@pytest.mark.parametrize("text", ["true", "7", "null", "1.5"])
def test_quoted_and_block_scalars_are_text(style: str, text: str) -> None:
    """Quotes say that it is text, whatever it looks like; a block's last line break is no part of it."""
    assert read("key: " + style.format(text)) == {"key": text}


def test_places_are_lines_and_columns_from_one() -> None:
    """Of keys, values, items, and of what is below any path of them."""
    root = read("first: 1\nlist:\n  - {a: x, 'b': [y, z]}\n")
    at = At("file.yaml", root, (1, 1))
    assert str(at.key("list").where) == "file.yaml:2:1"
    assert str(at.to("list").where) == "file.yaml:3:3"
    assert str(at.to("list", 0, "a").where) == "file.yaml:3:9"
    assert str(at.to("list", 0).key("b").where) == "file.yaml:3:12"
    assert str(at.to("list", 0, "b", 1).where) == "file.yaml:3:21"
    assert str(at.to("list", 0, "missing", 1).where) == "file.yaml:3:5"
    assert isinstance(root["list"], YamlList)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_may_end_as_on_any_system(newline: str) -> None:
    """A file from Windows has the same lines."""
    root = read(newline.join(["a: 1", "b: 2", ""]))
    assert root == {"a": 1, "b": 2}
    assert root.keys_at["b"] == (2, 1)


def test_byte_order_mark_is_passed_over() -> None:
    """Some editors write one."""
    root = read(b"\xef\xbb\xbfa: 1")
    assert root == {"a": 1}
    assert root.keys_at["a"] == (1, 1)


def test_letters_of_any_script_are_welcome() -> None:
    """Titles are for people, and columns count characters."""
    root = read("a: {title: Köpfchen 膝 🏃, b: 1}")
    assert root["a"]["title"] == "Köpfchen 膝 🏃"
    assert root["a"].keys_at["b"] == (1, 26)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file.yaml:1:1: the file is empty"),
        ("# only words\n", "file.yaml:1:1: the file is empty"),
        ("just text", "file.yaml:1:1: a rule file is a mapping, such as `rules: [...]`"),
        ("a: 1\nb:\t2", "file.yaml:2:3: a tab: indent and separate with spaces"),
        ("a: x\x00y", "file.yaml:1:5: the invisible character U+0000"),
        ("a: x\u2028y", "file.yaml:1:5: the invisible character U+2028"),
        ("a: x\u200by", "file.yaml:1:5: the invisible character U+200B"),
        ("a: x\U000e0041y", "file.yaml:1:5: the invisible character U+E0041"),
        ("a: x\r\nb: \x85", "file.yaml:2:4: the invisible character U+0085"),
        (b"a: \xff", "file.yaml:1:4: not UTF-8: the byte 0xff"),
        ("a: 1\n".encode("utf-16"), "file.yaml:1:1: not UTF-8: the byte 0xff"),
        ('a: "x\\u202ey"', "file.yaml:1:4: an escape for the invisible character U+202E"),
        ('a: "x\\ty"', "file.yaml:1:4: an escape for a tab"),
        ('a: {"x\\0y": 1}', "file.yaml:1:5: an escape for the invisible character U+0000"),
        ("a: &x 1", "file.yaml:1:4: the anchor `&x`: anchors are not used in rule files"),
        ("a: *x", "file.yaml:1:4: the alias `*x`: aliases are not used in rule files"),
        ("a: !t 1", "file.yaml:1:4: the tag `!t`: tags are not used in rule files"),
        ("a: ! 1", "file.yaml:1:4: the tag `!`: tags are not used in rule files"),
        ("!!map {a: 1}", "file.yaml:1:1: the tag `tag:yaml.org,2002:map`: tags are not used in rule files"),
        ("%YAML 1.1\n---\na: 1", "file.yaml:1:1: a YAML directive: directives are not used in rule files"),
        ("a: 1\n---\nb: 2", "file.yaml:2:1: a second document: a rule file holds one"),
        ("<<: {a: 1}", "file.yaml:1:1: the merge key `<<`: merge keys are not used in rule files"),
        ("1: a", "file.yaml:1:1: the key `1` is no text: put it in quotes"),
        ("true: a", "file.yaml:1:1: the key `true` is no text: put it in quotes"),
        ("[a]: 1", "file.yaml:1:1: a key must be text"),
        ("? {a: 1}\n: 1", "file.yaml:1:3: a key must be text"),
        ("a: 1\na: 2", "file.yaml:2:1: the key `a` is already given at 1:1"),
        ("a: 1234567890123456789", "file.yaml:1:4: the number `1234567890123456789` has too many digits"),
    ],
)
def test_what_is_not_plain_is_refused(text: str | bytes, message: str) -> None:
    """One clear problem each, at its place."""
    assert refused(text) == [message]


def test_every_repeated_key_is_reported_at_once() -> None:
    """Mistakes that leave the rest readable do not hide each other."""
    assert len(refused("a: 1\na: 2\nb: {c: 1, c: 2}\n7: x")) == 3


def test_parser_in_pure_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without libyaml, values and places stay the same."""
    text = "a: [1, {b: 'x y'}]\nc: |\n  text\n  more\nd:\n  - e: null\n"
    fast = read(text)
    monkeypatch.setattr(reading, "PARSER", yaml.SafeLoader)
    slow = read(text)

    def marks(node: Any) -> list[Any]:
        if isinstance(node, YamlMapping):
            return [node.mark, node.keys_at, node.values_at, *(marks(each) for each in node.values())]
        return [node.mark, node.items_at, *map(marks, node)] if isinstance(node, YamlList) else []

    assert slow == fast
    assert marks(slow) == marks(fast)
