"""The parts of a report that only a report has, as outlines: facts and where they come from, runs, the log, sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any

from itb_rules.decision import Decision
from itb_rules.diary import Derivation, Diary
from itb_rules.diary.timeline import Timeline, TimelineDay
from itb_rules.drawing.timeline_rows import rows_of
from itb_rules.facts import Assessment, FactSpec
from itb_rules.rendering.outline import Item, Outline, Section, section
from itb_rules.rulebook.definition import Definition
from itb_rules.wording.language import Language
from itb_rules.wording.words import Words

BEHIND = ": "
RECENT = 8
"""Weeks of runs and entries that are listed; the picture shows all of them."""
SHARED = 4
"""From so many facts on, a derivation that they share is said once."""


def facts_outline(diary: Diary, today: TimelineDay, language: Language) -> Outline:
    """What is known on the last day, each fact with where it comes from; then what is not known."""
    words = Words(language=language)
    known = _Known(diary, today, words)
    groups = (
        (section(words, "known_facts", [*known.single()], columns=known.COLUMNS),),
        tuple(known.shared()),
        (section(words, "unknown_facts", [Item("", below=(known.missing,))] if known.missing else []),),
    )
    heading = words.say("report.facts", date=today.date)
    return Outline(heading, words.say("report.unknown_is_not_no"), loud=False, groups=groups)


class _Known:
    COLUMNS = ("report.columns.fact", "report.columns.value", "report.columns.where")

    def __init__(self, diary: Diary, today: TimelineDay, words: Words) -> None:
        self._words = words
        self._values: Mapping[str, Any] = today.assessment.__dict__
        self._days = {entry.id: diary.date_of(entry) for entry in diary}
        derivations = diary.assessment(on=today.date).derivations
        self._known = [derivations[name] for name in Assessment.specs if self._values[name] is not None]
        self._of = Counter(each.rule for each in self._known)
        self.missing = tuple(words.fact(spec) for name, spec in Assessment.specs.items() if self._values[name] is None)

    def single(self) -> Iterator[Item]:
        """Facts with a derivation of their own."""
        for each in self._known:
            if self._of[each.rule] < SHARED:
                spec = Assessment.specs[each.fact]
                yield Item(
                    self._words.fact(spec), aside=(self._value(spec),), extra=(self._says(each), self._where(each))
                )

    def shared(self) -> Iterator[Section]:
        """Facts that are derived alike, by the days of their entries."""
        for rule, count in self._of.items():
            if count < SHARED:
                continue
            alike = [each for each in self._known if each.rule == rule]
            by_days: dict[str, list[str]] = {}
            for each in alike:
                spec = Assessment.specs[each.fact]
                shown = self._words.say("fact.observed", fact=self._words.fact(spec), value=self._value(spec))
                by_days.setdefault(self._where(each), []).append(shown)
            items = tuple(Item(where, below=(tuple(facts),)) for where, facts in by_days.items())
            says = self._says(alike[0])
            yield Section(says, says, items)

    def _says(self, derivation: Derivation) -> str:
        return self._words.language.text(f"derivation.{derivation.rule}", derivation.says)

    def _where(self, derivation: Derivation) -> str:
        # A stage that the rules moved to is in no entry yet, and neither is what counts from it.
        evidence = derivation.evidence if derivation.value == self._values[derivation.fact] else ()
        days = sorted({self._days[each] for each in evidence})
        say = self._words.say
        if not days:
            return say("report.from_rules")
        if len(days) == 1:
            return say("report.from_day", day=days[0])
        return say("report.from_days", count=len(days), first=days[0], last=days[-1])

    def _value(self, spec: FactSpec) -> str:
        words, value = self._words, self._values[spec.name]
        return words.amount(value, words.unit_beside(words.fact(spec), spec.unit))


def runs_outline(timeline: Timeline, language: Language) -> Outline | None:
    """The runs of the last weeks, the latest first; None where there was none."""
    words = Words(language=language)
    rows = rows_of(timeline, language)
    since = (rows.last - timedelta(weeks=RECENT)).isoformat()
    recent = [run for run in reversed(rows.runs) if run["date"] > since]
    items = [Item(language.date(date.fromisoformat(run["date"])), aside=(run["shown"], run["pain"])) for run in recent]
    if not items:
        return None
    columns = ("report.columns.day", "report.columns.run")
    runs = section(words, "runs", items, columns=columns)
    return Outline(words.say("report.runs"), words.say("report.recent", weeks=RECENT), loud=False, groups=((runs,),))


def entries_outline(diary: Diary, last: date, language: Language) -> Outline:
    """How full the log is: of what kinds the entries are, and on how many of the last days there was none."""
    words = Words(language=language)
    days = {entry.id: diary.date_of(entry) for entry in diary}
    kinds = Counter(entry.kind for entry in diary if days[entry.id] <= last)
    items = [
        Item(words.say_one("entry", kind, kind=words.name(kind)), aside=(language.count(count),))
        for kind, count in kinds.items()
    ]
    logged = {*days.values()}
    recent = [last - timedelta(days=each) for each in range(7 * RECENT)]
    recent = [day for day in recent if day >= min(logged)]
    gaps = words.say("report.gaps", count=sum(day not in logged for day in recent), of=len(recent))
    columns = ("report.columns.entry", "report.columns.count")
    groups = ((section(words, "entries", items, columns=columns),), (section(words, "gaps", [Item(gaps)]),))
    return Outline(words.say("report.log"), "", loud=False, groups=groups)


def sources_outline(timeline: Timeline, definition: Definition, language: Language) -> Outline | None:
    """What is cited in the last decision and in the decisions that changed the stage, in the order of the sources."""
    words = Words(language=language)
    changes = {change.date - timedelta(days=1) for change in timeline.changes}
    decisions = [day.decision for day in timeline.days if day.date in changes] + [timeline.days[-1].decision]
    # A row, and behind it the published ground, where there is one.
    cited = {part for decision in decisions for source in _cited(decision) for part in source.split(BEHIND)}
    items = [
        Item(name, aside=(language.text(f"source.{name}", says),))
        for name, says in definition.sources.items()
        if name in cited
    ]
    if not items:
        return None
    columns = ("report.columns.source", "report.columns.says")
    sources = section(words, "sources", items, columns=columns)
    return Outline(words.say("report.sources"), "", loud=False, groups=((sources,),))


def _cited(decision: Decision) -> Iterator[str]:
    """The sources of what was decided; those of the plan's exercises stand beside them."""
    hits = (*decision.because, *decision.also, *decision.would_hold, *decision.cleared)
    sources: list[Sequence[str]] = [each.source for each in hits]
    sources += [each.source for each in decision.blocked_by]
    return chain.from_iterable(sources)
