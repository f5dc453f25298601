"""What a terminal cannot show is replaced, never an error."""

from __future__ import annotations

import json

import pytest

from itb_rules.cli.terminal import heading, shown_in


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
