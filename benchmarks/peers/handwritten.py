"""The floor: the outcomes of `progression` as a programmer would write them by hand, figures and all.

It answers the outcome and nothing else: no rule has a name, no figure can be set, nothing is explained, and whoever
changes a rule has to find every line that it touches. Nothing a general engine does can be faster than this in Python.
An unknown fact is None: it warns of nothing, and nobody moves on with one that could. What follows from the facts given
is expected to be filled in.
"""

from __future__ import annotations

from itb_rules import Assessment


def outcome(runner: Assessment) -> str:
    """The outcome for one runner, the figures of the cautious profile."""
    examined = runner.clearance == "alarm_cleared"
    cleared = examined or runner.clearance == "given"
    if seen_today(runner, cleared=cleared, examined=examined):
        return "refer_now"
    if (runner.back_offs_12_weeks or 0) >= 3 or (not cleared and assessed(runner)):
        return "refer"
    if warned(runner):
        return "back_off"
    if (
        ready(runner, cleared=cleared)
        and all_clear(runner, cleared=cleared)
        and (examined or nothing_alarming(runner))
        and (cleared or nothing_to_assess(runner))
    ):
        return "progress"
    return "hold"


def seen_today(runner: Assessment, *, cleared: bool, examined: bool) -> bool:
    """A sign that a doctor has to see today, or had to on another day and nobody did."""
    return bool(
        runner.weight_bearing is False
        or runner.locked_now
        or runner.saddle_symptoms
        or runner.chest_symptoms
        or (runner.blood_thinner and swollen(runner) and (not cleared or runner.swelling_new))
        or (not cleared and runner.open_referral == "refer_now")
        or (not examined and alarming(runner))
    )


def alarming(runner: Assessment) -> bool:
    """A sign that has to be seen today until somebody has examined it."""
    return bool(
        runner.hot_knee
        or runner.calf_swelling
        or runner.foot_drop
        or runner.weakness_growing
        or runner.trauma_instability
        or runner.sudden_severe_pain
        or runner.tense_leg
        or (runner.fever and ((runner.pain_at_rest or 0) > 0 or (runner.daily_pain or 0) >= 4 or swollen(runner)))
        or (
            runner.recent_trauma
            and (
                (runner.age or 0) >= 55
                or runner.patella_tender
                or runner.fibular_head_tender
                or runner.flexes_90 is False
            )
        )
    )


def swollen(runner: Assessment) -> bool:
    """A swelling of the knee, of whatever kind."""
    return bool(runner.swelling in ("lateral", "widespread") or runner.swelling_new)


def assessed(runner: Assessment) -> bool:
    """A sign that somebody has to assess, or had to on another day and nobody did."""
    stuck = runner.pain_improving is False
    return bool(
        runner.open_referral == "refer"
        or runner.night_pain
        or runner.weight_loss
        or runner.cancer_history
        or runner.hard_lump
        or runner.bone_pain
        or runner.shooting_pain
        or runner.tingling
        or runner.numbness
        or runner.leg_weakness
        or runner.prosthesis
        or runner.recent_surgery
        or runner.exertional_leg_pain
        or (runner.age is not None and runner.age < 16)
        or (stuck and (runner.consistent_weeks or 0) >= 6)
        or (stuck and ((runner.symptom_weeks or 0) >= 8 or (runner.rehab_day or 0) >= 56))
        or (stuck and runner.bone_stress_risk)
        or swollen(runner)
        or runner.giving_way
        or runner.varus_test == "positive"
        or (runner.pain_diffuse and runner.varus_test == "not_tested")
        or runner.locking
        or (runner.joint_line_pain and (runner.clicking or runner.flexion_rotation_pain))
        or (runner.clicking and runner.flexion_rotation_pain)
        or runner.pain_site not in ("lateral", None)
        or runner.fibular_head_tender
        or runner.flexes_90 is False
        or (runner.pain_at_rest or 0) >= 7
        or (runner.daily_pain or 0) >= 7
    )


def warned(runner: Assessment) -> bool:
    """A sign that the last step was too much."""
    return bool(
        runner.run_pain == "worsening"
        or (runner.post_run_pain_hours or 0) > 2
        or runner.exercise_pain
        or runner.swelling_new
        or runner.next_morning_worse
        or (
            runner.stage not in ("protect", None) and ((runner.pain_at_rest or 0) >= 4 or (runner.daily_pain or 0) >= 4)
        )
    )


def ready(runner: Assessment, *, cleared: bool) -> bool:
    """What the stage asks for is met, and it was not overdone."""
    stage = runner.stage
    if stage == "protect":
        return protected(runner, cleared=cleared)
    if (runner.pain_free_days or 0) < 7 or runner.sport_pain is not False:
        return False
    if stage == "strengthen":
        return strengthened(runner)
    if runner.run_pain not in ("none", "no_run"):
        return False
    return built_up(runner) if stage == "return_build" else ran_well(runner)


def protected(runner: Assessment, *, cleared: bool) -> bool:
    """On to strengthening, for the first time or after a flare, or back to where it flared."""
    day, flare, pain = runner.stage_day or 0, runner.flare_stage, runner.daily_pain
    if flare is None or runner.pain_at_rest != 0 or not (cleared or runner.swelling == "none"):
        return False
    if flare != "none" and day >= 4 and (runner.pain_free_days or 0) >= 3:
        return True
    first = 8 if flare == "none" else 4 if flare == "strengthen" else 15
    return day >= first and pain is not None and pain <= (3 if day >= 15 else 2)


def strengthened(runner: Assessment) -> bool:
    """On to the first run."""
    day = runner.stage_day or 0
    long_enough = day >= 15 or (day >= 8 and runner.flare_stage not in ("none", "strengthen", "protect", None))
    return long_enough and runner.pain_at_rest == 0 and runner.exercises_completed is True


def ran_well(runner: Assessment) -> bool:
    """On from one of the three return weeks."""
    stage, runs, longest = runner.stage, runner.runs_last_7_days or 0, runner.longest_run_minutes
    if (runner.stage_day or 0) < 8 or runs < 2 or runner.painful_runs_last_7_days != 0 or longest is None:
        return False
    if stage == "return_week_3":
        return longest <= 35 and runs <= 3
    most = 15 if stage == "return_week_1" else 20 if stage == "return_week_2" else -1
    return longest <= most and runner.consecutive_run_days is False


def built_up(runner: Assessment) -> bool:
    """On to full running."""
    rise = runner.week_change_pct
    weeks = (runner.return_weeks or 0) >= 8 and (runner.pain_free_weeks or 0) >= 4
    return weeks and (runner.stage_day or 0) >= 8 and rise is not None and rise <= 10


def all_clear(runner: Assessment, *, cleared: bool) -> bool:
    """Nothing that holds even after an examination is there, or might be."""
    return (
        runner.weight_bearing is True
        and runner.locked_now is False
        and runner.saddle_symptoms is False
        and runner.chest_symptoms is False
        and runner.fever is False
        and runner.run_pain is not None
        and runner.post_run_pain_hours is not None
        and runner.exercise_pain is False
        and runner.swelling_new is False
        and (runner.blood_thinner is False or cleared or runner.swelling == "none")
        and runner.next_morning_worse is False
        and (
            runner.stage == "protect"
            or (
                runner.pain_at_rest is not None
                and runner.pain_at_rest < 4
                and runner.daily_pain is not None
                and runner.daily_pain < 4
            )
        )
        and runner.back_offs_12_weeks is not None
        and runner.painkillers is False
    )


def nothing_alarming(runner: Assessment) -> bool:
    """Nothing that has to be seen today until it is examined is there, or might be."""
    return (
        runner.hot_knee is False
        and runner.calf_swelling is False
        and runner.foot_drop is False
        and runner.weakness_growing is False
        and runner.trauma_instability is False
        and runner.sudden_severe_pain is False
        and runner.tense_leg is False
        and (
            runner.recent_trauma is False
            or (
                runner.age is not None
                and runner.age < 55
                and runner.patella_tender is False
                and runner.fibular_head_tender is False
                and runner.flexes_90 is True
            )
        )
    )


def nothing_to_assess(runner: Assessment) -> bool:
    """Nothing that somebody has to assess is there, or might be."""
    better = runner.pain_improving is True
    return (
        runner.open_referral == "none"
        and runner.quinolone is False
        and runner.night_pain is False
        and runner.weight_loss is False
        and runner.cancer_history is False
        and runner.hard_lump is False
        and runner.bone_pain is False
        and runner.shooting_pain is False
        and runner.tingling is False
        and runner.numbness is False
        and runner.leg_weakness is False
        and runner.prosthesis is False
        and runner.recent_surgery is False
        and runner.exertional_leg_pain is False
        and runner.age is not None
        and (better or (runner.consistent_weeks is not None and runner.consistent_weeks < 6))
        and (
            better
            or (
                runner.symptom_weeks is not None
                and runner.symptom_weeks < 8
                and runner.rehab_day is not None
                and runner.rehab_day < 56
            )
        )
        and (better or runner.bone_stress_risk is False)
        and runner.swelling == "none"
        and runner.giving_way is False
        and (runner.varus_test == "negative" or (runner.varus_test == "not_tested" and runner.pain_diffuse is False))
        and runner.locking is False
        and runner.joint_line_pain is False
        and runner.clicking is False
        and runner.flexion_rotation_pain is False
        and runner.pain_site == "lateral"
        and runner.fibular_head_tender is False
        and runner.flexes_90 is True
        and runner.pain_at_rest is not None
        and runner.daily_pain is not None
    )
