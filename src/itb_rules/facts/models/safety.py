"""The questions a safe app has to ask (protocol S), and running form (protocol F), in an `Assessment`."""

from typing import ClassVar

from itb_rules.facts.fields import whole, yes_no
from itb_rules.facts.model import Facts


class Safety(Facts):
    """Facts about red flags, the runner's history, and running form."""

    texts: ClassVar[str] = "Assessment"

    age: int | None = whole(0, 120, unit="years", asks="runner", group="history", typical=35, changeable=False)
    night_pain: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    weight_loss: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    cancer_history: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True, changeable=False)
    hard_lump: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    blood_thinner: bool | None = yes_no(asks="runner", group="history", typical=False, worse=True, changeable=False)
    quinolone: bool | None = yes_no(asks="runner", group="history", typical=False, worse=True, changeable=False)
    bone_stress_risk: bool | None = yes_no(asks="runner", group="history", typical=False, worse=True)
    calf_swelling: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    chest_symptoms: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    sudden_severe_pain: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    tense_leg: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    saddle_symptoms: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    exertional_leg_pain: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    bone_pain: bool | None = yes_no(asks="runner", group="red_flags", typical=False, worse=True)
    back_pain: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    shooting_pain: bool | None = yes_no(asks="runner", group="nerve", typical=False, worse=True)
    prosthesis: bool | None = yes_no(asks="runner", group="history", typical=False, worse=True, changeable=False)
    recent_surgery: bool | None = yes_no(asks="runner", group="history", typical=False, worse=True, changeable=False)
    cadence_spm: int | None = whole(60, 300, unit="steps a minute", asks="runner", group="form", typical=172)
    over_striding: bool | None = yes_no(asks="runner", group="form", typical=False, worse=True)
    crossover_gait: bool | None = yes_no(asks="runner", group="form", typical=False, worse=True)
    pelvic_drop: bool | None = yes_no(asks="runner", group="form", typical=False, worse=True)
    cambered_road: bool | None = yes_no(asks="runner", group="form", typical=False, worse=True)
