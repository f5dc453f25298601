"""What is interrupted, and what has to hold afterwards."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TypeAlias
from unittest import mock

from tests.conformance.interrupts.interrupter import Interrupter
from tests.conformance.random_facts import RandomFacts

from itb_rules import load_rulebook
from itb_rules.cli.files import read_diary, write_diary
from itb_rules.diary import CheckIn, Diary, Entry, Run, StageChange, TimelineDay
from itb_rules.diary.monitor import Monitor
from itb_rules.facts import Facts
from itb_rules.rulebook import files as whole_file
from itb_rules.rulebook.engines.durable.working_memory import WorkingMemory
from itb_rules.rulebook.engines.reference import ReferenceEngine

Trial: TypeAlias = Callable[[Interrupter], Iterator[str]]
"""Interrupts something at least once, and says what is wrong afterwards."""

BEGIN = date(2026, 3, 2)


def engine(name: str, chance: random.Random, rulebook: str = "progression") -> Trial:
    """Decisions on one engine: the next ones, of anybody, have the bytes of the reference engine."""
    book = load_rulebook(rulebook)
    cases = [*itertools.islice(RandomFacts(book, seed=chance.getrandbits(32)), 40)]
    expected = [book.decide(facts, engine="reference").canonical_json() for facts in cases]
    used = [book]

    def trial(interrupter: Interrupter) -> Iterator[str]:
        if chance.random() < 0.1:
            used[:] = [book.with_parameters()]  # whose engine, explanations and caches are not there yet
        interrupted, *others = chance.sample(range(len(cases)), 2)
        if chance.random() < 0.7:
            interrupter("decide", lambda: used[0].decide(cases[interrupted], engine=name))
        else:
            interrupter("explain", lambda: used[0].decide(cases[interrupted], engine=name).canonical_json())
        for each in (*others, interrupted):
            if used[0].decide(cases[each], engine=name).canonical_json() != expected[each]:
                yield f"decided with facts of somebody else: {cases[each]!r}"

    return trial


def what_would(chance: random.Random, rulebook: str = "progression") -> Trial:
    """What it would take: the next questions have the answers of a rulebook that was never interrupted."""
    book = load_rulebook(rulebook)
    cases = [*itertools.islice(RandomFacts(book, seed=chance.getrandbits(32)), 20)]
    expected = [book.what_would(facts, limit=2) for facts in cases]
    used = [book]

    def trial(interrupter: Interrupter) -> Iterator[str]:
        if chance.random() < 0.1:
            used[:] = [book.with_parameters()]
        interrupted, other = chance.sample(range(len(cases)), 2)
        interrupter("what_would", lambda: used[0].what_would(cases[interrupted], limit=2))
        for each in (other, interrupted):
            if used[0].what_would(cases[each], limit=2) != expected[each]:
                yield f"another answer: {cases[each]!r}"

    return trial


def working_memory(chance: random.Random, rulebook: str = "progression") -> Trial:
    """Facts that stay in the network of durable-rules: everybody's truths are those of the reference engine."""
    definition = load_rulebook(rulebook).definition
    cases = [*itertools.islice(RandomFacts(load_rulebook(rulebook), seed=chance.getrandbits(32)), 40)]
    reference = ReferenceEngine(definition)
    memory = WorkingMemory(definition, 3)
    runners = ["ann", "bo", "cy", "di", "eve"]

    def change(runner: str, facts: Facts) -> object:
        if runner not in memory and memory.full:
            memory.forget(chance.choice([each for each in runners if each in memory]))
        return memory.truths_of(runner, facts)

    def trial(interrupter: Interrupter) -> Iterator[str]:
        runner, facts = chance.choice(runners), chance.choice(cases)
        interrupter("change", lambda: change(runner, facts))
        for each in chance.sample(runners, 2):
            facts = chance.choice(cases)
            if change(each, facts) != reference.truths(facts.known()):
                yield f"truths of somebody else: {facts!r}"

    return trial


def monitor(chance: random.Random) -> Trial:
    """A monitor: entries are taken in all or none, and each day is told, last as a replay decides it."""
    rulebook = load_rulebook("progression")

    def add(interrupter: Interrupter, watched: Monitor, runner: str, entries: list[Entry]) -> Iterator[str]:
        before = len(watched.diary(runner).entries)
        interrupter("add", lambda: watched.add(runner, *entries))
        taken = len(watched.diary(runner).entries) - before
        different = len({entry.id for entry in entries})  # the same twice is one entry
        if taken not in (0, different):
            yield f"{taken} of {different} entries were taken in"
        if taken == 0:
            watched.add(runner, *entries)

    def trial(interrupter: Interrupter) -> Iterator[str]:
        told: dict[str, dict[date, TimelineDay]] = {"ann": {}, "bo": {}}
        resident = chance.choice((1, 2))
        watched = Monitor(
            lambda runner, day: told[runner].__setitem__(day.date, day), rulebook=rulebook, resident=resident
        )
        until = BEGIN + timedelta(days=chance.randint(3, 8))
        for day, runner in itertools.product(_days(until), told):
            entries = [_entry(chance, day) for _ in range(chance.randint(1, 2))]
            if day == BEGIN:
                entries = [StageChange(date=day, stage="return_week_1", by="clinician", reason="a test")]
            yield from add(interrupter, watched, runner, entries)
        for runner, days in told.items():
            watched.advance(runner, until)
            replayed = {day.date: day for day in watched.diary(runner).replay(until=until, rulebook=rulebook).days}
            if days != replayed:
                wrong = [each for each, day in replayed.items() if days.get(each) != day]
                yield f"not told, or otherwise: {', '.join(map(str, wrong))}"

    return trial


def _days(until: date) -> Iterator[date]:
    return (BEGIN + timedelta(days=number) for number in range((until - BEGIN).days))


def _entry(chance: random.Random, day: date) -> Entry:
    if chance.random() < 0.4:
        return Run(start=day, minutes=chance.randint(5, 30), run_pain=chance.choice(["none", "worsening"]))
    pain = {"pain_at_rest": chance.randint(0, 6), "daily_pain": chance.randint(0, 6)}
    signs = {"fever": chance.random() < 0.2, "numbness": chance.random() < 0.2}
    return CheckIn(date=day, complete=True, **pain, **signs)


def writer(chance: random.Random, folder: Path) -> Trial:
    """The writer of diaries: the file is the one before or the one after, whole, and nobody is kept from the next."""
    path = folder / "diary.json"
    diary = Diary([CheckIn(date=BEGIN, daily_pain=1)])
    write_diary(str(path), diary)

    def add(day: date) -> None:
        with whole_file.locked(path):
            known = read_diary(str(path), None)
            known.extend([CheckIn(date=day, daily_pain=2)])
            write_diary(str(path), known)

    def trial(interrupter: Interrupter) -> Iterator[str]:
        if chance.random() < 0.05:
            write_diary(str(path), diary)
        days = [entry.date for entry in read_diary(str(path), None).entries if isinstance(entry, CheckIn)]
        new = days[-1] + timedelta(days=1)
        # Nobody else writes, so whoever has to wait waits for what was interrupted.
        with mock.patch.object(whole_file, "PATIENCE", 0.0):
            ended = not interrupter("write", lambda: add(new))
            found = [entry.date for entry in read_diary(str(path), None).entries if isinstance(entry, CheckIn)]
            if found != [*days, new] and (ended or found != days):
                yield f"{len(found)} entries after {len(days)}"
            add(new + timedelta(days=1))
        left = sorted(each.name for each in path.parent.iterdir())
        if left != [path.name]:
            yield f"left behind: {', '.join(left)}"

    return trial


def mistakes(trial: Trial, interrupter: Interrupter) -> list[str]:
    """What is wrong after a trial; an error of the library is."""
    try:
        return [*trial(interrupter)]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def targets(chance: random.Random, folder: Path, rulebook: str = "progression") -> Mapping[str, Callable[[], Trial]]:
    """What there is to interrupt, by name.

    Args:
        chance: what draws facts and entries.
        folder: an empty folder for the writer.
        rulebook: what the engines decide by.
    """
    return {
        "direct": lambda: engine("direct", chance, rulebook),
        "reference": lambda: engine("reference", chance, rulebook),
        "durable": lambda: engine("durable", chance, rulebook),
        "what_would": lambda: what_would(chance, rulebook),
        "working_memory": lambda: working_memory(chance, rulebook),
        "monitor": lambda: monitor(chance),
        "writer": lambda: writer(chance, folder),
    }
