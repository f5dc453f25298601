"""A made-up runner: lives a day, does some of what the stage asks for, and writes some of it down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from itb_rules.decision import Decision
from itb_rules.diary import CheckIn, Clearance, Diary, Entry, ExerciseSession, Run, StageChange
from itb_rules.diary.rules import diary_rules
from itb_rules.rulebook.conditions import Parameter
from itb_rules.rulebook.named import packaged
from itb_rules.simulate.body import Body
from itb_rules.simulate.habits import Habits

FIRST_DAY = date(2026, 1, 5)
SCREEN_EVERY, VISIT_AFTER, TRAIN_EVERY, RUN_EVERY = 7, 5, 3, 2
MOST_RUNS, STEADY_MINUTES = 3, 30.0


class Runner:
    """One runner, day by day. The same seed and habits give the same entries for the same decisions.

    Args:
        seed: anything that tells runners apart.
        habits: what the runner does.
        first_day: the day of the first visit.
    """

    def __init__(self, seed: int | str, habits: Habits, first_day: date = FIRST_DAY) -> None:
        self._rng = Random(f"itb_rules {seed}")
        self._habits = habits
        self._body = Body(self._rng, habits.healing)
        self._day = first_day
        self._first = first_day
        self._age = self._rng.randint(18, 52)
        self._screened: date | None = None
        self._visit: date | None = None
        self._runs: list[date] = []
        self._trained: date | None = None
        self._unwritten: CheckIn | None = None
        self._plan = packaged("progression").definition

    def live(self, decision: Decision | None) -> list[Entry]:
        """The entries of the next day.

        Args:
            decision: what was decided on the day before; None before the first.
        """
        entries: list[Entry] = []
        if decision is None:
            entries.append(
                StageChange(
                    date=self._day, stage="protect", by="clinician", reason="The first visit", flare_stage="none"
                )
            )
        else:
            self._body.sleep()
        if self._rng.random() < self._habits.red_flags:
            self._body.fall_ill()
        stage = "protect" if decision is None else decision.next_stage or decision.stage or "protect"
        held = decision is not None and decision.outcome in ("refer_now", "refer", "back_off")
        if not held:
            entries += self._train(stage)
            entries += self._run(stage)
        self._arrange_visit(decision)
        entries += self._write()
        self._day += timedelta(days=1)
        return entries

    def _does(self) -> bool:
        return self._rng.random() < self._habits.adherence

    def _train(self, stage: str) -> Iterator[Entry]:
        due = self._trained is None or (self._day - self._trained).days >= TRAIN_EVERY
        if "strengthening" in self._plan.plan["stages"][stage]["phases"] and due and self._does():
            self._trained = self._day
            for exercise, dose in diary_rules().doses.items():
                yield ExerciseSession(
                    date=self._day, exercise=exercise, sets=dose.sets, reps=dose.reps, pain=self._body.exercise()
                )

    def _run(self, stage: str) -> Iterator[Entry]:
        running = self._plan.plan["stages"][stage]["running"]
        overdoes = self._rng.random() < self._habits.overdoing
        week = [day for day in self._runs if (self._day - day).days < SCREEN_EVERY]
        due = not week or ((self._day - week[-1]).days >= RUN_EVERY and len(week) < MOST_RUNS)
        if not running["allowed"] or stage == "protect" or not (overdoes or (due and self._does())):
            return
        limit = running.get("most_minutes", STEADY_MINUTES)
        minutes = float(self._plan.value(limit) if isinstance(limit, Parameter) else limit) or STEADY_MINUTES
        minutes *= 1.5 if overdoes else 0.9
        self._runs = [*week, self._day]
        answers = self._body.run(minutes, flares=self._rng.random() < self._habits.flares)
        yield Run(start=self._day, minutes=round(minutes, 1), distance_km=round(minutes / 6, 2), **answers)

    def _arrange_visit(self, decision: Decision | None) -> None:
        if decision is not None and decision.outcome in ("refer_now", "refer") and self._visit is None:
            self._visit = self._day + timedelta(days=VISIT_AFTER)

    def _write(self) -> Iterator[Entry]:
        """The check-in of the day, and one of yesterday that was forgotten."""
        if self._unwritten is not None and self._rng.random() < self._habits.late:
            yield self._unwritten
        self._unwritten = None
        facts: dict[str, Any] = {**self._body.pains, "painkillers": False}
        if self._runs and (self._day - self._runs[-1]).days == 1:
            facts["next_morning_worse"] = self._body.woke_worse
        visited = self._visit is not None and self._visit <= self._day
        missed = not visited and self._rng.random() < self._habits.missed
        due = self._screened is None or (self._day - self._screened).days >= SCREEN_EVERY
        if visited or due or self._rng.random() < 0.1:
            facts |= {**self._body.signs, **self._answers()}
            if not missed:
                self._screened = self._day
        if visited:
            self._visit = None
            yield Clearance(date=self._day, clearance="alarm_cleared", by="a made-up doctor")
        check_in = CheckIn(date=self._day, complete=True, **facts)
        if missed:
            self._unwritten = check_in
        else:
            yield check_in

    def _answers(self) -> dict[str, Any]:
        weeks = (self._day - self._first).days // 7
        return {
            "age": self._age,
            "side": "left",
            "pain_site": "lateral",
            "pain_diffuse": False,
            "varus_test": "not_tested",
            "symptom_weeks": 3 + weeks,
            "consistent_weeks": weeks if self._habits.adherence > 0.7 else 0,
        }


def diary(seed: int | str, days: int = 365, *, habits: Habits | None = None, first_day: date = FIRST_DAY) -> Diary:
    """The diary of a made-up runner who goes by the decisions of the packaged rules.

    Args:
        seed: anything that tells runners apart; the same one gives the same diary.
        days: how many days, from 1.
        habits: what the runner does; without them, those of somebody who keeps to the programme.
        first_day: the day of the first visit.
    """
    runner = Runner(seed, habits or Habits(), first_day)
    made = Diary()
    following = made.following()
    decision = None
    for number in range(days):
        made.extend(runner.live(decision))
        decision = following.until(first_day.toordinal() + number)[-1].decision
    return made


def diaries(count: int, seed: int | str = 0, days: int = 365) -> Iterator[Diary]:
    """Diaries of runners of all sorts, one after the other.

    Args:
        count: how many.
        seed: what the whole series follows from.
        days: how many days each has.
    """
    rng = Random(f"itb_rules series {seed}")
    for number in range(count):
        yield diary(f"{seed}/{number}", days, habits=Habits.drawn(rng))
