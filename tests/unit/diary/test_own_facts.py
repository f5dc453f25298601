"""A diary of an app that asks for more: its own facts, and how it declares what is derived of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
from tests.unit.diary.logs import day
from tests.unit.diary.test_replay import BEGIN, WELL

from itb_rules import Assessment, Diary, DiaryError, ParameterError, decide
from itb_rules.diary import CheckIn, Entry, Run, ScreenAnswer, read_entry
from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.facts import choice, whole, yes_no


class OwnAssessment(Assessment):
    """What a running club asks as well."""

    rides: int | None = whole(
        0, 50, unit="rides", question="How many rides today?", label="rides", asks="runner", group="cycling", typical=0
    )
    stairs_pain: bool | None = yes_no(
        question="Did stairs hurt?", label="pain on stairs", asks="runner", group="knee", typical=False, worse=True
    )
    days_since_ride: int | None = whole(
        0, 365, unit="days", question="How long since a ride?", label="days since a ride", asks="runner",
        group="cycling", typical=3,
    )  # fmt: skip
    calm_days: int | None = whole(
        0, 7, unit="days", question="How many days without a ride?", label="days off", asks="runner",
        group="cycling", typical=3,
    )  # fmt: skip


class OwnRun(RunFacts):
    """A run with the shoes it was run in."""

    shoes: Literal["old", "new"] | None = choice(
        question="Which shoes?", label="shoes", asks="runner", group="running", typical="old"
    )


DECLARED: dict[str, Any] = {
    "validity": [{"days": 3, "facts": ["stairs_pain"]}],
    "derivations": [
        {"fact": "rides", "how": "today", "says": "The answer of the day."},
        {"fact": "stairs_pain", "how": "recent", "stands": 10, "says": "The latest answer."},
        {"fact": "days_since_ride", "how": "days_since", "of": "rides", "value": 1, "within": 30, "says": "Since one."},
        {"fact": "calm_days", "how": "count", "of": "rides", "value": 0, "within": 3, "says": "Of three days."},
    ],
}
MODELS = (OwnAssessment, OwnRun)


def told(number: int, **facts: Any) -> CheckIn:
    """A check-in with the app's own facts."""
    return CheckIn(date=day(number), model=OwnAssessment, **facts)


def kept(*entries: Entry) -> Diary:
    """A diary for the app's own facts."""
    return Diary(entries, models=MODELS, derivations=DECLARED)


def test_what_is_declared_is_derived() -> None:
    """The last answer with its validity, the days since one, and a count in a window."""
    diary = kept(told(1, rides=1), told(2, rides=0, stairs_pain=True), told(3, rides=0), told(4, rides=0))
    found = diary.assessment(on=day(4))
    assert isinstance(found, OwnAssessment)
    assert (found.rides, found.stairs_pain, found.days_since_ride, found.calm_days) == (0, True, 3, 3)
    assert diary.assessment(on=day(3)).model_dump()["calm_days"] == 2
    assert diary.assessment(on=day(2)).model_dump()["calm_days"] is None
    assert diary.assessment(on=day(11)).model_dump()["stairs_pain"] is True
    assert diary.assessment(on=day(12)).model_dump()["stairs_pain"] is None
    assert found.derivations["calm_days"].says == "Of three days."
    assert decide(found).outcome == "hold"
    denied = kept(told(1, stairs_pain=False))
    assert [denied.assessment(on=day(number)).model_dump()["stairs_pain"] for number in (3, 4)] == [False, None]
    with pytest.raises(ParameterError, match="stairs_pain_days: found `4`"):
        Diary(models=MODELS, derivations=DECLARED, parameters={"stairs_pain_days": 4})


def test_a_fact_that_is_not_declared_is_the_answer_of_the_day() -> None:
    """The most cautious of all."""
    diary = Diary([told(1, rides=2)], models=MODELS)
    assert diary.assessment(on=day(1)).model_dump()["rides"] == 2
    assert diary.assessment(on=day(2)).model_dump()["rides"] is None


def test_nothing_of_an_app_is_dropped() -> None:
    """A whole assessment of its own, a screen, and a run; through JSON and CSV and back."""
    own = OwnAssessment(rides=1, fever=False)
    entries = [
        BEGIN,
        CheckIn(date=day(1), facts=own),
        ScreenAnswer(date=day(1), fact="stairs_pain", answer=True, model=OwnAssessment),
        Run(start=day(1), minutes=10, facts=OwnRun(shoes="new")),
    ]
    assert entries[1].content()["facts"] == {"rides": 1, "fever": False}
    assert entries[3].facts == OwnRun(minutes=10, shoes="new")
    diary = kept(*entries)
    assert Diary.from_json(diary.to_json(), models=MODELS, derivations=DECLARED) == diary
    assert Diary.from_csv(diary.to_csv(), models=MODELS, derivations=DECLARED) == diary
    assert [read_entry(each.to_dict(), MODELS) for each in diary] == list(diary)
    with pytest.raises(DiaryError, match="unknown fact `rides`"):
        Diary.from_json(diary.to_json())
    assert Diary(entries).assessment(on=day(1)).fever is False


def test_stages_go_on_as_ever() -> None:
    """The packaged rules decide on what they know."""
    days = [told(number, complete=True, **WELL) for number in range(1, 10)]
    plain = [CheckIn(date=day(number), complete=True, **WELL) for number in range(1, 10)]
    assert kept(BEGIN, *days).replay().changes == Diary([BEGIN, *plain]).replay().changes


def test_the_declaration_is_read_beside_a_rulebook(tmp_path: Path) -> None:
    """As strictly as a rule file."""
    path = tmp_path / "diary.yaml"
    path.write_text("derivations:\n  - {fact: rides, how: recent, says: The latest.}\n", "utf-8")
    diary = Diary([told(1, rides=2)], models=MODELS, derivations=path)
    assert diary.assessment(on=day(9)).model_dump()["rides"] == 2


def test_everything_wrong_with_a_declaration_is_said_at_once() -> None:
    """By its place, with the nearest right name."""
    wrong = {
        "validity": [{"days": 3, "facts": ["fever"]}],
        "derivations": [
            {"fact": "ride", "how": "today", "says": "x"},
            {"fact": "rides", "how": "latest", "says": "x"},
            {"fact": "calm_days", "how": "count", "of": "ridez", "says": "x"},
            {"fact": "rides", "how": "today", "within": 3, "says": "x"},
        ],
    }
    with pytest.raises(DiaryError) as caught:
        Diary(models=MODELS, derivations=wrong)
    places = [line.split(":")[0] for line in str(caught.value).splitlines()]
    assert places == [
        "derivations[0].fact", "derivations[1].how", "derivations[2].within", "derivations[2].of",
        "derivations[3].within", "validity",
    ]  # fmt: skip
