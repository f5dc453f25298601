"""Rules change, history stays: each day is decided by the rulebook that was in force on it."""

from __future__ import annotations

import pytest
from tests.unit.diary.logs import day
from tests.unit.diary.test_replay import BEGIN, changes, good_days

from itb_rules import Diary, OptionError, load_rulebook

OLD = load_rulebook("progression")
NEW = OLD.with_parameters(phase_1_stage_day=20, strength_stage_day=30)


def test_a_new_version_moves_nobody_back() -> None:
    """What was decided before it stays, and it decides from its day on."""
    diary = Diary([BEGIN, *good_days(1, 30)])
    timeline = diary.replay(rulebook=[(day(1), OLD), (day(10), NEW)])
    assert changes(timeline) == [(1, "protect", "clinician"), (9, "strengthen", "rule")]
    digests = [each.decision.rulebook.digest for each in timeline.days]
    assert digests == [OLD.digest] * 9 + [NEW.digest] * 21
    assert timeline.to_json()["days"][20]["rulebook"]["digest"] == NEW.digest
    assert changes(diary.replay(rulebook=NEW)) == [(1, "protect", "clinician"), (21, "strengthen", "rule")]
    assert diary.replay(rulebook=[(day(5), OLD)]) == diary.replay(rulebook=OLD)


def test_what_it_would_have_decided_is_a_call_of_its_own() -> None:
    """From where the runner was on each day; the days stay as they were decided."""
    diary = Diary([BEGIN, *good_days(1, 10)])
    before = diary.replay()
    found = diary.redecided(NEW)
    assert [each.date for each in found if each.differs] == [day(8)]
    assert (found[7].decided.decision.outcome, found[7].instead.decision.outcome) == ("progress", "hold")
    assert found[8].instead.decision.stage == "strengthen"
    assert diary.replay() == before


def test_the_dates_have_to_be_in_order() -> None:
    """Each once, and one at the least."""
    for wrong in ([], [(day(9), OLD), (day(1), NEW)], [(day(1), OLD), (day(1), NEW)]):
        with pytest.raises(OptionError, match="in order, each once"):
            Diary().replay(rulebook=wrong)
