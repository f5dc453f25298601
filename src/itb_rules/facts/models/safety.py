"""The questions a safe app has to ask (protocol S), and running form (protocol F), in an `Assessment`."""

from itb_rules.facts.fields import whole, yes_no
from itb_rules.facts.model import Facts


class Safety(Facts):
    """Facts about red flags, the runner's history, and running form."""

    age: int | None = whole(
        0,
        120,
        unit="years",
        question="How old are you?",
        label="age",
        asks="runner",
        group="history",
        typical=35,
        changeable=False,
    )
    night_pain: bool | None = yes_no(
        question="Is the pain there all the time, whatever you do, or does it wake you at night?",
        label="constant pain or pain at night",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    weight_loss: bool | None = yes_no(
        question="Have you lost weight without knowing why?",
        label="unexplained weight loss",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    cancer_history: bool | None = yes_no(
        question=(
            "Is there a cancer now, or has there ever been one? A skin cancer that was removed and needs no more"
            " treatment is a no."
        ),
        label="history of cancer",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
        changeable=False,
    )
    hard_lump: bool | None = yes_no(
        question="Can a hard lump be felt at the leg or the knee?",
        label="a hard lump",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    blood_thinner: bool | None = yes_no(
        question=(
            "Do you take a blood thinner (an anticoagulant), such as warfarin, apixaban, rivaroxaban, edoxaban,"
            " dabigatran or heparin?"
        ),
        label="a blood thinner",
        asks="runner",
        group="history",
        typical=False,
        worse=True,
        changeable=False,
    )
    quinolone: bool | None = yes_no(
        question=(
            "Have you taken a fluoroquinolone antibiotic in the last 3 months, such as ciprofloxacin, levofloxacin,"
            " moxifloxacin or ofloxacin?"
        ),
        label="a fluoroquinolone antibiotic in the last 3 months",
        asks="runner",
        group="history",
        typical=False,
        worse=True,
        changeable=False,
    )
    bone_stress_risk: bool | None = yes_no(
        question=(
            "Have you ever had a bone stress injury (a stress fracture), have your periods stopped or been missed"
            " without a known reason, or do you eat much less than you burn? One of these is a yes."
        ),
        label="a risk of a bone stress injury",
        asks="runner",
        group="history",
        typical=False,
        worse=True,
    )
    calf_swelling: bool | None = yes_no(
        question=(
            "Is one calf swollen, or is one calf painful without a plain reason? Both calves sore after hills or a hard"
            " run is a plain reason, so a no."
        ),
        label="one-sided swelling or pain of the calf",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    chest_symptoms: bool | None = yes_no(
        question=(
            "Now or in the last days: are you short of breath in a way that is new, or at rest, do you have chest pain,"
            " or have you fainted? Out of breath from a run as always is a no."
        ),
        label="breathlessness, chest pain or fainting",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    sudden_severe_pain: bool | None = yes_no(
        question=(
            "Did severe pain of the knee or the lower leg come on within hours, and does it stay at rest? Pain of a run"
            " or a descent that eases once you stop is a no."
        ),
        label="severe pain that came within hours and stays at rest",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    tense_leg: bool | None = yes_no(
        question=(
            "Since an injury or after hard exercise: is the lower leg tense and tight, or does moving the toes cause"
            " severe pain?"
        ),
        label="tense lower leg after an injury or hard exercise",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    saddle_symptoms: bool | None = yes_no(
        question=("Do you have new trouble with bladder or bowel, or numbness where you would sit on a saddle?"),
        label="bladder or bowel trouble, or saddle numbness",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    exertional_leg_pain: bool | None = yes_no(
        question=(
            "Does walking bring on leg pain that is gone within minutes of rest, together with a cold or pale foot?"
        ),
        label="leg pain on walking with a cold or pale foot",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    bone_pain: bool | None = yes_no(
        question=(
            "Is there pain at one point on a bone that does not ease as you warm up? The outer bump of the thigh bone"
            " at the knee does not count: a sore spot there is a no."
        ),
        label="pain at a point on bone",
        asks="runner",
        group="red_flags",
        typical=False,
        worse=True,
    )
    back_pain: bool | None = yes_no(
        question="Do you have back pain?",
        label="back pain",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    shooting_pain: bool | None = yes_no(
        question="Does pain shoot from your back down past the knee?",
        label="pain shooting from the back past the knee",
        asks="runner",
        group="nerve",
        typical=False,
        worse=True,
    )
    prosthesis: bool | None = yes_no(
        question="Is this knee an artificial joint?",
        label="artificial knee joint",
        asks="runner",
        group="history",
        typical=False,
        worse=True,
        changeable=False,
    )
    recent_surgery: bool | None = yes_no(
        question="Has this knee been operated on in the last 12 months?",
        label="surgery on the knee in the last 12 months",
        asks="runner",
        group="history",
        typical=False,
        worse=True,
        changeable=False,
    )
    cadence_spm: int | None = whole(
        60,
        300,
        unit="steps a minute",
        question="What is your cadence, counting the steps of both feet?",
        label="cadence",
        asks="runner",
        group="form",
        typical=172,
    )
    over_striding: bool | None = yes_no(
        question="Does your foot land well in front of your body when you run?",
        label="over-striding",
        asks="runner",
        group="form",
        typical=False,
        worse=True,
    )
    crossover_gait: bool | None = yes_no(
        question="Do your feet land on one line, or cross it, when you run?",
        label="crossover gait",
        asks="runner",
        group="form",
        typical=False,
        worse=True,
    )
    pelvic_drop: bool | None = yes_no(
        question="On a video of your run, does the hip of the free leg drop at each step?",
        label="pelvic drop",
        asks="runner",
        group="form",
        typical=False,
        worse=True,
    )
    cambered_road: bool | None = yes_no(
        question="Do you mostly run on the same side of a sloping road?",
        label="always the same side of a cambered road",
        asks="runner",
        group="form",
        typical=False,
        worse=True,
    )
