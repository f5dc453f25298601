"""What is refused, and the exact words for it: every problem at once, one a line, on standard error, with status 2."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.unit.cli.command import EXAMPLES, refused, run

from itb_rules.errors import MOST_LISTED

KIB = 1024
SWELLINGS = "allowed: one of: none, lateral, widespread"
ALLOWED = "allowed: a mapping from the facts of `Assessment` to their values"

STDIN = {
    "a fact of the wrong type": ('{"fever": "yes"}', ['stdin: fever: found `"yes"` (text); allowed: true or false']),
    "a number for yes or no": ('{"fever": 1}', ["stdin: fever: found `1` (number); allowed: true or false"]),
    "text for a number": (
        '{"pain_at_rest": "7"}',
        ['stdin: pain_at_rest: found `"7"` (text); allowed: a whole number from 0 to 10'],
    ),
    "a number out of its bounds": (
        '{"pain_at_rest": 11}',
        ["stdin: pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10"],
    ),
    "a choice that is not one": (
        '{"swelling": "Lateral"}',
        [f'stdin: swelling: found `"Lateral"` (text); did you mean `lateral`? {SWELLINGS}'],
    ),
    "an unknown fact": ('{"sweling": "none"}', ["stdin: sweling: unknown fact `sweling`; did you mean `swelling`?"]),
    "facts that contradict each other": (
        '{"stage_day": 9, "rehab_day": 8}',
        ["stdin: stage_day: `stage_day` is 9 but `rehab_day` is 8; allowed: `stage_day` at most `rehab_day`"],
    ),
    "several things at once": (
        '{"fever": "no", "age": -1, "xyzzy": 0}',
        [
            'stdin: fever: found `"no"` (text); allowed: true or false',
            "stdin: age: found `-1` (number); allowed: a whole number from 0 to 120",
            "stdin: xyzzy: unknown fact `xyzzy`; allowed: the facts of `Assessment`",
        ],
    ),
    "nothing": ("", ["stdin:1:1: the file is empty"]),
    "blanks": (" \n\n", ["stdin:1:1: the file is empty"]),
    "a list": ("[1, 2]", [f"stdin: found `[1, 2]` (list); {ALLOWED}"]),
    "a word": ("fever", ["stdin:1:1: a facts file is a mapping, such as `stage: strengthen`"]),
    "JSON that ends early": ('{"fever": true', ["stdin:1:15: not valid JSON: expecting ',' delimiter"]),
    "JSON without a comma": (
        '{\n  "fever": true\n  "age": 3\n}',
        ["stdin:3:3: not valid JSON: expecting ',' delimiter"],
    ),
    "JSON with something behind it": ('{"fever": true} {}', ["stdin:1:17: not valid JSON: extra data"]),
    "a key twice in JSON": ('{"fever": true, "fever": false}', ["stdin: the key `fever` is given twice"]),
    "NaN": ('{"age": NaN}', ["stdin: `NaN` is no number that JSON has"]),
    "Infinity": ('{"age": -Infinity}', ["stdin: `-Infinity` is no number that JSON has"]),
    "a number too large to be one": ('{"age": 1e999}', ["stdin: `1e999` is no number that JSON has"]),
    "a number of a thousand digits": (
        '{"age": ' + "9" * 1000 + "}",
        ["stdin: `" + "9" * 60 + "...` is no number that JSON has"],
    ),
    "JSON nested deep": ('{"age": ' + "[" * 100_000, ["stdin: nested too deep"]),
    "a fact that is a list": (
        '{"age": [35]}',
        ["stdin: age: found `[35]` (list); allowed: a whole number from 0 to 120"],
    ),
    "a tab in a text of JSON": (
        '{"age": 3,\n "x\ty": 1}',
        ["stdin:2:4: not valid JSON: invalid control character at"],
    ),
    "bytes that are no UTF-8": (b'{"age": "\xff"}', ["stdin:1:10: not UTF-8: the byte 0xff"]),
    "UTF-16": ('{"age": 35}'.encode("utf-16"), ["stdin:1:1: not UTF-8: the byte 0xff"]),
    "a character that reorders text": (
        '{"age": "\u202e"}'.encode(),
        ["stdin:1:10: the invisible character U+202E"],
    ),
    "YAML facts with their place": (
        "stage: strengthen\nfever: 'yes'\nsweling: none\nage: 200\n",
        [
            'stdin:2:8: fever: found `"yes"` (text); allowed: true or false',
            "stdin:4:6: age: found `200` (number); allowed: a whole number from 0 to 120",
            "stdin:3:1: sweling: unknown fact `sweling`; did you mean `swelling`?",
        ],
    ),
    "a contradiction in YAML, at the first of its facts": (
        "rehab_day: 8\nstage_day: 9",
        ["stdin:2:12: stage_day: `stage_day` is 9 but `rehab_day` is 8; allowed: `stage_day` at most `rehab_day`"],
    ),
    "what other YAML readers take for yes": (
        "fever: yes",
        ['stdin:1:8: fever: found `"yes"` (text); allowed: true or false'],
    ),
    "what other YAML readers take for a number": (
        "age: 1e1",
        ['stdin:1:6: age: found `"1e1"` (text); allowed: a whole number from 0 to 120'],
    ),
    "a key twice in YAML": ("age: 3\nage: 4", ["stdin:2:1: the key `age` is already given at 1:1"]),
    "an alias bomb": (
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        ["stdin:1:4: the anchor `&a`: anchors are not used in facts files"],
    ),
    "a YAML tag": (
        "age: !!python/object/apply:os.system [x]",
        ["stdin:1:6: the tag `tag:yaml.org,2002:python/object/apply:os.system`: tags are not used in facts files"],
    ),
    "a merge key": (
        "<<: {age: 3}",
        ["stdin:1:1: the merge key `<<`: merge keys are not used in facts files"],
    ),
    "two YAML documents": (
        "age: 3\n---\nage: 4",
        ["stdin:2:1: a second document: a facts file holds one"],
    ),
    "a tab in YAML": ("age:\t3", ["stdin:1:5: a tab: indent and separate with spaces"]),
    "YAML that is none": ("age: [3", ["stdin:2:1: not valid YAML: did not find expected ',' or ']'"]),
    "a file larger than any facts": (b" " * (KIB * KIB + 1), ["stdin:1:1: the file is larger than 1024 KiB"]),
    "JSON larger than any facts": (b"{" + b" " * KIB * KIB, ["stdin:1:1: the file is larger than 1024 KiB"]),
}


@pytest.mark.parametrize("name", STDIN)
def test_facts_are_refused_in_these_words(name: str) -> None:
    """What is wrong, where, and what would have been right."""
    given, expected = STDIN[name]
    assert refused("decide", "-", given=given) == expected


OPTIONS = {
    "an unknown rulebook": (
        ["--rulebook", "progresion"],
        ["unknown rulebook `progresion`; did you mean `progression`?"],
    ),
    "a folder that is not there": (
        ["--rulebook", "/nowhere/rules"],
        ["rules: there is no folder `/nowhere/rules`"],
    ),
    "an unknown profile": (
        ["--profile", "bold"],
        ["profile: unknown profile `bold`; allowed: cautious, permissive"],
    ),
    "an unknown engine": (
        ["--engine", "refrence"],
        ["engine: unknown engine `refrence`; allowed: direct, reference, durable; did you mean `reference`?"],
    ),
    "an unknown format": (
        ["--format", "jsn"],
        ["format: unknown format `jsn`; allowed: text, markdown, json; did you mean `json`?"],
    ),
    "a setting that sets nothing": (
        ["--set", "pain_free_days"],
        ["--set: found `pain_free_days`; allowed: NAME=NUMBER, such as pain_free_days=7"],
    ),
    "a setting that is no number": (
        ["--set", "pain_free_days=nan"],
        ["--set: found `pain_free_days=nan`; allowed: NAME=NUMBER, such as pain_free_days=7"],
    ),
    "an unknown parameter": (
        ["--set", "pain_fre_days=7"],
        ["pain_fre_days: unknown parameter `pain_fre_days`; did you mean `pain_free_days`?"],
    ),
    "a parameter named like a keyword of Python": (["--set", "self=7"], ["self: unknown parameter `self`"]),
    "a dose": (
        ["--set", "ice_minutes.low=5"],
        ["ice_minutes.low: `ice_minutes.low` is a dose; doses are fixed by their source and cannot be set"],
    ),
    "a value more permissive than its source": (
        ["--set", "pain_free_days=4"],
        ["pain_free_days: found `4`; allowed: a whole number from 5 to 3650"],
    ),
    "a parameter twice": (
        ["--set", "pain_free_days=7", "--set", "pain_free_days=8"],
        ["--set: `pain_free_days` is given twice"],
    ),
    "everything at once": (
        ["--profile", "bold", "--engine", "x", "--format", "y", "--set", "z"],
        [
            "--set: found `z`; allowed: NAME=NUMBER, such as pain_free_days=7",
            "profile: unknown profile `bold`; allowed: cautious, permissive",
            "engine: unknown engine `x`; allowed: direct, reference, durable",
            "format: unknown format `y`; allowed: text, markdown, json",
        ],
    ),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_options_are_refused_in_these_words(name: str) -> None:
    """A wrong name is shown with the right ones."""
    options, expected = OPTIONS[name]
    assert refused("decide", EXAMPLES / "assessment.json", *options) == expected


def test_problems_of_options_and_of_facts_come_together() -> None:
    """Nobody mends one thing only to be told of the next."""
    assert refused("decide", "-", "--set", "foo=1", "--format", "xml", given='{"age": "x"}') == [
        "foo: unknown parameter `foo`",
        "format: unknown format `xml`; allowed: text, markdown, json",
        'stdin: age: found `"x"` (text); allowed: a whole number from 0 to 120',
    ]


@pytest.mark.parametrize("command", ["decide", "what-would"])
def test_a_file_is_read_though_nobody_knows_what_for(command: str) -> None:
    """Its facts cannot be looked at where the rulebook is unknown; that it is no JSON is said all the same."""
    assert refused(command, "-", "--rulebook", "progresion", given='{"age": 1')[1:] == [
        "stdin:1:10: not valid JSON: expecting ',' delimiter"
    ]


def test_a_file_that_is_not_there_is_named() -> None:
    """No traceback, the path as it was given."""
    assert refused("decide", "nowhere.json") == ["nowhere.json: cannot be read: no such file or directory"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """A folder in place of a facts file is refused as such."""
    assert refused("decide", tmp_path) == [f"{tmp_path}: cannot be read: is a directory"]


def test_a_file_named_json_is_read_as_nothing_else(tmp_path: Path) -> None:
    """Flow YAML is welcome, but not in a file that says that it is JSON."""
    as_json, as_yaml = tmp_path / "facts.json", tmp_path / "facts.yaml"
    for file in (as_json, as_yaml):
        file.write_text("{age: 200}")
    said = "not valid JSON: expecting property name enclosed in double quotes"
    assert refused("decide", as_json) == [f"{as_json}:1:2: {said}"]
    assert refused("decide", as_yaml) == [
        f"{as_yaml}:1:7: age: found `200` (number); allowed: a whole number from 0 to 120"
    ]


def test_a_message_keeps_to_its_line() -> None:
    """A fact's name with a line break or an escape code in it does not reach the terminal as such."""
    (line,) = refused("decide", "-", given='{"a\\u001b[31m\\nb": 1}')
    assert "\x1b" not in line
    assert "unknown fact" in line


def test_bad_usage_is_said_without_a_traceback() -> None:
    """The option parser's own words, and its own status 2."""
    for arguments in (["decide"], ["decide", "-", "--colour"], ["decide", "a", "b"], ["dicide"], ["schema", "x"]):
        lines = refused(*arguments)
        assert lines[0].startswith("Usage: itb-rules")
        assert lines[-1].startswith("Error: ")


def test_unknown_facts_models_are_named() -> None:
    """`schema facts` knows three models."""
    assert refused("schema", "facts", "Assesment") == [
        "unknown facts `Assesment`; allowed: Assessment, ExerciseSession, Activity; did you mean `Assessment`?"
    ]


def test_answers_are_not_asked_for_when_they_cannot_be_saved(tmp_path: Path) -> None:
    """A place that cannot be written to is refused before the first question."""
    assert refused("ask", "--save", tmp_path) == [f"{tmp_path}: is a folder"]
    lost = tmp_path / "no" / "answers.json"
    assert refused("ask", "--save", lost) == [f"{lost}: there is no such folder"]


def test_a_rulebook_with_mistakes_names_each_with_its_place(tmp_path: Path) -> None:
    """The same lines as loading it in Python, and the facts are not blamed."""
    (tmp_path / "rulebook.yaml").write_text("rulebook: {id: x, version: 1.0.0}\nrule: []\n")
    lines = refused("decide", EXAMPLES / "assessment.json", "--rulebook", f"{tmp_path}/")
    assert len(lines) > 1
    assert all(line.startswith(f"{tmp_path.name}/rulebook.yaml:") for line in lines)


def test_tabs_may_indent_json() -> None:
    """They are refused in texts alone."""
    assert run("decide", "-", given='{\n\t"age":\t35\n}').exit_code == 0


def test_ten_thousand_unknown_keys_make_no_ten_thousand_lines() -> None:
    """As many as of a rule file, and how many more there are."""
    lines = refused("decide", "-", given=json.dumps({f"fact{number}": 1 for number in range(10_000)}))
    assert len(lines) == MOST_LISTED + 1
    assert lines[-1] == f"and {10_000 - MOST_LISTED:,} more problems"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["decide"], "the file is empty"),
        (["what-would"], "the file is empty"),
        (["replay"], "not valid JSON"),
        (["graph", "--facts"], "the file is empty"),
        (["import", "--into", "diary.json", "--time-zone", "UTC"], "the file is empty"),
        (["batch", "-o", "out.csv"], "unknown kind of file `facts`"),
    ],
    ids=lambda each: each[0] if isinstance(each, list) else "",
)
def test_nobody_waits_for_a_pipe_that_nobody_writes_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], line: str
) -> None:
    """Whatever it is given to."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("facts")
    assert line in refused(*command, "facts")[-1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize(
    "command", [["graph", "-o"], ["batch", EXAMPLES / "cohort.csv", "-o"], ["ask", "--save"]], ids=lambda each: each[0]
)
def test_a_device_is_not_replaced_by_a_file(tmp_path: Path, command: list[str | Path]) -> None:
    """Nor a pipe, nor a folder."""
    place = tmp_path / "place.csv"
    os.mkfifo(place)
    assert refused(*command, place) == [f"{place}: is no ordinary file"]
