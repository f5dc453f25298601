"""The floor: the outcomes of `progression` as a programmer would write them by hand, figures and all.

It answers the outcome and nothing else: no rule has a name, no figure can be set, nothing is explained, and whoever
changes a rule has to find every line that it touches. Nothing a general engine does can be faster than this in Python.
An unknown fact is None: it warns of nothing, and nobody moves on with one that could.
"""

from __future__ import annotations

from itb_rules import Assessment


def outcome(runner: Assessment) -> str:
    """The outcome for one runner, the figures of the cautious profile."""
    if seen_today(runner):
        return "refer_now"
    cleared = runner.clearance == "given"
    if not cleared and assessed(runner):
        return "refer"
    if warned(runner):
        return "back_off"
    if ready(runner, cleared=cleared) and all_clear(runner) and (cleared or nothing_to_assess(runner)):
        return "progress"
    return "hold"


def seen_today(runner: Assessment) -> bool:
    """A sign that a doctor has to see today."""
    return bool(
        runner.weight_bearing is False
        or (
            runner.recent_trauma
            and (
                (runner.age or 0) >= 55
                or runner.patella_tender
                or runner.fibular_head_tender
                or runner.flexes_90 is False
            )
        )
        or runner.hot_knee
        or runner.fever
        or runner.calf_swelling
        or runner.foot_drop
        or runner.weakness_growing
        or runner.locked_now
        or runner.trauma_instability
        or runner.sudden_severe_pain
        or runner.tense_leg
        or runner.saddle_symptoms
        or runner.chest_symptoms
    )


def assessed(runner: Assessment) -> bool:
    """A sign that somebody has to assess."""
    return bool(
        runner.night_pain
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
        or (runner.pain_improving is False and (runner.consistent_weeks or 0) >= 6)
        or runner.swelling in ("lateral", "widespread")
        or runner.swelling_new
        or runner.giving_way
        or runner.varus_test == "positive"
        or (runner.pain_diffuse and runner.varus_test == "not_tested")
        or runner.locking
        or (runner.joint_line_pain and (runner.clicking or runner.flexion_rotation_pain))
        or (runner.clicking and runner.flexion_rotation_pain)
        or runner.pain_site not in ("lateral", None)
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
    )


def ready(runner: Assessment, *, cleared: bool) -> bool:
    """What the stage asks for is met, and it was not overdone."""
    stage = runner.stage
    if stage == "protect":
        return protected(runner, cleared=cleared)
    if (runner.pain_free_days or 0) < 7:
        return False
    if stage == "strengthen":
        return strengthened(runner)
    if runner.run_pain not in ("none", "no_run"):
        return False
    return built_up(runner) if stage == "return_build" else ran_well(runner)


def protected(runner: Assessment, *, cleared: bool) -> bool:
    """On to strengthening, for the first time or after a flare."""
    if runner.pain_at_rest != 0 or not (cleared or runner.swelling == "none"):
        return False
    day, flare = runner.stage_day or 0, runner.flare_stage
    if flare == "none":
        return day >= 8 and runner.daily_pain is not None and runner.daily_pain <= 2
    return flare is not None and day >= 4 and (runner.pain_free_days or 0) >= 3


def strengthened(runner: Assessment) -> bool:
    """On to the first run."""
    day = runner.stage_day or 0
    long_enough = day >= 15 or (day >= 8 and runner.flare_stage not in ("none", "strengthen", None))
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
    return (runner.return_weeks or 0) >= 8 and (runner.pain_free_weeks or 0) >= 4 and rise is not None and rise <= 10


def all_clear(runner: Assessment) -> bool:
    """Nothing that no clinician can clear is there, or might be."""
    return (
        runner.weight_bearing is True
        and runner.hot_knee is False
        and runner.fever is False
        and runner.calf_swelling is False
        and runner.foot_drop is False
        and runner.weakness_growing is False
        and runner.locked_now is False
        and runner.trauma_instability is False
        and runner.sudden_severe_pain is False
        and runner.tense_leg is False
        and runner.saddle_symptoms is False
        and runner.chest_symptoms is False
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
        and runner.run_pain is not None
        and runner.post_run_pain_hours is not None
        and runner.exercise_pain is False
        and runner.swelling_new is False
        and runner.next_morning_worse is False
        and runner.painkillers is False
    )


def nothing_to_assess(runner: Assessment) -> bool:
    """Nothing that somebody has to assess is there, or might be."""
    return (
        runner.night_pain is False
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
        and (runner.pain_improving is True or (runner.consistent_weeks is not None and runner.consistent_weeks < 6))
        and runner.swelling == "none"
        and runner.giving_way is False
        and (runner.varus_test == "negative" or (runner.varus_test == "not_tested" and runner.pain_diffuse is False))
        and runner.locking is False
        and runner.joint_line_pain is False
        and runner.clicking is False
        and runner.flexion_rotation_pain is False
        and runner.pain_site == "lateral"
        and runner.pain_at_rest is not None
        and runner.daily_pain is not None
    )
