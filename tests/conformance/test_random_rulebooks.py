"""Random own rulebooks: whatever the library says about one, trying every input says the same."""

from __future__ import annotations

import pytest
from tests.conformance.random_rulebooks.trial import trial


@pytest.mark.parametrize("first", range(0, 40, 4))
def test_random_rulebooks_mean_what_trying_everything_says(first: int) -> None:
    """Engines, tables, what is settled, questions, what it would take, proofs and golden cases: no difference."""
    assert [f"{seed} {wrong}" for seed in range(first, first + 4) for wrong in trial(seed).wrong] == []


@pytest.mark.parametrize("seed", [289, 719, 858, 1765])
def test_rulebooks_that_once_showed_a_difference_show_none(seed: int) -> None:
    """A default beside a fact without value; bounds that leave none; a fact that has none; a rule that only stores."""
    assert trial(seed, plain=True).wrong == []


@pytest.mark.parametrize(
    "seed", [680, 9169, 9180, 20061, 20104, 30334, 30491, 30670, 32556, 33473, 41368, 41394, 43521]
)
def test_rulebooks_with_scores_and_derived_facts_that_once_showed_a_difference_show_none(seed: int) -> None:
    """What follows within the range of a change; facts without value, and bounds, in CQL; clauses of two searches."""
    assert trial(seed).wrong == []
