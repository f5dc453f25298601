"""What Hypothesis runs when it is imported: `from_type` learns facts models, decisions, entries, diaries and timelines.

Strategies are made when the first of them is asked for, so that a suite that wants none does not wait for any.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from itb_rules.decision import Decision
from itb_rules.diary import Diary, Entry, Timeline, TimelineDay
from itb_rules.diary.entries import KINDS
from itb_rules.facts import Facts, packaged_models
from itb_rules.facts.model import tell_of_models


def register() -> None:
    """Register a strategy for each of them, and for every facts model of an app, declared by now or later."""
    tell_of_models(_learn)
    for kind in KINDS.values():
        st.register_type_strategy(kind, _entries)
    for made in (Decision, Diary, Timeline, TimelineDay):
        st.register_type_strategy(made, _made)


def _learn(model: type[Facts]) -> None:
    if model.stands_for is None and model.specs:
        st.register_type_strategy(model, _facts)


def _facts(model: type[Facts]) -> SearchStrategy[Any]:
    from itb_rules.testing.strategies import facts_of

    # Asked for facts of any model, Hypothesis asks the strategy of each.
    return facts_of(model) if model.specs else st.one_of([facts_of(each) for each in packaged_models().values()])


def _entries(kind: type[Entry]) -> SearchStrategy[Any]:
    from itb_rules.testing.diary_strategy import entries

    return st.one_of([entries(each) for each in KINDS.values() if issubclass(each, kind)])


def _made(kind: type[Any]) -> SearchStrategy[Any]:
    from itb_rules.testing.diary_strategy import decisions, diaries

    if kind is Decision:
        return decisions()
    drawn = diaries(most_days=7)
    if kind is Diary:
        return drawn
    timelines = drawn.map(lambda diary: diary.replay())
    return timelines if kind is Timeline else timelines.flatmap(lambda timeline: st.sampled_from(timeline.days))
