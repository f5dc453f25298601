"""What a terminal cannot show is replaced, never an error."""

from __future__ import annotations

import io
import json
import sys

import pytest

from itb_rules.cli.terminal import heading, progress, show_problems, shown_in
from itb_rules.errors import Problem


@pytest.mark.parametrize(
    ("text", "encoding", "shown"),
    [
        ("Stay · here", "utf-8", "Stay · here"),
        ("Stay · here", "ascii", "Stay - here"),
        ("Stay · here", "cp1252", "Stay · here"),
        ("2\N{EN DASH}3 “or so” ≥ 7", "ascii", '2-3 "or so" >= 7'),
        ("Müller, déjà", "ascii", "Muller, deja"),
        ("Müller ≥ 膝", "latin-1", "Müller >= ?"),
        ("膝 \U0001f3c3", "ascii", "? ?"),
        ("Stay · here", "no-such-encoding", "Stay - here"),
    ],
)
def test_what_an_encoding_lacks_becomes_plain(text: str, encoding: str, shown: str) -> None:
    """The nearest plain character; what has none, a question mark; what it has, as it is."""
    assert shown_in(text, encoding) == shown


def test_json_loses_nothing() -> None:
    """Escaped instead of replaced, so that it reads back the same, also beyond the first plane."""
    text = json.dumps({"name": "Müller · 膝 \U0001f3c3"}, ensure_ascii=False)
    assert shown_in(text, "ascii", escape=True).isascii()
    assert json.loads(shown_in(text, "ascii", escape=True)) == json.loads(text)
    assert shown_in(text, "utf-8", escape=True) == text


def test_a_heading_is_set_off_and_a_loud_one_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first lines; not at all where somebody has asked for no colour."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert heading("A\n\nB\n\nC", loud=False) == "\x1b[1mA\x1b[0m\n\nB\n\nC"
    assert heading("A\n\nB", loud=True) == "\x1b[31m\x1b[1mA\x1b[0m\n\nB"
    monkeypatch.setenv("NO_COLOR", "1")
    assert heading("A\n\nB", loud=True) == "A\n\nB"


class Stream(io.StringIO):
    """Standard error, on a terminal or elsewhere."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether it is one."""
        return self._terminal


def test_progress_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what is under way, how much of it is done, and what is told beside it; a next part begins anew."""
    monkeypatch.setattr(sys, "stderr", Stream(terminal=True))
    with progress("exer\x1bcise") as at:
        at(59, 118, "cautious")
        at(118, 118, "cautious")
        at(1, 4, "permissive")
    shown = [line.rstrip() for line in sys.stderr.getvalue().split("\r")]
    assert "exer cise" in shown[1]
    assert [line.split("]")[1].split() for line in shown[2:]] == [
        ["50%", "cautious"],
        ["100%", "cautious"],
        ["25%", "permissive\x1b[?25h"],
    ]


def test_progress_is_quiet_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not filled with it; nor is there any without standard error."""
    stream = Stream(terminal=False)
    for each in (stream, None):
        monkeypatch.setattr(sys, "stderr", each)
        with progress("exercise") as at:
            at(7, 118)
    assert stream.getvalue() == ""


def test_nobody_is_shown_ten_thousand_problems(capsys: pytest.CaptureFixture[str]) -> None:
    """Five hundred, and how many more there are; never that there is but one more."""
    for count, lines in ((3, 3), (500, 500), (501, 501), (502, 501), (10_000, 501)):
        show_problems([Problem("", str(number)) for number in range(count)])
        shown = capsys.readouterr().err.splitlines()
        assert len(shown) == lines
        assert shown[499:] == {502: ["499", "and 2 more problems"], 10_000: ["499", "and 9,500 more problems"]}.get(
            count, [str(number) for number in range(499, count)]
        )
