"""The live form of a replay, for a server process: entries go in, and each new decision comes out.

The facts of the runners who were heard of last stay in the working memory of durable-rules, where only what changes is
decided anew. Needs the extra `durable`.
"""

from __future__ import annotations

import importlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from itb_rules.decision import Decision
from itb_rules.diary import Diary, Entry, TimelineDay
from itb_rules.diary.replay import Mode, Replay
from itb_rules.errors import OptionError, Problem
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

    Its decisions are those of `Diary.replay`, whatever the order in which runners and entries come.

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
            diary.extend(entries)
            if entries:
                resident.replay.forget(min(diary.date_of(entry) for entry in entries).toordinal())
            self._decide(runner, resident, diary.last_date)

    def advance(self, runner: str, until: date) -> None:
        """Let days pass: decide up to a day, also where no entry came."""
        with self._lock:
            self._decide(runner, self._resident(runner), until)

    def _decide(self, runner: str, resident: _Resident, until: date | None) -> None:
        if until is None:
            return
        self._until[runner] = max(until, self._until.get(runner, until))
        for day in resident.replay.until(self._until[runner].toordinal()):
            before = resident.days.get(day.date)
            if before is None or before != day:
                try:
                    self._on_decision(runner, day)
                except BaseException:
                    # Whatever was not told is decided, and told, the next time.
                    resident.replay.forget(day.date.toordinal())
                    raise
            resident.days[day.date] = day

    def _resident(self, runner: str) -> _Resident:
        if runner in self._residents:
            self._residents.move_to_end(runner)
            return self._residents[runner]
        if len(self._residents) == self._most:
            evicted, _ = self._residents.popitem(last=False)
            if evicted in self._memory:
                self._memory.forget(evicted)
        diary = self.diary(runner)
        replay = diary.decided_by(partial(self._decision, runner), self._rulebook, self._mode)
        resident = self._residents[runner] = _Resident(replay, {})
        if runner in self._until:
            # What was decided before the eviction is decided again, and told to nobody.
            resident.days = {day.date: day for day in replay.until(self._until[runner].toordinal())}
        return resident

    def _decision(self, runner: str, assessment: Assessment) -> Decision:
        truths = self._memory.truths_of(runner, assessment)
        return self._rulebook.decision_of(assessment, truths, ENGINE)


def _count(resident: object) -> int:
    if isinstance(resident, bool) or not isinstance(resident, int) or not 1 <= resident <= MOST_RESIDENT:
        found = found_text(resident)
        allowed = f"a whole number from 1 to {MOST_RESIDENT}"
        raise OptionError([Problem("resident", f"found `{found}`; allowed: {allowed}", found, allowed)])
    return resident


def _working_memory(rulebook: Rulebook, most: int) -> WorkingMemory:
    # The engine needs an extra, and is imported when the first monitor is made.
    module = importlib.import_module("itb_rules.rulebook.engines.durable.working_memory")
    memory: WorkingMemory = module.WorkingMemory(rulebook.definition, most)
    return memory
