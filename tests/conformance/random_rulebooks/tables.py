"""Tables, held against decisions one by one, whose truth and meaning other claims hold."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Meaning
from tests.frame.decided import decided, differences
from tests.frame.kinds import KINDS, read

from itb_rules import decide_frame

NAMES = ("polars", "pandas", "pyarrow", "duckdb")


def tables(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """Every kind of table decides each row as the row alone is decided."""
    rows = [sample.model.model_validate(facts) for facts in sample.inputs]
    expected = decided(sample.rulebook, rows if len(rows) < 300 else chance.sample(rows, 300))
    for name in NAMES:
        frame = KINDS[name].frame(expected.facts, sample.model)
        found = read(decide_frame(frame, sample.rulebook, columns=list(expected.expected)))
        yield from (f"{name}: {each}" for each in differences(expected, found))
