"""The most dangerous facts of a day worked out again: slowly, from the page about diaries and not from the code.

Nothing of the derivation is used here but the entries. Every question is asked of the plain list of entries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from itb_rules import Assessment
from itb_rules.diary import CheckIn, Entry, ExerciseSession, Run, ScreenAnswer, StageChange

DAY = timedelta(days=1)
STAGES = Assessment.specs["stage"].values
BEFORE_RUNNING = ("protect", "strengthen")
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


def worse_of(name: str, answers: Sequence[Any]) -> Any:
    """The worse of several answers; None without one, and where they differ and none is worse than all others."""
    values = list(dict.fromkeys(answers))
    for value in values:
        if all(value == other or is_worse(name, value, other) for other in values):
            return value
    return None


def is_worse(name: str, value: Any, other: Any) -> bool:
    worse = Assessment.specs[name].worse
    if isinstance(worse, tuple):
        if value not in worse:
            return False
        return value == worse[-1] if other not in worse else worse.index(value) > worse.index(other)
    if worse is None:
        return False
    return bool(value == worse) if isinstance(worse, bool) else bool((value > other) == (worse == "higher"))


def is_sign(name: str, value: Any) -> bool:
    typical = Assessment.specs[name].typical
    return value is not None and (value != typical if name == "pain_site" else is_worse(name, value, typical))


class Reference:
    """What a list of entries tells about a day. The dates of runs are plain dates here."""

    def __init__(self, entries: Sequence[Entry], on: date) -> None:
        self.on = on
        self.entries = [entry for entry in entries if entry.when <= on]  # type: ignore[operator]

    # What there is on a day

    def check_ins(self, day: date) -> list[CheckIn]:
        return [entry for entry in self.entries if isinstance(entry, CheckIn) and entry.date == day]

    def runs(self, day: date) -> list[Run]:
        return [entry for entry in self.entries if isinstance(entry, Run) and entry.start == day]

    def exercises(self, day: date) -> list[ExerciseSession]:
        return [entry for entry in self.entries if isinstance(entry, ExerciseSession) and entry.date == day]

    def told(self, name: str, day: date) -> list[Any]:
        """Every answer to a fact on a day, in check-ins and in screens."""
        answers = [one.answers[name] for one in self.check_ins(day) if name in one.answers]
        screens = [entry for entry in self.entries if isinstance(entry, ScreenAnswer) and entry.date == day]
        return answers + [one.answer for one in screens if one.fact == name]

    def worst(self, name: str, day: date) -> Any:
        return worse_of(name, self.told(name, day))

    def closed(self, day: date, mark: str, done: bool) -> bool:
        """Whether everything that was done on a day is in the log."""
        complete = {one.complete for one in self.check_ins(day)} - {None}
        did = {getattr(one, mark) for one in self.check_ins(day)} - {None}
        if False in complete:
            return False
        return did == {done} if did else complete == {True}

    def closed_for_runs(self, day: date) -> bool:
        return self.closed(day, "ran", bool(self.runs(day)))

    def closed_for_exercises(self, day: date) -> bool:
        return self.closed(day, "trained", bool(self.exercises(day)))

    # The stage

    def changes(self) -> list[StageChange]:
        """The change of each day that has one, in order: a clinician's before a rule's, then the more cautious."""
        found: dict[date, StageChange] = {}
        for entry in self.entries:
            if isinstance(entry, StageChange):
                before = found.get(entry.date)
                if before is None or self._weight(entry) < self._weight(before):
                    found[entry.date] = entry
        return [found[day] for day in sorted(found)]

    @staticmethod
    def _weight(change: StageChange) -> tuple[bool, int]:
        return (change.by != "clinician", STAGES.index(change.stage))

    def entries_into(self) -> list[StageChange]:
        """The changes that begin a stage: those into another one, and those that a clinician decided."""
        found: list[StageChange] = []
        for change in self.changes():
            if not found or change.stage != found[-1].stage or change.by == "clinician":
                found.append(change)
        return found

    def stage_start(self) -> date | None:
        found = self.entries_into()
        return found[-1].date if found else None

    def stage_day(self) -> int | None:
        start = self.stage_start()
        return None if start is None else (self.on - start).days + 1

    def led_back(self) -> bool:
        """Whether this is the first day after a step back."""
        found = self.entries_into()
        if len(found) < 2 or found[-1].date != self.on:
            return False
        return STAGES.index(found[-1].stage) < STAGES.index(found[-2].stage)

    def return_weeks(self, flare_stage: str | None) -> int | None:
        entered: date | None = None
        stage = ""
        for day in self.days():
            for change in self.entries_into():
                if change.date == day:
                    stage = change.stage
                    entered = day if stage == "return_week_1" else entered
            told = self.worst("return_weeks", day)
            if told is not None and entered is None and (told > 0 or stage not in ("", *BEFORE_RUNNING)):
                entered = day - told * 7 * DAY
        if entered is not None:
            return (self.on - entered).days // 7
        return 0 if stage in BEFORE_RUNNING and flare_stage == "none" else None

    # Pain

    def hurts(self, day: date) -> bool | None:
        """Whether a day had pain at rest or in daily activities; None when the answers do not say."""
        answers = [self.worst(name, day) for name in ("pain_at_rest", "daily_pain")]
        if any(answers):
            return True
        return None if None in answers else False

    def pain_free_days(self) -> int | None:
        count, day = 0, self.on
        while True:
            told = self.worst("pain_free_days", day)
            if told is not None and not any(self.hurts(day - back * DAY) for back in range(max(told, 1))):
                return count + told
            if self.hurts(day) is not False:
                return 0 if self.hurts(day) and not count else count or None
            count, day = count + 1, day - DAY

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
        return next((day for day in self.window() if self.ran(day)), None)

    def no_run(self) -> bool:
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
        if self.no_run():
            return worse_of("run_pain", [*self.told("run_pain", self.on), "no_run"])
        return self.about_latest("run_pain", "none", after=0)

    def run_pain_onset_km(self) -> Any:
        latest = self.latest_run_day()
        if latest is None:
            return self.worst("run_pain_onset_km", self.on)
        told = [self.worst("run_pain_onset_km", day) for day in self.window() if day >= latest]
        onsets = [run.run_pain_onset_km for run in self.runs(latest)] + told
        return min((each for each in onsets if each is not None), default=None)

    def post_run_pain_hours(self) -> Any:
        if self.no_run():
            return worse_of("post_run_pain_hours", [*self.told("post_run_pain_hours", self.on), 0.0])
        return self.about_latest("post_run_pain_hours", 0.0, after=0)

    def next_morning_worse(self) -> bool | None:
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
        if known or self.no_run():
            return worse_of(name, [*self.told(name, self.on), count])
        told = self.worst(name, self.on)
        return told if told is not None and told >= count else None

    def runs_last_7_days(self) -> int | None:
        count = sum(len(self.runs(day)) for day in self.window())
        return self.counted("runs_last_7_days", count, known=all(self.closed_for_runs(day) for day in self.window()))

    def painful_runs_last_7_days(self) -> int | None:
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

    def days(self) -> Iterator[date]:
        day = min((entry.when for entry in self.entries), default=self.on)  # type: ignore[type-var]
        while day <= self.on:  # type: ignore[operator]
            yield day  # type: ignore[misc]
            day += DAY  # type: ignore[operator]

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
