"""Facts about one strength exercise, just done."""

from typing import ClassVar, Literal

from itb_rules.facts.contradictions import Contradiction, Is, NotTogether
from itb_rules.facts.fields import choice, whole, yes_no
from itb_rules.facts.model import Facts

Exercise = Literal["clamshell", "side_lying_abduction", "glute_bridge", "single_leg_bridge", "band_walk", "box_squat"]
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
        FactsError: when made from facts that are not valid, with every problem at once.
    """

    texts: ClassVar[str] = "ExerciseSession"

    contradictions: ClassVar[tuple[Contradiction, ...]] = (
        NotTogether(Is("load", ("band_shin", "band_ankle", "ankle_weight", "box_higher", "box_lower")), _CLAMSHELL),
        NotTogether(Is("load", ("band_knees", "band_shin", "band_ankle", "box_higher", "box_lower")), _ABDUCTION),
        NotTogether(
            Is("load", ("band_knees", "band_shin", "band_ankle", "ankle_weight", "box_higher", "box_lower")), _BRIDGES
        ),
        NotTogether(Is("load", ("none", "ankle_weight", "box_higher", "box_lower")), _BAND_WALK),
        NotTogether(Is("load", ("band_knees", "band_shin", "band_ankle", "ankle_weight")), _BOX_SQUAT),
    )

    exercise: Exercise | None = choice(asks="runner", group="session", typical="clamshell")
    sets: int | None = whole(0, 20, unit="sets", asks="runner", group="session", typical=3, worse="lower")
    reps: int | None = whole(0, 100, unit="repetitions", asks="runner", group="session", typical=15, worse="lower")
    effort: Effort | None = choice(
        asks="runner", group="session", typical="moderate", worse=("easy", "moderate", "hard")
    )
    controlled: bool | None = yes_no(asks="runner", group="session", typical=True, worse=False)
    form_error: bool | None = yes_no(asks="runner", group="session", typical=False, worse=True)
    pain: int | None = whole(0, 10, unit="points of 10", asks="runner", group="session", typical=0, worse="higher")
    load: Load | None = choice(asks="runner", group="session", typical="none")
    painkillers: bool | None = yes_no(asks="runner", group="session", typical=False, worse=True)
