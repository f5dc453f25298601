"""One exercise, just done: the rows E.1 to E.5, as scenarios written from the protocol and not from the rule files.

A scenario says only how it differs from `MASTERED` of its exercise: three sets at the upper end of the dose, easy,
controlled, no fault, no pain, no painkillers, at the lowest load.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import pytest

from itb_rules import ExerciseSession, review_exercise

# exercise: the upper end of its dose, and its loads from the lowest (E)
CLAMSHELL = ("clamshell", 20, ("none", "band_knees"))
ABDUCTION = ("side_lying_abduction", 15, ("none", "ankle_weight"))
BRIDGE = ("glute_bridge", 15, ("none",))
SINGLE_LEG_BRIDGE = ("single_leg_bridge", 12, ("none",))
BAND_WALK = ("band_walk", 15, ("band_knees", "band_shin", "band_ankle"))
BOX_SQUAT = ("box_squat", 10, ("box_higher", "none", "box_lower"))
EXERCISES = (CLAMSHELL, ABDUCTION, BRIDGE, SINGLE_LEG_BRIDGE, BAND_WALK, BOX_SQUAT)
WITH_FAULT = (CLAMSHELL, BRIDGE, SINGLE_LEG_BRIDGE, BAND_WALK, BOX_SQUAT)


class Scenario(NamedTuple):
    """One line of a table."""

    row: str
    sentence: str
    exercise: tuple[str, int, tuple[str, ...]]
    changed: dict[str, Any]
    outcome: str
    next_load: str | None = None
    next_exercise: str | None = None
    asked: frozenset[str] = frozenset()
    """The questions that are left; none: the decision is settled."""

    def __str__(self) -> str:
        return f"{self.row}: {self.exercise[0]}, {self.sentence}"


def mastered(movement: tuple[str, int, tuple[str, ...]], /, **changed: Any) -> ExerciseSession:
    """A session in which this exercise was mastered at its lowest load, but for what is changed."""
    name, top, loads = movement
    facts: dict[str, Any] = {
        "exercise": name,
        "sets": 3,
        "reps": top,
        "effort": "easy",
        "controlled": True,
        "form_error": False,
        "pain": 0,
        "load": loads[0],
        "painkillers": False,
    }
    return ExerciseSession(**(facts | changed))


def asks(*facts: str) -> frozenset[str]:
    """The questions that a scenario leaves."""
    return frozenset(facts)


STOP = [
    Scenario("E.1", "the slightest pain", CLAMSHELL, {"pain": 1}, "stop"),
    Scenario("E.1", "the worst pain", BOX_SQUAT, {"pain": 10}, "stop"),
    Scenario("E.1", "pain and the fault at a high load", BOX_SQUAT, {"pain": 2, "form_error": True}, "stop"),
    Scenario("E.1", "pain at the highest load", BAND_WALK, {"pain": 3, "load": "band_ankle"}, "stop"),
    Scenario("E.1", "pain under painkillers", ABDUCTION, {"pain": 1, "painkillers": True}, "stop"),
    Scenario("E.1", "pain in a bridge", BRIDGE, {"pain": 1}, "stop"),
    Scenario("E.1", "pain in the bridge on one leg", SINGLE_LEG_BRIDGE, {"pain": 1}, "stop"),
    Scenario(
        "E.1",
        "pain, all else unknown",
        CLAMSHELL,
        dict.fromkeys(("sets", "reps", "load", "effort")) | {"pain": 4},
        "stop",
    ),
    Scenario("E.1", "pain in an exercise nobody named", CLAMSHELL, {"exercise": None, "pain": 1}, "stop"),
]

FAULT_ABOVE_THE_LOWEST_LOAD = [
    Scenario(
        "E.2",
        "pelvis rolls back with the band",
        CLAMSHELL,
        {"form_error": True, "load": "band_knees"},
        "regress",
        "none",
    ),
    Scenario(
        "E.2", "slack band at mid-shin", BAND_WALK, {"form_error": True, "load": "band_shin"}, "regress", "band_knees"
    ),
    Scenario(
        "E.2", "slack band at the ankles", BAND_WALK, {"form_error": True, "load": "band_ankle"}, "regress", "band_shin"
    ),
    Scenario(
        "E.2",
        "knee falls in on the usual box",
        BOX_SQUAT,
        {"form_error": True, "load": "none"},
        "regress",
        "box_higher",
    ),
    Scenario(
        "E.2", "knee falls in on the low box", BOX_SQUAT, {"form_error": True, "load": "box_lower"}, "regress", "none"
    ),
    Scenario(
        "E.2",
        "the fault in few repetitions",
        BOX_SQUAT,
        {"form_error": True, "load": "none", "sets": 1, "reps": 2},
        "regress",
        "box_higher",
    ),
    Scenario(
        "E.2",
        "the fault under painkillers",
        CLAMSHELL,
        {"form_error": True, "load": "band_knees", "painkillers": True},
        "regress",
        "none",
    ),
]

FAULT_AT_THE_LOWEST_LOAD = [
    Scenario("E.3", "pelvis rolls back without a band", CLAMSHELL, {"form_error": True}, "repeat"),
    Scenario("E.3", "slack band above the knees", BAND_WALK, {"form_error": True}, "repeat"),
    Scenario("E.3", "knee falls in on the raised box", BOX_SQUAT, {"form_error": True}, "repeat"),
    Scenario("E.3", "felt in the lower back", BRIDGE, {"form_error": True}, "repeat"),
    Scenario("E.3", "felt in the lower back, load unknown", BRIDGE, {"form_error": True, "load": None}, "repeat"),
    Scenario("E.3", "free hip sags", SINGLE_LEG_BRIDGE, {"form_error": True}, "repeat"),
    Scenario("E.3", "free hip sags, load unknown", SINGLE_LEG_BRIDGE, {"form_error": True, "load": None}, "repeat"),
]

MASTERED_BELOW_THE_HIGHEST_LOAD = [
    Scenario("E.4", "mastered", CLAMSHELL, {}, "progress", "band_knees"),
    Scenario("E.4", "more than the dose", CLAMSHELL, {"sets": 5, "reps": 40}, "progress", "band_knees"),
    Scenario("E.4", "mastered and easy", ABDUCTION, {}, "progress", "ankle_weight"),
    Scenario("E.4", "mastered with moderate effort", ABDUCTION, {"effort": "moderate"}, "progress", "ankle_weight"),
    Scenario("E.4", "an answer about a fault", ABDUCTION, {"form_error": True}, "progress", "ankle_weight"),
    Scenario("E.4", "no answer about a fault", ABDUCTION, {"form_error": None}, "progress", "ankle_weight"),
    Scenario("E.4", "mastered above the knees", BAND_WALK, {}, "progress", "band_shin"),
    Scenario("E.4", "mastered at mid-shin", BAND_WALK, {"load": "band_shin"}, "progress", "band_ankle"),
    Scenario("E.4", "mastered on the raised box", BOX_SQUAT, {}, "progress", "none"),
    Scenario("E.4", "mastered on the usual box", BOX_SQUAT, {"load": "none"}, "progress", "box_lower"),
]

MASTERED_AT_THE_HIGHEST_LOAD = [
    Scenario("E.4", "mastered with the band", CLAMSHELL, {"load": "band_knees"}, "repeat"),
    Scenario("E.4", "mastered with the weight", ABDUCTION, {"load": "ankle_weight", "effort": "moderate"}, "repeat"),
    Scenario("E.4", "mastered at the ankles", BAND_WALK, {"load": "band_ankle"}, "repeat"),
    Scenario("E.4", "mastered on the low box", BOX_SQUAT, {"load": "box_lower"}, "repeat"),
    Scenario("E.4", "mastered", SINGLE_LEG_BRIDGE, {}, "repeat"),
    Scenario("E.4", "mastered, load unknown", SINGLE_LEG_BRIDGE, {"load": None}, "repeat"),
    Scenario("E.4", "mastered", BRIDGE, {}, "repeat", None, "single_leg_bridge"),
    Scenario("E.4", "mastered, load unknown", BRIDGE, {"load": None}, "repeat", None, "single_leg_bridge"),
]

NOT_MASTERED = [
    Scenario("E.5", "two sets", CLAMSHELL, {"sets": 2}, "repeat"),
    Scenario("E.5", "nothing done", CLAMSHELL, {"sets": 0, "reps": 0}, "repeat"),
    Scenario("E.5", "19 repetitions", CLAMSHELL, {"reps": 19}, "repeat"),
    Scenario("E.5", "14 repetitions", ABDUCTION, {"reps": 14}, "repeat"),
    Scenario("E.5", "14 repetitions", BRIDGE, {"reps": 14}, "repeat"),
    Scenario("E.5", "11 repetitions", SINGLE_LEG_BRIDGE, {"reps": 11}, "repeat"),
    Scenario("E.5", "14 steps", BAND_WALK, {"reps": 14}, "repeat"),
    Scenario("E.5", "9 repetitions", BOX_SQUAT, {"reps": 9}, "repeat"),
    Scenario("E.5", "moderate effort", CLAMSHELL, {"effort": "moderate"}, "repeat"),
    Scenario("E.5", "moderate effort", BRIDGE, {"effort": "moderate"}, "repeat"),
    Scenario("E.5", "hard effort", ABDUCTION, {"effort": "hard"}, "repeat"),
    Scenario("E.5", "not controlled", BOX_SQUAT, {"controlled": False}, "repeat"),
    Scenario("E.5", "not controlled", ABDUCTION, {"controlled": False, "form_error": True}, "repeat"),
    Scenario("E.5", "painkillers", BAND_WALK, {"painkillers": True}, "repeat"),
    Scenario("E.5", "painkillers with the weight", ABDUCTION, {"painkillers": True, "load": "ankle_weight"}, "repeat"),
    Scenario("E.5", "18 repetitions at the highest load", CLAMSHELL, {"reps": 18, "load": "band_knees"}, "repeat"),
]

UNKNOWN = [
    Scenario("E.1", "pain unknown", CLAMSHELL, {"pain": None}, "repeat", asked=asks("pain")),
    Scenario("E.1", "pain unknown, two sets", CLAMSHELL, {"pain": None, "sets": 2}, "repeat", asked=asks("pain")),
    Scenario(
        "E.1",
        "pain unknown with the fault at a high load",
        CLAMSHELL,
        {"pain": None, "form_error": True, "load": "band_knees"},
        "regress",
        "none",
        asked=asks("pain"),
    ),
    Scenario(
        "E.2", "fault unknown", BAND_WALK, {"form_error": None, "load": "band_shin"}, "repeat", asked=asks("form_error")
    ),
    Scenario(
        "E.2", "fault seen, load unknown", BOX_SQUAT, {"form_error": True, "load": None}, "repeat", asked=asks("load")
    ),
    Scenario("E.3", "fault unknown, two sets, lowest load", CLAMSHELL, {"form_error": None, "sets": 2}, "repeat"),
    Scenario("E.4", "sets unknown", CLAMSHELL, {"sets": None}, "repeat", asked=asks("sets")),
    Scenario("E.4", "repetitions unknown", BAND_WALK, {"reps": None}, "repeat", asked=asks("reps")),
    Scenario("E.4", "effort unknown", CLAMSHELL, {"effort": None}, "repeat", asked=asks("effort")),
    Scenario("E.4", "control unknown", ABDUCTION, {"controlled": None}, "repeat", asked=asks("controlled")),
    Scenario("E.4", "painkillers unknown", BOX_SQUAT, {"painkillers": None}, "repeat", asked=asks("painkillers")),
    Scenario("E.4", "load unknown", CLAMSHELL, {"load": None}, "repeat", asked=asks("load")),
    Scenario("E.4", "repetitions unknown", BRIDGE, {"reps": None}, "repeat", asked=asks("reps")),
    Scenario(
        "E.4", "repetitions unknown at the highest load", CLAMSHELL, {"reps": None, "load": "band_knees"}, "repeat"
    ),
    Scenario("E.4", "repetitions unknown", SINGLE_LEG_BRIDGE, {"reps": None}, "repeat"),
    Scenario(
        "E.5",
        "all but the sets unknown, two sets",
        CLAMSHELL,
        {"sets": 2, "reps": None, "effort": None, "painkillers": None, "load": None},
        "repeat",
    ),
]

SCENARIOS = [
    *STOP,
    *FAULT_ABOVE_THE_LOWEST_LOAD,
    *FAULT_AT_THE_LOWEST_LOAD,
    *MASTERED_BELOW_THE_HIGHEST_LOAD,
    *MASTERED_AT_THE_HIGHEST_LOAD,
    *NOT_MASTERED,
    *UNKNOWN,
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_the_protocol_decides(scenario: Scenario) -> None:
    """Each row of section E, at its boundaries and with what is unknown."""
    decision = review_exercise(mastered(scenario.exercise, **scenario.changed))

    assert (decision.outcome, decision.next_load, decision.next_exercise) == (
        scenario.outcome,
        scenario.next_load,
        scenario.next_exercise,
    )
    assert {question.fact for question in decision.questions} == scenario.asked
    assert decision.settled is not bool(scenario.asked)
    assert decision.suspected == ()


CORRECTIONS = [
    (CLAMSHELL, "pelvis"),
    (BAND_WALK, "band"),
    (BOX_SQUAT, "surface"),
    (BRIDGE, "feet further"),
    (SINGLE_LEG_BRIDGE, "hips"),
]


@pytest.mark.parametrize(("exercise", "word"), CORRECTIONS, ids=[exercise[0] for exercise, _ in CORRECTIONS])
def test_a_fault_at_the_lowest_load_brings_its_own_correction(
    exercise: tuple[str, int, tuple[str, ...]], word: str
) -> None:
    """E.3 names what to do about this exercise's fault, and one rule alone decides."""
    decision = review_exercise(mastered(exercise, form_error=True))

    (hit,) = decision.because
    assert word in hit.do


def test_stopping_says_that_it_is_a_warning() -> None:
    """E.1 is also W.3, and the runner has to hear of it."""
    (hit,) = review_exercise(mastered(CLAMSHELL, pain=1)).because

    assert "warning" in hit.do


def every_known_session() -> list[ExerciseSession]:
    """Every exercise and load with each answer on either side of its boundary, nothing unknown."""
    sessions = []
    for exercise in EXERCISES:
        top = exercise[1]
        for load, sets, reps, effort, controlled, error, pain, painkillers in itertools.product(
            exercise[2],
            (2, 3),
            (top - 1, top),
            ("easy", "moderate", "hard"),
            (False, True),
            (False, True),
            (0, 1),
            (False, True),
        ):
            sessions.append(
                mastered(
                    exercise,
                    load=load,
                    sets=sets,
                    reps=reps,
                    effort=effort,
                    controlled=controlled,
                    form_error=error,
                    pain=pain,
                    painkillers=painkillers,
                )
            )
    return sessions


def expected(session: ExerciseSession) -> tuple[str, str | None, str | None]:
    """Section E in a few lines of Python, as a second reading of it."""
    name, top, loads = next(exercise for exercise in EXERCISES if exercise[0] == session.exercise)
    place = loads.index(session.load)
    if session.pain > 0:
        return "stop", None, None
    if session.form_error and name != "side_lying_abduction":
        return ("regress", loads[place - 1], None) if place else ("repeat", None, None)
    efforts = ("easy", "moderate") if name == "side_lying_abduction" else ("easy",)
    done = session.sets >= 3 and session.reps >= top and session.controlled and not session.painkillers
    if not done or session.effort not in efforts:
        return "repeat", None, None
    if place + 1 < len(loads):
        return "progress", loads[place + 1], None
    return "repeat", None, "single_leg_bridge" if name == "glute_bridge" else None


def test_everything_known_is_settled_and_one_rule_decides() -> None:
    """With nothing unknown there is one answer, by one rule, with nothing left to ask."""
    for session in every_known_session():
        decision = review_exercise(session)
        answer = (decision.outcome, decision.next_load, decision.next_exercise)

        assert answer == expected(session), session
        assert decision.settled, session
        # Pain may come with a fault: then the fault's rule holds too, but does not decide.
        assert len(decision.because) == 1, session
