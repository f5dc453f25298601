"""The progression protocol written out a second time, by hand, for comparison with the rulebook.

Nothing of the library is used, and nothing is clever: one function per row, each answering True, False or None for
"cannot be told", and a resolution that reads from the most cautious outcome down. Where the rulebook and this file
differ, one of them misreads the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

Truth = bool | None
Facts = Mapping[str, Any]

STAGES = (
    "protect",
    "strengthen",
    "return_week_1",
    "return_week_2",
    "return_week_3",
    "return_build",
    "full_running",
)
RETURN_ON = STAGES[2:]
"""From the first run on: the return stages and full running."""


class Figures(NamedTuple):
    """The thresholds for which the source gives a range, one end each."""

    protect_daily_pain: int
    pain_free_days_before_running: int
    strengthen_days: int
    hours_of_pain_after_run: int
    weeks_without_improvement: int
    return_weeks_before_hills: int
    tolerated_pain: int
    weeks_of_pain: int


FIGURES = {
    "cautious": Figures(2, 7, 15, 2, 6, 8, 0, 8),
    "permissive": Figures(3, 5, 8, 3, 8, 6, 2, 12),
}


class Answer(NamedTuple):
    """What the protocol answers for one day."""

    outcome: str
    next_stage: str | None
    flare_stage: str | None
    withheld: bool
    suspected: frozenset[str]
    open_referral: str | None
    within_days: int | None


class Row(NamedTuple):
    """One row of the protocol, or one part of a row."""

    id: str
    outcome: str
    holds: Callable[[Facts, Figures], Truth]
    suspects: str | None = None
    lifted_by: tuple[str, ...] = ()
    move: str | None = None
    within: int | None = None
    stands: bool = True


GIVEN = ("given", "alarm_cleared")
"""A given clearance, of either kind."""
ALARM = ("alarm_cleared",)
"""Somebody examined the alarming sign itself."""


# Somebody to start from: nothing wrong, everything known, and just far enough for the next stage ----------------------

NO = False
HEALTHY: dict[str, Any] = {
    "flare_stage": "none",
    "open_referral": "none",
    "clearance": "none",
    "rehab_day": 400,
    "consistent_weeks": 4,
    "symptom_weeks": 60,
    "side": "left",
    "pain_site": "lateral",
    "pain_diffuse": NO,
    "pain_at_rest": 0,
    "daily_pain": 0,
    "pain_improving": True,
    "back_offs_12_weeks": 0,
    "run_pain_level": 0,
    "sport_pain": NO,
    "post_run_pain_hours": 0,
    "next_morning_worse": NO,
    "painful_runs_last_7_days": 0,
    "consecutive_run_days": NO,
    "week_change_pct": 10,
    "pain_free_weeks": 4,
    "exercise_pain": NO,
    "exercises_completed": True,
    "painkillers": NO,
    "swelling": "none",
    "swelling_new": NO,
    "giving_way": NO,
    "trauma_instability": NO,
    "weight_bearing": True,
    "varus_test": "negative",
    "tingling": NO,
    "numbness": NO,
    "leg_weakness": NO,
    "foot_drop": NO,
    "weakness_growing": NO,
    "joint_line_pain": NO,
    "clicking": NO,
    "locking": NO,
    "locked_now": NO,
    "flexion_rotation_pain": NO,
    "pressure_tenderness": NO,
    "hot_knee": NO,
    "fever": NO,
    "recent_trauma": NO,
    "flexes_90": True,
    "fibular_head_tender": NO,
    "patella_tender": NO,
    "age": 40,
    "night_pain": NO,
    "weight_loss": NO,
    "cancer_history": NO,
    "hard_lump": NO,
    "blood_thinner": NO,
    "quinolone": NO,
    "bone_stress_risk": NO,
    "calf_swelling": NO,
    "chest_symptoms": NO,
    "sudden_severe_pain": NO,
    "tense_leg": NO,
    "saddle_symptoms": NO,
    "exertional_leg_pain": NO,
    "bone_pain": NO,
    "back_pain": NO,
    "shooting_pain": NO,
    "prosthesis": NO,
    "recent_surgery": NO,
    "cadence_spm": 172,
    "over_striding": NO,
    "crossover_gait": NO,
    "pelvic_drop": NO,
    "cambered_road": NO,
}
NOT_RUNNING = {"run_pain": "no_run", "runs_last_7_days": 0, "longest_run_minutes": 0, "return_weeks": 0}
RUNNING = {"run_pain": "none", "pain_free_days": 7}
READY: dict[str, dict[str, Any]] = {
    "protect": HEALTHY | NOT_RUNNING | {"stage_day": 8, "pain_free_days": 0},
    "strengthen": HEALTHY | NOT_RUNNING | {"stage_day": 15, "pain_free_days": 7},
    "return_week_1": HEALTHY | RUNNING | {"stage_day": 8, "runs_last_7_days": 2, "longest_run_minutes": 15},
    "return_week_2": HEALTHY | RUNNING | {"stage_day": 8, "runs_last_7_days": 2, "longest_run_minutes": 20},
    "return_week_3": HEALTHY | RUNNING | {"stage_day": 8, "runs_last_7_days": 3, "longest_run_minutes": 35},
    "return_build": HEALTHY | RUNNING | {"stage_day": 36, "runs_last_7_days": 4, "longest_run_minutes": 50},
    "full_running": HEALTHY | RUNNING | {"stage_day": 50, "runs_last_7_days": 5, "longest_run_minutes": 90},
}
for _week, _stage in enumerate(STAGES[2:5]):
    READY[_stage]["return_weeks"] = _week + 1
READY["return_build"]["return_weeks"] = 8
READY["full_running"]["return_weeks"] = 16
for _stage, _facts in READY.items():
    _facts["stage"] = _stage


# Three-valued logic (Kleene's) ----------------------------------------------------------------------------------------


def every(*truths: Truth) -> Truth:
    """One False is enough for False; True only if all are."""
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def either(*truths: Truth) -> Truth:
    """One True is enough for True; False only if all are."""
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def opposite(truth: Truth) -> Truth:
    """Unknown stays unknown."""
    return None if truth is None else not truth


def two_of(*truths: Truth) -> Truth:
    """Two or more are True; False once the unknown ones could not make it two."""
    sure = sum(truth is True for truth in truths)
    possible = sure + sum(truth is None for truth in truths)
    if sure >= 2:
        return True
    return None if possible >= 2 else False


def equals(value: Any, *wanted: Any) -> Truth:
    """The value is one of these."""
    return None if value is None else value in wanted


def from_(value: float | None, bound: float) -> Truth:
    """The bound or more."""
    return None if value is None else value >= bound


def up_to(value: float | None, bound: float) -> Truth:
    """The bound or less."""
    return None if value is None else value <= bound


def more_than(value: float | None, bound: float) -> Truth:
    """More than the bound, not the bound itself."""
    return None if value is None else value > bound


def below(value: float | None, bound: float) -> Truth:
    """Less than the bound, not the bound itself."""
    return None if value is None else value < bound


# What follows from what is known ------------------------------------------------------------------------------------

PAINFUL = ("easing", "steady", "worsening")


def with_what_follows(known: Facts) -> dict[str, Any]:
    """The facts, and every other that has one value left beside them, from the pairs that contradict each other."""
    f: dict[str, Any] = _Unknowns({name: value for name, value in known.items() if value is not None})
    before: dict[str, Any] = {}
    while before != f:
        before = dict(f)
        for name, value in _following(f):
            if f[name] is None:
                f[name] = value
    return f


def _following(f: Facts) -> list[tuple[str, Any]]:
    return [*_of_the_knee(f), *_of_pain(f), *_of_the_run(f), *_of_the_days(f)]


def _of_the_knee(f: Facts) -> Iterator[tuple[str, Any]]:
    if f["swelling"] == "none":
        yield "swelling_new", False
    if f["giving_way"] is False:
        yield "trauma_instability", False
    if f["trauma_instability"] is True:
        yield "giving_way", True


def _of_pain(f: Facts) -> Iterator[tuple[str, Any]]:
    if (f["pain_free_days"] or 0) > 0:
        yield from (("daily_pain", 0), ("pain_at_rest", 0))
    if (f["daily_pain"] or 0) > 0 or (f["pain_at_rest"] or 0) > 0:
        yield "pain_free_days", 0


def _of_the_run(f: Facts) -> Iterator[tuple[str, Any]]:
    ran = ("runs_last_7_days", "painful_runs_last_7_days", "post_run_pain_hours", "longest_run_minutes")
    left = {"no_run", "none", *PAINFUL} if f["run_pain"] is None else {f["run_pain"]}
    if any((f[name] or 0) > 0 for name in ran) or f["next_morning_worse"] is True:
        left -= {"no_run"}
    if (f["run_pain_level"] or 0) > 0 or f["run_pain_onset_km"] is not None:
        left -= {"no_run", "none"}
    if f["run_pain_level"] == 0:
        left -= set(PAINFUL)
    if len(left) == 1:
        yield "run_pain", next(iter(left))
    if left <= {"no_run", "none"}:
        yield "run_pain_level", 0
    if left == {"no_run"}:
        yield from (*((name, 0) for name in ran), ("next_morning_worse", False))
    if f["runs_last_7_days"] == 0:
        yield "painful_runs_last_7_days", 0


def _of_the_days(f: Facts) -> Iterator[tuple[str, Any]]:
    """The rehab lasts so long at least, and so long at most."""
    weeks = max(f["consistent_weeks"] or 0, f["return_weeks"] or 0)
    least = max(f["stage_day"] or 1, 7 * weeks, f["rehab_day"] or 1)
    most = f["rehab_day"] or (3650 if f["symptom_weeks"] is None else min(3650, 7 * f["symptom_weeks"] + 6))
    if least == most:
        yield "rehab_day", most
    if most == 1:
        yield "stage_day", 1
    if most < 7:
        yield from (("consistent_weeks", 0), ("return_weeks", 0))


# S: the safety net ----------------------------------------------------------------------------------------------------


def s_2(f: Facts, n: Figures) -> Truth:
    """An injury, and one of the other Ottawa knee signs."""
    sign = either(from_(f["age"], 55), f["patella_tender"], f["fibular_head_tender"], opposite(f["flexes_90"]))
    return every(f["recent_trauma"], sign)


def s_4(f: Facts, n: Figures) -> Truth:
    """A fever, and something about the knee that an infection would do."""
    knee = either(more_than(f["pain_at_rest"], 0), from_(f["daily_pain"], 4), swollen(f), f["hot_knee"])
    return every(f["fever"], knee)


def s_21(f: Facts, n: Figures) -> Truth:
    """Swollen under a blood thinner, unless somebody has looked and nothing is new since."""
    looked_at = every(f["clearance"] in GIVEN, opposite(f["swelling_new"]))
    return every(f["blood_thinner"], swollen(f), opposite(looked_at))


def swollen(f: Facts) -> Truth:
    """New swelling is swelling."""
    return either(equals(f["swelling"], "lateral", "widespread"), f["swelling_new"])


def s_10(f: Facts, n: Figures) -> Truth:
    """Back pain with a sign of the nerves in the leg; or pain that shoots down past the knee."""
    return either(every(f["back_pain"], x_4(f, n)), f["shooting_pain"])


# X: refer -------------------------------------------------------------------------------------------------------------


def x_1(f: Facts, n: Figures) -> Truth:
    """Weeks of good rehab without getting better."""
    return every(from_(f["consistent_weeks"], n.weeks_without_improvement), opposite(f["pain_improving"]))


def x_2(f: Facts, n: Figures) -> Truth:
    """Swelling, or giving way; the nerve signs and the pattern have rows of their own."""
    return either(swollen(f), f["giving_way"])


def x_3(f: Facts, n: Figures) -> Truth:
    """The outer ligament."""
    return either(
        equals(f["varus_test"], "positive"),
        every(f["pain_diffuse"], f["giving_way"]),
        every(f["pain_diffuse"], equals(f["varus_test"], "not_tested")),
    )


def x_4(f: Facts, n: Figures) -> Truth:
    """Tingling, numbness or weakness: any one."""
    return either(f["tingling"], f["numbness"], f["leg_weakness"])


def x_5(f: Facts, n: Figures) -> Truth:
    """Two of the three softer signs; catching is told apart, because it is more urgent."""
    return two_of(f["joint_line_pain"], f["clicking"], f["flexion_rotation_pain"])


def x_6(f: Facts, n: Figures) -> Truth:
    """Swelling at the outer side that is tender to pressure."""
    return every(equals(f["swelling"], "lateral"), f["pressure_tenderness"])


def x_7(f: Facts, n: Figures) -> Truth:
    """Not the outer side."""
    return equals(f["pain_site"], "anterior", "medial", "posterior", "elsewhere")


def x_8(f: Facts, n: Figures) -> Truth:
    """Severe."""
    return either(from_(f["pain_at_rest"], 7), from_(f["daily_pain"], 7))


def x_9(f: Facts, n: Figures) -> Truth:
    """Long pain that does not get better, whatever was done about it."""
    long = either(from_(f["symptom_weeks"], n.weeks_of_pain), from_(f["rehab_day"], 7 * n.weeks_of_pain))
    return every(opposite(f["pain_improving"]), long)


# W: pain that counts --------------------------------------------------------------------------------------------------


def w_9(f: Facts, n: Figures) -> Truth:
    """From the second stage on, pain of 4 or more outside of running."""
    return every(equals(f["stage"], *STAGES[1:]), either(from_(f["pain_at_rest"], 4), from_(f["daily_pain"], 4)))


def pain_in_a_run(f: Facts, n: Figures) -> Truth:
    """Above the tolerated level; where none is tolerated, any pain is, however strong it was."""
    too_much = True if n.tolerated_pain == 0 else more_than(f["run_pain_level"], n.tolerated_pain)
    return every(equals(f["stage"], *RETURN_ON), equals(f["run_pain"], "steady", "easing"), too_much)


# W.7: hold ------------------------------------------------------------------------------------------------------------


def too_long_a_run(f: Facts, n: Figures) -> Truth:
    """Each return week has its own limit."""
    return either(
        every(equals(f["stage"], "return_week_1"), more_than(f["longest_run_minutes"], 15)),
        every(equals(f["stage"], "return_week_2"), more_than(f["longest_run_minutes"], 20)),
        every(equals(f["stage"], "return_week_3"), more_than(f["longest_run_minutes"], 35)),
    )


def too_many_runs(f: Facts, n: Figures) -> Truth:
    """Counted once the stage has had a week of its own."""
    return every(equals(f["stage"], "return_week_3"), from_(f["stage_day"], 7), more_than(f["runs_last_7_days"], 3))


# The ways forward -----------------------------------------------------------------------------------------------------


def no_swelling_or_cleared(f: Facts) -> Truth:
    """Asked for before leaving the first stage."""
    return either(equals(f["swelling"], "none"), f["clearance"] in GIVEN)


def little_pain(f: Facts, n: Figures) -> Truth:
    """None at rest, and little in the day; after two weeks a little more."""
    later = every(from_(f["stage_day"], 15), up_to(f["daily_pain"], 3))
    enough = either(up_to(f["daily_pain"], n.protect_daily_pain), later)
    return every(equals(f["pain_at_rest"], 0), enough)


def p1_10(f: Facts, n: Figures) -> Truth:
    """Out of `protect` the first time."""
    return every(
        equals(f["stage"], "protect"),
        equals(f["flare_stage"], "none"),
        from_(f["stage_day"], 8),
        no_swelling_or_cleared(f),
        little_pain(f, n),
    )


def w_6_strengthen(f: Facts, n: Figures) -> Truth:
    """Out of `protect` after a flare without the pain-free days."""
    long_enough = either(
        every(equals(f["flare_stage"], "strengthen"), from_(f["stage_day"], 4)),
        every(equals(f["flare_stage"], *RETURN_ON), from_(f["stage_day"], 15)),
    )
    return every(equals(f["stage"], "protect"), long_enough, little_pain(f, n), no_swelling_or_cleared(f))


def w_6(f: Facts, n: Figures) -> Truth:
    """Out of `protect` after a flare."""
    return every(
        equals(f["stage"], "protect"),
        opposite(equals(f["flare_stage"], "none")),
        from_(f["stage_day"], 4),
        from_(f["pain_free_days"], 3),
        equals(f["pain_at_rest"], 0),
        no_swelling_or_cleared(f),
    )


def r_0(f: Facts, n: Figures) -> Truth:
    """The first run. That no exercise hurt is W.3's to say: if one did, the runner goes back."""
    long_enough = either(
        from_(f["stage_day"], n.strengthen_days),
        every(from_(f["stage_day"], 8), equals(f["flare_stage"], *RETURN_ON)),
    )
    return every(
        equals(f["stage"], "strengthen"),
        from_(f["pain_free_days"], n.pain_free_days_before_running),
        equals(f["pain_at_rest"], 0),
        f["exercises_completed"],
        long_enough,
    )


def r_5_weeks(f: Facts, n: Figures) -> Truth:
    """From one return week to the next."""
    return every(
        equals(f["stage"], "return_week_1", "return_week_2", "return_week_3"),
        from_(f["stage_day"], 8),
        from_(f["runs_last_7_days"], 2),
        equals(f["painful_runs_last_7_days"], 0),
        from_(f["pain_free_days"], 7),
    )


def r_5_build(f: Facts, n: Figures) -> Truth:
    """On to full running."""
    return every(
        equals(f["stage"], "return_build"),
        from_(f["stage_day"], 8),
        from_(f["return_weeks"], n.return_weeks_before_hills),
        from_(f["pain_free_weeks"], 4),
        from_(f["pain_free_days"], 7),
    )


ROWS = (
    Row("S.1", "refer_now", lambda f, _: opposite(f["weight_bearing"]), within=0),
    Row("S.2", "refer_now", s_2, "fracture", ALARM, within=0),
    Row("S.3", "refer_now", lambda f, _: f["hot_knee"], "infection", ALARM, within=0),
    Row("S.4", "refer_now", s_4, "infection", ALARM, within=0, stands=False),
    Row("S.5", "refer_now", lambda f, _: f["calf_swelling"], "thrombosis", ALARM, within=0),
    Row(
        "S.6",
        "refer_now",
        lambda f, _: either(f["foot_drop"], f["weakness_growing"]),
        "peroneal_nerve",
        ALARM,
        within=0,
    ),
    Row("S.7", "refer_now", lambda f, _: f["locked_now"], "lateral_meniscus", within=0),
    Row("S.14", "refer_now", lambda f, _: f["trauma_instability"], "lcl_injury", ALARM, within=0),
    Row("S.15", "refer_now", lambda f, _: f["sudden_severe_pain"], "infection", ALARM, within=0),
    Row("S.16", "refer_now", lambda f, _: f["tense_leg"], "compartment_syndrome", ALARM, within=0),
    Row("S.17", "refer_now", lambda f, _: f["saddle_symptoms"], "cauda_equina", within=0),
    Row("S.19", "refer_now", lambda f, _: f["chest_symptoms"], "thrombosis", within=0),
    Row(
        "S.20 now",
        "refer_now",
        lambda f, _: equals(f["open_referral"], "refer_now"),
        lifted_by=GIVEN,
        within=0,
        stands=False,
    ),
    Row("S.21", "refer_now", s_21, "bleeding", within=0),
    Row("S.20", "refer", lambda f, _: equals(f["open_referral"], "refer"), lifted_by=GIVEN, stands=False),
    Row(
        "S.8",
        "refer",
        lambda f, _: either(f["night_pain"], f["weight_loss"], f["cancer_history"], f["hard_lump"]),
        "serious_pathology",
        GIVEN,
        within=14,
    ),
    Row("S.9", "refer", lambda f, _: f["bone_pain"], "bone_stress", GIVEN, within=7),
    Row("S.10", "refer", s_10, "referred_from_spine", GIVEN, within=7),
    Row(
        "S.11",
        "refer",
        lambda f, _: either(below(f["age"], 16), f["prosthesis"], f["recent_surgery"]),
        lifted_by=GIVEN,
        within=14,
    ),
    Row("S.18", "refer", lambda f, _: f["exertional_leg_pain"], "vascular", GIVEN, within=7),
    Row(
        "S.23",
        "refer",
        lambda f, _: every(f["bone_stress_risk"], opposite(f["pain_improving"])),
        "bone_stress",
        GIVEN,
        within=14,
    ),
    Row(
        "S.24",
        "refer",
        lambda f, _: every(below(f["age"], 25), either(f["night_pain"], f["hard_lump"])),
        "serious_pathology",
        GIVEN,
        within=2,
    ),
    Row("X.1", "refer", x_1, lifted_by=GIVEN, within=14, stands=False),
    Row("X.2", "refer", x_2, lifted_by=GIVEN, within=14),
    Row("X.3", "refer", x_3, "lcl_injury", GIVEN, within=7),
    Row("X.4", "refer", x_4, "peroneal_nerve", GIVEN, within=7),
    Row("X.5 locking", "refer", lambda f, _: f["locking"], "lateral_meniscus", GIVEN, within=7),
    Row("X.5", "refer", x_5, "lateral_meniscus", GIVEN, within=14),
    Row("X.6", "refer", x_6, "bursitis", GIVEN, within=7),
    Row("X.7", "refer", x_7, "not_itbs_pattern", GIVEN, within=14),
    Row("X.8", "refer", x_8, lifted_by=GIVEN, within=2),
    Row("X.9", "refer", x_9, lifted_by=GIVEN, within=14, stands=False),
    Row("X.10 fibula", "refer", lambda f, _: f["fibular_head_tender"], "bone_stress", GIVEN, within=7),
    Row("X.10 bend", "refer", lambda f, _: opposite(f["flexes_90"]), lifted_by=GIVEN, within=7),
    Row("X.11", "refer", lambda f, _: from_(f["back_offs_12_weeks"], 3), within=14, stands=False),
    Row("W.1", "back_off", lambda f, _: equals(f["run_pain"], "worsening"), move="to protect"),
    Row(
        "W.2",
        "back_off",
        lambda f, n: more_than(f["post_run_pain_hours"], n.hours_of_pain_after_run),
        move="one step back",
    ),
    Row("W.3", "back_off", lambda f, _: f["exercise_pain"], move="one step back"),
    Row("W.4", "back_off", lambda f, _: f["swelling_new"], move="one step back"),
    Row("S.13", "back_off", lambda f, _: f["next_morning_worse"], move="one step back"),
    Row("W.9", "back_off", w_9, move="to protect"),
    Row("S.12", "hold", lambda f, _: f["painkillers"]),
    Row("S.4 hold", "hold", lambda f, _: f["fever"]),
    Row("S.22", "hold", lambda f, _: f["quinolone"], lifted_by=GIVEN),
    Row("W.10", "hold", lambda f, _: every(equals(f["stage"], *STAGES[1:]), f["sport_pain"])),
    Row(
        "W.7 consecutive days",
        "hold",
        lambda f, _: every(equals(f["stage"], "return_week_1", "return_week_2"), f["consecutive_run_days"]),
    ),
    Row("W.7 too many runs", "hold", too_many_runs),
    Row("W.7 too long a run", "hold", too_long_a_run),
    Row(
        "W.7 too much in a week",
        "hold",
        lambda f, _: every(equals(f["stage"], "return_build"), more_than(f["week_change_pct"], 10)),
    ),
    Row("W.7 pain in a run", "hold", pain_in_a_run),
    Row(
        "W.7 one soft sign",
        "hold",
        lambda f, _: either(f["joint_line_pain"], f["clicking"], f["flexion_rotation_pain"]),
        lifted_by=GIVEN,
    ),
    Row("P1.10", "progress", p1_10, move="forward"),
    Row("W.6", "progress", w_6, move="after a flare"),
    Row("W.6 strengthen", "progress", w_6_strengthen, move="forward"),
    Row("R.0", "progress", r_0, move="forward"),
    Row("R.5 weeks", "progress", r_5_weeks, move="forward"),
    Row("R.5 build", "progress", r_5_build, move="forward"),
)


def truths(facts: Facts, profile: str) -> dict[str, Truth]:
    """The truth of every row; a row that clearance lifts does not hold while such a clearance is given."""
    figures = FIGURES[profile]
    return {row.id: False if facts["clearance"] in row.lifted_by else row.holds(facts, figures) for row in ROWS}


def answer(known: Facts, profile: str = "cautious") -> Answer:
    """What the protocol says; a fact that is absent or None is unknown, unless it follows from the others."""
    facts = with_what_follows({"clearance": "none"} | {name: one for name, one in known.items() if one is not None})
    truth = truths(facts, profile)
    holding = [row for row in ROWS if truth[row.id] is True]
    outcomes = {row.outcome for row in holding}
    suspected = frozenset(row.suspects for row in holding if row.suspects)
    stage, flare = facts["stage"], facts["flare_stage"]
    backs = {row.move for row in holding if row.outcome == "back_off"}
    ways = [row for row in holding if row.outcome == "progress"]
    in_doubt = any(truth[row.id] is None for row in ROWS if row.outcome != "progress")

    outcome, move, withheld = "hold", (stage, flare), False
    if "refer_now" in outcomes:
        outcome, move = "refer_now", (None, None)
    elif "refer" in outcomes:
        outcome = "refer"
        if backs:
            move = after_back_off(stage, flare, backs)
    elif backs:
        outcome, move = "back_off", after_back_off(stage, flare, backs)
    elif "hold" in outcomes:
        pass
    elif ways and in_doubt:
        withheld = True
    elif ways:
        # After a flare the pain-free days decide where they are there.
        way = next((row for row in ways if row.move == "after a flare"), ways[0])
        outcome, move = "progress", after_progress(stage, flare, way.move)
    within = min((row.within for row in holding if row.within is not None), default=None)
    return Answer(outcome, *move, withheld, suspected, to_store(facts, holding), within)


URGENCY = ("none", "refer", "refer_now")


def to_store(facts: Facts, holding: list[Row]) -> str | None:
    """O: the referral to store, in its order."""
    if any(row.outcome == "refer_now" and row.stands for row in holding):
        return "refer_now"
    if facts["clearance"] in GIVEN:
        return "none"
    was: str | None = facts["open_referral"]
    if any(row.outcome == "refer" and row.stands for row in holding):
        return max("refer", was or "none", key=URGENCY.index)
    return was


STAGE_BEFORE = {
    "protect": "protect",
    "strengthen": "protect",
    "return_week_1": "strengthen",
    "return_week_2": "return_week_1",
    "return_week_3": "return_week_2",
    "return_build": "return_week_3",
    "full_running": "return_build",
}
AFTER_FLARE = {
    "strengthen": "strengthen",
    "return_week_1": "strengthen",
    "return_week_2": "return_week_1",
    "return_week_3": "return_week_2",
    "return_build": "return_week_3",
    "full_running": "return_build",
}


def after_back_off(stage: str | None, flare: str | None, moves: set[str | None]) -> tuple[str | None, str | None]:
    """The stage to go back to and the flare stage to store."""
    if stage is None:
        return None, None
    if stage == "protect":
        return "protect", flare
    return "protect" if "to protect" in moves else STAGE_BEFORE[stage], stage


def after_progress(stage: str, flare: str | None, move: str | None) -> tuple[str, str | None]:
    """The stage to go on to and the flare stage to store."""
    if move == "after a flare":
        assert flare is not None
        return AFTER_FLARE[flare], flare
    reached = STAGES[STAGES.index(stage) + 1]
    return reached, "none" if reached == "full_running" else flare


class _Unknowns(dict[str, Any]):
    def __missing__(self, name: str) -> None:
        return None
