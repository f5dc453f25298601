"""Facts about runs, exercises, pain and the clearance, worked out again from the contract and not from the code."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.unit.diary.reference_log import DAY, Log, is_sign, is_worse, worse_of

from itb_rules import Assessment
from itb_rules.diary import ExerciseSession, Run

TOLERATED, LONG_AFTER = 0, 2
"""The level of pain that the cautious profile tolerates, and the hours of W.2."""
SIGN_GROUPS = ("knee", "nerve", "injury", "red_flags", "history")
SIGNS = (
    *(name for name, spec in Assessment.specs.items() if spec.group in SIGN_GROUPS and name != "age"),
    "pain_diffuse",
    "pain_site",
)
SPEAKS = {
    **dict.fromkeys(("cancer_history", "recent_surgery", "bone_stress_risk"), 84),
    **dict.fromkeys(("blood_thinner", "quinolone", "hard_lump", "weight_loss", "exertional_leg_pain"), 28),
    **dict.fromkeys(("varus_test", "fibular_head_tender", "patella_tender", "flexes_90"), 28),
    **dict.fromkeys(("joint_line_pain", "clicking", "locking", "flexion_rotation_pain", "night_pain"), 14),
    **dict.fromkeys(("bone_pain", "shooting_pain", "back_pain", "pain_diffuse", "pressure_tenderness"), 14),
    **dict.fromkeys(("pain_site", "prosthesis"), None),
}
"""The days for which an answer speaks, of the facts for which these are not 7."""
STANDS = {"recent_trauma": 14, "trauma_instability": 42, "quinolone": 92, "recent_surgery": 366}
"""The days for which a yes stands that nobody denies, where it does not for good."""
SIX = {
    "clamshell": (3, 15),
    "side_lying_abduction": (3, 12),
    "glute_bridge": (3, 15),
    "single_leg_bridge": (3, 10),
    "band_walk": (3, 10),
    "box_squat": (3, 8),
}
"""Sets and repetitions at the lower end of the protocol's doses."""
ABOUT_RUNS = ("run_pain", "run_pain_level", "run_pain_onset_km", "post_run_pain_hours", "next_morning_worse")


class Reference(Log):
    """What a list of entries tells about a day: the facts that depend on more than a day or two."""

    def signs(self) -> dict[str, Any]:
        """Every sign but new swelling, which hangs on the stage."""
        names = [name for name in SIGNS if name != "swelling_new"]
        return {name: self.sign(name, SPEAKS.get(name, 7), STANDS.get(name)) for name in names}

    # Runs

    def window(self) -> list[date]:
        """The days of this stage within the last seven, from the latest on."""
        start = self.stage_start()
        return [day for day in self.last_days(7) if start is None or day >= start]

    def ran(self, day: date) -> bool:
        """Whether there was a run, entered or only said."""
        return bool(self.runs(day)) or any(one.ran for one in self.check_ins(day))

    def latest_run_day(self) -> date | None:
        """The latest day with a run within the window."""
        return next((day for day in self.window() if self.ran(day)), None)

    def alarm(self, fact: str) -> Any:
        """What a check-in told of a run of the window, bad and not denied later."""
        window = self.window()
        if fact == "next_morning_worse":
            window = [day for day in window if day - DAY in window]
        for day in window:
            answer = self.worst(fact, day)
            if is_sign(fact, answer):
                return answer
            if answer not in (None, "no_run"):
                return None
        return None

    def no_run(self) -> bool:
        """Whether there was surely no run within the window, by the log or by what was said."""
        if self.latest_run_day() is not None:
            return False
        if says := self.denials(self.on):
            return all(says)
        if any(fact != "run_pain_onset_km" and self.alarm(fact) is not None for fact in ABOUT_RUNS):
            return False
        # Whoever said that there was none spoke of the days before as well.
        said = next((day for day in self.window() if self.denials(day)), None)
        since = said if said is not None and all(self.denials(said)) else None
        return all(self.closed_for_runs(day) for day in self.window() if since is None or day > since)

    def denials(self, day: date) -> list[bool]:
        """Whether the answers of a day about the runs of its week deny that there was one."""
        says = [self.worst("run_pain", day) == "no_run"] if self.told("run_pain", day) else []
        return says + ([self.worst("runs_last_7_days", day) == 0] if self.told("runs_last_7_days", day) else [])

    def about_latest(self, fact: str, good: Any, after: int) -> Any:
        """What is known of the runs of the latest day: good news only if it is complete, and the day the latest."""
        latest = self.latest_run_day()
        if latest is None:
            today = self.worst(fact, self.on)
            return self.alarm(fact) if today is None else today
        answers = [getattr(run, fact) for run in self.runs(latest)]
        told = [self.worst(fact, day) for day in self.window() if day >= latest + after * DAY]
        known = [value for value in (*answers, *told) if value not in (None, "no_run")]
        worst = worse_of(fact, known)
        if worst is None or is_worse(fact, worst, good):
            return worst
        complete = None not in answers if len(answers) > 1 else bool(known)
        later = all(self.closed_for_runs(day) for day in self.window() if day > latest)
        own = self.says(latest, "ran", done=bool(self.runs(latest))) is not False
        return worst if complete and later and own else None

    def run_pain(self) -> Any:
        """Pain during the latest run."""
        if self.no_run():
            return worse_of("run_pain", [*self.told("run_pain", self.on), "no_run"])
        return self.about_latest("run_pain", "none", after=0)

    def run_pain_level(self) -> Any:
        """How strong it was; none without pain."""
        if self.no_run():
            return worse_of("run_pain_level", [*self.told("run_pain_level", self.on), 0])
        level = self.about_latest("run_pain_level", 0, after=0)
        return 0 if level is None and self.run_pain() == "none" else level

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

    def told_of(self, ran: date) -> dict[str, list[Any]]:
        """What check-ins tell of the runs of a day: up to the next run, a week at the most."""
        days = [ran]
        while len(days) < 7 and days[-1] < self.on and not self.ran(days[-1] + DAY):
            days.append(days[-1] + DAY)
        told = {fact: [self.worst(fact, day) for day in days] for fact in ABOUT_RUNS[:4]}
        mornings = [ran + back * DAY for back in range(1, len(days) + 1) if back < 7 and ran + back * DAY <= self.on]
        return {**told, ABOUT_RUNS[4]: [self.worst(ABOUT_RUNS[4], day) for day in mornings]}

    def painful(self, ran: date) -> list[bool | None]:
        """For each run of a day whether it was painful (R.6)."""
        runs, told = self.runs(ran), self.told_of(ran)
        if len(runs) == 1:
            return [self.is_painful(runs[0], told)]
        found = [self.is_painful(run, {}) for run in runs]
        if runs and True not in found and self.is_painful(None, told) is True:
            found[0] = True
        return found or [None]

    def is_painful(self, run: Run | None, told: dict[str, list[Any]]) -> bool | None:
        """Above what is tolerated, or worsening, or long after, or worse on the morning after."""
        pain, level, onset, hours, morning = (
            [each for each in [getattr(run, fact, None), *told.get(fact, [])] if each not in (None, "no_run")]
            for fact in ABOUT_RUNS
        )
        if "worsening" in pain or any(each > LONG_AFTER for each in hours) or True in morning:
            return True
        if level:
            above: bool | None = max(level) > TOLERATED
        else:
            above = True if onset or set(pain) - {"none"} else (False if pain else None)
        if above is not False:
            return above
        if run is not None and not morning:
            day = run.start + DAY
            morning = [False] if run.start == self.on or self.hurts(day) is False else []  # type: ignore[arg-type]
        return False if hours and morning else None

    def week_change_pct(self) -> float | None:
        """The running time of seven days against the larger of two sums before them."""
        days = self.last_days(15)
        sums = [self.minutes(days[:7]), self.minutes(days[7:14]), self.minutes(days[8:15])]
        now, *before = sums
        found = None
        if now == 0:
            found = 0.0
        elif None not in sums:
            most = max(before)
            found = 10000.0 if not most else min(math.ceil((now - most) * 10000 / most) / 100, 10000.0)
        told = self.told("week_change_pct", self.on)
        return worse_of("week_change_pct", told if found is None else [*told, found])

    def minutes(self, days: list[date]) -> int | None:
        """Hundredths of a minute; None if a run may be missing or its time is."""
        runs = [run.minutes for day in days for run in self.runs(day)]
        if None in runs or not all(self.closed_for_runs(day) for day in days):
            return None
        return sum(round(each * 100) for each in runs)

    # Exercises and other sports

    def exercise_pain(self) -> bool | None:
        """Pain in an exercise of the latest day with exercises."""
        trained = [day for day in self.window() if self.exercises(day) or any(c.trained for c in self.check_ins(day))]
        latest = trained[0] if trained else None
        since = [day for day in self.window() if latest is None or day >= latest]
        told = [(day, self.worst("exercise_pain", day)) for day in since if self.told("exercise_pain", day)]
        pains = [one.pain for one in self.exercises(latest)] if latest else []
        if any(pain is not None and pain > TOLERATED for pain in pains) or (told and told[0][1]):
            return True
        if latest is None:
            after = [day for day in self.window() if not told or day > told[0][0]]
            return False if all(self.closed_for_exercises(day) for day in after) else None
        later = all(self.closed_for_exercises(day) for day in self.window() if day > latest)
        own = self.says(latest, "trained", done=bool(self.exercises(latest))) is not False
        return False if later and own and (told or (pains and None not in pains)) else None

    def sport_pain(self) -> bool | None:
        """Pain in another sport, as it was told; none on days whose log is complete."""
        for day in self.last_days(7):
            if self.told("sport_pain", day):
                return self.worst("sport_pain", day)
            if not self.complete(day):
                later = [other for other in self.last_days(7) if other < day and self.told("sport_pain", other)]
                return True if later and self.worst("sport_pain", later[0]) else None
        return False

    def exercises_completed(self) -> bool | None:
        """Whether each exercise was done by its dose within seven days."""
        days = self.last_days(7)
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

    # Pain that gets better

    def pain_improving(self) -> bool | None:
        """Gone, or less than four weeks ago, or less than in the first week of rehab."""
        seen = self.improvement()
        told = [self.worst("pain_improving", day) for day in self.last_days(7) if self.told("pain_improving", day)]
        return seen if not told else told[0] if seen is None else told[0] and seen

    def improvement(self) -> bool | None:
        """The same by the pains alone."""
        week = self.last_days(7)
        answered = [
            day for day in week if None not in [self.worst(name, day) for name in ("pain_at_rest", "daily_pain")]
        ]
        if self.on not in answered or len(answered) < 4:
            return None
        now, start = self.worst_pain(week), self.rehab_start()
        others: list[int | None] = []
        four_weeks_ago = [self.on - (28 + back) * DAY for back in range(7)]
        if start is None or four_weeks_ago[-1] >= start:
            others.append(self.worst_pain(four_weeks_ago))
        if start is not None and start + 6 * DAY < week[-1]:
            others.append(self.worst_pain([start + number * DAY for number in range(7)]))
        if now == 0 or any(other is not None and now is not None and now < other for other in others):
            return True
        return False if start is not None and others and None not in others else None

    def worst_pain(self, days: list[date]) -> int | None:
        """The worst pain of some days, as far as it was told."""
        pains: list[int] = []
        for day in days:
            told = [each for name in ("pain_at_rest", "daily_pain") if (each := self.worst(name, day)) is not None]
            pains += told if len(told) == 2 or any(told) else []
            if self.ran(day):
                about = self.told_of(day)
                levels = [run.run_pain_level for run in self.runs(day)] + about["run_pain_level"]
                courses = {run.run_pain for run in self.runs(day)} | {*about["run_pain"]}
                known = [each for each in levels if each is not None]
                if known:
                    pains.append(max(known))
                elif courses - {None, "no_run"}:
                    pains.append(int(bool(courses - {None, "no_run", "none"})))
        return max(pains, default=None)

    # The clearance

    def clearance(self, improving: Callable[[date], bool | None]) -> str:
        """The latest that is not over and that no finding voids; whether the pain improved as of a day is given."""
        days = sorted({each.date for each in self.clearances()}, reverse=True)
        for given in days:
            kind = worse_of("clearance", [each.clearance for each in self.clearances() if each.date == given])
            if (self.on - given).days >= (84 if kind == "given" else 14):
                continue
            since = [day for day in self.days() if day > given]
            if not any(self.finding(day, given) or self.pain_news(day, given, improving) for day in since):
                return str(kind)
        return "none"

    def finding(self, day: date, given: date) -> bool:
        """Whether a day brings a finding that was not there in the days before, or is worse than it was."""
        if (side := self.worst("side", day)) and {side} != {side, *self.sides(given, day)}:
            return True
        for name in SIGNS:
            answer = self.worst(name, day)
            days = SPEAKS.get(name, 7)
            if days is None:
                back = [each for each in self.days() if each < day]
            else:
                back = [day - each * DAY for each in range(1, days + 1) if day - each * DAY > given - days * DAY]
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
