"""What it would take: the smallest sets of changes, each of them true, none of them passed over."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from tests.conformance.random_facts import RandomFacts
from tests.unit.rulebook.small_definition import small_definition

from itb_rules import Activity, Assessment, Decision, Facts, OptionError, Rulebook, load_rulebook
from itb_rules.errors import DetachedError
from itb_rules.explanation import ChangeSet, WhatWould
from itb_rules.facts import Known, NotTogether
from itb_rules.rendering import what_would_text
from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Compare, Condition, Not
from itb_rules.rulebook.definition import Definition, Rule
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import Solver
from itb_rules.wording.phrases import phrases

TYPICAL = {name: spec.typical for name, spec in Assessment.specs.items()}
READY = {**TYPICAL, "stage_day": 15}
"""Typical, and ready to begin running."""


@pytest.fixture(scope="module")
def progression() -> Rulebook:
    """The packaged rulebook."""
    return load_rulebook("progression")


def needed(found: WhatWould) -> list[dict[str, Any]]:
    """The sets as plain mappings from fact to value."""
    return [{change.fact: change.need for change in each.changes} for each in found.sets]


def applied(facts: Facts, changes: ChangeSet) -> Facts:
    """The facts after the changes."""
    return facts.answered(**{change.fact: change.need for change in changes.changes})


def small(*rules: Rule) -> Rulebook:
    """A rulebook of a few rules."""
    return Rulebook(small_definition(rules))


def ruled(name: str, when: Condition, outcome: str) -> Rule:
    """A rule with a condition of its own."""
    return Rule(id=name, title=name, when=when, outcome=outcome)


def yes(fact: str) -> Compare:
    """A yes/no fact is true."""
    return Compare(fact, "is", True)


def test_one_number_short_is_one_change(progression: Rulebook) -> None:
    """The nearest sufficient value, its range, and what was observed."""
    found = progression.decide({**READY, "pain_free_days": 4}).what_would()
    (only,) = found.sets
    (change,) = only.changes
    assert (found.outcome, found.now, found.gave_up) == ("progress", "hold", None)
    assert (change.fact, change.have, change.need, change.low, change.high) == ("pain_free_days", 4, 7, 7, None)
    assert (change.unit, change.label, change.changeable) == ("days", "pain-free days", True)


def test_one_change_forces_another(progression: Rulebook) -> None:
    """Pain-free days contradict pain today, so both have to change, though one rule asks for the days alone."""
    found = progression.what_would({**READY, "pain_free_days": 0, "daily_pain": 4})
    assert needed(found) == [{"daily_pain": 0, "pain_free_days": 7}]


def test_a_number_that_bounds_another_moves_with_it(progression: Rulebook) -> None:
    """A runner cannot be on day 15 of a stage on day 12 of the rehab."""
    found = progression.what_would({"stage_day": 10, "rehab_day": 12, **_without("stage_day", "rehab_day")})
    assert all({"stage_day": 15, "rehab_day": 15}.items() <= each.items() for each in needed(found))
    assert found.sets


def test_a_fact_that_no_longer_applies_is_dropped(progression: Rulebook) -> None:
    """Where the pain began is gone when the run was free of pain."""
    facts = {
        **TYPICAL,
        "stage": "return_week_1",
        "runs_last_7_days": 2,
        "run_pain": "steady",
        "run_pain_level": 3,
        "run_pain_onset_km": 3,
    }
    found = progression.what_would(facts)
    assert needed(found) == [{"run_pain": "none", "run_pain_level": 0, "run_pain_onset_km": None}]
    assert found.sets[0].changes[2].have == 3


def test_what_cannot_change_is_marked_and_comes_last(progression: Rulebook) -> None:
    """Clearance is a change, history is none; sets of one size put what can be brought about first."""
    found = progression.what_would({**READY, "cancer_history": True, "night_pain": True}, max_changes=2)
    assert needed(found)[0] == {"clearance": "given"}
    changes = {change.fact: change for each in found.sets for change in each.changes}
    assert changes["clearance"].changeable
    assert not changes["cancer_history"].changeable
    assert [each.changeable for each in found.sets] == sorted((each.changeable for each in found.sets), reverse=True)


@pytest.mark.parametrize("fact", ["age", "cancer_history", "prosthesis", "recent_surgery", "flare_stage"])
def test_history_cannot_be_changed(fact: str) -> None:
    """Neither training nor time changes these; a rulebook on `Activity` inherits that."""
    assert not Assessment.specs[fact].changeable
    assert not Activity.specs[fact].changeable


def test_an_unknown_fact_is_to_be_answered(progression: Rulebook) -> None:
    """An answer is no change, and the typical answer is proposed where it does."""
    found = progression.what_would({**READY, "fever": None})
    ((change,),) = (each.changes for each in found.sets)
    assert (change.fact, change.to_answer, change.need, change.values) == ("fever", True, False, (False,))
    assert found.sets[0].changeable


def test_a_way_that_begins_elsewhere_is_no_way(progression: Rulebook) -> None:
    """Nothing leads on from full running; changing the stage on paper is not proposed."""
    found = progression.what_would({**TYPICAL, "stage": "full_running"})
    assert (found.sets, found.possible, found.gave_up) == ((), False, None)


def test_an_outcome_that_stands_needs_nothing(progression: Rulebook) -> None:
    """There is nothing to change."""
    found = progression.decide(READY).what_would("progress")
    assert found.reached
    assert found.sets == ()


def test_more_sets_than_asked_for_are_announced(progression: Rulebook) -> None:
    """A cut list says that it is cut."""
    facts = {**READY, "clicking": True, "flexion_rotation_pain": True, "joint_line_pain": True}
    whole = progression.what_would(facts, max_changes=3)
    cut = progression.what_would(facts, max_changes=3, limit=1)
    assert len(whole.sets) > 1
    assert whole.gave_up is None
    assert cut.gave_up == "limit"
    assert cut.sets == whole.sets[:1]


def test_a_search_that_became_too_long_says_so(progression: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving up is a field, not silence."""
    monkeypatch.setattr("itb_rules.rulebook.what_would.finder.EFFORT", 1)
    found = progression.what_would({**TYPICAL, "clicking": True, "flexion_rotation_pain": True, "tingling": True})
    assert found.gave_up == "effort"
    assert found.searched == 0


def test_too_few_changes_find_nothing_and_say_how_far_they_looked(progression: Rulebook) -> None:
    """No set of the size asked for is no claim that there is none."""
    found = progression.what_would({**READY, "pain_free_days": 0, "daily_pain": 4}, max_changes=1)
    assert (found.sets, found.searched, found.possible, found.gave_up) == ((), 1, True, None)


@pytest.mark.parametrize("wrong", [{"outcome": "progres"}, {"max_changes": 0}, {"limit": 0}, {"limit": True}])
def test_what_cannot_be_asked_is_refused(progression: Rulebook, wrong: dict[str, Any]) -> None:
    """Wrong names and numbers are refused with what is allowed."""
    with pytest.raises(OptionError, match="allowed"):
        progression.what_would(TYPICAL, **wrong)


def test_a_decision_that_was_read_back_names_the_way_out(progression: Rulebook) -> None:
    """From JSON and from a pickle: the facts are gone, and the message says whom to ask."""
    decision = progression.decide(TYPICAL)
    for back in (Decision.model_validate_json(decision.model_dump_json()), pickle.loads(pickle.dumps(decision))):  # noqa: S301
        assert back == decision
        with pytest.raises(DetachedError, match=r"rulebook\.what_would\(facts, outcome=\.\.\.\)"):
            back.what_would()
    assert copy.deepcopy(decision).what_would() == copy.copy(decision).what_would() == decision.what_would()


def test_the_answer_is_plain_data(progression: Rulebook) -> None:
    """It can be written as JSON, and is the same every time."""
    facts = {**READY, "cancer_history": True, "night_pain": True}
    first, again = (json.dumps(load_rulebook("progression").what_would(facts).to_json()) for _ in range(2))
    assert first == again
    assert json.loads(first)["sets"]


def test_the_text_says_all_of_it(progression: Rulebook) -> None:
    """Each change with have and need, what cannot change, whom to ask, and what is missing."""
    facts = {**READY, "cancer_history": True, "night_pain": True, "pain_free_days": 4, "fever": None}
    text = what_would_text(progression.what_would(facts, max_changes=4))
    for part in ("Way 2", "pain-free days: 4 (needs at least 7)", "to be answered: fever", "neither training nor time"):
        assert part in text
    assert "for a clinician" in text
    cut = what_would_text(progression.what_would(facts, max_changes=4, limit=1))
    assert phrases().say("reach.limit") in cut
    never = what_would_text(progression.what_would({**TYPICAL, "stage": "full_running"}))
    assert phrases().say("reach.never") in never
    assert phrases().say("reach.reached") in what_would_text(progression.what_would(READY))


@pytest.mark.parametrize(
    ("when", "changes"),
    [
        (AtLeast(2, (yes("clicking"), yes("fever"), yes("numbness"))), {("clicking",), ("fever",), ("numbness",)}),
        (
            AnyOf((yes("clicking"), AllOf((yes("fever"), yes("numbness"))))),
            {("clicking", "fever"), ("clicking", "numbness")},
        ),
        (AllOf((yes("clicking"), Not(Not(yes("fever"))))), {("clicking",), ("fever",)}),
    ],
)
def test_every_way_out_of_a_rule_is_found(when: Condition, changes: set[tuple[str, ...]]) -> None:
    """At least k of n, any and all, and `not`: exactly the smallest sets of facts that make the rule fail."""
    facts = {"clicking": True, "fever": True, "numbness": True, "tingling": True}
    at_least_two = isinstance(when, AtLeast)
    book = small(ruled("no", when, "hold"), ruled("go", yes("tingling"), "progress"))
    found = book.what_would(facts, max_changes=3)
    names = {tuple(sorted(change.fact for change in each.changes)) for each in found.sets}
    pairs = {("clicking", "fever"), ("clicking", "numbness"), ("fever", "numbness")}
    assert names == (pairs if at_least_two else changes)


def test_changes_that_exclude_each_other_are_not_put_together() -> None:
    """Two choices that nothing ties together now, and a rule that one answer of each would wake."""
    book = small(
        ruled("no", AllOf((yes("tingling"), yes("fever"))), "hold"),
        ruled(
            "go", AllOf((AnyOf((yes("tingling"), yes("numbness"))), AnyOf((yes("fever"), yes("clicking"))))), "progress"
        ),
    )
    found = book.what_would(dict.fromkeys(("tingling", "numbness", "fever", "clicking"), False))
    assert sorted(map(sorted, needed(found))) == [
        ["clicking", "numbness"],
        ["clicking", "tingling"],
        ["fever", "numbness"],
    ]


def test_a_set_that_contains_a_smaller_one_is_left_out() -> None:
    """Also when it belongs to another rule."""
    both = AllOf((yes("tingling"), yes("numbness")))
    book = small(ruled("go", yes("tingling"), "progress"), ruled("too", both, "progress"))
    assert needed(book.what_would({}, max_changes=3)) == [{"tingling": True}]


def test_a_large_condition_is_taken_apart() -> None:
    """A rule with many ways to hold, each of several facts, is answered and not given up."""
    names = [name for name, spec in Activity.specs.items() if spec.kind == "yes_no"][:30]
    pairs = [AllOf((yes(one), yes(other))) for one, other in zip(names[::2], names[1::2], strict=True)]
    book = small(ruled("go", AnyOf(tuple(pairs)), "progress"))
    found = book.what_would({names[0]: True}, max_changes=2, limit=100)
    assert needed(found)[0] == {names[1]: True}
    assert found.gave_up is None


def _without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in TYPICAL.items() if name not in {*names, "consistent_weeks"}}


class Optimum:
    """The fewest changed facts, by the solver: the same question asked of another formalism."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._encoding = Encoding(definition)
        self._solver = Solver(self._encoding)
        self._dropped = {
            term.fact
            for each in definition.facts.contradictions
            if isinstance(each, NotTogether)
            for term in (each.first, each.second)
            if isinstance(term, Known)
        }

    def reachable(
        self, facts: Facts, outcome: str, most: int | None = None, without: tuple[ChangeSet, ...] = ()
    ) -> bool:
        """Whether some changes, at most so many and containing none of these sets, reach the outcome."""
        variables = self._encoding.facts
        changed = {name: smt.Not(variables.is_value(name, value)) for name, value in facts.__dict__.items()}
        goal = [self._encoding.outcome_is(outcome), *self._fixed(facts)]
        if most is not None:
            goal.append(smt.PbLe([(term, 1) for term in changed.values()], most))
        goal += [smt.Not(smt.And(*(changed[change.fact] for change in each.changes))) for each in without]
        return self._solver.satisfiable(*goal)

    def _fixed(self, facts: Facts) -> Iterator[smt.Term]:
        for name, value in facts.__dict__.items():
            if value is not None and name in self._definition.position:
                yield self._encoding.facts.is_value(name, value)
            elif value is not None and name not in self._dropped:
                yield self._encoding.facts.known[name]


@pytest.mark.parametrize(
    ("name", "outcome", "draws"),
    [
        ("progression", "progress", 200),
        ("progression", "hold", 25),
        ("exercise", "progress", 50),
        ("activity", "allow", 25),
    ],
)
def test_no_smaller_set_exists(name: str, outcome: str, draws: int) -> None:
    """On random facts: every set leads there on the reference engine, and the solver knows no smaller one."""
    book = load_rulebook(name)
    optimum = Optimum(book.definition)
    random = RandomFacts(book, seed=11)
    for _ in range(draws):
        facts = random.draw()
        found = book.what_would(facts, outcome)
        assert found.gave_up in (None, "limit")
        if found.reached:
            continue
        for each in found.sets:
            assert book.decide(applied(facts, each), engine="reference").outcome == outcome
            assert len(each.changes) == len(found.sets[0].changes)
        if found.sets:
            assert not optimum.reachable(facts, outcome, len(found.sets[0].changes) - 1)
        else:
            assert not found.possible
            assert not optimum.reachable(facts, outcome)


@pytest.mark.parametrize(
    ("name", "outcome"), [("progression", "progress"), ("exercise", "progress"), ("activity", "allow")]
)
def test_every_minimal_set_up_to_a_size_is_found(name: str, outcome: str) -> None:
    """Beyond the sets found, up to the size asked for, the solver knows of none that contains none of them."""
    book = load_rulebook(name)
    optimum = Optimum(book.definition)
    random = RandomFacts(book, seed=5)
    seen = 0
    while seen < 12:
        facts = random.draw()
        found = book.what_would(facts, outcome, max_changes=4, limit=500)
        if found.reached or found.gave_up:
            continue
        assert not optimum.reachable(facts, outcome, 4, without=found.sets)
        names = [frozenset(change.fact for change in each.changes) for each in found.sets]
        assert not any(one < other for one in names for other in names)
        seen += bool(found.sets)


@pytest.mark.parametrize("name", ["progression", "exercise"])
def test_each_value_of_a_range_does(name: str) -> None:
    """Both ends of every range and each value of a choice lead there, the other changes as proposed."""
    book = load_rulebook(name)
    random = RandomFacts(book, seed=3)
    for _ in range(60):
        facts = random.draw()
        for each in book.what_would(facts, "progress").sets[:3]:
            after = applied(facts, each)
            for change in each.changes:
                others = [other.fact for other in each.changes if other is not change]
                for value in (change.low, change.high, *change.values):
                    if value is not None and not _bounds(book, change.fact, others):
                        assert book.decide(after.answered(**{change.fact: value})).outcome == "progress"


def _bounds(book: Rulebook, fact: str, others: list[str]) -> bool:
    """Whether a changed number bounds this one."""
    return any(fact in each.facts and set(each.facts) & set(others) for each in book.facts.contradictions)
