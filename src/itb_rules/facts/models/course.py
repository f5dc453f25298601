"""Where a runner is in the programme, and the pain that brought them: the first facts of an `Assessment`."""

from typing import Literal

from itb_rules.facts.fields import choice, whole, yes_no
from itb_rules.facts.model import Facts

Stage = Literal[
    "protect",
    "strengthen",
    "return_week_1",
    "return_week_2",
    "return_week_3",
    "return_build",
    "full_running",
]
FlareStage = Literal[
    "none",
    "strengthen",
    "return_week_1",
    "return_week_2",
    "return_week_3",
    "return_build",
    "full_running",
]
OpenReferral = Literal["none", "refer", "refer_now"]
Clearance = Literal["none", "given", "alarm_cleared"]
Side = Literal["left", "right", "both"]
PainSite = Literal["lateral", "anterior", "medial", "posterior", "elsewhere"]


class Course(Facts):
    """Facts about the course of the rehab and the pain it is for."""

    stage: Stage | None = choice(
        question="Which stage of the programme are you in?",
        label="stage",
        asks="runner",
        group="course",
        typical="strengthen",
    )
    flare_stage: FlareStage | None = choice(
        question="Which stage did you leave when you last had to back off? None, if you never had to.",
        label="stage left at the last back-off",
        asks="runner",
        group="course",
        typical="none",
        changeable=False,
    )
    open_referral: OpenReferral | None = choice(
        question=(
            "Were you told on an earlier day to have the knee seen (refer), or to see a doctor the same day"
            " (refer_now), and has nobody who was told why examined it since? It counts although the sign may be gone"
            " by now. None, if you never were, or if it has been examined since."
        ),
        label="a referral of an earlier day that nobody has followed",
        asks="runner",
        group="course",
        typical="none",
        worse=("none", "refer", "refer_now"),
        changeable=False,
    )
    clearance: Clearance = choice(
        question=(
            "Have you examined this runner yourself, knowing what led to any advice to be seen, and do you allow rehab?"
            " given: you have assessed the findings as they are now. alarm_cleared: you have examined the alarming sign"
            " itself as well, as it is now. Otherwise none. A finding that is new since then voids it."
        ),
        label="a clinician's clearance",
        asks="clinician",
        group="course",
        typical="none",
        worse=("alarm_cleared", "given", "none"),
        default="none",
    )
    rehab_day: int | None = whole(
        1,
        3650,
        unit="days",
        question="Which day of your rehab is today? The first day is day 1.",
        label="day of rehab",
        asks="runner",
        group="course",
        typical=28,
    )
    stage_day: int | None = whole(
        1,
        3650,
        unit="days",
        question="Which day in your present stage is today? The first day is day 1.",
        label="day in this stage",
        asks="runner",
        group="course",
        typical=14,
    )
    consistent_weeks: int | None = whole(
        0,
        520,
        unit="weeks",
        question="For how many full weeks have you done your rehab regularly and well?",
        label="weeks of consistent rehab",
        asks="runner",
        group="course",
        typical=4,
    )
    return_weeks: int | None = whole(
        0,
        520,
        unit="weeks",
        question=("How many full weeks ago did you last enter week 1 of the return to running? 0, if you never did."),
        label="weeks since the return to running began",
        asks="runner",
        group="course",
        typical=0,
    )
    symptom_weeks: int | None = whole(
        0,
        5200,
        unit="weeks",
        question="For how many full weeks have you had this pain, whether or not you did any rehab for it?",
        label="weeks since the pain began",
        asks="runner",
        group="pain",
        typical=6,
        worse="higher",
    )
    side: Side | None = choice(
        question="Which knee is it: left, right or both?",
        label="affected knee",
        asks="runner",
        group="pain",
        typical="right",
        changeable=False,
    )
    pain_site: PainSite | None = choice(
        question=(
            "Where is the pain this rehab is for, or where was it: on the outer side of the knee (lateral), at the"
            " front (anterior), on the inner side (medial), at the back (posterior) or elsewhere?"
        ),
        label="main site of the pain",
        asks="runner",
        group="pain",
        typical="lateral",
        changeable=False,
    )
    pain_diffuse: bool | None = yes_no(
        question="Is the pain on the outer side spread over an area, so that you cannot point to one spot?",
        label="spread-out outer pain",
        asks="runner",
        group="pain",
        typical=False,
        worse=True,
    )
    pain_at_rest: int | None = whole(
        0,
        10,
        unit="points of 10",
        question="How strong is the pain at rest today, from 0 (none) to 10 (the worst you can imagine)?",
        label="pain at rest",
        asks="runner",
        group="pain",
        typical=0,
        worse="higher",
    )
    daily_pain: int | None = whole(
        0,
        10,
        unit="points of 10",
        question=(
            "How strong was the pain today at its worst in daily activities such as stairs, walking or getting up,"
            " from 0 (none) to 10 (the worst you can imagine)?"
        ),
        label="worst pain in daily activities",
        asks="runner",
        group="pain",
        typical=0,
        worse="higher",
    )
    pain_free_days: int | None = whole(
        0,
        3650,
        unit="days",
        question=("For how many days in a row, today included, have you had no pain at rest or in any daily activity?"),
        label="pain-free days",
        asks="runner",
        group="pain",
        typical=14,
        worse="lower",
    )
    pain_improving: bool | None = yes_no(
        question=(
            "Is the pain gone, or less than it was four weeks ago, or less than in the first week of your rehab? One of"
            " these is enough for a yes."
        ),
        label="improving pain",
        asks="runner",
        group="pain",
        typical=True,
        worse=False,
    )
    back_offs_12_weeks: int | None = whole(
        0,
        84,
        unit="steps back",
        question=(
            "How many times in the last 12 weeks did you have to go back to an earlier stage? Count those since a"
            " clinician last cleared you, if one did."
        ),
        label="steps back in the last 12 weeks",
        asks="runner",
        group="course",
        typical=0,
        worse="higher",
    )
