"""Signs, history, swelling that is new, and a clinician's clearance."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.diary.logs import SIGNS, check_in, cleared, closed, day, entered, on

from itb_rules import Assessment, decide
from itb_rules.diary import CheckIn, Diary, Entry, ScreenAnswer
from itb_rules.diary.rules import diary_rules

RULES = diary_rules()
SIGN_FACTS = [name for name, rule in RULES.derivations.items() if rule.how == "recent" and rule.days]
FIGURES = {name: RULES.parameters[RULES.derivations[name].days].cautious for name in SIGN_FACTS}


@pytest.mark.parametrize("fact", SIGN_FACTS)
def test_an_answer_that_is_no_alarm_speaks_for_its_days(fact: str) -> None:
    """Its own and those after it; then nobody knows."""
    typical, days = Assessment.specs[fact].typical, int(FIGURES[fact])
    log = [check_in(1, **{fact: typical})]
    assert [getattr(on(log, number), fact) for number in (1, days)] == [typical] * 2
    assert getattr(on(log, days + 1), fact) is None


def alarm(fact: str) -> Any:
    """The worst answer about a sign."""
    spec = Assessment.specs[fact]
    return spec.worse[-1] if isinstance(spec.worse, tuple) else spec.worse


@pytest.mark.parametrize("fact", SIGN_FACTS)
def test_an_alarm_stands_until_it_is_denied_or_its_time_is_over(fact: str) -> None:
    """However long nobody says anything."""
    log = [check_in(1, giving_way=True, **{} if fact == "giving_way" else {fact: alarm(fact)})]
    over = RULES.derivations[fact].stands
    last = 120 if over is None else over
    assert getattr(on(log, last), fact) == alarm(fact)
    assert over is None or getattr(on(log, last + 1), fact) is None
    assert (
        getattr(on([*log, check_in(5, **{fact: Assessment.specs[fact].typical})], 6), fact)
        == Assessment.specs[fact].typical
    )


def test_a_test_that_is_not_done_denies_nothing() -> None:
    """A positive one stands beside it."""
    log = [check_in(1, varus_test="positive"), check_in(3, varus_test="not_tested")]
    assert on(log, 3).varus_test == "positive"
    assert on([*log, check_in(4, varus_test="negative")], 4).varus_test == "negative"
    assert on([check_in(3, varus_test="not_tested")], 4).varus_test == "not_tested"


def test_how_long_an_answer_speaks_is_a_parameter() -> None:
    """One for each fact; an alarm does not end with it."""
    log = [check_in(1, fever=False, night_pain=False)]
    found = Diary(log, parameters={"fever_days": 3, "night_pain_days": 10})
    assert (on(found, 3).fever, on(found, 4).fever) == (False, None)
    assert (on(found, 10).night_pain, on(found, 11).night_pain) == (False, None)
    assert on(Diary([check_in(1, fever=True)], parameters={"fever_days": 1}), 9).fever is True


def test_a_screen_answer_counts_like_a_check_in() -> None:
    """The latest answer counts, of one day the worse one."""
    log: list[Entry] = [check_in(1, fever=False), ScreenAnswer(date=day(2), fact="fever", answer=True)]
    assert (on(log, 1).fever, on(log, 2).fever) == (False, True)
    assert on([*log, check_in(2, fever=False)], 2).fever is True
    assert on([*log, check_in(3, fever=False)], 3).fever is False


def test_weeks_of_pain_count_on_by_themselves() -> None:
    """From the latest answer; unless the rehab alone is older."""
    log = [check_in(1, symptom_weeks=5)]
    assert [on(log, number).symptom_weeks for number in (1, 7, 8, 15)] == [5, 5, 6, 7]
    assert on([*log, check_in(9, symptom_weeks=20)], 16).symptom_weeks == 21
    assert on([check_in(1, rehab_day=30), check_in(2, symptom_weeks=2)], 2).symptom_weeks is None


def test_side_and_site_last() -> None:
    """They are about the pain this rehab is for; contradicting answers leave them unknown."""
    assert on([check_in(1, side="left", pain_site="lateral")], 400).pain_site == "lateral"
    assert on([check_in(1, side="left"), check_in(1, side="right")], 1).side is None


@pytest.mark.parametrize(
    ("told", "on_day", "age"),
    [
        (35, date(2026, 3, 2), 35),
        (35, date(2027, 3, 1), 35),
        (35, date(2027, 3, 2), 36),
        (15, date(2026, 3, 2), 15),
        (15, date(2026, 3, 3), None),
        (15, date(2027, 3, 3), 16),
        (54, date(2026, 9, 2), None),
        (54, date(2027, 9, 2), 55),
        (24, date(2026, 9, 2), None),
        (53, date(2026, 9, 2), 53),
        (53, date(2027, 9, 2), None),
    ],
)
def test_an_age_grows_and_is_unknown_around_the_ages_of_the_rules(told: int, on_day: date, age: int | None) -> None:
    """A birthday that nobody knows may lie between the answer and the day."""
    assert Diary([check_in(1, age=told)]).assessment(on=on_day).age == age


def test_swelling_that_comes_or_grows_in_a_stage_is_new() -> None:
    """Against the answer before it, be it of the stage before, and as long as there is swelling."""
    log = [entered("strengthen"), check_in(3, swelling="none"), check_in(5, swelling="lateral")]
    assert [on(log, number).swelling_new for number in (2, 3, 5, 11)] == [None, False, True, True]
    assert on([*log, check_in(8, swelling="none")], 9).swelling_new is False
    grown = [entered("strengthen"), check_in(3, swelling="lateral"), check_in(5, swelling="widespread")]
    assert on(grown, 5).swelling_new is True
    assert on([*log, entered("protect", 6), check_in(7, swelling="lateral")], 7).swelling_new is False


def test_swelling_is_old_only_if_it_was_followed_from_before_the_stage() -> None:
    """Else nobody knows since when it has been there."""
    first = [entered("strengthen", 3), check_in(4, swelling="lateral")]
    assert on(first, 4).swelling_new is None
    assert on([*first, check_in(2, swelling="lateral")], 4).swelling_new is False
    assert on([*first, check_in(2, swelling="lateral"), check_in(30, swelling="lateral")], 30).swelling_new is None
    assert on([*first, check_in(4, swelling_new=False)], 4).swelling_new is False


def test_told_new_swelling_stands_until_there_is_none() -> None:
    """An answer of an earlier stage does not count; one beside an answer of "none" outweighs it."""
    log = [entered("strengthen"), check_in(3, swelling_new=True)]
    assert on(log, 9).swelling_new is True
    assert on([*log, check_in(5, swelling="none")], 5).swelling_new is False
    assert on([*log, entered("protect", 5)], 5).swelling_new is None
    both = on([*log, check_in(3, swelling="none")], 3)
    assert (both.swelling, both.swelling_new) == (None, True)


def test_bad_news_outlasts_good_news_that_contradicts_it() -> None:
    """Two facts that cannot both be so: the good one becomes unknown."""
    log = [check_in(1, trauma_instability=True, giving_way=True), check_in(2, giving_way=False)]
    found = on(log, 2)
    assert (found.trauma_instability, found.giving_way) == (True, None)
    assert decide(found).outcome == "refer_now"


CLEARED: list[Entry] = [check_in(1, **{**SIGNS, "tingling": True}), cleared(2)]


def test_a_clearance_holds_for_the_findings_it_was_given_for() -> None:
    """As long as they only persist or go."""
    assert [on(CLEARED, number).clearance for number in (1, 2, 30)] == ["none", "given", "given"]
    assert on([*CLEARED, check_in(5, tingling=True), check_in(8, tingling=False)], 9).clearance == "given"


def test_a_finding_that_was_not_reported_for_longer_than_a_week_is_another_one() -> None:
    """It may have gone and come, whether somebody said so or not; pain that is severe again as well."""
    assert on([*CLEARED, check_in(8, tingling=True), check_in(15, tingling=True)], 15).clearance == "given"
    assert on([*CLEARED, check_in(9, tingling=True)], 9).clearance == "none"
    assert on([*CLEARED, check_in(5, tingling=False), check_in(9, tingling=True)], 20).clearance == "none"
    severe = [check_in(2, daily_pain=8), cleared(2), check_in(9, daily_pain=8)]
    assert on(severe, 9).clearance == "given"
    assert on([*severe, check_in(17, daily_pain=7)], 17).clearance == "none"


def test_another_site_or_another_knee_voids_a_clearance() -> None:
    """The clinician saw one knee, and pain at one site of it."""
    seen = [check_in(1, pain_site="lateral", side="left"), cleared(2)]
    assert on([*seen, check_in(3, pain_site="lateral", side="left")], 3).clearance == "given"
    assert on([*seen, check_in(3, pain_site="anterior")], 40).clearance == "none"
    assert on([*seen, check_in(3, side="right")], 40).clearance == "none"
    odd = [check_in(1, pain_site="anterior"), cleared(2), check_in(80, pain_site="anterior")]
    assert on(odd, 80).clearance == "given"
    assert on([*odd, check_in(81, pain_site="medial")], 81).clearance == "none"
    assert on([cleared(2), check_in(3, side="left")], 3).clearance == "given"


@pytest.mark.parametrize(
    "finding",
    [
        {"numbness": True},
        {"swelling": "lateral"},
        {"varus_test": "positive"},
        {"weight_bearing": False},
        {"fever": True},
    ],
)
def test_a_finding_that_comes_after_a_clearance_voids_it(finding: dict[str, Any]) -> None:
    """From its day on, and although the finding goes again."""
    came = [*CLEARED, check_in(5, **finding)]
    gone = [*came, check_in(6, **{name: SIGNS[name] for name in finding if name != "varus_test"})]
    assert [on(gone, number).clearance for number in (4, 5, 6, 40)] == ["given", "none", "none", "none"]
    assert on([*gone, cleared(9)], 9).clearance == "given"


def test_a_finding_that_grows_voids_a_clearance() -> None:
    """Swelling that spreads; a sign that comes again within the week is the one that was assessed."""
    assert on([*CLEARED, check_in(5, tingling=False), check_in(8, tingling=True)], 8).clearance == "given"
    swollen = [check_in(1, swelling="lateral"), cleared(2), check_in(3, swelling="lateral")]
    assert on(swollen, 3).clearance == "given"
    assert on([*swollen, check_in(4, swelling="widespread")], 4).clearance == "none"


def test_a_sign_that_nobody_had_answered_before_the_clearance_voids_it() -> None:
    """It may have come since; answered as absent it does nothing."""
    bare = [cleared(2)]
    assert on([*bare, check_in(3, tingling=True)], 3).clearance == "none"
    assert on([*bare, check_in(3, tingling=False)], 3).clearance == "given"
    stale = [check_in(1, tingling=True), cleared(20), check_in(21, tingling=True)]
    assert on(stale, 21).clearance == "none"
    same_day = [cleared(2), check_in(2, tingling=True), check_in(3, tingling=True)]
    assert on(same_day, 3).clearance == "given"


def test_pain_that_becomes_severe_voids_a_clearance() -> None:
    """Lesser changes of the pain do not, nor does pain that was as severe before."""
    log = [check_in(1, daily_pain=4), cleared(2), check_in(3, daily_pain=6)]
    assert on(log, 3).clearance == "given"
    assert on([*log, check_in(4, daily_pain=7)], 4).clearance == "none"
    borne = [check_in(2, daily_pain=8), cleared(2), check_in(4, daily_pain=8)]
    assert on(borne, 4).clearance == "given"
    assert on([*borne, check_in(5, daily_pain=9)], 5).clearance == "none"


def test_pain_that_stops_improving_voids_a_clearance() -> None:
    """That no progress is made is a finding of its own."""
    log = [check_in(1, pain_improving=True), cleared(2)]
    assert on([*log, check_in(5, pain_improving=False)], 5).clearance == "none"
    assert on([*log, check_in(5, pain_improving=False), check_in(9, pain_improving=True)], 9).clearance == "none"
    known = [check_in(1, pain_improving=False), cleared(2), check_in(5, pain_improving=False)]
    assert on(known, 5).clearance == "given"


def test_two_sites_on_one_day_void_a_clearance_in_whatever_order_they_come() -> None:
    """Nobody knows which of them it is, and one is new."""
    two = [check_in(3, pain_site="anterior"), check_in(3, pain_site="lateral")]
    found = [on([check_in(1, pain_site="lateral"), cleared(2), *log], 3) for log in (two, two[::-1])]
    assert [(each.clearance, each.pain_site) for each in found] == [("none", None)] * 2


def test_only_a_clearance_clears() -> None:
    """What a check-in says of one gives none, renews none and voids none, be it a whole assessment of the day."""
    assert on([check_in(1, clearance="given")], 1).clearance == "none"
    assert on([*CLEARED, check_in(5, clearance="none")], 5).clearance == "given"
    found = on(CLEARED, 2)
    same = [CheckIn(date=day(3), facts=found), CheckIn(date=day(3), facts=Assessment(**found.model_dump()))]
    assert same[0] == same[1]
    assert on([*CLEARED, same[0]], 3).clearance == "given"
    assert on([check_in(1), same[0]], 3).clearance == "none"


def test_a_clearance_has_its_time() -> None:
    """That of an alarming sign a shorter one; an earlier one that still holds holds on."""
    assert [on([cleared(1)], number).clearance for number in (84, 85)] == ["given", "none"]
    alarm_cleared = [cleared(1, "alarm_cleared")]
    assert [on(alarm_cleared, number).clearance for number in (14, 15)] == ["alarm_cleared", "none"]
    assert on([cleared(1), cleared(3, "alarm_cleared")], 17).clearance == "given"
    shorter = Diary([cleared(1)], parameters={"clearance_days": 10})
    assert (on(shorter, 10).clearance, on(shorter, 11).clearance) == ("given", "none")


def test_swelling_that_a_clinician_has_seen_is_not_new() -> None:
    """What comes or grows after the clearance voids it."""
    log = [entered("strengthen"), check_in(3, swelling="none"), check_in(5, swelling="lateral"), cleared(6)]
    assert (on(log, 5).swelling_new, on(log, 6).swelling_new) == (True, False)
    grown = on([*log, check_in(7, swelling="widespread")], 7)
    assert (grown.swelling_new, grown.clearance) == (True, "none")


def test_a_voided_clearance_names_what_voided_it() -> None:
    """The entries are its evidence."""
    finding = check_in(5, numbness=True)
    assert on([*CLEARED, finding], 7).derivations["clearance"].evidence == tuple(sorted([CLEARED[1].id, finding.id]))


def test_consistent_weeks_are_told_once_a_rule_asks() -> None:
    """No log shows how well rehab was done; while it is too young for any rule it has had so many weeks at the most."""
    log = [entered("protect"), check_in(9, consistent_weeks=0)]
    assert [on(log, number).consistent_weeks for number in (6, 7, 8, 9, 15, 16)] == [0, 1, 1, 0, 0, 2]
    assert [on(log, number).consistent_weeks for number in (41, 42)] == [5, None]


def test_the_derivations_are_the_facts_in_order() -> None:
    """Every fact has one, with words, and every one has its code."""
    found = on([CheckIn(date=day(1))], 1).derivations
    assert list(found) == list(Assessment.specs)
    assert all(each.says.endswith(".") for each in found.values())
    assert {name for name, each in found.items() if each.value is not None} == {"clearance", "open_referral"}


def test_closing_a_day_tells_nothing_about_signs() -> None:
    """A complete log is about what was done, not about how it is."""
    found = on([*closed(1, 7)], 7)
    assert all(getattr(found, name) is None for name in SIGNS)
