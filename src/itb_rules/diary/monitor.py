"""The live form of a replay, for a server process: entries go in, and each new decision comes out.

The facts of the runners who were heard of last stay in the working memory of durable-rules, where only what changes is
decided anew. Needs the extra `durable`.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from itb_rules.decision import Decision
from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import CheckIn, Correction, Entry
from itb_rules.diary.replay import Mode, Replay, check_span
from itb_rules.diary.timeline import TimelineDay
from itb_rules.errors import DiaryError, EngineError, OptionError, Problem
from itb_rules.facts import Assessment
from itb_rules.facts.shown_values import found_text
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import packaged

if TYPE_CHECKING:
    from itb_rules.rulebook.engines.durable.working_memory import WorkingMemory

ENGINE = "durable"
MOST_RESIDENT = 1000
"""As many sessions as durable-rules keeps for this library."""


@dataclass(slots=True)
class _Resident:
    """A runner whose facts are in the working memory.

    Attributes:
        replay: what was decided.
        days: the day of each decision that was told, by date.
    """

    replay: Replay
    days: dict[date, TimelineDay]


class Monitor:
    """Decides on the diaries of many runners as their entries come in. Safe to share between threads.

    Its decisions are those of `Diary.replay`, whatever the order in which runners and entries come. Whatever ends a
    call early (an interrupt, a callback that raises), no entry that was taken in and no decision is lost: what was not
    told is told with the next call for the runner, and what was told just then may be told again.

    Args:
        on_decision: called with the runner and the day for each new decision: of a day that was not decided before, or
            that a late entry has changed. If it raises, that day and those after it are told the next time.
        rulebook: the rules; the packaged `progression` without it.
        mode: as for `Diary.replay`.
        resident: how many runners stay in the working memory, from 1 to 1,000. Others are evicted, the one longest
            unheard of first, and rebuilt from their diaries when they are heard of again.
        diaries: where the diaries are kept, by runner; a dict without it.

    Raises:
        MissingExtraError: durable-rules is not installed.
        EngineError: the rulebook is too large for durable-rules.
        OptionError: `resident` is no such number; an unknown mode, or a rulebook of another kind.
    """

    def __init__(
        self,
        on_decision: Callable[[str, TimelineDay], object],
        *,
        rulebook: Rulebook | None = None,
        mode: Mode = "automatic",
        resident: int = 256,
        diaries: MutableMapping[str, Diary] | None = None,
    ) -> None:
        self._on_decision = on_decision
        self._rulebook = rulebook or packaged("progression")
        self._mode: Mode = mode
        self._most = _count(resident)
        self._memory = _working_memory(self._rulebook, self._most)
        self._until: dict[str, date] = {}
        self._owed: dict[str, date] = {}
        self._deciding: str | None = None
        self._residents: OrderedDict[str, _Resident] = OrderedDict()
        self._diaries: MutableMapping[str, Diary] = {} if diaries is None else diaries
        self._locks: dict[int, threading.RLock] = {}
        Diary().following(self._rulebook, mode)  # refuses a mode or a rulebook that does not fit

    @property
    def _lock(self) -> threading.RLock:
        """One for each process: the child of a fork has no thread that could give back a lock which was held."""
        return self._locks.setdefault(os.getpid(), threading.RLock())

    @property
    def residents(self) -> tuple[str, ...]:
        """The runners in the working memory, the one longest unheard of first."""
        return tuple(self._residents)

    def diary(self, runner: str) -> Diary:
        """The diary of a runner; an empty one for a new runner. Add to it through the monitor only."""
        with self._lock:
            if runner not in self._diaries:
                self._diaries[runner] = Diary()
            return self._diaries[runner]

    def add(self, runner: str, *entries: Entry) -> None:
        """Take entries in, and tell each new decision, day by day.

        Args:
            runner: whose they are.
            entries: all or none of them are taken.

        Raises:
            DiaryError: what the diary refuses.
        """
        with self._lock:
            resident = self._resident(runner)
            diary = self.diary(runner)
            owed = self._owed.get(runner)
            self._owe(runner, diary, entries)
            try:
                diary.extend(entries)
            except DiaryError:
                if owed is not None:
                    self._owed[runner] = owed
                raise
            self._decide(runner, resident, diary.last_date)

    def advance(self, runner: str, until: date) -> None:
        """Let days pass: decide up to a day, also where no entry came.

        Raises:
            DiaryError: it is more than twenty years after the first entry.
        """
        with self._lock:
            self._decide(runner, self._resident(runner), until)

    def _owe(self, runner: str, diary: Diary, entries: tuple[Entry, ...]) -> None:
        """Note from which day on there is something to tell, before anything is taken in."""
        days = [diary.date_of(entry) for entry in entries if isinstance(entry, Entry)]
        if not days:
            return
        span = [*days, *(each for each in (diary.first_date, diary.last_date) if each is not None)]
        check_span(min(span).toordinal(), max(span).toordinal())
        if any(isinstance(entry, Correction) or (isinstance(entry, CheckIn) and entry.since) for entry in entries):
            days.append(date.min)  # they change days before their own
        # Of a runner whom nobody has heard of yet, everything is owed.
        self._owed[runner] = min([*days, self._owed.get(runner, date.min)])

    def _decide(self, runner: str, resident: _Resident, until: date | None) -> None:
        if until is None:
            return
        until = max(until, self._until.get(runner, until))
        days = resident.replay.days(self._owed.get(runner, date.min).toordinal(), until.toordinal())
        self._until[runner] = until
        for day in days:
            if resident.days.get(day.date) != day:
                # Whatever ends the call, this day and those after it are still to be told.
                self._owed[runner] = day.date
                self._on_decision(runner, day)
                resident.days[day.date] = day
        self._owed[runner] = until + timedelta(days=1)

    def _resident(self, runner: str) -> _Resident:
        self._clean_up()
        if runner in self._residents:
            self._residents.move_to_end(runner)
            return self._residents[runner]
        while len(self._residents) >= self._most:
            evicted = next(iter(self._residents))
            self._forget(evicted)
        diary = self.diary(runner)
        replay = diary.decided_by(partial(self._decision, runner), self._rulebook, self._mode)
        resident = _Resident(replay, {})
        if runner in self._until:
            # What was told before the eviction is decided again, and told to nobody.
            told = self._owed.get(runner, date.min)
            days = replay.days(0, self._until[runner].toordinal())
            resident.days = {day.date: day for day in days if day.date < told}
        self._residents[runner] = resident
        return resident

    def _clean_up(self) -> None:
        """Begin anew with a runner in the middle of whose decision something ended the call."""
        if self._deciding is not None:
            self._forget(self._deciding)
            self._deciding = None

    def _forget(self, runner: str) -> None:
        """Take a runner out of the working memory; if that fails, begin with another memory."""
        try:
            if runner in self._memory:
                self._memory.forget(runner)
        except EngineError:
            self._begin_anew()
        self._residents.pop(runner, None)

    def _begin_anew(self) -> None:
        self._memory = _working_memory(self._rulebook, self._most)

    def _decision(self, runner: str, assessment: Assessment) -> Decision:
        if runner not in self._memory and self._memory.full:
            # Somebody's facts were left behind when something ended a call.
            self._begin_anew()
        self._deciding = runner
        truths = self._memory.truths_of(runner, assessment)
        self._deciding = None
        return self._rulebook.decision_of(assessment, truths, ENGINE)


def _count(resident: object) -> int:
    if isinstance(resident, bool) or not isinstance(resident, int) or not 1 <= resident <= MOST_RESIDENT:
        found = found_text(resident)
        allowed = f"a whole number from 1 to {MOST_RESIDENT}"
        raise OptionError([Problem("resident", f"found `{found}`; allowed: {allowed}", found, allowed)])
    return resident


def _working_memory(rulebook: Rulebook, most: int) -> WorkingMemory:
    # The engine needs an extra, and is imported when the first monitor is made.
    from itb_rules.rulebook.engines.durable.working_memory import WorkingMemory

    return WorkingMemory(rulebook.definition, most)
