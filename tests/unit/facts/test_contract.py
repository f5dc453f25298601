"""The names, types, bounds and values that other programs rely on, one by one and in order."""

from typing import Any

import pytest

from itb_rules.facts import Activity, Assessment, Facts, FactSpec
from itb_rules.facts import ExerciseSession as Session

YES_NO: tuple[Any, ...] = ("yes_no",)


def whole(low: int, high: int) -> tuple[Any, ...]:
    """An integer in a range."""
    return "whole", low, high


def decimal(low: int, high: int) -> tuple[Any, ...]:
    """A number in a range."""
    return "decimal", low, high


def choice(*values: str) -> tuple[Any, ...]:
    """One of these."""
    return "choice", *values


LATER_STAGES = ("strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", "full_running")

ASSESSMENT = {
    "stage": choice("protect", *LATER_STAGES),
    "flare_stage": choice("none", *LATER_STAGES),
    "open_referral": choice("none", "refer", "refer_now"),
    "clearance": choice("none", "given", "alarm_cleared"),
    "rehab_day": whole(1, 3650),
    "stage_day": whole(1, 3650),
    "consistent_weeks": whole(0, 520),
    "return_weeks": whole(0, 520),
    "symptom_weeks": whole(0, 5200),
    "side": choice("left", "right", "both"),
    "pain_site": choice("lateral", "anterior", "medial", "posterior", "elsewhere"),
    "pain_diffuse": YES_NO,
    "pain_at_rest": whole(0, 10),
    "daily_pain": whole(0, 10),
    "pain_free_days": whole(0, 3650),
    "pain_improving": YES_NO,
    "back_offs_12_weeks": whole(0, 84),
    "run_pain": choice("no_run", "none", "easing", "steady", "worsening"),
    "run_pain_level": whole(0, 10),
    "run_pain_onset_km": decimal(0, 200),
    "post_run_pain_hours": decimal(0, 168),
    "next_morning_worse": YES_NO,
    "runs_last_7_days": whole(0, 50),
    "painful_runs_last_7_days": whole(0, 50),
    "consecutive_run_days": YES_NO,
    "longest_run_minutes": decimal(0, 1440),
    "week_change_pct": decimal(-100, 10000),
    "pain_free_weeks": whole(0, 520),
    "sport_pain": YES_NO,
    "exercise_pain": YES_NO,
    "exercises_completed": YES_NO,
    "painkillers": YES_NO,
    "swelling": choice("none", "lateral", "widespread"),
    "swelling_new": YES_NO,
    "giving_way": YES_NO,
    "trauma_instability": YES_NO,
    "weight_bearing": YES_NO,
    "varus_test": choice("negative", "positive", "not_tested"),
    "tingling": YES_NO,
    "numbness": YES_NO,
    "leg_weakness": YES_NO,
    "foot_drop": YES_NO,
    "weakness_growing": YES_NO,
    "joint_line_pain": YES_NO,
    "clicking": YES_NO,
    "locking": YES_NO,
    "locked_now": YES_NO,
    "flexion_rotation_pain": YES_NO,
    "pressure_tenderness": YES_NO,
    "hot_knee": YES_NO,
    "fever": YES_NO,
    "recent_trauma": YES_NO,
    "flexes_90": YES_NO,
    "fibular_head_tender": YES_NO,
    "patella_tender": YES_NO,
    "age": whole(0, 120),
    "night_pain": YES_NO,
    "weight_loss": YES_NO,
    "cancer_history": YES_NO,
    "hard_lump": YES_NO,
    "blood_thinner": YES_NO,
    "quinolone": YES_NO,
    "bone_stress_risk": YES_NO,
    "calf_swelling": YES_NO,
    "chest_symptoms": YES_NO,
    "sudden_severe_pain": YES_NO,
    "tense_leg": YES_NO,
    "saddle_symptoms": YES_NO,
    "exertional_leg_pain": YES_NO,
    "bone_pain": YES_NO,
    "back_pain": YES_NO,
    "shooting_pain": YES_NO,
    "prosthesis": YES_NO,
    "recent_surgery": YES_NO,
    "cadence_spm": whole(60, 300),
    "over_striding": YES_NO,
    "crossover_gait": YES_NO,
    "pelvic_drop": YES_NO,
    "cambered_road": YES_NO,
}

SESSION = {
    "exercise": choice(
        "clamshell", "side_lying_abduction", "glute_bridge", "single_leg_bridge", "band_walk", "box_squat"
    ),
    "sets": whole(0, 20),
    "reps": whole(0, 100),
    "effort": choice("easy", "moderate", "hard"),
    "controlled": YES_NO,
    "form_error": YES_NO,
    "pain": whole(0, 10),
    "load": choice("none", "band_knees", "band_shin", "band_ankle", "ankle_weight", "box_higher", "box_lower"),
    "painkillers": YES_NO,
}

ACTIVITY = ASSESSMENT | {
    "activity": choice("run", "foam_roll", "stretch", "ice", "heat", "strength", "cross_train"),
    "minutes": decimal(0, 1440),
    "terrain": choice("flat", "hills", "track"),
    "pace": choice("easy", "pickups", "fast"),
    "roll_site": choice("tfl", "lateral_quad", "glutes", "lateral_knee", "bone"),
    "roll_pain": choice("none", "dull", "sharp"),
    "inches_above_knee": decimal(0, 30),
    "stretch": choice("pigeon", "hip_flexor", "figure_4", "cross_body"),
    "cloth_barrier": YES_NO,
    "sport": choice("swim", "pool_run", "bike", "walk", "other"),
    "hours_since_flare": decimal(0, 100000),
    "ran_yesterday": YES_NO,
    "strength_yesterday": YES_NO,
    "planned_week_change_pct": decimal(-100, 10000),
    "planned_run_spike_pct": decimal(-100, 10000),
}

MODELS: list[tuple[type[Facts], dict[str, tuple[Any, ...]]]] = [
    (Assessment, ASSESSMENT),
    (Session, SESSION),
    (Activity, ACTIVITY),
]
ALL_SPECS = [
    pytest.param(spec, id=f"{model.__name__}.{spec.name}") for model, _ in MODELS for spec in model.specs.values()
]


def described(spec: FactSpec) -> tuple[Any, ...]:
    """A spec in the form of the tables above."""
    if spec.kind == "choice":
        return choice(*spec.values)
    return (spec.kind,) if spec.kind == "yes_no" else (spec.kind, spec.low, spec.high)


@pytest.mark.parametrize(("model", "contract"), MODELS)
def test_the_facts_are_those_of_the_contract_in_its_order(
    model: type[Facts], contract: dict[str, tuple[Any, ...]]
) -> None:
    """Every fact has the name, the kind, the bounds or values, and the place that the contract gives it."""
    assert [(name, described(spec)) for name, spec in model.specs.items()] == list(contract.items())


@pytest.mark.parametrize(("model", "contract"), MODELS)
def test_an_instance_keeps_every_fact_in_its_dict(model: type[Facts], contract: dict[str, tuple[Any, ...]]) -> None:
    """Engines read facts from `__dict__`: all of them are there, in order, None for unknown."""
    facts = model()
    assert list(facts.__dict__) == list(contract)
    assert {name: value for name, value in facts.__dict__.items() if value is not None} == (
        {} if model is Session else {"clearance": "none"}
    )


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_every_fact_can_be_asked_for(spec: FactSpec) -> None:
    """Each has a question, a short label, someone who can answer, a group, and a unit if it is a number."""
    assert spec.question[0].isupper()
    assert spec.question.endswith(("?", "."))
    assert spec.label
    assert not spec.label.endswith((".", "?"))
    assert spec.asks in ("runner", "clinician")
    assert spec.group.isidentifier()
    assert (spec.unit is not None) == (spec.kind in ("whole", "decimal"))


@pytest.mark.parametrize("spec", ALL_SPECS)
def test_only_the_clearance_has_a_default(spec: FactSpec) -> None:
    """Absent means unknown, but for a clearance, where it means none was given."""
    assert spec.default == ("none" if spec.name == "clearance" else None)


@pytest.mark.parametrize("model", [Assessment, Session, Activity])
def test_the_typical_answers_together_are_valid(model: type[Facts]) -> None:
    """A runner whose recovery goes well can give all the typical answers at once."""
    typical = {name: spec.typical for name, spec in model.specs.items()}
    assert {**model(**typical).__dict__} == typical


def test_a_typical_answer_is_missing_only_where_a_typical_runner_has_none() -> None:
    """Without a painful run, no distance at which pain began can be given."""
    assert [name for name, spec in Activity.specs.items() if spec.typical is None] == ["run_pain_onset_km"]


def test_the_varus_question_gaps_the_outer_side() -> None:
    """Varus stress is the lower leg pushed inward with the knee held; pushing the knee inward would be valgus."""
    question = Assessment.specs["varus_test"].question
    assert "lower leg pushed inward" in question
    assert "knee held" in question
    assert "gaps the outer side" in question
    assert Assessment.specs["varus_test"].asks == "clinician"


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("clicking", "A click that you have had for long and that does not hurt is a no."),
        ("calf_swelling", "Both calves sore after hills or a hard run is a plain reason, so a no."),
        ("cancer_history", "A skin cancer that was removed and needs no more treatment is a no."),
        ("chest_symptoms", "short of breath in a way that is new, or at rest"),
        ("chest_symptoms", "Out of breath from a run as always is a no."),
        ("sudden_severe_pain", "Pain of a run or a descent that eases once you stop is a no."),
        ("bone_pain", "The outer bump of the thigh bone at the knee does not count"),
        ("locking", "and then free itself"),
        ("tense_leg", "Since an injury or after hard exercise"),
        ("weakness_growing", "come on, or been growing, within hours or days"),
        ("open_referral", "It counts although the sign may be gone by now."),
        ("clearance", "knowing what led to any advice to be seen"),
    ],
)
def test_what_is_harmless_is_said_in_the_question(name: str, plain: str) -> None:
    """Runners answered yes to what is no alarm, and no to what is one: the question says which is which."""
    assert plain in Assessment.specs[name].question


def test_an_activity_is_an_assessment() -> None:
    """Rules about a runner can be asked about a runner who plans something."""
    assert issubclass(Activity, Assessment)
    assert Activity.contradictions == Assessment.contradictions


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("daily_pain", "a whole number from 0 to 10"),
        ("post_run_pain_hours", "a number from 0 to 168 with at most two decimals"),
        ("week_change_pct", "a number from -100 to 10000 with at most two decimals"),
        ("fever", "true or false"),
        ("clearance", "one of: none, given, alarm_cleared"),
    ],
)
def test_a_fact_says_in_words_what_it_may_be(name: str, allowed: str) -> None:
    """The words are those of error messages."""
    assert Assessment.specs[name].allowed == allowed
