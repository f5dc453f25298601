"""What a picture of a timeline shows, as plain rows: stages, pains, runs and decisions, each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from itb_rules.diary.timeline import Timeline, TimelineDay
from itb_rules.facts import Assessment
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_labels
from itb_rules.wording.words import Words

Row = dict[str, Any]

PAINS = ("pain_at_rest", "daily_pain")
"""The pains that are drawn, as far as a diary's facts have them."""
PAIN_OF_RUN = tuple(value for value in Assessment.specs["run_pain"].values if value != "no_run")


@dataclass(frozen=True, slots=True)
class TimelineRows:
    """Rows for a chart.

    Attributes:
        stages: days in a row in one stage.
        pains: every answer about pain.
        runs: the runs of each day with any, together.
        decisions: the outcome of each day.
        stage_order: the names of the stages, the last one first.
        outcome_order: the outcomes, the most cautious one first.
        tones: the tone of each outcome.
        pain_order: what a run's pain may be, the best first, and unknown at the end.
        first: the first day.
        last: the last day.
    """

    stages: list[Row]
    pains: list[Row]
    runs: list[Row]
    decisions: list[Row]
    stage_order: list[str]
    outcome_order: list[str]
    tones: list[str]
    pain_order: list[str]
    first: date
    last: date


def rows_of(timeline: Timeline, language: str | Language = LANGUAGE) -> TimelineRows:
    """The rows of a timeline that has at least one day."""
    language = language_of(language)
    words = Words(translated_labels(timeline.labels, language), language)
    days = timeline.days
    stages = _stage_names(days)
    outcomes = [name for name in timeline.labels if name not in stages]
    # A rulebook of an app may leave its labels out.
    outcomes += [name for name in dict.fromkeys(day.decision.outcome for day in days) if name not in outcomes]
    return TimelineRows(
        stages=list(_stages(days, words)),
        pains=list(_pains(days, words)),
        runs=list(_runs(days, words)),
        decisions=[_decision(day, words) for day in days],
        stage_order=[words.label(stage) for stage in reversed(stages)],
        outcome_order=[words.name(outcome) for outcome in outcomes],
        tones=[words.say_one("tone", outcome) for outcome in outcomes],
        pain_order=[_pain(pain, words) for pain in (*PAIN_OF_RUN, None)],
        first=days[0].date,
        last=days[-1].date,
    )


def _stage_names(days: Sequence[TimelineDay]) -> Sequence[str]:
    """The stages in their order: the values of the fact that has those of every day among its own."""
    there = {day.decision.stage for day in days} - {None}
    named = (spec.values for spec in days[0].assessment.specs.values())
    return next((values for values in named if values and there <= {*values}), ())


def _stages(days: Sequence[TimelineDay], words: Words) -> Iterator[Row]:
    for stage, span in groupby(days, lambda day: day.decision.stage):
        first, *rest = [day.date for day in span]
        last = rest[-1] if rest else first
        if stage is not None:
            says = words.say("chart.stage_says", stage=words.label(stage), first=first, last=last)
            end = last + timedelta(days=1)
            yield {"from": first.isoformat(), "to": end.isoformat(), "stage": words.label(stage), "says": says}


def _pains(days: Sequence[TimelineDay], words: Words) -> Iterator[Row]:
    specs = days[0].assessment.specs
    for name in (each for each in PAINS if each in specs):
        label, unit = words.fact(specs[name]), specs[name].unit
        stretch = 0
        for day in days:
            value = day.assessment.__dict__[name]
            # A line goes from one answer to the next; where nobody answered there is none.
            stretch += value is None
            if value is not None:
                says = words.say("chart.pain_says", date=day.date, pain=label, value=words.amount(value, unit))
                yield {"date": day.date.isoformat(), "what": label, "value": value, "stretch": stretch, "says": says}


def _runs(days: Sequence[TimelineDay], words: Words) -> Iterator[Row]:
    for place, day in enumerate(days):
        if not day.runs:
            continue
        minutes = [run.minutes for run in day.runs]
        whole = None if None in minutes else sum(each for each in minutes if each is not None)
        pain = _pain(_known_later(days, place), words)
        shown = words.amount(whole, "minutes")
        says = words.say("chart.run_says", date=day.date, minutes=shown, pain=pain)
        # A run of unknown length is on the ground, where it can be seen.
        yield {"date": day.date.isoformat(), "minutes": whole or 0, "shown": shown, "pain": pain, "says": says}


def _known_later(days: Sequence[TimelineDay], place: int) -> str | None:
    """The pain of a day's runs as far as anybody has said, before the next run."""
    known = days[place].assessment.__dict__.get("run_pain")
    for day in days[place + 1 :]:
        pain = day.assessment.__dict__.get("run_pain")
        if day.runs or pain is None or day.decision.stage != days[place].decision.stage:
            break
        known = pain
    return None if known == "no_run" else known


def _pain(pain: str | None, words: Words) -> str:
    return words.say_one("run_pain", pain or "unknown", pain=pain)


def _decision(day: TimelineDay, words: Words) -> Row:
    decision = day.decision
    outcome = words.name(decision.outcome)
    shown = words.say("timeline.withheld", outcome=outcome) if decision.withheld else outcome
    says = words.say(
        "chart.decision_says",
        date=day.date,
        outcome=shown,
        title=words.language.text(f"outcome.{decision.outcome}", decision.title),
    )
    return {"date": day.date.isoformat(), "outcome": outcome, "withheld": decision.withheld, "says": says}
