"""A referral stands until somebody has looked, whatever the runner says the next day, or does not say."""

from __future__ import annotations

import itertools
import os
from typing import Any

import pytest
from tests.unit.diary.logs import check_in, cleared, day, entered, on
from tests.unit.diary.test_replay import BEGIN, WELL, good_days

from itb_rules import Assessment, Diary, load_rulebook
from itb_rules.diary import Correction, Entry, Referral

RULEBOOK = load_rulebook("progression")
OUTCOMES = [outcome.id for outcome in RULEBOOK.definition.outcomes]
STAGES = Assessment.specs["stage"].values
COUNTED = ("X.1", "X.9", "X.11", "S.20", "S.4")
"""The referrals that pass with recovery, or with the fever."""
STANDING_DAYS = int(os.environ.get("ITB_RULES_STANDING_DAYS", "45"))
"""Longer than any yes but one has a time of its own; 400 takes minutes."""


def alarms() -> dict[str, Any]:
    """Every sign whose yes alone refers: it, and the answer that does."""
    found: dict[str, Any] = {}
    for name, spec in Assessment.specs.items():
        told = spec.worse[-1] if isinstance(spec.worse, tuple) else spec.worse
        if spec.group in ("knee", "nerve", "injury", "red_flags", "history") and spec.kind in ("yes_no", "choice"):
            facts = {**WELL, name: told, **({"giving_way": True} if name == "trauma_instability" else {})}
            facts |= {"swelling": "lateral"} if name == "swelling_new" else {}
            decision = RULEBOOK.decide({**facts, "stage": "protect", "flare_stage": "none", "open_referral": "none"})
            if decision.open_referral != "none":
                found[name] = {each: facts[each] for each in facts if facts[each] != WELL.get(each)}
    return found


ALARMS = alarms()


def test_the_signs_are_those_that_the_rules_refer_for() -> None:
    """So many of them, chest pain and foot drop among them."""
    read = {
        fact
        for rule in RULEBOOK.rules
        if rule.outcome in ("refer", "refer_now") and not set(COUNTED) & {each.split(":")[0] for each in rule.source}
        for fact in RULEBOOK.definition.facts_of(rule.when)
    }
    assert set(ALARMS) <= read
    assert {"chest_symptoms", "foot_drop", "calf_swelling", "weight_bearing", "hard_lump"} <= set(ALARMS)
    assert len(ALARMS) >= 25


def levels(diary: Diary, until: int) -> list[int]:
    """How cautious each day was from the third on; 0 the most."""
    return [OUTCOMES.index(each.decision.outcome) for each in diary.replay(until=day(until)).days[2:]]


def stands(sign: str, stage: str, days: int) -> None:
    """Never less than it was on its day, with everything well from the next day on, or with nothing said at all."""
    told = [entered(stage), *good_days(1, 2), check_in(3, **{**WELL, **ALARMS[sign]})]
    silent = Diary(told)
    denied = Diary([*told, *good_days(4, 5), *good_days(20, 21), *good_days(days - 9, days)])
    for diary in (silent, denied):
        found = levels(diary, days)
        assert set(found) <= set(range(found[0] + 1))
        assert found[0] <= OUTCOMES.index("refer")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("sign", ALARMS)
def test_a_yes_that_is_denied_the_next_day_stands(sign: str, stage: str) -> None:
    """In every stage. A law proves it for all times."""
    stands(sign, stage, STANDING_DAYS)


@pytest.mark.parametrize(("sign", "stage"), [*zip(ALARMS, itertools.cycle(STAGES), strict=False)])
def test_it_stands_for_a_year(sign: str, stage: str) -> None:
    """Nobody forgets it."""
    stands(sign, stage, 400)


@pytest.mark.parametrize("sign", ["chest_symptoms", "foot_drop", "tingling", "swelling"])
def test_it_ends_with_a_clearance_or_a_correction(sign: str) -> None:
    """By whoever was told what it was for; what was said by mistake was never said."""
    alarm = check_in(3, **{**WELL, **ALARMS[sign]})
    told: list[Entry] = [BEGIN, *good_days(1, 2), alarm, *good_days(4, 30)]
    assert {each.decision.outcome for each in Diary(told).replay().days[3:]} <= {"refer", "refer_now"}
    seen = Diary([*told, cleared(10, "alarm_cleared")]).replay()
    assert {each.decision.outcome for each in seen.days[9:]} == {"hold", "progress"}
    assert seen.days[10].decision.open_referral == "none"
    corrected = Diary([*told, Correction(date=day(5), entry=alarm.id, answer=sign, reason="the wrong line")]).replay()
    assert {each.decision.outcome for each in corrected.days} == {"hold", "progress"}


def test_a_fever_that_is_gone_is_gone() -> None:
    """It may have been a cold."""
    log = [BEGIN, *good_days(1, 2), check_in(3, **{**WELL, "fever": True, "pain_at_rest": 2}), *good_days(4, 6)]
    assert [each.decision.outcome for each in Diary(log).replay().days][2:] == ["refer_now", "hold", "hold", "hold"]


def test_the_timeline_says_since_when_and_what_for() -> None:
    """As far as the diary knows; a referral of before the diary is told by a check-in."""
    log = [BEGIN, *good_days(1, 2), check_in(3, **{**WELL, "tingling": True}), *good_days(4, 9)]
    timeline = Diary(log).replay()
    found = timeline.days[8].referral
    assert found is not None
    assert (found.outcome, found.since) == ("refer", day(3))
    assert found.reasons == timeline.days[2].referral.reasons  # type: ignore[union-attr]
    assert timeline.days[1].referral is None
    before = Diary([BEGIN, check_in(1, open_referral="refer"), *good_days(1, 3)])
    assert before.replay().days[2].referral == Referral("refer", None)
    told_away = Diary([*before, check_in(2, open_referral="none")])
    assert told_away.replay().days[2].decision.outcome == "refer"
    assert timeline.to_json()["days"][8]["referral"]["since"] == "2026-03-04"


def test_an_assessment_knows_the_open_referral_of_the_days_before() -> None:
    """From what the packaged rules decide on them."""
    log = [BEGIN, *good_days(1, 2), check_in(3, **{**WELL, "tingling": True}), *good_days(4, 9)]
    assert [on(log, number).open_referral for number in (1, 3, 4, 9)] == ["none", "none", "refer", "refer"]
    assert on([*log, cleared(6)], 7).open_referral == "none"
