"""The explorer without a page: what it asks, what it decides and what it refuses."""

from __future__ import annotations

import subprocess
import sys

import pytest

from itb_rules import Assessment, FactsError, Interview, OptionError, decide, load_rulebook
from itb_rules.interview.form import form_fields
from itb_rules.notebook import Explorer

PROGRESSION = load_rulebook("progression")


def test_it_begins_with_the_decision_on_what_is_given() -> None:
    """A mapping or an assessment; what is left out is unknown."""
    assessment = Assessment(stage="protect", fever=True)
    explorer = Explorer(facts=assessment)
    assert explorer.decision == decide(assessment)
    assert explorer.facts == {"stage": "protect", "clearance": "none", "fever": True}
    assert Explorer().decision == decide({})
    assert Explorer("exercise").rulebook.name == "exercise"


def test_new_facts_are_decided() -> None:
    """From Python as from the page."""
    explorer = Explorer(facts={"stage": "protect"})
    explorer.facts = {"stage": "protect", "calf_swelling": True}
    assert explorer.decision == decide(explorer.facts)
    assert "REFER NOW" in explorer.view["html"]
    assert explorer.view["asks"] == []
    explorer.facts = {"stage": "protect"}
    assert explorer.view["asks"] == [question.fact for question in decide({"stage": "protect"}).questions]


def test_it_asks_as_an_interview_does() -> None:
    """Card by card, a list of signs denied as a whole, until nothing is left to ask."""
    explorer = Explorer()
    interview = Interview(who="clinician")
    typical = {name: spec.typical for name, spec in Assessment.specs.items()}
    truth = {**typical, "stage": "strengthen", "stage_day": 30, "rehab_day": 40}
    seen = 0
    while (card := explorer.view["next"]) is not None:
        assert (card["title"], card["facts"]) == (interview.card.title, [*interview.card.names])  # type: ignore[union-attr]
        answers = card["healthy"] or {name: truth[name] for name in card["facts"]}
        assert bool(card["none"]) is bool(card["healthy"])
        explorer.facts = {**explorer.facts, **answers}
        interview.answer({name: answers[name] for name in card["facts"]})
        seen += 1
    assert interview.done
    assert explorer.decision == interview.decision
    assert explorer.decision.outcome == "progress"  # type: ignore[union-attr]
    assert seen <= 12


def test_what_is_refused_is_not_decided() -> None:
    """No decision on the facts before stays beside facts that cannot be so."""
    explorer = Explorer(facts={"stage": "protect"})
    explorer.facts = {"pain_at_rest": 3, "pain_free_days": 4, "feverr": True}
    assert explorer.decision is None
    assert explorer.view["html"] == ""
    assert len(explorer.view["problems"]) == 2
    explorer.facts = {}
    assert explorer.decision == decide({})


def test_facts_and_engine_are_checked_at_once() -> None:
    """As `decide` checks them."""
    with pytest.raises(FactsError, match="pain_at_rest"):
        Explorer(facts={"pain_at_rest": 11})
    with pytest.raises(OptionError, match="unknown engine"):
        Explorer(engine="quick")


def test_a_shown_text_is_never_markup() -> None:
    """A message repeats what was written; the page gets it as text, apart from the HTML."""
    explorer = Explorer()
    explorer.facts = {"stage": "<img src=x onerror=alert(1)>"}
    assert explorer.view["html"] == ""
    assert explorer.view["problems"][0][0] == "stage"


def test_it_asks_every_fact_that_a_rule_reads_and_no_other() -> None:
    """With the kind, the bounds and the choices of the facts model."""
    asked = {fact["name"]: fact for fact in form_fields(PROGRESSION.definition)}
    read = {name for rule in PROGRESSION.rules for name in PROGRESSION.definition.facts_of(rule.condition)}
    assert read <= asked.keys()
    assert [*asked] == [name for name in Assessment.specs if name in asked]
    assert asked["stage"]["values"][2] == ["return_week_1", "Return to running, week 1"]
    assert asked["clearance"]["default"] == "none"
    assert (asked["pain_at_rest"]["low"], asked["pain_at_rest"]["high"]) == (0, 10)


def test_a_slider_goes_beyond_every_threshold() -> None:
    """And not to the end of a range of ten years: the field beside it takes every number."""
    strict = PROGRESSION.with_parameters(pain_free_days=40)
    for rulebook, threshold in ((PROGRESSION, 7), (strict, 40)):
        asked = {fact["name"]: fact for fact in form_fields(rulebook.definition)}["pain_free_days"]
        assert threshold < asked["most"] < asked["high"]


def test_a_missing_extra_says_which() -> None:
    """What shows itself in a notebook does without the widget."""
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import itb_rules.notebook\n"
        "try:\n    itb_rules.notebook.Explorer\n"
        "except itb_rules.MissingExtraError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "the explorer needs the extra `notebook`: pip install 'itb-rules[notebook]'\n", done.stderr
