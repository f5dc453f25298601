"""The packaged rulebook against a second reading of the protocol, on many runners, and the promises every answer keeps.

The runners are drawn with fixed seeds: half of them ready for the next stage but for a few changed or unknown facts,
half known only in part. Values are the ones on either side of every threshold.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from tests.clinical.independent_progression import HEALTHY, NOT_RUNNING, READY, STAGES, Answer, answer

from itb_rules import Assessment, decide
from itb_rules.decision import Decision
from itb_rules.errors import FactsError

OUTCOMES = ("refer_now", "refer", "back_off", "hold", "progress")
PROFILES = ("cautious", "permissive")
ENGINES = ("direct", "reference")
NUMBERS: dict[str, tuple[float, ...]] = {
    "rehab_day": (1, 8, 15, 55, 56, 60, 83, 84, 400),
    "symptom_weeks": (0, 2, 7, 8, 11, 12, 60),
    "back_offs_12_weeks": (0, 1, 2, 3, 4),
    "run_pain_level": (0, 1, 2, 3, 10),
    "stage_day": (1, 3, 4, 6, 7, 8, 9, 14, 15, 16, 40),
    "consistent_weeks": (0, 5, 6, 7, 8, 9),
    "return_weeks": (0, 5, 6, 7, 8, 9),
    "pain_at_rest": (0, 1, 3, 4, 6, 7, 8),
    "daily_pain": (0, 1, 2, 3, 4, 6, 7, 8),
    "pain_free_days": (0, 2, 3, 4, 5, 6, 7, 8),
    "run_pain_onset_km": (0, 1.61, 5),
    "post_run_pain_hours": (0, 1.99, 2, 2.01, 2.5, 3, 3.01, 24),
    "runs_last_7_days": (0, 1, 2, 3, 4),
    "painful_runs_last_7_days": (0, 1, 2),
    "longest_run_minutes": (0, 15, 15.01, 20, 20.01, 35, 35.01),
    "week_change_pct": (-100, 0, 10, 10.01, 10000),
    "pain_free_weeks": (0, 3, 4, 5),
    "age": (0, 15, 16, 24, 25, 54, 55, 56, 90),
    "cadence_spm": (140, 160, 175, 180, 190),
}
CHOICES: dict[str, tuple[str, ...]] = {
    "stage": STAGES,
    "flare_stage": ("none", *STAGES[1:]),
    "open_referral": ("none", "refer", "refer_now"),
    "clearance": ("none", "given", "alarm_cleared"),
    "side": ("left", "right", "both"),
    "pain_site": ("lateral", "anterior", "medial", "posterior", "elsewhere"),
    "run_pain": ("no_run", "none", "easing", "steady", "worsening"),
    "swelling": ("none", "lateral", "widespread"),
    "varus_test": ("negative", "positive", "not_tested"),
}
VALUES: dict[str, tuple[Any, ...]] = {
    name: NUMBERS.get(name) or CHOICES.get(name) or (True, False) for name in Assessment.model_fields
}
ASKED = tuple(name for name in VALUES if name != "clearance")
"""Everything that can be unknown: a clearance nobody gave is none."""


TOGETHER: tuple[dict[str, Any], ...] = (
    {"blood_thinner": True, "swelling": "lateral"},
    {"blood_thinner": True, "swelling": "widespread", "swelling_new": True, "clearance": "alarm_cleared"},
    {"swelling": "lateral", "pressure_tenderness": True},
    {"back_pain": True, "tingling": True},
    {"recent_trauma": True, "age": 55},
    {"bone_stress_risk": True, "pain_improving": False},
    {"fever": True, "hot_knee": True},
    {"age": 24, "night_pain": True},
    {"open_referral": "refer", "fever": True},
    {"open_referral": "refer_now", "clearance": "given"},
)
"""Facts that say something only together, which chance would seldom draw."""


def admissible(facts: dict[str, Any]) -> Assessment | None:
    """The assessment, or None when the facts contradict each other."""
    try:
        return Assessment(**facts)
    except FactsError:
        return None


def nearly_ready(rng: random.Random) -> dict[str, Any]:
    """Ready to progress but for one to four facts that are changed or unknown."""
    facts = dict(READY[rng.choice(STAGES)])
    if rng.random() < 0.5:
        facts["flare_stage"] = rng.choice(CHOICES["flare_stage"])
    if facts["stage"] == "protect" and facts["flare_stage"] != "none":
        facts |= {"stage_day": 4, "pain_free_days": 3}
    if rng.random() < 0.15:
        facts |= rng.choice(TOGETHER)
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(tuple(VALUES))
        facts[name] = None if rng.random() < 0.3 and name in ASKED else rng.choice(VALUES[name])
        if name in ("daily_pain", "pain_at_rest") and facts[name]:
            facts["pain_free_days"] = 0
        elif name == "pain_free_days" and facts[name]:
            facts |= {"daily_pain": 0, "pain_at_rest": 0}
        elif name == "run_pain" and facts[name] == "no_run":
            facts |= NOT_RUNNING | {"return_weeks": facts["return_weeks"], "run_pain_level": 0}
        elif name == "run_pain" and facts[name] in ("easing", "steady", "worsening"):
            facts["run_pain_level"] = rng.choice((None, 1, 2, 3))
    return facts


def partly_known(rng: random.Random) -> dict[str, Any]:
    """Any share of the facts known; of those, most are harmless and some are anything."""
    known, odd = rng.random(), rng.choice((0.02, 0.1, 0.4))
    facts = dict(READY[rng.choice(STAGES)])
    for name, values in VALUES.items():
        if rng.random() > known and name in ASKED:
            facts.pop(name, None)
        elif rng.random() < odd:
            facts[name] = rng.choice(values)
    return facts


def runners(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """So many admissible runners of both kinds."""
    rng = random.Random(seed)
    made = 0
    while made < count:
        facts = rng.choice((nearly_ready, partly_known))(rng)
        if admissible(facts) is not None:
            made += 1
            yield facts


def notable(facts: dict[str, Any]) -> dict[str, Any]:
    """What is not as in a healthy runner, for a failure message; unknown facts are None."""
    return {name: facts.get(name) for name in VALUES if name not in HEALTHY or facts.get(name) != HEALTHY[name]}


def as_answer(decision: Decision) -> Answer:
    """The fields that both sides state."""
    assert len(decision.suspected) == len(set(decision.suspected)), "suspected twice"
    return Answer(
        decision.outcome,
        decision.next_stage,
        decision.flare_stage,
        decision.withheld,
        frozenset(decision.suspected),
        decision.open_referral,
        decision.refer_within_days,
    )


def answered(rng: random.Random, facts: dict[str, Any], share: float) -> dict[str, Any]:
    """The same runner with a share of the unknown facts answered, no answer contradicting another fact."""
    unknown = [name for name in ASKED if facts.get(name) is None and rng.random() < share]
    rng.shuffle(unknown)
    return _with(facts, {name: rng.choice(VALUES[name]) for name in unknown})


def _with(facts: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """As many of the answers as do not contradict what is known, halving the batch where they do."""
    together = facts | answers
    if not answers or admissible(together) is not None:
        return together
    if len(answers) == 1:
        return facts
    names = list(answers)
    half = len(names) // 2
    first = _with(facts, {name: answers[name] for name in names[:half]})
    return _with(first, {name: answers[name] for name in names[half:]})


def rank(outcome: str) -> int:
    """0 for the most cautious."""
    return OUTCOMES.index(outcome)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_the_rulebook_says_what_a_second_reading_of_the_protocol_says(engine: str, profile: str, seed: int) -> None:
    """Outcome, stages, withheld and suspected are the same for every runner."""
    differing = []
    for facts in runners(seed, 1000):
        expected = answer(facts, profile)
        found = as_answer(decide(Assessment(**facts), engine=engine, profile=profile))
        if found != expected:
            differing.append((notable(facts), found, expected))
    shown = "\n".join(
        f"{facts}\n  rulebook: {found}\n  protocol: {expected}"
        for facts, found, expected in sorted(differing, key=lambda one: len(one[0]))[:5]
    )
    assert not differing, f"{len(differing)} runners differ; the simplest:\n{shown}"


def test_the_runners_reach_every_answer() -> None:
    """The comparison means something only if every outcome, move and suspect occurs, in doubt and without doubt."""
    answers = [answer(facts, profile) for facts in runners(0, 3000) for profile in PROFILES]
    assert {one.outcome for one in answers} == set(OUTCOMES)
    assert {one.next_stage for one in answers if one.outcome == "progress"} == set(STAGES[1:])
    assert {one.next_stage for one in answers if one.outcome == "back_off"} == {*STAGES[:-1], None}
    assert any(one.withheld for one in answers)
    assert len(frozenset().union(*(one.suspected for one in answers))) == 15


def test_a_settled_decision_stays_whatever_is_answered() -> None:
    """No answers to the unknown facts change the outcome or a stage of a settled decision."""
    rng, settled = random.Random(71), 0
    for facts in runners(70, 1500):
        profile = rng.choice(PROFILES)
        before = decide(Assessment(**facts), profile=profile)
        if not before.settled or all(facts.get(name) is not None for name in ASKED if name != "run_pain_onset_km"):
            continue
        settled += 1
        for _ in range(8):
            more = answered(rng, facts, share=rng.choice((0.1, 0.5, 1)))
            after = decide(Assessment(**more), profile=profile)
            same = (after.outcome, after.next_stage, after.flare_stage) == (
                before.outcome,
                before.next_stage,
                before.flare_stage,
            )
            # What is to be seen today decides at once: a second sign of that kind may still be stored.
            same = same and (after.open_referral == before.open_referral or after.outcome == "refer_now")
            assert same, f"{notable(facts)}\n  {before}, then {after}\n  {notable(more)}"
            assert after.settled
    assert settled > 300


def test_with_everything_known_every_decision_is_settled() -> None:
    """Nothing is left to ask a runner who answered everything."""
    complete = 0
    for facts in runners(80, 1500):
        if any(facts.get(name) is None for name in ASKED if name not in ("run_pain_onset_km", "cadence_spm")):
            continue
        complete += 1
        decision = decide(Assessment(**facts))
        assert decision.settled, notable(facts)
        assert not decision.withheld
        assert not decision.questions
    assert complete > 300


def test_only_unknown_facts_are_asked_and_an_unsettled_decision_asks() -> None:
    """A question is about something unknown; a decision that is not settled has one; `refer_now` has none."""
    for facts in runners(85, 800):
        decision = decide(Assessment(**facts))
        asked = [question.fact for question in decision.questions]
        assert len(asked) == len(set(asked))
        assert all(facts.get(name) is None and name in ASKED for name in asked), notable(facts)
        assert bool(asked) == (not decision.settled), notable(facts)
        if decision.outcome == "refer_now":
            assert decision.settled
            assert (decision.next_stage, decision.flare_stage, decision.plan, decision.advice) == (None, None, None, ())


def test_an_answer_never_revokes_a_warning_or_a_referral() -> None:
    """Answering what was unknown never leads from a referral or a back-off to something less cautious."""
    rng, warned = random.Random(91), 0
    for facts in runners(90, 1200):
        profile = rng.choice(PROFILES)
        before = decide(Assessment(**facts), profile=profile)
        if before.outcome not in ("refer_now", "refer", "back_off") and not (
            before.outcome == "hold" and before.because
        ):
            continue
        warned += 1
        for _ in range(4):
            more = answered(rng, facts, share=rng.choice((0.05, 0.3, 1)))
            after = decide(Assessment(**more), profile=profile)
            assert rank(after.outcome) <= rank(before.outcome), f"{notable(facts)}\n  {notable(more)}"
            assert set(before.suspected) <= set(after.suspected), f"{notable(facts)}\n  {notable(more)}"
    assert warned > 300


def test_the_permissive_profile_is_never_the_more_cautious_one() -> None:
    """The other end of every range lets a runner do at least as much."""
    for facts in runners(95, 3000):
        cautious, permissive = (decide(Assessment(**facts), profile=profile) for profile in PROFILES)
        assert rank(permissive.outcome) >= rank(cautious.outcome), notable(facts)
        if cautious.next_stage is not None and permissive.next_stage is not None:
            assert STAGES.index(permissive.next_stage) >= STAGES.index(cautious.next_stage), notable(facts)
