"""One random rulebook, and everything that the library says about it."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.conformance.random_rulebooks import claims, proofs, tables, what_would
from tests.conformance.random_rulebooks.claims import Claim
from tests.conformance.random_rulebooks.generator import Sample, sample
from tests.conformance.random_rulebooks.meaning import Meaning

CLAIMS: dict[str, Claim] = {
    "engines": claims.engines,
    "settled": claims.settled,
    "questions": claims.questions,
    "missing_questions": claims.missing_questions,
    "what_would": what_would.what_would,
    "tables": tables.tables,
    "check": proofs.checks,
    "cql": claims.cql,
    "diff": proofs.differences,
    "golden": proofs.golden_cases,
}


SELDOM = {"golden": 8}
"""Claims that take long, and are held of every so many rulebooks only."""


@dataclass
class Trial:
    """What came of one rulebook; `wrong` is empty when all is well."""

    sample: Sample | None = None
    wrong: list[str] = field(default_factory=list)


def trial(seed: int, names: Iterable[str] | None = None, *, plain: bool = False) -> Trial:
    """Make the rulebook of a seed and hold claims about it against brute force.

    Args:
        seed: makes the same rulebook every time.
        names: the claims; None for all that are due.
        plain: without derived facts and scores.
    """
    found = Trial()
    try:
        found.sample = sample(seed, plain=plain)
        meaning = Meaning(found.sample)
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding with a seed
        found.wrong.append(f"cannot be made: {traceback.format_exc(limit=-3)}")
        return found
    for name in names or [each for each in CLAIMS if seed % SELDOM.get(each, 1) == 0]:
        try:
            found.wrong += [f"{name}: {each}" for each in CLAIMS[name](found.sample, meaning, Random(seed))]
        except Exception:  # noqa: BLE001
            found.wrong.append(f"{name} failed: {traceback.format_exc(limit=-3)}")
    return found
