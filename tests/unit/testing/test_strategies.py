"""What the strategies draw: valid facts on both sides of every threshold, and none that has to be thrown away."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Literal

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.unit.testing.hopping import RULES, Hop

from itb_rules import (
    Activity,
    Assessment,
    Decision,
    Diary,
    ExerciseSession,
    Facts,
    FactsError,
    OptionError,
    Rulebook,
    decide,
    load_rulebook,
)
from itb_rules.diary import Entry, Timeline, TimelineDay
from itb_rules.diary.entries import KINDS
from itb_rules.facts import NotTogether, choice, whole, yes_no
from itb_rules.facts.contradictions import Is
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.testing import activities, answers_to, assessments, describe, exercise_sessions, facts_of
from itb_rules.testing.registration import register


def drawn(strategy: SearchStrategy[Any], examples: int = 1_000) -> list[Any]:
    """Distinct examples, the same in every run; filtering and slowness fail as in any suite."""
    found: dict[Any, None] = {}

    @settings(max_examples=examples, database=None, derandomize=True, deadline=None)
    @given(strategy)
    def draw(example: Any) -> None:
        found[example] = None

    draw()
    return list(found)


EVERY = pytest.mark.parametrize(
    ("strategy", "model", "name"),
    [
        (assessments, Assessment, "progression"),
        (exercise_sessions, ExerciseSession, "exercise"),
        (activities, Activity, "activity"),
    ],
    ids=["progression", "exercise", "activity"],
)


@EVERY
def test_every_rule_is_drawn_true_and_every_outcome_is_reached(strategy: Any, model: type[Facts], name: str) -> None:
    """Near thresholds each rule is TRUE, FALSE and UNKNOWN for some, and each outcome is somebody's answer."""
    rulebook = load_rulebook(name)
    facts = drawn(strategy(near_thresholds=True), 2_500)
    engine = ReferenceEngine(rulebook.definition)
    truths = [engine.truths(one.known()) for one in facts]
    missing = [
        (rule.id, truth)
        for index, rule in enumerate(rulebook.rules)
        for truth in (True, False, None)
        if not rule.always and not any(each.of(index) is truth for each in truths)
    ]
    assert missing == []
    assert {rulebook.decide(one).outcome for one in facts} == {outcome.id for outcome in rulebook.definition.outcomes}
    assert {type(one) for one in facts} == {model}


@EVERY
def test_nothing_is_thrown_away(strategy: Any, model: type[Facts], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No draw has to be rejected: contradictions are avoided, not filtered out."""

    def refuse() -> None:
        pytest.fail("a draw was rejected")

    monkeypatch.setattr("itb_rules.testing.strategies.reject", refuse)
    drawn(strategy())
    drawn(strategy(known=True))
    drawn(strategy(near_thresholds=True, unknown=0))


def test_both_sides_of_a_threshold_are_drawn() -> None:
    """Of a number that a rule compares with 20, or 15 in the other profile, 14, 15, 19 and 20 come up."""
    assert {14, 15, 19, 20} <= {hop.hops for hop in drawn(facts_of(Hop, RULES))}


def test_unknown_is_the_share_of_unknown_facts_on_average() -> None:
    """Two facts in ten are unknown where nothing else is asked; 0 and 1 are none and all."""
    facts = drawn(assessments())
    shares = [sum(value is None for value in one.__dict__.values()) / len(one.__dict__) for one in facts]
    assert sum(shares) / len(shares) == pytest.approx(0.2, abs=0.03)
    assert max(shares) > 0.4
    without = {name for name, spec in Assessment.specs.items() if spec.typical is None}
    unknown = {
        name for one in drawn(assessments(unknown=0), 300) for name, value in one.__dict__.items() if value is None
    }
    assert unknown == without
    assert drawn(assessments(unknown=1), 20) == [Assessment()]


def test_unknown_may_be_a_strategy_of_shares() -> None:
    """The share is then drawn for each example."""
    assert drawn(assessments(unknown=st.just(1.0)), 20) == [Assessment()]


def test_known_facts_are_known_but_where_a_contradiction_leaves_none() -> None:
    """A distance at which pain began is known exactly for those who ran in pain."""
    for one in drawn(assessments(known=True), 500):
        unknown = {name for name, value in one.__dict__.items() if value is None}
        painless = one.run_pain in ("no_run", "none")
        assert unknown == ({"run_pain_onset_km"} if painless else set())


def test_a_fixed_fact_is_a_value_none_or_a_strategy() -> None:
    """Others are fitted to it, and rules that it rules out are not aimed at."""
    weeks = st.integers(8, 10)
    fixed = assessments(near_thresholds=True, stage="return_week_1", fever=None, consistent_weeks=weeks, pain_at_rest=3)
    for one in drawn(fixed, 500):
        assert (one.stage, one.fever, one.pain_at_rest) == ("return_week_1", None, 3)
        assert one.consistent_weeks in (8, 9, 10)
        assert one.rehab_day is None or one.rehab_day >= 56
        assert one.pain_free_days in (0, None)


def test_wrong_facts_are_refused_at_once_with_the_nearest_name() -> None:
    """Before anything is drawn, and everything at once."""
    with pytest.raises(FactsError) as refused:
        assessments(stagee="protect", pain_at_rest=11, fever=st.booleans())
    assert str(refused.value) == (
        "pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10\n"
        "stagee: unknown fact `stagee`; did you mean `stage`?"
    )
    with pytest.raises(FactsError, match="unknown fact `feverr`; did you mean `fever`"):
        assessments(feverr=st.booleans())
    with pytest.raises(FactsError, match="`stage_day` is 9 but `rehab_day` is 3"):
        assessments(stage_day=9, rehab_day=3)


@pytest.mark.parametrize("share", [1.5, -0.1, "half", True, None])
def test_a_share_is_from_0_to_1(share: Any) -> None:
    """Anything else is refused at once."""
    with pytest.raises(OptionError, match="allowed: a share from 0 to 1, or a strategy of such shares"):
        assessments(unknown=share)


def test_a_rulebook_on_other_facts_is_refused() -> None:
    """So is asking for the packaged thresholds of a model that no packaged rulebook decides on."""
    with pytest.raises(OptionError, match="`hop` decides on `Hop`; `Assessment` is not one"):
        assessments(rulebook=RULES)
    with pytest.raises(OptionError, match="no packaged rulebook decides on `Hop`"):
        facts_of(Hop, near_thresholds=True)


def test_a_subclass_of_a_packaged_model_uses_its_rulebook() -> None:
    """An app's further facts are drawn as well."""

    class Mine(Assessment):
        tired: bool | None = yes_no(question="Tired?", label="tiredness", asks="runner", group="mine", typical=False)

    facts = drawn(facts_of(Mine, near_thresholds=True), 1_000)
    assert {one.tired for one in facts} == {True, False, None}
    assert {decide(one).outcome for one in facts} >= {"refer_now", "refer", "back_off", "hold"}


def test_a_fact_with_a_default_gives_way_to_what_is_fixed() -> None:
    """Where the default contradicts another fact, one of the other values is drawn."""

    class Strict(Facts):
        risk: bool | None = yes_no(question="Risk?", label="risk", asks="runner", group="mine", typical=False)
        seen: Literal["no", "yes"] = choice(
            "no", "yes", question="Seen?", label="seen", asks="runner", group="mine", typical="no", default="no"
        )

        contradictions = (NotTogether(Is("risk", (True,)), Is("seen", ("no",))),)

    assert {one.seen for one in drawn(facts_of(Strict, risk=True), 50)} == {"yes"}


def test_a_failure_shrinks_to_a_typical_runner_with_few_facts_that_differ() -> None:
    """What is not needed for the failure goes back to typical."""
    quiet = settings(max_examples=3_000, database=None, derandomize=True)
    smallest = find(assessments(near_thresholds=True), lambda one: decide(one).outcome == "refer_now", settings=quiet)
    assert len(describe(smallest).splitlines()) == 2
    progress = find(assessments(near_thresholds=True), lambda one: decide(one).outcome == "progress", settings=quiet)
    assert describe(progress).startswith("A typical runner, but for\n  stage ")
    assert len(describe(progress).splitlines()) <= 4


def test_answers_keep_what_is_known() -> None:
    """Only unknown facts get values, and the rules that are open decide which."""
    facts = Assessment(stage="strengthen", pain_at_rest=0)
    answers = drawn(answers_to(facts, load_rulebook("progression")), 500)
    assert {(one.stage, one.pain_at_rest) for one in answers} == {("strengthen", 0)}
    assert {decide(one).outcome for one in answers} >= {"refer_now", "refer", "back_off", "hold"}


def test_from_type_knows_the_packaged_models() -> None:
    """Hypothesis calls this when it is imported, through the entry point."""
    register()
    for model in (Assessment, ExerciseSession, Activity):
        assert {type(one) for one in drawn(st.from_type(model), 20)} == {model}


def test_from_type_knows_own_models_declared_before_and_after() -> None:
    """An app registers nothing for facts of its own; unknown ones and known ones are drawn."""
    register()

    class Hops(Facts):
        hops: int | None = whole(
            0, 30, unit="hops", question="How many?", label="hops", asks="runner", group="hops", typical=9
        )

    assert {type(one) for one in drawn(st.from_type(Hop), 20)} == {Hop}
    assert len({one.hops for one in drawn(st.from_type(Hops), 50)}) > 5


def test_from_type_knows_decisions_entries_diaries_and_timelines() -> None:
    """Of every packaged rulebook, and of every kind."""
    register()
    assert {one.rulebook.name for one in drawn(st.from_type(Decision), 60)} == {"progression", "exercise", "activity"}
    for kind in KINDS.values():
        found = drawn(st.from_type(kind), 30)
        assert {type(one) for one in found} == {kind}
        assert len({one.to_dict()["id"] for one in found}) > 3
    assert {type(one) for one in drawn(st.from_type(Entry), 100)} == {*KINDS.values()}
    assert len({type(one) for one in drawn(st.from_type(Facts), 50)}) > 1
    assert max(drawn(st.from_type(Diary).map(len), 20)) > 5
    assert max(drawn(st.from_type(Timeline).map(lambda timeline: len(timeline.days)), 20)) > 2
    assert len(drawn(st.from_type(TimelineDay).map(lambda day: day.decision.outcome), 20)) > 1


def test_most_facts_unknown_are_described_by_those_that_are_known() -> None:
    """A runner of whom little is known is no typical runner with sixty differences."""
    assert describe(Assessment(clearance="given", week_change_pct=12.5)) == (
        "A runner of whom nothing is known but\n  clearance        given\n  week_change_pct  12.5 per cent"
    )


def test_the_library_itself_needs_no_hypothesis() -> None:
    """`import itb_rules` and what does not draw leave Hypothesis alone; what draws says which extra is missing."""
    program = (
        "import sys\n"
        "import itb_rules\n"
        "assert 'hypothesis' not in sys.modules\n"
        "sys.modules['hypothesis'] = None\n"
        "from itb_rules.testing import Coverage, run_scenarios\n"
        "try:\n"
        "    from itb_rules.testing import assessments\n"
        "except itb_rules.MissingExtraError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "itb_rules.testing needs hypothesis: `pip install 'itb-rules[testing]'`\n", done.stderr


def test_a_rulebook_may_be_given_under_any_profile() -> None:
    """Values come from both profiles, whichever is in use."""
    permissive: Rulebook = RULES.with_profile("permissive")
    assert {14, 15, 19, 20} <= {hop.hops for hop in drawn(facts_of(Hop, permissive))}
