"""Facts about runs, exercises and the clearance, worked out again from the page about diaries and not from the code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.unit.diary.reference_log import DAY, Log, is_sign, is_worse, worse_of

from itb_rules import Assessment
from itb_rules.diary import ExerciseSession

SIGN_GROUPS = ("knee", "nerve", "injury", "red_flags")
SIGNS = (
    *(name for name, spec in Assessment.specs.items() if spec.group in SIGN_GROUPS),
    "pain_diffuse",
    "pain_site",
    "prosthesis",
    "recent_surgery",
)
SIX = {
    "clamshell": (3, 15),
    "side_lying_abduction": (3, 12),
    "glute_bridge": (3, 15),
    "single_leg_bridge": (3, 10),
    "band_walk": (3, 10),
    "box_squat": (3, 8),
}
"""Sets and repetitions at the lower end of the protocol's doses."""


class Reference(Log):
    """What a list of entries tells about a day: the facts that depend on more than a day or two."""

    # Runs

    def window(self) -> list[date]:
        """The days of this stage within the last seven, from the latest on."""
        start = self.stage_start()
        days = [self.on - back * DAY for back in range(7)]
        return [day for day in days if start is None or day >= start]

    def ran(self, day: date) -> bool:
        """Whether there was a run, entered or only said."""
        return bool(self.runs(day)) or any(one.ran for one in self.check_ins(day))

    def latest_run_day(self) -> date | None:
        """The latest day with a run within the window."""
        return next((day for day in self.window() if self.ran(day)), None)

    def no_run(self) -> bool:
        """Whether there was surely no run within the window, by the log or by what is said on the day."""
        if self.latest_run_day() is not None:
            return False
        says = [self.worst("run_pain", self.on) == "no_run"] if self.told("run_pain", self.on) else []
        says += [self.worst("runs_last_7_days", self.on) == 0] if self.told("runs_last_7_days", self.on) else []
        return all(says) if says else all(self.closed_for_runs(day) for day in self.window())

    def about_latest(self, fact: str, good: Any, after: int) -> Any:
        """What is known of the runs of the latest day: good news only if it is complete, and the day the latest."""
        latest = self.latest_run_day()
        if latest is None:
            return self.worst(fact, self.on)
        answers = [getattr(run, fact) for run in self.runs(latest)]
        told = [self.worst(fact, day) for day in self.window() if day >= latest + after * DAY]
        known = [value for value in (*answers, *told) if value not in (None, "no_run")]
        worst = worse_of(fact, known)
        if worst is None or is_worse(fact, worst, good):
            return worst
        complete = None not in answers if len(answers) > 1 else bool(known)
        later = all(self.closed_for_runs(day) for day in self.window() if day > latest)
        return worst if complete and later else None

    def run_pain(self) -> Any:
        """Pain during the latest run."""
        if self.no_run():
            return worse_of("run_pain", [*self.told("run_pain", self.on), "no_run"])
        return self.about_latest("run_pain", "none", after=0)

    def run_pain_onset_km(self) -> Any:
        """Where it began, at the earliest."""
        latest = self.latest_run_day()
        if latest is None:
            return self.worst("run_pain_onset_km", self.on)
        told = [self.worst("run_pain_onset_km", day) for day in self.window() if day >= latest]
        onsets = [run.run_pain_onset_km for run in self.runs(latest)] + told
        return min((each for each in onsets if each is not None), default=None)

    def post_run_pain_hours(self) -> Any:
        """How long it lasted after the run."""
        if self.no_run():
            return worse_of("post_run_pain_hours", [*self.told("post_run_pain_hours", self.on), 0.0])
        return self.about_latest("post_run_pain_hours", 0.0, after=0)

    def next_morning_worse(self) -> bool | None:
        """The morning after the latest run."""
        if self.led_back():
            return False if self.no_run() else None
        if True in self.told("next_morning_worse", self.on):
            return True
        if any(run.next_morning_worse for run in self.runs(self.on - DAY)):
            return True
        if self.no_run():
            return False
        latest = self.latest_run_day()
        return None if latest == self.on else self.about_latest("next_morning_worse", False, after=1)

    def counted(self, name: str, count: int, *, known: bool) -> int | None:
        """A count of the log, or what is told on the day unless the log refutes it."""
        if known or self.no_run():
            return worse_of(name, [*self.told(name, self.on), count])
        told = self.worst(name, self.on)
        return told if told is not None and told >= count else None

    def runs_last_7_days(self) -> int | None:
        """The runs within the window."""
        count = sum(len(self.runs(day)) for day in self.window())
        return self.counted("runs_last_7_days", count, known=all(self.closed_for_runs(day) for day in self.window()))

    def painful_runs_last_7_days(self) -> int | None:
        """The painful ones of them."""
        painful = [each for day in self.window() if self.ran(day) for each in self.painful(day)]
        known = all(self.closed_for_runs(day) for day in self.window()) and None not in painful
        return self.counted("painful_runs_last_7_days", painful.count(True), known=known)

    def painful(self, ran: date) -> list[bool | None]:
        """For each run of a day whether it hurt; check-ins up to the next run, a week at the most, may tell of it."""
        days = [ran]
        while len(days) < 7 and days[-1] < self.on and not self.ran(days[-1] + DAY):
            days.append(days[-1] + DAY)
        pains = {self.worst("run_pain", day) for day in days} - {None, "no_run"}
        onset = any(self.worst("run_pain_onset_km", day) is not None for day in days)
        hours = {self.worst("post_run_pain_hours", day) for day in days} - {None}
        hurt = bool(pains - {"none"}) or onset or any(hours)
        runs = self.runs(ran)
        found = [run.painful for run in runs]
        if len(runs) == 1 and not hurt and found == [None]:
            during = runs[0].run_pain is not None or pains
            after = runs[0].post_run_pain_hours is not None or hours
            return [False if during and after else None]
        return [True, *found[1:]] if hurt and True not in found and runs else found or [None]

    # Exercises

    def exercise_pain(self) -> bool | None:
        """Pain in an exercise of the latest day with exercises."""
        trained = [day for day in self.window() if self.exercises(day) or any(c.trained for c in self.check_ins(day))]
        latest = trained[0] if trained else None
        told = [one for day in self.window() if day >= (latest or self.on) for one in self.told("exercise_pain", day)]
        pains = [one.pain for one in self.exercises(latest)] if latest else []
        if any(pains) or any(told):
            return True
        if latest is None:
            return False if told or all(self.closed_for_exercises(day) for day in self.window()) else None
        later = all(self.closed_for_exercises(day) for day in self.window() if day > latest)
        return False if later and (told or (pains and None not in pains)) else None

    def exercises_completed(self) -> bool | None:
        """Whether each exercise was done by its dose within seven days."""
        days = [self.on - back * DAY for back in range(7)]
        done = [each for day in days for each in self.exercises(day)]
        told = self.worst("exercises_completed", self.on)
        if all(any(self.completed(each, name) for each in done) for name in SIX):
            return told is not False
        if all(any(self.completed(each, name) is not False for each in done) for name in SIX):
            return told
        return False if all(self.closed_for_exercises(day) for day in days) else told

    @staticmethod
    def completed(session: ExerciseSession, name: str) -> bool | None:
        """Whether a session completes an exercise, as far as it says."""
        enough = [name == session.exercise] if session.exercise is not None else [None]
        for done, least in zip((session.sets, session.reps), SIX[name], strict=True):
            enough.append(None if done is None else done >= least)
        if session.exercise is None:
            return None
        return False if False in enough else None if None in enough else True

    # The clearance

    def clearance(self, improving: Callable[[date], bool | None]) -> str:
        """Whether a clearance stands; whether the pain improved as of a day is taken as given."""
        given: date | None = None
        for day in self.days():
            answers = self.told("clearance", day)
            if answers:
                given = None if "none" in answers else day
            elif given is not None and (self.finding(day, given) or self.pain_news(day, given, improving)):
                given = None
        return "none" if given is None else "given"

    def finding(self, day: date, given: date) -> bool:
        """Whether a day brings a finding that was not there in the week before, or is worse than it was."""
        if (side := self.worst("side", day)) and {side} != {side, *self.sides(given, day)}:
            return True
        for name in SIGNS:
            answer = self.worst(name, day)
            days = 28 if name in ("prosthesis", "recent_surgery") else 7
            back = [day - each * DAY for each in range(1, days + 1) if day - each * DAY > given - days * DAY]
            if name == "pain_site":
                back = [each for each in self.days() if each < day]
            before = [seen for each in back if is_sign(name, seen := self.worst(name, each))]
            known = any(seen == answer or is_worse(name, seen, answer) for seen in before)
            if is_sign(name, answer) and not known:
                return True
        return False

    def sides(self, given: date, day: date) -> set[str]:
        """The knees that were named from the last answer before the clearance on."""
        named = [(each, side) for each in self.days() if each < day and (side := self.worst("side", each))]
        at_first = [side for each, side in named if each <= given][-1:]
        return {*at_first, *(side for each, side in named if each > given and at_first)}

    def pain_news(self, day: date, given: date, improving: Callable[[date], bool | None]) -> bool:
        """Whether pain becomes severe, or no longer improves, which it did not in the week before."""
        week = [day - back * DAY for back in range(1, 8)]
        for name in ("pain_at_rest", "daily_pain"):
            answer = self.worst(name, day)
            if answer is not None and answer >= 7:
                before = [self.worst(name, each) for each in week]
                if all(seen is None or seen < answer for seen in before):
                    return True
        if improving(day) is False:
            return not any(improving(each) is False for each in week if each > given - 7 * DAY)
        return False
