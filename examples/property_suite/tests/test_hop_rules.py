"""The laws of itb_rules on our own rulebook, and properties of our own."""

from hop_rules import Hop, hop_rules
from hypothesis import given
from hypothesis import strategies as st

from itb_rules import Assessment, load_rulebook
from itb_rules.testing import RulebookLaws, facts_of

RULES = hop_rules()
# Loaded here: it takes a moment that no example of Hypothesis has.
PROGRESSION = load_rulebook("progression")


class TestHopRules(RulebookLaws):
    """Every law, each as a test."""

    rulebook = RULES


@given(facts_of(Hop, RULES, landing="gives_way"))
def test_a_knee_that_gives_way_never_hops(hop: Hop) -> None:
    """A property of this project, on facts that are drawn for its rulebook."""
    assert RULES.decide(hop).outcome == "see_somebody"


@given(st.from_type(Assessment))
def test_the_packaged_models_are_known_to_hypothesis(assessment: Assessment) -> None:
    """With itb_rules installed, Hypothesis needs no strategy for its models."""
    assert PROGRESSION.decide({**assessment.model_dump(), "weight_bearing": False}).outcome == "refer_now"
