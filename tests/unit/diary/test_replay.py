"""Stages over time: decided day by day, and carried from each day to the next."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from tests.unit.diary.logs import SIGNS, check_in, closed, day, entered, run, training

from itb_rules import Diary, OptionError, decide, load_rulebook
from itb_rules.diary import CheckIn, Entry, Ran, Run, StageChange, Timeline

WELL: dict[str, Any] = {
    "pain_at_rest": 0,
    "daily_pain": 0,
    "painkillers": False,
    "age": 35,
    "pain_site": "lateral",
    "consistent_weeks": 1,
    "symptom_weeks": 6,
    **SIGNS,
}


def good_days(first: int, last: int) -> list[Entry]:
    """Days without pain, with everything answered and the log complete."""
    return [*closed(first, last, **WELL)]


def changes(timeline: Timeline) -> list[tuple[int, str | None, str]]:
    """Each change: its day, the stage and who decided."""
    return [((each.date - day(1)).days + 1, each.stage, each.by) for each in timeline.changes]


BEGIN = entered("protect", flare_stage="none")
RULEBOOK = load_rulebook("progression")


def test_a_step_is_taken_from_the_day_after_its_decision_on() -> None:
    """The eighth day decides, the ninth is day 1 of the next stage."""
    timeline = Diary([BEGIN, *good_days(1, 10)]).replay()
    assert changes(timeline) == [(1, "protect", "clinician"), (9, "strengthen", "rule")]
    assert [each.decision.stage for each in timeline.days] == ["protect"] * 8 + ["strengthen"] * 2
    eighth, ninth = timeline.days[7:9]
    assert (eighth.decision.outcome, eighth.decision.next_stage) == ("progress", "strengthen")
    assert ninth.assessment.__dict__["stage_day"] == 1
    assert timeline.changes[1].reason == "Start strengthening"
    assert timeline.stage == "strengthen"


def test_a_step_of_the_last_day_is_in_the_timeline() -> None:
    """It is what to do from tomorrow on."""
    timeline = Diary([BEGIN, *good_days(1, 8)]).replay()
    assert changes(timeline)[-1] == (9, "strengthen", "rule")
    assert timeline.stage == "protect"


def test_a_whole_rehab_goes_from_the_first_stage_to_the_last() -> None:
    """With a runner who does everything as asked."""
    diary = Diary([BEGIN])
    for number in range(1, 100):
        stage = diary.replay(until=day(number)).stage or ""
        diary.extend(good_days(number, number))
        if number % 3 == 0 and stage != "protect":
            diary.extend(training(number))
        if number % 2 == 0 and stage.startswith(("return", "full")):
            diary.append(run(number))
    timeline = diary.replay()
    assert [each.stage for each in timeline.changes] == [
        "protect", "strengthen", "return_week_1", "return_week_2", "return_week_3", "return_build", "full_running",
    ]  # fmt: skip
    last = timeline.days[-1].assessment.__dict__
    assert last["return_weeks"] == ((day(99) - timeline.changes[2].date).days) // 7
    assert timeline.days[-1].decision.settled


def flare(stage: str) -> Diary:
    """A runner in a stage whose run on day 3 hurt more and more."""
    log = [entered(stage), check_in(1, rehab_day=40), *good_days(1, 20), *training(2), *training(9)]
    log.append(run(3, run_pain="worsening"))
    return Diary(log)


def test_a_flare_leads_back_and_on_again() -> None:
    """The stage that was left is stored, rehab goes on one step before it, and the warning counts once."""
    timeline = flare("return_week_2").replay()
    assert changes(timeline)[:3] == [
        (1, "return_week_2", "clinician"),
        (4, "protect", "rule"),
        (8, "return_week_1", "rule"),
    ]
    assert [each.flare_stage for each in timeline.changes[:3]] == ["none", "return_week_2", "return_week_2"]
    assert [each.decision.outcome for each in timeline.days[2:8]] == ["back_off", *["hold"] * 3, "progress", "hold"]


def test_a_clinicians_word_outweighs_the_rules() -> None:
    """On its day it counts instead of the step that was decided, and the rules go on from there."""
    log = [BEGIN, *good_days(1, 18), entered("protect", 9)]
    assert changes(Diary(log).replay())[:2] == [(1, "protect", "clinician"), (17, "strengthen", "rule")]
    ahead = [BEGIN, *good_days(1, 10), entered("return_week_1", 5)]
    assert changes(Diary(ahead).replay()) == [(1, "protect", "clinician"), (5, "return_week_1", "clinician")]


def test_changes_that_were_stored_are_not_made_twice() -> None:
    """An app that keeps what a replay decided gets the same timeline again."""
    diary = Diary([BEGIN, *good_days(1, 30), *training(20), *training(23)])
    first = diary.replay()
    stored = [
        StageChange(date=each.date, stage=each.stage, by="rule", reason=each.reason, flare_stage=each.flare_stage)
        for each in first.changes
        if each.by == "rule" and each.stage
    ]
    assert stored
    again = Diary([*diary, *stored]).replay()
    assert again.changes == first.changes
    assert [each.assessment for each in again.days] == [each.assessment for each in first.days]


def test_a_step_forward_can_wait_for_a_clinician() -> None:
    """Until it is accepted, it is pending since the day that first decided it."""
    diary = Diary([BEGIN, *good_days(1, 12)])
    timeline = diary.replay(mode="clinician")
    assert changes(timeline) == [(1, "protect", "clinician")]
    assert timeline.pending is not None
    assert (timeline.pending.since, timeline.pending.stage) == (day(8), "strengthen")
    assert timeline.days[6].pending is None
    diary.append(entered("strengthen", 11))
    accepted = diary.replay(mode="clinician")
    assert changes(accepted) == [(1, "protect", "clinician"), (11, "strengthen", "clinician")]
    assert accepted.pending is None


def test_a_pending_step_that_is_no_longer_decided_is_withdrawn() -> None:
    """An offer of a good day does not outlast a bad one."""
    diary = Diary(
        [BEGIN, *good_days(1, 9), check_in(10, complete=True, **{**WELL, "pain_at_rest": 2, "daily_pain": 2})]
    )
    assert diary.replay(mode="clinician").pending is None
    diary.extend(good_days(11, 11))
    pending = diary.replay(mode="clinician").pending
    assert pending is not None
    assert pending.since == day(11)


def test_a_step_back_never_waits() -> None:
    """Less load needs nobody's leave."""
    assert changes(Diary([*flare("return_week_2")]).replay(mode="clinician"))[:2] == [
        (1, "return_week_2", "clinician"),
        (4, "protect", "rule"),
    ]


def test_a_stage_that_a_check_in_names_is_in_the_timeline() -> None:
    """As told, without a reason."""
    told = Diary([BEGIN, check_in(3, stage="strengthen")]).replay().changes[1]
    assert (told.date, told.before, told.stage, told.by, told.reason) == (day(3), "protect", "strengthen", "told", "")


def test_a_step_that_the_rules_decided_takes_nobody_past_where_they_say_they_are() -> None:
    """The runner has not gone on: the stage stays, with its days, and the step is offered again."""
    told = Diary([BEGIN, *good_days(1, 9), check_in(9, stage="protect")]).replay()
    assert changes(told) == [(1, "protect", "clinician"), (10, "strengthen", "rule")]
    ninth = told.days[8].assessment.__dict__
    assert (ninth["stage"], ninth["stage_day"]) == ("protect", 9)
    back = Diary([*flare("return_week_2"), check_in(4, stage="return_week_2")]).replay()
    assert changes(back)[1] == (4, "protect", "rule")


def test_every_day_is_decided_as_its_assessment_is() -> None:
    """A day's decision is that of its facts, and the day of the log alone where the rules changed nothing."""
    diary = Diary([BEGIN, *good_days(1, 7)])
    for each in diary.replay().days:
        assert each.decision == decide(each.assessment)
        assert each.assessment == diary.assessment(on=each.date)


def test_a_day_without_an_entry_is_decided_as_well() -> None:
    """Time goes on; a day that nobody answered moves nobody on."""
    timeline = Diary([BEGIN, *good_days(1, 7)]).replay(until=day(12))
    assert len(timeline.days) == 12
    assert changes(timeline) == [(1, "protect", "clinician")]
    assert {each.decision.outcome for each in timeline.days[7:]} == {"hold"}


def test_a_replay_in_pieces_equals_the_whole() -> None:
    """Whatever the order of the entries, and wherever it stopped in between."""
    log = [*flare("return_week_2")]
    whole = Diary(log).replay(until=day(25))
    for seed in range(5):
        shuffled = random.Random(seed).sample(log, len(log))
        diary = Diary()
        for number, entry in enumerate(shuffled):
            diary.append(entry)
            if number % 3 == 0:
                diary.replay(until=day(1 + number % 20))
        assert diary.replay(until=day(25)) == whole


def test_a_later_entry_changes_no_earlier_day() -> None:
    """What was decided on a day stands, unless something dated on or before it comes in late."""
    diary = flare("return_week_2")
    before = diary.replay(until=day(10))
    diary.extend([run(11, run_pain="worsening"), check_in(12, chest_symptoms=True)])
    assert diary.replay(until=day(10)) == before
    diary.append(check_in(5, chest_symptoms=True))
    after = diary.replay(until=day(10))
    assert after.days[:4] == before.days[:4]
    assert after.days[4].decision.outcome == "refer_now"


def test_an_empty_diary_has_an_empty_timeline() -> None:
    """So has one that ends before it begins."""
    assert Diary().replay() == Timeline((), (), Diary().replay().labels)
    assert Diary().replay(until=day(9)).days == ()
    before = Diary([BEGIN]).replay(until=date(2026, 1, 1))
    assert (before.days, before.changes, before.pending, before.stage) == ((), (), None, None)
    assert before.on(day(1)) is None


def test_a_day_is_found_by_its_date() -> None:
    """A day outside the timeline is not there."""
    timeline = Diary([BEGIN, *good_days(1, 3)]).replay()
    found = timeline.on(day(2))
    assert found is not None
    assert found.date == day(2)
    assert timeline.on(day(4)) is None
    assert timeline.on(day(0)) is None


def test_another_rulebook_decides_on_the_same_days() -> None:
    """One profile, or a parameter set by hand; each is kept by itself."""
    diary = Diary([BEGIN, *good_days(1, 12)])
    stricter = load_rulebook("progression").with_parameters(phase_1_stage_day=10)
    assert changes(diary.replay(rulebook=stricter))[1:] == [(11, "strengthen", "rule")]
    assert changes(diary.replay())[1:] == [(9, "strengthen", "rule")]


def test_a_mode_or_a_rulebook_that_does_not_fit_is_refused() -> None:
    """By name, with what is allowed."""
    with pytest.raises(OptionError, match=r"unknown mode `clinical`; allowed: automatic, clinician; did you mean"):
        Diary().replay(mode="clinical")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="`exercise` does not decide where a runner goes from an `Assessment`"):
        Diary().replay(rulebook=load_rulebook("exercise"))


def test_a_timeline_is_plain_values() -> None:
    """For an app to store or to send."""
    plain = Diary([BEGIN, CheckIn(date=day(1), **WELL)]).replay(mode="clinician").to_json()
    assert plain["changes"] == [
        {
            "date": "2026-03-02",
            "before": None,
            "stage": "protect",
            "flare_stage": "none",
            "by": "clinician",
            "reason": "told by a test",
        }
    ]
    assert plain["days"][0] == {
        "date": "2026-03-02",
        "stage": "protect",
        "outcome": "hold",
        "next_stage": "protect",
        "flare_stage": "none",
        "open_referral": "none",
        "refer_within_days": None,
        "settled": False,
        "withheld": False,
        "runs": [],
        "pending": None,
        "referral": None,
        "questions": plain["days"][0]["questions"],
        "rulebook": {"name": "progression", "version": RULEBOOK.version, "digest": RULEBOOK.digest},
    }
    assert plain["days"][0]["questions"][0] == {"fact": "rehab_day", "from": "2026-03-02"}


def test_a_day_knows_its_runs() -> None:
    """As they were entered; one that a check-in only tells of is there, and nothing is known of it."""
    diary = Diary([BEGIN, Run(start=day(2), minutes=12, distance_km=2), CheckIn(date=day(4), ran=True)])
    runs = {each.date: each.runs for each in diary.replay().days}
    assert [runs[day(number)] for number in range(1, 5)] == [(), (Ran(12, 2),), (), (Ran(),)]
    assert diary.replay().to_json()["days"][1]["runs"] == [{"minutes": 12, "distance_km": 2}]
