"""Any decision at all can be worded: also one from a stranger's rulebook, or read from a file that somebody made up."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itb_rules import Decision, explanation
from itb_rules.rendering import to_markdown, to_text

TEXT = st.text(max_size=12) | st.sampled_from(["a_b", "x" * 150, "{rule}", "· ", "none", "# y\n\n| a |", "refer_now"])
NUMBER = st.integers(-(10**6), 10**6) | st.floats(allow_nan=False, allow_infinity=False)
VALUE = st.none() | st.booleans() | TEXT | NUMBER
MAYBE = st.none() | TEXT


def some(of: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few of these."""
    return st.lists(of, max_size=most).map(tuple)


def made(kind: type, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One of these, its texts and lists of texts at random."""
    rest = {
        name: some(TEXT) if annotation == "tuple[str, ...]" else MAYBE if "None" in annotation else TEXT
        for name, annotation in kind.__annotations__.items()
        if name not in known
    }
    return st.builds(kind, **rest, **known)


FACT = made(
    explanation.Criterion,
    have=VALUE,
    than=VALUE | some(VALUE),
    group=st.none(),
    count=st.none(),
    parts=st.just(()),
    status=st.sampled_from(["met", "unmet", "unknown"]),
)


def group_of(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A group of such criteria."""
    kinds = st.sampled_from(["any", "all", "at_least"])
    return st.builds(explanation.Criterion, group=kinds, count=st.none() | st.integers(1, 3), parts=some(parts))


HIT = made(explanation.Hit, facts=some(FACT))
WAY = made(explanation.Way, unmet=some(st.recursive(FACT, group_of, max_leaves=6)), met=some(FACT))
QUESTION = made(explanation.Question, answers=some(made(explanation.Answer, low=VALUE, high=VALUE)))
CHANGED = made(explanation.Changed, at_least=st.none() | NUMBER, at_most=st.none() | NUMBER, values=some(VALUE))
RUNNING = made(explanation.Running, allowed=st.none() | st.booleans(), most_minutes=st.none() | NUMBER)
ITEM = made(explanation.PlanItem, dose=some(made(explanation.Amount, low=NUMBER, high=NUMBER)))
PLAN = made(
    explanation.Plan,
    running=st.none() | RUNNING,
    items=some(ITEM),
    notes=some(made(explanation.Note)),
    phases=some(TEXT),
)

DECISIONS = st.builds(
    Decision.model_construct,
    **dict.fromkeys(("outcome", "title", "disclaimer", "engine"), TEXT),
    **dict.fromkeys(("stage", "next_stage", "flare_stage", "next_load", "next_exercise"), MAYBE),
    **dict.fromkeys(("settled", "withheld"), st.booleans()),
    **dict.fromkeys(("because", "also", "would_hold", "cleared"), some(HIT)),
    **dict.fromkeys(("suspected", "refer_to", "stale_when"), some(TEXT)),
    changes=some(CHANGED),
    blocked_by=some(WAY, 5),
    questions=some(QUESTION, 13),
    codes=some(made(explanation.Code, side=st.sampled_from(["left", "right", "unspecified"]))),
    advice=some(made(explanation.Advice)),
    plan=st.none() | PLAN,
    rulebook=made(explanation.RulebookStamp),
    facts=made(explanation.FactsStamp),
    labels=st.dictionaries(TEXT, TEXT),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(DECISIONS, st.integers(40, 120))
def test_any_decision_can_be_worded(decision: Decision, width: int) -> None:
    """Whatever is in it: no error, no line too long, no heading of its own, no HTML but line breaks."""
    lines = to_text(decision, width=width).splitlines()
    assert max(map(len, lines)) <= width
    markdown = to_markdown(decision)
    assert sum(line.startswith("# ") for line in markdown.splitlines()) == 1
    assert "<" not in markdown.replace("<br>", "").replace("\\<", "")
