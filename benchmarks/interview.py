"""Count the cards and taps of interviews, and write the figures to benchmarks/results/interview.json.

Run from the checkout: python benchmarks/interview.py [--days 365] [--diaries 12]

A tap is one touch: a choice, a tick, a number typed, or the button that sends a card with more than one field; a card
with one field, and "none of these", are sent by the touch itself. Nobody's hands are measured.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "examples" / "own_rulebook"))

from run import cycling, saddle  # noqa: E402 - the example is no package

from itb_rules import Assessment, Diary, Interview, Rulebook, load_rulebook  # noqa: E402
from itb_rules.diary import Clearance, Daily  # noqa: E402
from itb_rules.interview import AskedCard  # noqa: E402
from itb_rules.simulate import Habits, Runner, diaries  # noqa: E402
from itb_rules.simulate.runner import FIRST_DAY  # noqa: E402

PROGRESSION = load_rulebook("progression")
ON_CARD = {card.id: {*card.facts} for card in PROGRESSION.definition.cards}
NEWS = next(line.choices for card in PROGRESSION.definition.cards for line in card.lines if line.log == "changed")
READY: dict[str, Any] = {
    **{name: spec.typical for name, spec in Assessment.specs.items()},
    "stage": "strengthen",
    "stage_day": 30,
    "rehab_day": 40,
    "varus_test": "not_tested",
}
Truth = Callable[[str], Any]


def taps(card: AskedCard, given: Mapping[str, Any]) -> int:
    """The touches that an answer to a card takes."""
    if card.kind == "checklist":
        ticked = sum(given.get(line.name) == line.ticked for line in card.lines)
        return ticked + 1
    return len(card.names) + (len(card.names) > 1)


def answered(interview: Interview, truth: Truth) -> tuple[str, int]:
    """Answer the next card truthfully; its id and the taps it took."""
    card = interview.card
    assert card is not None
    given = {name: truth(name) for name in card.names}
    count = taps(card, given)
    if card.kind == "checklist" and count == 1:
        interview.none_of_these()
    elif any(value is not None for value in given.values()):
        interview.answer(given)
    else:
        interview.skip()
    return card.id, count


def whole(rulebook: Rulebook, truth: Truth) -> tuple[Interview, list[str], int]:
    """A whole interview from nothing."""
    interview, ids, touched = Interview(rulebook), [], 0
    while not interview.done:
        name, count = answered(interview, truth)
        ids.append(name)
        touched += count
    return interview, ids, touched


def ready() -> dict[str, Any]:
    """Somebody who is well and ready for the step on."""
    interview, ids, touched = whole(PROGRESSION, READY.get)
    return {"outcome": interview.decision.outcome, "cards": len(ids), "taps": touched, "order": ids}


def alarms() -> dict[str, int]:
    """Each sign that alone is urgent: the cards until it is told."""
    found = {}
    for name, spec in Assessment.specs.items():
        if spec.kind != "yes_no" or spec.healthy is None or spec.group == "running":
            continue
        facts = {**READY, name: not spec.healthy}
        facts |= {"giving_way": True} if name == "trauma_instability" else {}
        facts |= {"swelling": "lateral"} if name == "swelling_new" else {}
        if PROGRESSION.decide(facts).outcome == "refer_now":
            interview, ids, _ = whole(PROGRESSION, facts.get)
            assert interview.decision.outcome == "refer_now", name
            found[name] = len(ids)
    return found


def drawn(count: int, days: int) -> Iterator[dict[str, Any]]:
    """Days of made-up runners, what the diary does not know filled in as by somebody who does well."""
    rng = Random("interview")
    for diary in diaries(count, seed="interview", days=days):
        for day in sorted(rng.sample(range(days), 12)):
            facts: Any = Daily(diary).assessment(on=FIRST_DAY + timedelta(days=day))
            for name, spec in Assessment.specs.items():
                left = Assessment.consequences.remaining({**facts.__dict__, name: None}, name)
                fits = (
                    spec.typical in left
                    if spec.kind in ("choice", "yes_no")
                    else (bool(left) and spec.typical is not None and left[0] <= spec.typical <= left[1])
                )
                if facts.__dict__[name] is None and fits:
                    facts = facts.answered(**{name: spec.typical})
            yield {**facts.known(), "varus_test": "not_tested"}


def runners(count: int, days: int) -> dict[str, Any]:
    """Interviews from nothing with made-up runners, by outcome."""
    by_outcome = defaultdict(list)
    for facts in drawn(count, days):
        interview, ids, touched = whole(PROGRESSION, facts.get)
        by_outcome[interview.decision.outcome].append((len(ids), touched))
    every = [each for those in by_outcome.values() for each in those]
    return {
        "interviews": len(every),
        "median_cards": statistics.median(cards for cards, _ in every),
        "most_cards": max(cards for cards, _ in every),
        "median_taps": statistics.median(touched for _, touched in every),
        "by_outcome": {
            outcome: {
                "interviews": len(those),
                "median_cards": statistics.median(cards for cards, _ in those),
                "most_cards": max(cards for cards, _ in those),
            }
            for outcome, those in sorted(by_outcome.items())
        },
    }


RUN_TAPS, TRAINING_TAPS = 5, 3
"""A run: its minutes, the pain, its level and hours, and sending; a training: all six as planned, the pain, sending."""


class Year:
    """A made-up runner who is asked every day that is not missed, and answers truthfully.

    Args:
        seed: tells runners apart.
        habits: what the runner does.
    """

    def __init__(self, seed: int, habits: Habits) -> None:
        self._runner = Runner(seed, habits)
        self._missed, self._rng = habits.missed, Random(f"missed {seed}")
        self._diary = Diary()
        self._decision: Any = None
        self._ran: bool | None = None

    def lived(self, day: int) -> dict[str, Any] | None:
        """One day: what happened, and how many cards and taps it took to tell it; None where nobody was asked."""
        on = FIRST_DAY + timedelta(days=day)
        entries = self._runner.live(self._decision)
        kinds = [entry.kind for entry in entries]
        self._diary.extend(entry for entry in entries if entry.kind != "check_in")
        if any(entry.kind == "check_in" and "clearance" in entry.answers for entry in entries):
            self._diary.append(Clearance(date=on, clearance="given", by="clinician"))
        if day and self._rng.random() < self._missed:
            return None
        body = self._runner._body
        truth = {**READY, **body.signs, **body.pains, "next_morning_worse": body.woke_worse, "age": 30, "side": "left"}
        truth |= {"painkillers": False, "exercise_pain": False, "sport_pain": False, "symptom_weeks": day // 7 + 2}
        truth |= {"consistent_weeks": day // 7, "pain_improving": body.pains["daily_pain"] < 5, "back_offs_12_weeks": 0}
        # Runs count where they belong to this stage; a runner who is asked says what the diary will find.
        if Daily(self._diary).assessment(on=on).__dict__["run_pain"] in (None, "no_run"):
            truth["next_morning_worse"] = False
        ran, trained = "run" in kinds, "exercise_session" in kinds
        truth |= {"ran": ran, "trained": trained, "changed": self._news(body.signs), "gap": False}
        interview = Interview(diary=Daily(self._diary), on=on)
        ids, touched = [], 0
        while not interview.done:
            name, count = answered(interview, truth.get)
            ids.append(name)
            touched += count
        cards = len(ids) + ran + trained
        touched += RUN_TAPS * ran + TRAINING_TAPS * trained
        self._decision = interview.decision
        facts = Daily(self._diary).assessment(on=on)
        unasked = set(PROGRESSION.still_open(interview.facts.known()).facts) if interview.decision.withheld else set()
        unasked -= {*facts.answerable}  # type: ignore[attr-defined] - known from tomorrow on
        return {
            "cards": cards,
            "taps": touched,
            "ids": ids,
            "ordinary": not (
                ran or trained or truth["changed"] != "nothing" or interview.decision.outcome == "progress"
            ),
            "held_unasked": sorted(unasked),
            "outcome": interview.decision.outcome,
        }

    def _news(self, signs: Mapping[str, Any]) -> str:
        """Where there is a sign that was not there on the day before, as the card of the day offers it."""
        before, self._signs = getattr(self, "_signs", signs), dict(signs)
        asked = {name for each in NEWS for card in each.again for name in ON_CARD[card]}
        new = {name for name, value in signs.items() if value != before[name] and value != READY[name]} & asked
        fitting = [each.value for each in NEWS if new <= {name for card in each.again for name in ON_CARD[card]}]
        return fitting[0]


def years(count: int, days: int) -> dict[str, Any]:
    """Daily diaries."""
    rng = Random("years")
    lived = []
    for seed in range(count):
        year = Year(seed, Habits.drawn(rng))
        asked = ((day, year.lived(day)) for day in range(days))
        lived += [{**told, "seed": seed, "day": day} for day, told in asked if told is not None]
    later = [each for each in lived if each["day"]]
    ordinary = [each["cards"] for each in later if each["ordinary"]]
    worst = max(later, key=lambda each: each["cards"])
    return {
        "diaries": count,
        "days": days,
        "days_asked": len(later),
        "intake_cards": max(each["cards"] for each in lived if not each["day"]),
        "ordinary_days": len(ordinary),
        "ordinary_median_cards": statistics.median(ordinary),
        "ordinary_most_cards": max(ordinary),
        "ordinary_days_above_2": sum(cards > 2 for cards in ordinary),
        "most_cards": worst["cards"],
        "days_above_4": sum(each["cards"] > 4 for each in later),
        "worst_day": worst,
        "mean_taps": round(statistics.mean(each["taps"] for each in later), 2),
        "mean_cards": round(statistics.mean(each["cards"] for each in later), 2),
        "days_held_unasked": sum(bool(each["held_unasked"]) for each in later),
    }


def own() -> dict[str, Any]:
    """Rulebooks without cards: how many questions would be asked one by one, and how many cards."""
    found = {}
    for rulebook in (cycling(), saddle()):
        specs = rulebook.facts.specs
        truth = {name: spec.typical for name, spec in specs.items()}
        interview, cards, questions = Interview(rulebook, who="clinician"), 0, 0
        while not interview.done:
            card = interview.card
            assert card is not None
            cards, questions = cards + 1, questions + len(card.names)
            answered(interview, truth.get)
        found[rulebook.name] = {"cards": cards, "questions": questions}
    return found


def main() -> None:
    """Count everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--diaries", type=int, default=12)
    parser.add_argument("--runners", type=int, default=40)
    given = parser.parse_args()
    result = {
        "python": platform.python_version(),
        "ready": ready(),
        "alarms": alarms(),
        "runners": runners(given.runners, 120),
        "own_rulebooks": own(),
        "year": years(given.diaries, given.days),
    }
    path = ROOT / "benchmarks" / "results" / "interview.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
