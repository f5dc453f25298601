"""Replays simulated runner-years, checks what must hold on every day, and prints the CPU time of a runner-day.

python benchmarks/diaries.py [--years 10000] [--seed 0] [--processes 2]
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import platform
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

from itb_rules import Assessment, Diary, load_rulebook, simulate
from itb_rules.diary import CheckIn, Timeline
from itb_rules.simulate import Habits

RESULTS = Path(__file__).parent / "results" / "diaries.json"
DAYS = 365
STAGES = Assessment.specs["stage"].values
SEEN_TODAY = (
    "hot_knee", "fever", "calf_swelling", "foot_drop", "weakness_growing", "locked_now", "trauma_instability",
    "sudden_severe_pain", "tense_leg", "saddle_symptoms", "chest_symptoms",
)  # fmt: skip
BATCH = 20


def check(diary: Diary, timeline: Timeline) -> None:
    """What must hold on every day of every runner."""
    changes = {change.date: change for change in timeline.changes}
    for before, day in zip((None, *timeline.days), timeline.days, strict=False):
        facts, decision = day.assessment.__dict__, day.decision
        assert before is None or day.date - before.date == timedelta(days=1)
        # A red flag is seen on its day.
        if any(facts[name] for name in SEEN_TODAY) or facts["weight_bearing"] is False:
            assert decision.outcome == "refer_now", day.date
        # Nobody moves on with a warning, with painkillers, or with anything unknown that could speak against it.
        if decision.outcome == "progress":
            assert decision.settled or decision.next_stage
            assert facts["painkillers"] is False
            assert facts["exercise_pain"] is False
            assert facts["next_morning_worse"] is False
            assert facts["run_pain"] in ("none", "no_run", "easing", "steady")
            assert facts["swelling_new"] is False
            assert STAGES.index(decision.next_stage) > STAGES.index(decision.stage)
        # What was decided is what happens: the stage of a day is the next stage of the day before.
        if before is not None and day.date not in changes:
            assert decision.stage == before.decision.stage
            assert before.decision.next_stage in (None, before.decision.stage)
        if before is not None and day.date in changes and changes[day.date].by == "rule":
            assert changes[day.date].stage == before.decision.next_stage
            assert facts["stage_day"] == 1
        # Counts fit their days.
        if facts["pain_free_days"]:
            assert facts["daily_pain"] in (0, None)
            assert facts["pain_free_days"] <= (day.date - diary.first_date).days + 1
        assert facts["runs_last_7_days"] is None or facts["runs_last_7_days"] <= 7


def batch(job: tuple[int, int, str]) -> tuple[Counter, float, float, int]:
    """Some runner-years: what was decided, the times of making and of replaying them, and how many days."""
    first, count, seed = job
    outcomes: Counter = Counter()
    made = replayed = 0.0
    days = 0
    for number in range(first, first + count):
        rng = Random(f"{seed}/{number}")
        start = time.process_time()
        diary = simulate.diary(f"{seed}/{number}", DAYS, habits=Habits.drawn(rng))
        made += time.process_time() - start
        again = Diary(diary.entries)
        start = time.process_time()
        timeline = again.replay(until=simulate.runner.FIRST_DAY + timedelta(days=DAYS - 1))
        replayed += time.process_time() - start
        check(again, timeline)
        days += len(timeline.days)
        outcomes.update(day.decision.outcome for day in timeline.days)
    return outcomes, made, replayed, days


def appending() -> list[float]:
    """Seconds for a day appended to a year's log and decided, for each of the days that follow the year."""
    diary = simulate.diary("a year", DAYS)
    diary.replay()
    following = diary.following()
    well = {name: Assessment.specs[name].typical for name in ("fever", "swelling", "tingling", "numbness")}
    taken = []
    for number in range(30):
        on = date.fromordinal(diary.last_date.toordinal() + 1)
        entry = CheckIn(date=on, complete=True, pain_at_rest=0, daily_pain=0, painkillers=number % 9 == 8, **well)
        start = time.process_time()
        diary.append(entry)
        following.until(on.toordinal())
        taken.append(time.process_time() - start)
    assert diary.replay().days == Diary(diary.entries).replay().days
    return sorted(taken)


def main() -> None:
    """Run, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10_000)
    parser.add_argument("--seed", default="0")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    load_rulebook("progression")
    jobs = [(first, min(BATCH, options.years - first), options.seed) for first in range(0, options.years, BATCH)]
    outcomes: Counter = Counter()
    made = replayed = 0.0
    days = 0
    with multiprocessing.Pool(options.processes) as pool:
        for done, (found, making, replaying, count) in enumerate(pool.imap_unordered(batch, jobs), 1):
            outcomes += found
            made, replayed, days = made + making, replayed + replaying, days + count
            if done % 50 == 0:
                print(f"{done * BATCH} runner-years, {replayed / days * 1e6:.0f} µs a runner-day", flush=True)
    appended = appending()
    figures = {
        "runner_years": options.years,
        "seed": options.seed,
        "runner_days": days,
        "replay_us_a_runner_day": round(replayed / days * 1e6, 1),
        "simulate_us_a_runner_day": round(made / days * 1e6, 1),
        "append_a_day_to_a_year_ms": {"median": round(appended[15] * 1e3, 2), "worst": round(appended[-1] * 1e3, 2)},
        "outcomes": dict(outcomes.most_common()),
        "python": platform.python_version(),
        "processes": options.processes,
    }
    print(json.dumps(figures, indent=2))
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
