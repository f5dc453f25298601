"""What is found at the knee and in the leg: the findings that decide about a referral in an `Assessment`."""

from typing import ClassVar, Literal

from itb_rules.facts.fields import choice, yes_no
from itb_rules.facts.model import Facts

Swelling = Literal["none", "lateral", "widespread"]
VarusTest = Literal["negative", "positive", "not_tested"]


class Knee(Facts):
    """Facts about the knee, the nerves of the leg, and an injury."""

    texts: ClassVar[str] = "Assessment"

    swelling: Swelling | None = choice(
        asks="runner", group="knee", typical="none", worse=("none", "lateral", "widespread")
    )
    swelling_new: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    giving_way: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    trauma_instability: bool | None = yes_no(asks="runner", group="injury", typical=False, worse=True)
    weight_bearing: bool | None = yes_no(asks="runner", group="injury", typical=True, worse=False)
    varus_test: VarusTest | None = choice(
        asks="clinician", group="knee", typical="negative", worse=("negative", "positive")
    )
    tingling: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    numbness: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    leg_weakness: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    foot_drop: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    weakness_growing: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    joint_line_pain: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    clicking: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    locking: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    locked_now: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    flexion_rotation_pain: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    pressure_tenderness: bool | None = yes_no(asks="runner", group="knee", typical=False, worse=True)
    hot_knee: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    fever: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    recent_trauma: bool | None = yes_no(asks="runner", group="injury", typical=False, worse=True)
    flexes_90: bool | None = yes_no(asks="runner", group="injury", typical=True, worse=False)
    fibular_head_tender: bool | None = yes_no(asks="runner", group="injury", typical=False, worse=True)
    patella_tender: bool | None = yes_no(asks="runner", group="injury", typical=False, worse=True)
