"""Choosing a format by name."""

from __future__ import annotations

import json

import pytest
from tests.unit.rendering.decisions import worded

from itb_rules import Decision, OptionError, render
from itb_rules.rendering import to_json, to_markdown, to_text
from itb_rules.rendering.html import to_html


def test_each_format_has_its_function() -> None:
    """`render` and the functions say the same; text is what one gets without asking."""
    made = worded()["withheld"]
    assert render(made) == render(made, "text") == to_text(made)
    assert render(made, format="markdown") == to_markdown(made)
    assert render(made, "json") == to_json(made)
    assert render(made, "html") == to_html(made)


@pytest.mark.parametrize("name", sorted(worded()))
def test_json_is_the_whole_decision(name: str) -> None:
    """Read back, it is equal; indented, it can be read."""
    made = worded()[name]
    assert Decision.model_validate_json(to_json(made)) == made
    assert json.loads(to_json(made)) == made.model_dump(mode="json")
    assert to_json(made).startswith('{\n  "format": 2,\n  "outcome": ')


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ("markdwon", "unknown format `markdwon`; allowed: text, markdown, json, html; did you mean `markdown`?"),
        ("pdf", "unknown format `pdf`; allowed: text, markdown, json, html"),
        ("", "unknown format ``; allowed: text, markdown, json, html"),
    ],
)
def test_an_unknown_format_is_refused_with_the_nearest(found: str, message: str) -> None:
    """Before anything is worded."""
    with pytest.raises(OptionError) as caught:
        render(worded()["withheld"], found)
    assert str(caught.value) == f"format: {message}"
