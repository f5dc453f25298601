"""Made-up runners: the same seed, the same diary; and nobody without red flags is stuck."""

from __future__ import annotations

from random import Random

import pytest

from itb_rules import Diary, OptionError, simulate
from itb_rules.diary import CheckIn, Run
from itb_rules.simulate import Habits


def test_the_same_seed_gives_the_same_diary() -> None:
    """Another seed gives another one."""
    assert simulate.diary(7, 40) == simulate.diary(7, 40)
    assert simulate.diary(7, 40) != simulate.diary(8, 40)
    first, second = simulate.diaries(2, seed="a", days=20)
    assert first != second
    assert [first, second] == [*simulate.diaries(2, seed="a", days=20)]


def test_a_diary_has_its_days() -> None:
    """From the first visit on; what was missed is missing."""
    diary = simulate.diary(1, 60, habits=Habits(missed=0.5, late=0))
    days = {diary.date_of(entry) for entry in diary if isinstance(entry, CheckIn)}
    assert diary.first_date == simulate.runner.FIRST_DAY
    assert 15 < len(days) < 50


def test_habits_show() -> None:
    """Flares hurt, and red flags are referred."""
    wild = simulate.diary(3, 200, habits=Habits(flares=0.5, overdoing=0.3))
    assert any(isinstance(entry, Run) and entry.run_pain == "worsening" for entry in wild)
    flagged = simulate.diary(3, 120, habits=Habits(red_flags=0.2)).replay()
    assert {"refer", "refer_now"} & {day.decision.outcome for day in flagged.days}


@pytest.mark.parametrize("seed", range(6))
def test_nobody_without_red_flags_is_stuck(seed: int) -> None:
    """Whoever keeps to the programme and writes it down runs fully again, and after every flare as well."""
    timeline = simulate.diary(seed, 400, habits=Habits(red_flags=0, missed=0.02)).replay()
    assert "full_running" in {change.stage for change in timeline.changes}


def test_a_flare_does_not_end_the_way() -> None:
    """After each back-off there is a step on, as long as days are left for it."""
    timeline = simulate.diary(11, 500, habits=Habits(flares=0.1)).replay()
    moves = [day.date for day in timeline.days if day.decision.outcome == "progress"]
    backs = [day.date for day in timeline.days if day.decision.outcome == "back_off"]
    assert backs
    for back in backs:
        assert (timeline.days[-1].date - back).days < 120 or any(move > back for move in moves)


def test_habits_are_shares() -> None:
    """All that is wrong with them at once."""
    with pytest.raises(OptionError) as caught:
        Habits(adherence=1.5, missed=True, flares="often")  # type: ignore[arg-type]
    assert str(caught.value).splitlines() == [
        "adherence: found `1.5`; allowed: a share from 0 to 1",
        'flares: found `"often"`; allowed: a share from 0 to 1',
        "missed: found `true`; allowed: a share from 0 to 1",
    ]
    assert Habits.drawn(Random(1)) == Habits.drawn(Random(1))


def test_what_is_simulated_can_be_kept() -> None:
    """As any diary."""
    diary = simulate.diary("kept", 30)
    assert Diary.from_json(diary.to_json()) == diary
