"""Where a runner is in the programme, and the pain that brought them: the first facts of an `Assessment`."""

from typing import ClassVar, Literal

from itb_rules.facts.fields import choice, whole, yes_no
from itb_rules.facts.model import Facts

Stage = Literal[
    "protect", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", "full_running"
]
FlareStage = Literal[
    "none", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", "full_running"
]
OpenReferral = Literal["none", "refer", "refer_now"]
Clearance = Literal["none", "given", "alarm_cleared"]
Side = Literal["left", "right", "both"]
PainSite = Literal["lateral", "anterior", "medial", "posterior", "elsewhere"]


class Course(Facts):
    """Facts about the course of the rehab and the pain it is for."""

    texts: ClassVar[str] = "Assessment"

    stage: Stage | None = choice(asks="runner", group="course", typical="strengthen")
    flare_stage: FlareStage | None = choice(asks="runner", group="course", typical="none", changeable=False)
    open_referral: OpenReferral | None = choice(
        asks="runner", group="course", typical="none", worse=("none", "refer", "refer_now"), changeable=False
    )
    clearance: Clearance = choice(
        asks="clinician", group="course", typical="none", worse=("alarm_cleared", "given", "none"), default="none"
    )
    rehab_day: int | None = whole(1, 3650, unit="days", asks="runner", group="course", typical=28)
    stage_day: int | None = whole(1, 3650, unit="days", asks="runner", group="course", typical=14)
    consistent_weeks: int | None = whole(0, 520, unit="weeks", asks="runner", group="course", typical=4)
    return_weeks: int | None = whole(0, 520, unit="weeks", asks="runner", group="course", typical=0)
    symptom_weeks: int | None = whole(0, 5200, unit="weeks", asks="runner", group="pain", typical=6, worse="higher")
    side: Side | None = choice(asks="runner", group="pain", typical="right", changeable=False)
    pain_site: PainSite | None = choice(asks="runner", group="pain", typical="lateral", changeable=False)
    pain_diffuse: bool | None = yes_no(asks="runner", group="pain", typical=False, worse=True)
    pain_at_rest: int | None = whole(0, 10, unit="points of 10", asks="runner", group="pain", typical=0, worse="higher")
    daily_pain: int | None = whole(0, 10, unit="points of 10", asks="runner", group="pain", typical=0, worse="higher")
    pain_free_days: int | None = whole(0, 3650, unit="days", asks="runner", group="pain", typical=14, worse="lower")
    pain_improving: bool | None = yes_no(asks="runner", group="pain", typical=True, worse=False)
    back_offs_12_weeks: int | None = whole(
        0, 84, unit="steps back", asks="runner", group="course", typical=0, worse="higher"
    )
