"""What was said by mistake is taken back: then it was never said."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from tests.unit.diary.logs import check_in, closed, day, entered, on, run
from tests.unit.diary.test_replay import BEGIN, good_days

from itb_rules import Diary, DiaryError
from itb_rules.diary import Correction, Entry, ScreenAnswer


def correction(number: int, entry: Entry, answer: str | None = None, **given: Any) -> Correction:
    """An entry, or an answer of it, is taken back on a day."""
    return Correction(date=day(number), entry=entry.id, answer=answer, reason="the wrong box", **given)


ALARM = check_in(3, chest_symptoms=True, daily_pain=2)


def test_an_entry_that_was_taken_back_was_never_said() -> None:
    """On no day, although it was taken back on a later one; the log shows both."""
    log = [BEGIN, *good_days(1, 6), ALARM]
    assert [each.decision.outcome for each in Diary(log).replay().days][2:4] == ["refer_now", "refer_now"]
    taken = correction(5, ALARM)
    diary = Diary([*log, taken])
    assert diary.replay() == Diary([*log[:-1], check_in(5)]).replay()
    assert {ALARM, taken} <= set(diary)
    assert diary.taken_back(ALARM) == (taken,)
    assert diary.taken_back(BEGIN) == ()


def test_one_answer_can_be_taken_back() -> None:
    """The others of its entry stay."""
    found = on([ALARM, correction(5, ALARM, "chest_symptoms")], 3)
    assert (found.chest_symptoms, found.daily_pain) == (None, 2)
    marks = check_in(3, complete=True, daily_pain=0)
    assert on([entered("return_week_1", 3), marks, correction(4, marks, "complete")], 3).run_pain is None
    painful = run(3, run_pain="steady", run_pain_level=4)
    assert on([entered("return_week_1"), painful, correction(4, painful, "run_pain_level")], 3).run_pain_level is None


@pytest.mark.parametrize("seed", range(6))
def test_the_order_does_not_matter(seed: int) -> None:
    """A correction may come before what it takes back."""
    log = [BEGIN, ALARM, correction(5, ALARM), check_in(4, fever=False)]
    shuffled = [*itertools.permutations(log)][seed * 4]
    diary = Diary()
    for entry in shuffled:
        diary.append(entry)
        diary.replay()
    assert diary.replay() == Diary(log).replay()
    assert dict(diary.assessment(on=day(4)).derivations) == dict(Diary(log).assessment(on=day(4)).derivations)


def test_a_correction_can_be_taken_back() -> None:
    """What it took back then counts again; two that take each other back are both gone."""
    taken = correction(4, ALARM)
    again = correction(5, taken)
    assert on([ALARM, taken], 5).chest_symptoms is None
    assert on([ALARM, taken, again], 5).chest_symptoms is True
    one = Correction(date=day(4), entry="b", reason="x", id="a")
    other = Correction(date=day(4), entry="a", reason="x", id="b")
    assert Diary([one, other]).taken_back(one) == (other,)
    assert Diary([one, other]).taken_back(other) == (one,)


def test_what_a_correction_names_has_to_be_there() -> None:
    """An answer that the entry does not hold is refused, with those that it does."""
    with pytest.raises(DiaryError) as caught:
        Diary([ALARM, correction(4, ALARM, "chest_symptom")])
    assert "entries[1].answer: unknown answer of" in str(caught.value)
    assert "did you mean `chest_symptoms`?" in str(caught.value)
    with pytest.raises(DiaryError, match="reason: found"):
        Correction(date=day(1), entry="x", reason="  ")


def test_a_date_that_was_wrong_by_a_century_can_be_taken_back() -> None:
    """The diary then begins where it begins."""
    wrong = ScreenAnswer(date=day(1).replace(year=1926), fact="fever", answer=False)
    diary = Diary([BEGIN, *good_days(1, 3), wrong])
    with pytest.raises(DiaryError, match=r"from 1926-03-02 to 2026-03-04 it is 36528 days; allowed: up to 7300"):
        diary.replay()
    diary.append(correction(3, wrong))
    assert len(diary.replay().days) == 3
    assert diary.first_date == day(1)


def test_corrections_are_the_same_after_json_and_csv() -> None:
    """With everything else that an entry may carry."""
    log = [ALARM, correction(4, ALARM, "chest_symptoms", by="ada"), *closed(5, 5, by="a parent", since=day(4))]
    diary = Diary(log)
    assert Diary.from_json(diary.to_json()) == diary
    assert Diary.from_csv(diary.to_csv()) == diary
