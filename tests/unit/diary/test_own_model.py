"""A diary for facts that extend no `Assessment`: rules of another kind, with stages, a referral and a clearance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import pytest

from itb_rules import Diary, DiaryError, Facts, Interview, OptionError, Rulebook
from itb_rules.diary import CheckIn, Clearance, Correction, Daily, Entry, ScreenAnswer, StageChange, read_entry
from itb_rules.drawing.timeline_rows import rows_of
from itb_rules.facts import choice, whole, yes_no

ASKED: dict[str, Any] = {"asks": "runner", "group": "heel"}


class Heel(Facts):
    """A heel that is to run again."""

    phase: Literal["rest", "walk", "jog"] | None = choice(question="Where?", label="phase", typical=None, **ASKED)
    left: Literal["never", "walk", "jog"] | None = choice(question="Left?", label="left", typical="never", **ASKED)
    advice: Literal["none", "see"] | None = choice(question="Told?", label="advice", typical="none", **ASKED)
    seen: Literal["none", "given"] = choice(question="Seen?", label="seen", typical="none", default="none", **ASKED)
    phase_day: int | None = whole(1, 500, unit="days", question="Day?", label="day", typical=3, **ASKED)
    pain: int | None = whole(0, 10, unit="of 10", question="Pain?", label="pain", typical=0, worse="higher", **ASKED)
    snap: bool | None = yes_no(question="A snap?", label="a snap", typical=False, worse=True, **ASKED)
    hops: int | None = whole(0, 99, unit="hops", question="Hops?", label="hops", typical=20, **ASKED)
    days_since_hops: int | None = whole(0, 99, unit="days", question="When?", label="since", typical=1, **ASKED)


COURSE = {
    "stage": "phase",
    "flare": "left",
    "referral": "advice",
    "stage_day": "phase_day",
    "never": "never",
    "clears_flare": "jog",
}
DECLARED: dict[str, Any] = {
    "course": COURSE,
    "validity": [{"days": 3, "facts": ["snap"]}],
    "derivations": [
        {"fact": "snap", "how": "recent", "finding": True, "says": "The latest answer."},
        {"fact": "seen", "how": "clearance", "lasts": {"given": 10}, "says": "The latest clearance."},
        {"fact": "days_since_hops", "how": "days_since", "of": "hops", "within": 30, "says": "Since hops."},
    ],
}
SOURCED = {"source": ["H.1"], "basis": "interpretation", "evidence": "expert"}
BOOK = Rulebook.from_mapping(
    {
        "rulebook": {
            "id": "heel",
            "version": "1.0.0",
            "title": "A heel",
            "facts": "Heel",
            "outcomes": [
                {"id": "see", "title": "Have it seen"},
                {"id": "back", "title": "Go back"},
                {"id": "stay", "title": "Stay"},
                {"id": "go_on", "title": "Go on"},
            ],
            "default": "stay",
            "permissive": ["go_on"],
            "silent": ["see"],
            "position": ["phase"],
            "effect": {
                "kind": "stages",
                "stage": "phase",
                "flare": "left",
                "none": "never",
                "resume_from": "walk",
                "clears_flare": "jog",
                "back_off": "back",
                "carries": ["stay"],
                "referral": {"stored": "advice", "clearance": "seen", "ended_by": ["given"]},
            },
            "disclaimer": "A test.",
            "stale": ["Something has changed."],
        },
        "sources": [{"id": "H.1", "says": "A test."}],
        "rules": [
            {
                "id": "snap",
                "title": "A snap",
                "when": {"snap": {"is": True}},
                "lifted_by": {"seen": {"is": "given"}},
                "outcome": "see",
                "stands": True,
                **SOURCED,
                "cases": {"holds": {"snap": True}, "fails": {"snap": False}, "unknown": {"snap": None}},
            },
            {
                "id": "told",
                "title": "Not seen yet",
                "when": {"advice": {"is": "see"}},
                "lifted_by": {"seen": {"is": "given"}},
                "outcome": "see",
                **SOURCED,
                "cases": {"holds": {"advice": "see"}, "fails": {"advice": "none"}, "unknown": {"advice": None}},
            },
            {
                "id": "hurts",
                "title": "It hurts",
                "when": {"pain": {"above": 4}},
                "outcome": "back",
                "move": "back",
                **SOURCED,
                "cases": {"holds": {"pain": 5}, "fails": {"pain": 4}, "unknown": {"pain": None}},
            },
            {
                "id": "ready",
                "title": "Ready",
                "when": {"all": [{"pain": {"is": 0}}, {"phase_day": {"at_least": 3}}]},
                "outcome": "go_on",
                "move": "forward",
                **SOURCED,
                "cases": {
                    "holds": {"pain": 0, "phase_day": 3},
                    "fails": {"pain": 1, "phase_day": 3},
                    "unknown": {"pain": 0, "phase_day": None},
                },
            },
        ],
    },
    facts=Heel,
)
MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    """A day after the Monday on which it begins."""
    return MONDAY + timedelta(days=number)


def told(number: int, **facts: Any) -> CheckIn:
    """A check-in with facts of the heel."""
    return CheckIn(date=day(number), model=Heel, **facts)


BEGIN = StageChange(date=MONDAY, stage="rest", flare_stage="never", by="clinician", reason="visit", model=Heel)


def kept(*entries: Entry) -> Diary:
    """A diary of a heel, from its first day."""
    return Diary([BEGIN, *entries], models=[Heel], derivations=DECLARED)


def test_facts_are_derived_for_the_own_model() -> None:
    """The course from its entries, the rest as it is declared."""
    diary = kept(told(0, hops=4), told(2, pain=1, snap=False))
    found: Any = diary.assessment(on=day(2))
    assert isinstance(found, Heel)
    assert found == Heel(phase="rest", left="never", phase_day=3, pain=1, snap=False, days_since_hops=2)
    assert found.derivations["pain"].says == "The answer of the day."
    assert found.derivations["snap"].evidence == (diary.entries[-1].id,)
    assert diary.assessment(on=day(5)).model_dump()["snap"] is None


def test_days_are_decided_by_the_own_rules() -> None:
    """Forward, back, and forward again; the stages are those of the model."""
    pains = [0, 0, 0, 0, 0, 0, 6, 0, 0, 0]
    timeline = kept(*(told(number, pain=pain, snap=False) for number, pain in enumerate(pains))).replay(rulebook=BOOK)
    assert [(each.date, each.stage) for each in timeline.changes] == [
        (day(0), "rest"), (day(3), "walk"), (day(6), "jog"), (day(7), "walk"), (day(10), "jog"),
    ]  # fmt: skip
    assert timeline.days[7].assessment.model_dump()["left"] == "jog"


def test_its_timeline_is_drawn_and_shown() -> None:
    """With the stages of the own model, in their order; pains and runs are drawn where the facts have them."""
    timeline = kept(*(told(number, pain=0, snap=False) for number in range(5))).replay(rulebook=BOOK)
    rows = rows_of(timeline)
    assert rows.stage_order == ["jog", "walk", "rest"]
    assert [each["stage"] for each in rows.stages] == ["rest", "walk"]
    assert (rows.outcome_order, rows.pains, rows.runs) == (["see", "back", "stay", "go on"], [], [])
    assert "<svg" in timeline._repr_mimebundle_()["text/html"]


def test_a_referral_stands_until_a_clearance() -> None:
    """As in every diary: a no the next day does not end it, and a new finding voids the clearance."""
    calm = {"pain": 0, "snap": False}
    entries = [told(0, snap=True, pain=0), *(told(number, **calm) for number in (1, 2, 3))]
    outcomes = [each.decision.outcome for each in kept(*entries).replay(rulebook=BOOK).days]
    assert outcomes == ["see", "see", "see", "see"]
    cleared = [*entries, Clearance(date=day(2), clearance="given", by="physio")]
    outcomes = [each.decision.outcome for each in kept(*cleared).replay(rulebook=BOOK).days]
    assert outcomes == ["see", "see", "go_on", "stay"]
    again = kept(*cleared, told(4, snap=True), told(5, snap=False)).replay(rulebook=BOOK)
    assert again.days[-1].decision.outcome == "see"
    assert kept(*entries).assessment(on=day(2)).model_dump()["advice"] is None


def test_entries_go_out_and_come_back() -> None:
    """Through JSON, CSV and rows, with corrections."""
    wrong = told(1, pain=9)
    entries = [wrong, Correction(date=day(1), entry=wrong.id, reason="the other foot")]
    diary = kept(*entries, ScreenAnswer(date=day(2), fact="snap", answer=False, model=Heel))
    options: dict[str, Any] = {"models": [Heel], "derivations": DECLARED}
    assert Diary.from_json(diary.to_json(), **options) == diary
    assert Diary.from_csv(diary.to_csv(), **options) == diary
    assert [read_entry(each.to_dict(), [Heel]) for each in diary] == list(diary)
    assert diary.replay(rulebook=BOOK).days[1].assessment.model_dump()["pain"] is None


def test_an_interview_keeps_it() -> None:
    """Day by day, on the cards that are made of the model's groups."""
    diary = kept()
    interview = Interview(BOOK, diary=Daily(diary, BOOK), on=MONDAY)
    truth = {"pain": 0, "snap": False, "phase_day": 1, "advice": "none"}
    while (card := interview.card) is not None:
        interview.answer({name: truth.get(name) for name in card.names})
    assert interview.decision == BOOK.decide(interview.facts)
    assert interview.decision.outcome == "stay"
    assert diary.assessment(on=MONDAY).model_dump()["pain"] == 0


@pytest.mark.parametrize(
    ("declared", "places"),
    [
        ({"course": {"stage": "phse"}}, ["course.stage"]),
        ({"course": {"flare": "left", "never": "nie"}}, ["course.stage", "course.never"]),
        ({"course": {"stage": "phase", "stage_day": "pain_day", "day": "x"}}, ["course.stage_day", "course.day"]),
        ({"course": ["phase"]}, ["course"]),
        ({"derivations": [{"fact": "seen", "how": "clearance", "says": "x"}]}, ["derivations[0].lasts"]),
    ],
)
def test_what_is_wrong_with_a_course_is_said(declared: dict[str, Any], places: list[str]) -> None:
    """Each with its place."""
    with pytest.raises(DiaryError) as caught:
        Diary(models=[Heel], derivations=declared)
    assert [problem.where for problem in caught.value.problems] == places


def test_rules_and_stages_of_another_kind_are_refused() -> None:
    """A heel is not decided by the rules for a knee, and is in none of its stages."""
    with pytest.raises(DiaryError, match=r"entries\[1\].stage: unknown stage `protect`"):
        kept(StageChange(date=MONDAY, stage="protect", by="rule", reason="x"))
    with pytest.raises(OptionError, match="does not decide where a runner goes"):
        kept().replay()
    with pytest.raises(OptionError, match=r"course\.flare: `heel` has `left`, the diary nothing"):
        Diary([BEGIN], models=[Heel], derivations={"course": {"stage": "phase"}}).replay(rulebook=BOOK)
    with pytest.raises(DiaryError, match="this diary follows no stages"):
        Diary([BEGIN], models=[Heel])
    with pytest.raises(DiaryError, match="extends `Assessment`"):
        Diary(derivations={"course": COURSE})
