"""The entries of a diary: what they hold, and what they refuse."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from tests.unit.diary.logs import BEGIN, check_in, entered, run, training

from itb_rules import Assessment, DiaryError
from itb_rules.diary import CheckIn, Entry, ExerciseSession, ScreenAnswer, StageChange, read_entry
from itb_rules.facts import ExerciseSession as SessionFacts

ENTRIES: list[Entry] = [
    check_in(1, pain_at_rest=0, complete=True),
    check_in(1, ran=False, trained=True, clearance="given"),
    run(2, start=datetime(2026, 3, 3, 7, 30, tzinfo=timezone(timedelta(hours=1))), distance_km=2.5, terrain="flat"),
    run(2, id="watch/17"),
    training(3)[0],
    ScreenAnswer(date=BEGIN, fact="fever", answer=False),
    entered("protect"),
]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_an_entry_is_the_same_after_json_copies_and_pickles(entry: Entry) -> None:
    """Plain values and back, and Python's own ways of copying."""
    assert read_entry(entry.to_dict()) == entry
    assert copy.deepcopy(entry) == entry
    assert pickle.loads(pickle.dumps(entry)) == entry  # noqa: S301 - our own bytes
    assert hash(copy.copy(entry)) == hash(entry)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_an_entry_says_how_to_ask_for_its_values(entry: Entry) -> None:
    """A form can be built from its specs: they name every value but the date, the log, and who decided what and why."""
    content = entry.content()
    told = {**content, **content.get("facts", {})}
    if isinstance(entry, ScreenAnswer):
        told = {entry.fact: entry.answer}
    others = {"date", "start", "facts", "complete", "ran", "trained", "by", "reason"}
    assert set(told) - others <= set(entry.specs)
    assert all(spec.name == name and spec.question for name, spec in entry.specs.items())


def test_a_screen_asks_about_signs_alone() -> None:
    """What its specs name is what it takes, and nothing else of an assessment."""
    for name, spec in Assessment.specs.items():
        if name in ScreenAnswer.specs:
            assert ScreenAnswer(date=BEGIN, fact=name, answer=spec.high or (spec.values or (True,))[0])
        else:
            with pytest.raises(DiaryError):
                ScreenAnswer(date=BEGIN, fact=name, answer=True)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_an_entry_cannot_be_changed(entry: Entry) -> None:
    """What is written down stays."""
    with pytest.raises(AttributeError, match="an entry cannot be changed"):
        entry.id = "other"
    with pytest.raises(AttributeError, match="an entry cannot be changed"):
        del entry.id


def test_an_id_follows_from_the_content() -> None:
    """The same entry, written again, has the same id; another has another."""
    assert run(1).id == run(1).id
    assert run(1).id != run(1, minutes=11).id
    assert run(1, minutes=10).id == run(1, minutes=10.0).id
    assert run(1, id="mine").id == "mine"


def test_a_check_in_holds_what_was_told_and_nothing_else() -> None:
    """A fact that nobody told is not in it, the one with a default included."""
    assert dict(check_in(1, pain_at_rest=0, fever=None).answers) == {"pain_at_rest": 0}
    assert check_in(1, pain_at_rest=0).facts == Assessment(pain_at_rest=0)
    told = Assessment(pain_at_rest=0)
    assert dict(CheckIn(date=BEGIN, facts=told).answers) == {"pain_at_rest": 0}
    assert dict(CheckIn(date=BEGIN, facts={"clearance": "none"}).answers) == {"clearance": "none"}


def test_an_exercise_gives_its_facts_for_a_review() -> None:
    """The entry wraps the facts of the rulebook `exercise`."""
    facts = SessionFacts(exercise="clamshell", sets=3, pain=0)
    entry = ExerciseSession(date=BEGIN, facts=facts)
    assert entry.facts == facts
    assert entry == ExerciseSession(date=BEGIN, exercise="clamshell", sets=3, pain=0)


REFUSED: list[tuple[Callable[[], Any], list[str]]] = [
    (
        lambda: CheckIn(date="2026-03-01", complete=1, pain_at_rest=11, feverr=True, id=""),  # type: ignore[arg-type]
        [
            'id: found `""`; allowed: 1 to 200 characters of text, none of them a control character',
            'date: found `"2026-03-01"`; allowed: a date from 1900-01-01 to 2199-12-31',
            "complete: found `1`; allowed: true or false",
            "pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10",
            "feverr: unknown fact `feverr`; did you mean `fever`?",
        ],
    ),
    (
        lambda: CheckIn(date=datetime(2026, 3, 1, tzinfo=UTC)),
        ['date: found `"2026-03-01 00:00:00+00:00"`; allowed: a date from 1900-01-01 to 2199-12-31'],
    ),
    (lambda: check_in(1, facts={"fever": True}, fever=False), ["fever: `fever` is given twice"]),
    (lambda: check_in(1, facts=3), ["facts: found `3`; allowed: facts of `Assessment`, or a mapping of them"]),
    (
        lambda: check_in(1, pain_free_days=3, daily_pain=2),
        ["pain_free_days: `pain_free_days` is 3 but `daily_pain` is 2; allowed: `pain_free_days`"],
    ),
    (
        lambda: run(1, start=datetime(2026, 3, 1, 7, 30)),
        ['start: found `"2026-03-01T07:30:00"`; allowed: a date from 1900-01-01 to 2199-12-31, or a time with its'],
    ),
    (
        lambda: run(1, minutes="10", run_pain="no_run", run_pain_onset_km=2),
        [
            'minutes: found `"10"` (text); allowed: a number from 0 to 1440 with at most two decimals',
            'run_pain: found `"no_run"` (text); did you mean `none`? allowed: one of: none, easing, steady, worsening',
        ],
    ),
    (lambda: run(1, run_pain_onset_km=2), ["run_pain_onset_km: `run_pain_onset_km` is 2 but `run_pain` is `none`;"]),
    (
        lambda: ExerciseSession(date=BEGIN, exercise="clamshell", load="box_lower"),
        ["load: `load` is `box_lower` but `exercise` is `clamshell`;"],
    ),
    (
        lambda: ExerciseSession(date=BEGIN, facts=[], pain=1),  # type: ignore[arg-type]
        ["facts: found `[]`; allowed: facts of `ExerciseSession`, or a mapping of them"],
    ),
    (lambda: ScreenAnswer(date=BEGIN, fact="stage", answer="protect"), ['fact: found `"stage"`; allowed: one of:']),
    (lambda: ScreenAnswer(date=BEGIN, fact="fever", answer=1), ["answer: found `1` (number); allowed: true or false"]),
    (
        lambda: ScreenAnswer(date=BEGIN, fact="fever", answer=None),  # type: ignore[arg-type]
        ["answer: found `null`; allowed: true or false"],
    ),
    (
        lambda: StageChange(date=BEGIN, stage="return_week_11", by="me", reason=" ", flare_stage="never"),  # type: ignore[arg-type]
        [
            'stage: found `"return_week_11"`; allowed: one of: protect, strengthen, return_week_1,',
            'by: found `"me"`; allowed: one of: rule, clinician',
            'reason: found `" "`; allowed: text of 1 to 2000 characters',
            'flare_stage: found `"never"`; allowed: one of: none,',
        ],
    ),
    (lambda: read_entry(3), ["found `3`; allowed: an object with `kind` and the values of an entry"]),
    (lambda: read_entry({"kind": "runn"}), ["kind: unknown kind of entry `runn`; allowed: check_in, run,"]),
    (
        lambda: read_entry({"kind": "run", "start": "2026-02-30", "minutess": 3}),
        [
            "minutess: unknown name `minutess`; did you mean `minutes`?",
            'start: found `"2026-02-30"`; allowed: a date from 1900-01-01 to 2199-12-31, written as 2026-03-01',
        ],
    ),
    (
        lambda: read_entry({"kind": "check_in", "date": 3, "fevr": True, "facts": {"pain_at_rest": 11}}),
        [
            "fevr: unknown name `fevr`; did you mean `fever`?",
            "date: found `3`; allowed: a date from 1900-01-01 to 2199-12-31, written as 2026-03-01",
            "pain_at_rest: found `11` (number); allowed: a whole number from 0 to 10",
        ],
    ),
    (lambda: read_entry({"kind": "run", "start": "2026-03-01T7"}), ['start: found `"2026-03-01T7"`; allowed: a date']),
]


@pytest.mark.parametrize(("make", "lines"), REFUSED)
def test_everything_that_is_wrong_is_said_at_once(make: Callable[[], Any], lines: list[str]) -> None:
    """Where, what was found, what is allowed, and the nearest right name; nothing is coerced."""
    with pytest.raises(DiaryError) as caught:
        make()
    said = str(caught.value).splitlines()
    assert len(said) == len(lines), said
    for line, wanted in zip(said, lines, strict=True):
        assert line.startswith(wanted)


def test_a_date_at_the_far_ends_of_the_calendar_is_refused() -> None:
    """A slip in a year would make a replay of ten thousand years."""
    with pytest.raises(DiaryError):
        CheckIn(date=date(1026, 3, 1))
