"""What rulebooks, decisions, texts and golden cases say is what they said before the house was rearranged."""

from __future__ import annotations

import json

from tests.architecture.snapshot import KEPT, snapshot


def test_nothing_says_anything_else() -> None:
    """Every digest, every decision on every case, every text of it and every golden file is the same, byte for byte."""
    assert snapshot() == json.loads(KEPT.read_text("utf-8"))
