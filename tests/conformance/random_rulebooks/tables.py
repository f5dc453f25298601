"""What tables say about a rulebook: through every door in this process, each row as `decide` decides it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from random import Random

from pydantic import ValidationError

from itb_rules import decide_frame
from itb_rules.facts import Facts
from tests.conformance.random_rulebooks.claims import some
from tests.conformance.random_rulebooks.generator import Sample
from tests.conformance.random_rulebooks.meaning import Meaning
from tests.frame.decided import decided, differences
from tests.frame.kinds import KINDS, read


def tables(sample: Sample, meaning: Meaning, chance: Random) -> Iterator[str]:
    """Outcome, effect, what is settled and every reason: on all columns of all kinds of tables but Spark's."""
    facts: list[Facts] = []
    for given in some(sample.inputs, chance, 120):
        with suppress(ValidationError):
            facts.append(sample.model.model_validate(given))
    rows = decided(sample.rulebook, facts)
    for name, kind in KINDS.items():
        frame = kind.frame(rows.facts, sample.model)
        found = read(decide_frame(frame, sample.rulebook, columns=list(rows.expected)))
        yield from (f"{name}: {each}" for each in differences(rows, found))
