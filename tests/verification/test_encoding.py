"""The solver's terms say what the engine says."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from tests.conformance.random_facts import RandomFacts

from itb_rules import load_rulebook
from itb_rules.facts import Activity, Assessment, Contradiction, ExerciseSession, Facts
from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Compare, Not
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.reference import ReferenceEngine, truth
from itb_rules.rulebook.resolution import Resolver
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import Solver
from itb_rules.verification.solver.variables import FactVariables, to_term
from itb_rules.verification.witness.replay import read_effect, replayed

DRAWS = {"progression": 2500, "activity": 1500, "exercise": 1000}


def model_of(encoding: Encoding, solver: Solver, facts: Facts, cache: dict[Any, Any]) -> Any:
    """What the solver makes of these facts."""
    terms = []
    for name, value in facts.__dict__.items():
        if (name, value) not in cache:
            cache[name, value] = encoding.facts.told_as(name, value)
        terms.append(cache[name, value])
    with solver.given(*terms):
        assert solver.satisfiable(), f"the solver refuses {facts!r}"
        return solver.model()


@pytest.mark.parametrize(("name", "draws"), DRAWS.items())
def test_truths_outcome_and_effect_are_those_of_the_engine(name: str, draws: int) -> None:
    """For random partial assessments: the truth of every rule, the outcome, the effect, and whether it is settled."""
    rulebook = load_rulebook(name)
    encoding = Encoding(rulebook.definition)
    solver = Solver(encoding)
    cache: dict[Any, Any] = {}
    for facts in islice(RandomFacts(rulebook, seed=3), draws):
        model = model_of(encoding, solver, facts, cache)
        # It compares everything, and raises where anything differs.
        shown = replayed(encoding, model, facts.__dict__, facts.__dict__)
        assert not shown.differs


def test_replay_compares_with_the_resolver() -> None:
    """What a witness shows is what a decision would say."""
    rulebook = load_rulebook("progression")
    encoding = Encoding(rulebook.definition)
    facts = Assessment(stage="return_week_2", flare_stage="none", run_pain="worsening")
    model = model_of(encoding, Solver(encoding), facts, {})
    shown = replayed(encoding, model, facts.__dict__, facts.__dict__)
    truths = ReferenceEngine(rulebook.definition).truths(facts.known())
    resolution = Resolver(rulebook.definition).resolve(truths, facts.__dict__)
    assert (shown.outcome, shown.effect) == (resolution.outcome, read_effect(resolution.result))
    assert shown.effect == {"next_stage": "protect", "flare_stage": "return_week_2"}


CONDITIONS = (
    Compare("pain_at_rest", "at_least", 4),
    Compare("pain_at_rest", "below", 4),
    Compare("post_run_pain_hours", "above", 2),
    Compare("post_run_pain_hours", "at_most", 0.29),
    Compare("post_run_pain_hours", "is", 0.285),
    Compare("stage", "in", ("protect", "strengthen")),
    Compare("fever", "is", True),
)
TREES = (
    AllOf(CONDITIONS),
    AnyOf(CONDITIONS),
    Not(AllOf(CONDITIONS[:2])),
    *(AtLeast(count, CONDITIONS) for count in range(1, len(CONDITIONS) + 1)),
    AllOf((AnyOf(CONDITIONS[:3]), Not(AtLeast(2, CONDITIONS[3:])))),
)


@pytest.mark.parametrize("pain", [None, 0, 3, 4])
@pytest.mark.parametrize("hours", [None, 0, 0.28, 0.29, 2, 2.01])
@pytest.mark.parametrize("fever", [None, True, False])
def test_conditions_are_kleenes(pain: int | None, hours: float | None, fever: bool | None) -> None:  # noqa: FBT001
    """Every kind of condition is TRUE, FALSE and UNKNOWN exactly where the reference engine says so."""
    definition = load_rulebook("progression").definition
    encoding = ENCODED.setdefault("progression", Encoding(definition))
    solver = SOLVERS.setdefault("progression", Solver(encoding))
    facts = Assessment(pain_at_rest=pain, post_run_pain_hours=hours, fever=fever, stage="protect")
    model = model_of(encoding, solver, facts, {})
    for condition in (*CONDITIONS, *TREES):
        true = smt.is_true(model.eval(encoding.true(condition), model_completion=True))
        false = smt.is_true(model.eval(encoding.false(condition), model_completion=True))
        assert (true, false) == {True: (True, False), False: (False, True), None: (False, False)}[
            truth(condition, facts.__dict__, definition)
        ], condition


ENCODED: dict[str, Encoding] = {}
SOLVERS: dict[str, Solver] = {}


@pytest.mark.parametrize("model", [Assessment, Activity, ExerciseSession])
def test_typical_facts_are_possible(model: type[Facts]) -> None:
    """Witnesses are measured against them."""
    variables = FactVariables(model)
    solver = Solver()
    solver.add(*variables.constraints)
    assert solver.satisfiable(*variables.are({name: spec.typical for name, spec in model.specs.items()}))


def contradictions(model: type[Facts]) -> list[Contradiction]:
    """What a model refuses."""
    return list(model.contradictions)


@pytest.mark.parametrize("contradiction", contradictions(Activity), ids=str)
def test_contradiction_is_refused_and_only_where_it_is_one(contradiction: Contradiction) -> None:
    """Over a grid of the two facts, unknown included, the solver's constraint is the model's own check."""
    variables = FactVariables(Activity)
    violates = variables.violates(contradiction)
    first, second = contradiction.facts
    for one in values(first):
        for other in values(second):
            pairs = [
                (variables.told[name], smt.BoolVal(value is not None))
                for name, value in ((first, one), (second, other))
            ]
            pairs += [
                (variables.value[name], to_term(variables.specs[name], value))
                for name, value in ((first, one), (second, other))
                if value is not None
            ]
            found = smt.is_true(smt.simplify(smt.substitute(violates, *pairs)))
            assert found == contradiction.violated({first: one, second: other}), (one, other)


def values(name: str) -> list[Any]:
    """Some values of a fact: unknown, its ends, and small numbers around multiples of a week."""
    spec = Activity.specs[name]
    if spec.kind == "yes_no":
        return [None, True, False]
    if spec.kind == "choice":
        return [None, *spec.values]
    return [None, spec.low, spec.high, 1, 2, 6, 7, 8, 13, 14, 20, 21]


def test_fact_with_a_default_is_always_known() -> None:
    """Nobody's clearance is unknown."""
    encoding = Encoding(load_rulebook("progression").definition)
    assert not Solver(encoding).satisfiable(smt.Not(encoding.facts.known["clearance"]))


def test_two_profiles_speak_of_one_runner() -> None:
    """Two encodings over the same facts differ only where a parameter lies between."""
    cautious = Encoding(load_rulebook("progression").definition)
    permissive = Encoding(load_rulebook("progression", profile="permissive").definition, cautious.facts)
    solver = Solver(cautious, permissive)
    days = cautious.facts.value["pain_free_days"]
    between = [cautious.facts.known["pain_free_days"], days >= 5, days < 7]
    more = [permissive.outcome_is("progress"), cautious.outcome_is("hold")]
    assert solver.satisfiable(*between, *more)


def test_outcomes_cover_a_definition_without_rules() -> None:
    """The default stands."""
    definition: Definition = load_rulebook("exercise").definition
    empty = Encoding(_without_rules(definition))
    assert not Solver(empty).satisfiable(smt.Not(empty.outcome_is(definition.default)))


def _without_rules(definition: Definition) -> Definition:
    return replace(definition, rules=(), laws=())
