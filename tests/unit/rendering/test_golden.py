"""The wording of ten decisions, kept as files so that every change of a text is seen and read.

After a change of a rule's text or of the renderers that is meant: write the files anew and read what changed.

    ITB_RULES_WRITE_GOLDEN=1 python -m pytest tests/unit/rendering/test_golden.py
    git diff tests/unit/rendering/golden
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.unit.rendering.decisions import worded

from itb_rules import Decision
from itb_rules.rendering import to_markdown, to_text

GOLDEN = Path(__file__).with_name("golden")
MARKDOWN = ("withheld", "red-flag", "referral")
KEPT = {f"{name}.txt": (name, to_text) for name in worded()} | {f"{name}.md": (name, to_markdown) for name in MARKDOWN}


@pytest.mark.parametrize("file", sorted(KEPT))
def test_the_wording_is_the_one_that_was_read(file: str) -> None:
    """What a person reads changes only together with the file that somebody reviewed."""
    name, worder = KEPT[file]
    text = without_digests(worder(worded()[name]), worded()[name])
    if os.environ.get("ITB_RULES_WRITE_GOLDEN"):
        (GOLDEN / file).write_text(text, encoding="utf-8")
    assert text == (GOLDEN / file).read_text(encoding="utf-8"), "see the top of test_golden.py"


def test_no_file_is_left_over() -> None:
    """Every kept file belongs to a decision that is still worded."""
    assert {path.name for path in GOLDEN.iterdir()} == set(KEPT)


def without_digests(text: str, decision: Decision) -> str:
    """The text with stars for the digests, which change with every rule."""
    digests = f"{decision.rulebook.digest[:12]}|{decision.facts.digest[:12]}"
    return re.sub(digests, "*" * 12, text)
