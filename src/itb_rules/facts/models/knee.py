"""What is found at the knee and in the leg: the findings that decide about a referral in an `Assessment`."""

from typing import Literal

from itb_rules.facts.fields import choice, yes_no
from itb_rules.facts.model import Facts

Swelling = Literal["none", "lateral", "widespread"]
VarusTest = Literal["negative", "positive", "not_tested"]


class Knee(Facts):
    """Facts about the knee, the nerves of the leg, and an injury."""

    swelling: Swelling | None = choice(
        question="Is the knee swollen: not at all (none), only on the outer side (lateral), or all over (widespread)?",
        label="swelling of the knee",
        asks="runner",
        group="knee",
        typical="none",
        worse=("none", "lateral", "widespread"),
    )
    swelling_new: bool | None = yes_no(
        question=(
            "Did the swelling come, or grow, since you entered this stage, and since a clinician last cleared you, if"
            " one did? No, if there is none."
        ),
        label="new swelling",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    giving_way: bool | None = yes_no(
        question="Does the knee give way under you, or feel as if it would?",
        label="giving way of the knee",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    trauma_instability: bool | None = yes_no(
        question=(
            "Did the giving way begin with an injury, such as a fall or a twist, in the last 6 weeks? No, if the knee"
            " does not give way."
        ),
        label="giving way since an injury",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
    )
    weight_bearing: bool | None = yes_no(
        question="Can you take four steps, putting weight on the leg each time?",
        label="weight on the leg for four steps",
        asks="runner",
        group="injury",
        typical=True,
        worse=False,
    )
    varus_test: VarusTest | None = choice(
        question=(
            "With the knee held still and the lower leg pushed inward, which gaps the outer side of the joint: is there"
            " pain on the outer side? Positive, negative or not tested."
        ),
        label="varus test",
        asks="clinician",
        group="knee",
        typical="negative",
        worse=("negative", "positive"),
    )
    tingling: bool | None = yes_no(
        question="Do you have tingling or pins and needles in the lower leg or foot?",
        label="tingling in the lower leg or foot",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    numbness: bool | None = yes_no(
        question="Is any part of the lower leg or foot numb?",
        label="numbness in the lower leg or foot",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    leg_weakness: bool | None = yes_no(
        question="Is the lower leg or foot weak, for instance when you lift the foot or stand on your toes?",
        label="weakness in the lower leg or foot",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    foot_drop: bool | None = yes_no(
        question="Do your toes drag when you walk, or do you trip over that foot?",
        label="foot drop",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    weakness_growing: bool | None = yes_no(
        question="Has weakness of the leg come on, or been growing, within hours or days?",
        label="growing leg weakness",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    joint_line_pain: bool | None = yes_no(
        question=(
            "Is the pain exactly on the outer joint line, the groove between thigh bone and shin bone on the outer side"
            " of the knee?"
        ),
        label="pain at the outer joint line",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    clicking: bool | None = yes_no(
        question=(
            "Does the knee click and hurt as it clicks, or has it clicked only since an injury? A click that you have"
            " had for long and that does not hurt is a no."
        ),
        label="clicking of the knee",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    locking: bool | None = yes_no(
        question="Does the knee sometimes get stuck, so that it will not move for a moment, and then free itself?",
        label="locking of the knee",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    locked_now: bool | None = yes_no(
        question="Is the knee stuck now, so that it cannot be straightened?",
        label="a knee that cannot be straightened now",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    flexion_rotation_pain: bool | None = yes_no(
        question="Does it hurt to bend and twist the knee at the same time?",
        label="pain on bending and twisting together",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    pressure_tenderness: bool | None = yes_no(
        question="Is the sore spot much more tender than the same spot of a sound knee when pressed directly?",
        label="marked tenderness to direct pressure",
        asks="runner",
        group="knee",
        typical=False,
        worse=True,
    )
    hot_knee: bool | None = yes_no(
        question="Is the knee hot or red, or so swollen that it moves less?",
        label="hot, red or movement-restricting swollen knee",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    fever: bool | None = yes_no(
        question="Do you have a fever?",
        label="fever",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    recent_trauma: bool | None = yes_no(
        question="Have you injured this leg in the last 14 days, for instance in a fall, a blow or a twist?",
        label="injury to the leg in the last 14 days",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
    )
    flexes_90: bool | None = yes_no(
        question="Can you bend the knee to a right angle (90 degrees)?",
        label="bending of the knee to 90 degrees",
        asks="runner",
        group="injury",
        typical=True,
        worse=False,
    )
    fibular_head_tender: bool | None = yes_no(
        question=(
            "Is it tender to press the head of the fibula, the small bump of bone on the outer side, just below the"
            " knee?"
        ),
        label="tenderness at the head of the fibula",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
    )
    patella_tender: bool | None = yes_no(
        question="Is it tender to press the kneecap?",
        label="tenderness at the kneecap",
        asks="runner",
        group="injury",
        typical=False,
        worse=True,
    )
