"""What holds for every diary."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.diary.reference_log import standing

from itb_rules import Assessment, Diary, OptionError, decide, load_rulebook
from itb_rules.diary import CheckIn, Correction, Entry, ExerciseSession, Run, ScreenAnswer, StageChange
from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.diary.formats.diary_json import read_entry
from itb_rules.diary.series import worse
from itb_rules.facts import FactSpec
from itb_rules.testing import diaries


def corrected(diary: Diary) -> Diary:
    """The same without what was taken back, and without the corrections."""
    return Diary(each for each in standing(diary.entries) if not isinstance(each, Correction))


slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
"""Replays take their time; a deadline would fail on a busy machine for no reason."""

seeds = st.integers(0, 2**16).map(random.Random)


def days_of(diary: Diary, beyond: int = 3) -> list[date]:
    """Every day of a diary, and a few beyond it."""
    first, last = diary.first_date, diary.last_date
    assert first is not None
    assert last is not None
    return [first + timedelta(days=number) for number in range((last - first).days + 1 + beyond)]


@slow
@given(diaries(), seeds)
def test_the_order_of_entries_does_not_matter(diary: Diary, rng: random.Random) -> None:
    """Late, twice or out of order: the same timeline, and every fact with the same evidence."""
    entries = [*diary, *rng.sample(diary.entries, len(diary) // 2)]
    rng.shuffle(entries)
    other = Diary()
    for entry in entries:
        other.append(entry)
        if rng.random() < 0.1:
            other.replay()
    assert other.to_json() == diary.to_json()
    assert other.replay() == diary.replay()
    day = rng.choice(days_of(diary))
    assert dict(other.assessment(on=day).derivations) == dict(diary.assessment(on=day).derivations)


@slow
@given(diaries(), seeds)
def test_a_later_entry_never_changes_an_earlier_day(diary: Diary, rng: random.Random) -> None:
    """What is known about a day, and what was decided on it, comes from entries dated on or before it."""
    day = rng.choice(days_of(diary))
    until_then = Diary(entry for entry in diary if diary.date_of(entry) <= day)
    assert until_then.assessment(on=day) == diary.assessment(on=day)
    assert until_then.replay(until=day) == diary.replay(until=day)


@slow
@given(diaries(), seeds)
def test_a_replay_in_pieces_equals_the_whole(diary: Diary, rng: random.Random) -> None:
    """Wherever it stopped in between, and whatever was entered since."""
    last = days_of(diary)[-1]
    pieces = Diary()
    for entry in rng.sample(diary.entries, len(diary)):
        pieces.append(entry)
        if rng.random() < 0.3:
            pieces.replay(until=rng.choice(days_of(diary)))
    assert pieces.replay(until=last) == diary.replay(until=last)


@slow
@given(diaries(most_days=14))
def test_a_day_of_a_replay_is_a_day_of_the_diary_with_its_changes(diary: Diary) -> None:
    """A step counts from its date on, as if somebody had entered it, and never on the day that decided it."""
    timeline = diary.replay()
    stored = [
        StageChange(date=each.date, stage=each.stage, by="rule", reason=each.reason, flare_stage=each.flare_stage)
        for each in timeline.changes
        if each.by == "rule" and each.stage is not None
    ]
    entered = Diary([*diary, *stored])
    said = {entry.date for entry in diary if isinstance(entry, StageChange)}
    for each, after in itertools.pairwise(timeline.days):
        assert each.assessment == entered.assessment(on=each.date)
        if after.date not in said:
            assert after.decision.stage == (each.decision.next_stage or each.decision.stage)


@slow
@given(diaries())
def test_a_diary_is_the_same_after_json_and_csv(diary: Diary) -> None:
    """Whatever is in it."""
    assert Diary.from_json(diary.to_json()) == diary
    assert Diary.from_csv(diary.to_csv()) == diary


@slow
@given(diaries())
def test_the_derived_facts_never_contradict_each_other(diary: Diary) -> None:
    """Whatever the entries say, an assessment can be made of them."""
    for day in days_of(diary):
        found = diary.assessment(on=day)
        assert Assessment.model_validate(dict(found.__dict__)) == found


def without(entry: Entry) -> Iterator[tuple[str, Any, Entry]]:
    """Each answer of an entry that can be left out: its name, the value, and the entry without it."""
    content = entry.to_dict()
    match entry:
        case CheckIn():
            for name in ("complete", "ran", "trained"):
                if name in content:
                    yield name, content[name], read_entry({**content, name: None})
            for name, value in entry.answers.items():
                yield name, value, read_entry({**content, "facts": {**content["facts"], name: None}})
        case Run() | ExerciseSession():
            for name in content.keys() - {"kind", "id", "start", "date"}:
                yield name, content[name], read_entry({**content, name: None})


def spec_of(entry: Entry, name: str) -> FactSpec | None:
    """What is known about an answer of an entry."""
    match entry:
        case Run():
            return RunFacts.specs[name]
        case ExerciseSession():
            return entry.facts.specs[name]
        case _:
            return Assessment.specs.get(name)


def is_alarm(entry: Entry, name: str, value: Any) -> bool:
    """Whether an answer can speak against moving on: it is worse than that of a runner who is well."""
    if name in ("complete", "ran", "trained"):
        return value is not (name == "complete")
    if name == "clearance":
        return bool(value == "none")
    spec = spec_of(entry, name)
    return spec is not None and worse(spec, value, spec.typical)


def has_an_order(entry: Entry, name: str) -> bool:
    """Whether some answers are worse than others."""
    spec = spec_of(entry, name)
    return spec is None or spec.worse is not None


def gaps(diary: Diary, rng: random.Random) -> Iterator[tuple[str, bool, Diary]]:
    """A few times the diary with one answer left out that is no alarm; which, and whether it has an order."""
    answers: list[tuple[Entry, str, Entry | None]] = []
    for entry in diary:
        if isinstance(entry, ScreenAnswer):
            if not is_alarm(entry, entry.fact, entry.answer):
                answers.append((entry, entry.fact, None))
        else:
            answers += [(entry, name, left) for name, value, left in without(entry) if not is_alarm(entry, name, value)]
    for entry, name, left in rng.sample(answers, min(4, len(answers))):
        rest = [each for each in diary if each != entry]
        yield name, has_an_order(entry, name), Diary(rest if left is None else [left, *rest])


OUTCOMES = tuple(outcome.id for outcome in load_rulebook("progression").definition.outcomes)
"""The most cautious first."""


@settings(slow, max_examples=120)
@given(diaries(), seeds)
def test_leaving_out_what_is_no_alarm_never_makes_a_day_more_permissive(diary: Diary, rng: random.Random) -> None:
    """A gap is never read as more good news than there was, whatever kind of entry it is in.

    A day without swelling is the one answer without which another alarm is lost: that later swelling is new. Then at
    least nobody moves on. Nor does anybody for want of an answer that is neither good nor bad.
    """
    diary = corrected(diary)
    for name, ordered, gap in gaps(diary, rng):
        for day in days_of(diary):
            with_gap, whole = (decide(each.assessment(on=day)).outcome for each in (gap, diary))
            if ordered and name != "swelling":
                assert OUTCOMES.index(with_gap) <= OUTCOMES.index(whole), (name, day)
            elif with_gap == "progress":
                assert whole == "progress", (name, day)


@settings(slow, max_examples=120)
@given(diaries(), seeds)
def test_leaving_a_day_out_never_lets_a_runner_move_on(diary: Diary, rng: random.Random) -> None:
    """With everything that was entered on it, unless that was an alarm: a missing day proves nothing."""
    diary = corrected(diary)
    out = rng.choice(days_of(diary, beyond=0))
    entries = [entry for entry in diary if diary.date_of(entry) == out and not isinstance(entry, StageChange)]
    for entry in entries:
        if isinstance(entry, ScreenAnswer):
            if is_alarm(entry, entry.fact, entry.answer):
                return
        elif any(is_alarm(entry, name, value) for name, value, _ in without(entry)):
            return
    gap = Diary(entry for entry in diary if entry not in entries)
    for day in days_of(diary):
        if decide(gap.assessment(on=day)).outcome == "progress":
            assert decide(diary.assessment(on=day)).outcome == "progress"


@settings(slow, max_examples=120)
@given(diaries(), st.sampled_from([*Assessment.specs]))
def test_never_answering_a_fact_never_lets_a_runner_move_on(diary: Diary, fact: str) -> None:
    """Neither in check-ins, nor in screens, nor with the runs and the exercises."""
    diary = corrected(diary)
    silent = []
    for entry in diary:
        content = entry.to_dict()
        if (isinstance(entry, ScreenAnswer) and entry.fact == fact) or (fact == "clearance" and fact in content):
            continue
        if isinstance(entry, CheckIn):
            content["facts"] = {name: value for name, value in entry.answers.items() if name != fact}
        elif fact in content and not isinstance(entry, ScreenAnswer):
            if fact == "stage":
                continue
            content[fact] = None
        silent.append(read_entry(content))
    for day in days_of(diary):
        if decide(Diary(silent).assessment(on=day)).outcome == "progress":
            assert decide(diary.assessment(on=day)).outcome == "progress"


@slow
@given(diaries())
def test_whoever_closes_no_day_is_never_counted_as_resting(diary: Diary) -> None:
    """Without a word about the log, no run and no training is ever known not to have been."""
    diary = corrected(diary)
    marks = dict.fromkeys(("complete", "ran", "trained"))
    told = ("run_pain", "runs_last_7_days", "exercise_pain", "next_morning_worse", "exercises_completed")
    open_days = []
    for entry in diary:
        if isinstance(entry, CheckIn):
            facts = {name: value for name, value in entry.answers.items() if name not in told}
            open_days.append(CheckIn(date=entry.date, facts=facts, id=entry.id, **marks))
        else:
            open_days.append(entry)
    for day in days_of(diary):
        found = Diary(open_days).assessment(on=day)
        assert found.run_pain != "no_run"
        assert found.runs_last_7_days is None
        assert found.exercises_completed is not False


def test_a_strategy_says_what_it_cannot_draw() -> None:
    """A diary of no days is none."""
    for wrong in (0, True, 2.5):
        with pytest.raises(OptionError, match=r"most_days: found .* allowed: a whole number from 1"):
            diaries(most_days=wrong)  # type: ignore[arg-type]
