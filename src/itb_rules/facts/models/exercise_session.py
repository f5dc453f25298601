"""Facts about one strength exercise, just done."""

from typing import ClassVar, Literal

from itb_rules.facts.contradictions import Contradiction, Is, NotTogether
from itb_rules.facts.fields import choice, whole, yes_no
from itb_rules.facts.model import Facts

Exercise = Literal[
    "clamshell",
    "side_lying_abduction",
    "glute_bridge",
    "single_leg_bridge",
    "band_walk",
    "box_squat",
]
Effort = Literal["easy", "moderate", "hard"]
Load = Literal["none", "band_knees", "band_shin", "band_ankle", "ankle_weight", "box_higher", "box_lower"]

_CLAMSHELL = Is("exercise", ("clamshell",))
_ABDUCTION = Is("exercise", ("side_lying_abduction",))
_BRIDGES = Is("exercise", ("glute_bridge", "single_leg_bridge"))
_BAND_WALK = Is("exercise", ("band_walk",))
_BOX_SQUAT = Is("exercise", ("box_squat",))


class ExerciseSession(Facts):
    """One strength exercise of the programme, just done: the facts of the rulebook `exercise`.

    Every fact may be unknown (None). Exercises and loads are those of protocol P3 and E; a load that an exercise is
    not done with contradicts it. Questions, units and bounds of each fact are in `specs`.

    Raises:
        pydantic.ValidationError: when made from facts that are not valid, with every problem at once.
    """

    contradictions: ClassVar[tuple[Contradiction, ...]] = (
        NotTogether(
            Is("load", ("band_shin", "band_ankle", "ankle_weight", "box_higher", "box_lower")),
            _CLAMSHELL,
        ),
        NotTogether(
            Is("load", ("band_knees", "band_shin", "band_ankle", "box_higher", "box_lower")),
            _ABDUCTION,
        ),
        NotTogether(
            Is(
                "load",
                (
                    "band_knees",
                    "band_shin",
                    "band_ankle",
                    "ankle_weight",
                    "box_higher",
                    "box_lower",
                ),
            ),
            _BRIDGES,
        ),
        NotTogether(Is("load", ("none", "ankle_weight", "box_higher", "box_lower")), _BAND_WALK),
        NotTogether(Is("load", ("band_knees", "band_shin", "band_ankle", "ankle_weight")), _BOX_SQUAT),
    )

    exercise: Exercise | None = choice(
        question="Which exercise did you just do?",
        label="the exercise done",
        asks="runner",
        group="session",
        typical="clamshell",
    )
    sets: int | None = whole(
        0,
        20,
        unit="sets",
        question="How many sets of it did you complete?",
        label="sets completed",
        asks="runner",
        group="session",
        typical=3,
        worse="lower",
    )
    reps: int | None = whole(
        0,
        100,
        unit="repetitions",
        question=(
            "How many repetitions did you do on each side in your shortest set?"
            " For the band walk: how many steps in each direction?"
        ),
        label="repetitions a side in the shortest set",
        asks="runner",
        group="session",
        typical=15,
        worse="lower",
    )
    effort: Effort | None = choice(
        question="How did the last set feel: easy, moderate or hard?",
        label="effort of the last set",
        asks="runner",
        group="session",
        typical="moderate",
        worse=("easy", "moderate", "hard"),
    )
    controlled: bool | None = yes_no(
        question="Was every repetition slow and under control?",
        label="slow and controlled throughout",
        asks="runner",
        group="session",
        typical=True,
        worse=False,
    )
    form_error: bool | None = yes_no(
        question=(
            "Did the usual mistake of this exercise happen? Clamshell: the pelvis rolls back. Bridge: you feel it in"
            " the lower back. Single-leg bridge: the hip of the free leg sags. Band walk: the band goes slack or the"
            " feet meet. Box squat: the knee falls inward. Side-lying hip abduction: there is none, so answer no."
        ),
        label="the mistake to watch for in this exercise",
        asks="runner",
        group="session",
        typical=False,
        worse=True,
    )
    pain: int | None = whole(
        0,
        10,
        unit="points of 10",
        question=(
            "How strong was the pain on the outer side of the knee at its worst during the exercise,"
            " from 0 (none) to 10 (the worst you can imagine)?"
        ),
        label="worst outer-knee pain during the exercise",
        asks="runner",
        group="session",
        typical=0,
        worse="higher",
    )
    load: Load | None = choice(
        question=(
            "What did you do it with: nothing, a band above the knees, at mid-shin or at the ankles, an ankle weight,"
            " a higher box or a lower box?"
        ),
        label="load used",
        asks="runner",
        group="session",
        typical="none",
    )
    painkillers: bool | None = yes_no(
        question="Have you taken a painkiller in the last 24 hours?",
        label="painkillers in the last 24 hours",
        asks="runner",
        group="session",
        typical=False,
        worse=True,
    )
