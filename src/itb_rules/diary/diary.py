"""The diary: entries go in, and what is known about a day comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from itb_rules.decision import Decision
from itb_rules.diary.course import course_on
from itb_rules.diary.derived import Derivation, DerivedAssessment
from itb_rules.diary.deriving.day import Asked
from itb_rules.diary.deriving.facts import derive
from itb_rules.diary.entries import CheckIn, Entry
from itb_rules.diary.entries.base import check_date
from itb_rules.diary.formats.tabular import Tabular
from itb_rules.diary.memory import Memory
from itb_rules.diary.replay import MODES, Mode, Replay
from itb_rules.diary.timeline import Timeline
from itb_rules.errors import DiaryError, OptionError, Problem, unknown_choice
from itb_rules.facts import Assessment
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Number, StageEffect
from itb_rules.rulebook.named import packaged


class Diary(Tabular):
    """An append-only log of one runner's days.

    Entries may come late, twice and in any order: the same entries give the same answers. Not to be appended to from
    several threads at once.

    Args:
        entries: the first entries.
        time_zone: the runner's time zone, such as `Europe/Berlin`: it makes a date of a run's start time. Without one,
            the offset of each start time does.
        parameters: values of the parameters of the derivation that differ from the cautious ones, such as
            `{"red_flag_days": 5}`.

    Raises:
        DiaryError: entries that are none, ids given twice with different content, a time zone that does not exist.
        ParameterError: a parameter's name is unknown, or its value outside the range.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        *,
        time_zone: str | None = None,
        parameters: Mapping[str, Number] | None = None,
    ) -> None:
        self._memory = Memory()
        self._replays: dict[tuple[str, Mode], Replay] = {}
        super().__init__(entries, time_zone=time_zone, parameters=parameters)

    def _taken(self, day: int) -> None:
        self._memory.forget(day)
        for replay in self._replays.values():
            replay.forget(day)

    def assessment(self, *, on: date) -> DerivedAssessment:
        """Derive what is known about a day, from the entries dated on or before it.

        Args:
            on: the day.

        Returns:
            An assessment to decide on; its `derivations` say by which rule and from which entries each fact comes.

        Raises:
            DiaryError: `on` is no date.
        """
        day = _ordinal("on", on)
        course = course_on(self._days, day, self._rules)
        values = {**self._values, **self._rules.edges(packaged("progression"))}
        derived = derive(Asked(self._days, day, course, self._rules, values, self._memory))
        rules = self._rules.derivations
        derivations = {
            name: Derivation(name, each.value, rules[name].how, rules[name].says, each.evidence)
            for name, each in derived.items()
        }
        return DerivedAssessment.of(on, {name: each.value for name, each in derived.items()}, derivations)

    def check_in(self, on: date, facts: Mapping[str, Any], **log: bool) -> CheckIn:
        """Add a check-in of a day: what an interview does with the answers to a card.

        Args:
            on: the day.
            facts: the answers by fact.
            **log: what else a check-in says of the day, such as `ran`.

        Returns:
            The entry, which says nothing new where the same was answered on that day before.

        Raises:
            DiaryError: every problem at once.
        """
        entry = CheckIn.from_content({"date": on.isoformat(), "facts": dict(facts), **log})
        self.append(entry)
        return entry

    def replay(
        self, *, until: date | None = None, rulebook: Rulebook | None = None, mode: Mode = "automatic"
    ) -> Timeline:
        """Decide day by day, and take each step from the day after its decision on.

        What was decided is kept: after an entry of today only today is decided anew, and after a late entry the days
        from its date on.

        Args:
            until: the last day; without it, that of the latest entry.
            rulebook: the rules; the packaged `progression` without it. It decides on an `Assessment`.
            mode: `automatic`, or `clinician`: a step forward waits for a `StageChange` by a clinician. A step back
                never waits.

        Raises:
            DiaryError: `until` is no date.
            OptionError: an unknown mode, or a rulebook of another kind.
        """
        last = _ordinal("until", until) if until is not None else self._days.known[-1] if self._days.known else 0
        rulebook = rulebook or packaged("progression")
        return self.following(rulebook, mode).timeline(last, rulebook.definition.titles)

    def following(self, rulebook: Rulebook | None = None, mode: Mode = "automatic") -> Replay:
        """What keeps the decisions of a replay, for a program that asks for the new days alone; as for `replay`.

        Raises:
            OptionError: an unknown mode, or a rulebook of another kind.
        """
        if mode not in MODES:
            raise OptionError([unknown_choice("mode", "mode", mode, MODES)])
        rulebook = rulebook or packaged("progression")
        _check_kind(rulebook)
        key = rulebook.digest, mode
        if key not in self._replays:
            self._replays[key] = self.decided_by(rulebook.decide, rulebook, mode)
        return self._replays[key]

    def decided_by(self, decide: Callable[[Assessment], Decision], rulebook: Rulebook, mode: Mode) -> Replay:
        """A replay whose decisions somebody else makes. Tell it to `forget` from the day of each entry on.

        Args:
            decide: decides on the facts of a day, by the rulebook.
            rulebook: whose ages to derive by.
            mode: as for `replay`.
        """
        values = {**self._values, **self._rules.edges(rulebook)}
        return Replay(self._days, self._rules, values, self._memory, decide, mode)


def _ordinal(where: str, on: object) -> int:
    problems: list[Problem] = []
    check_date(where, on, problems)
    if problems or not isinstance(on, date) or isinstance(on, datetime):
        raise DiaryError(problems)
    return on.toordinal()


def _check_kind(rulebook: Rulebook) -> None:
    definition = rulebook.definition
    if not issubclass(Assessment, definition.facts) or not isinstance(definition.effect, StageEffect):
        message = f"`{rulebook.name}` does not decide where a runner goes from an `Assessment`"
        raise OptionError([Problem("rulebook", message, rulebook.name)])
