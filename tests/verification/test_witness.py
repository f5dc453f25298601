"""A witness depends on the meaning alone, lies as near to a typical runner as there is one, and is decided again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Literal

import pytest
from tests.verification.faulty import reordered

from itb_rules import load_rulebook
from itb_rules.errors import VerificationError
from itb_rules.facts import Facts, choice, whole, yes_no
from itb_rules.rulebook.conditions import AllOf, AnyOf, Compare, Condition, Not
from itb_rules.rulebook.definition import Definition, Outcome, Rule
from itb_rules.rulebook.engines.reference import truth
from itb_rules.verification import Witness
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.solver import Solver
from itb_rules.verification.witness.data import Proven, Refuted, Unknown
from itb_rules.verification.witness.search import refuted, witness


class Small(Facts):
    """Few enough facts to try every input."""

    colour: Literal["red", "green", "blue"] | None = choice(
        question="?", label="colour", asks="runner", group="small", typical="green"
    )
    size: int | None = whole(0, 4, unit="m", question="?", label="size", asks="runner", group="small", typical=2)
    open: bool | None = yes_no(question="?", label="open", asks="runner", group="small", typical=False)
    weight: int | None = whole(
        0, 3, unit="kg", question="?", label="weight", asks="runner", group="small", typical=None
    )


EMPTY: Definition = replace(
    load_rulebook("exercise").definition,
    facts=Small,
    outcomes=(Outcome("stay", "Stay"), Outcome("go", "Go")),
    default="stay",
    permissive=("go",),
    silent=(),
    position=(),
    side=None,
    effect=None,
    rules=(),
    findings={},
    laws=(),
)

RED, OPEN = Compare("colour", "is", "red"), Compare("open", "is", True)
GOALS: tuple[Condition, ...] = (
    AllOf(()),
    OPEN,
    AnyOf((RED, OPEN)),
    Not(Compare("size", "is", 2)),
    Compare("size", "in", (0, 4)),
    Compare("colour", "in", ("red", "blue")),
    AllOf((Compare("size", "above", 2), AnyOf((RED, Compare("weight", "at_least", 1))))),
    AnyOf((AllOf((RED, OPEN)), Compare("size", "at_least", 4))),
    Compare("weight", "above", 1),
)


def inputs() -> Iterator[dict[str, Any]]:
    """Every input there is."""
    domains = [[None, "red", "green", "blue"], [None, *range(5)], [None, True, False], [None, *range(4)]]
    for values in product(*domains):
        yield dict(zip(Small.specs, values, strict=True))


def distance(name: str, value: Any) -> tuple[int, int]:
    """How far a value is from typical: the nearest first, the lower of two."""
    spec = Small.specs[name]
    if value is None or spec.kind == "yes_no":
        return (0, 0)
    place = spec.values.index(value) if spec.kind == "choice" else int(value)
    typical = spec.values.index(str(spec.typical)) if spec.kind == "choice" else int(spec.typical or 0)
    return abs(place - typical), place


def merit(values: dict[str, Any]) -> tuple[Any, ...]:
    """The documented order, written down a second time."""
    specs = Small.specs
    off = [values[name] != specs[name].typical for name in specs]
    turned_unknown = [values[name] is None and specs[name].typical is not None for name in specs]
    which = [(differs, values[name] is None) for name, differs in zip(specs, off, strict=True)]
    nearest = [distance(name, values[name]) for name in specs]
    return sum(off), sum(turned_unknown), which, nearest


@pytest.mark.parametrize("wanted", [True, False, None])
@pytest.mark.parametrize("goal", GOALS, ids=str)
def test_witness_is_the_best_of_all_inputs(goal: Condition, wanted: bool | None) -> None:  # noqa: FBT001
    """Trying every input finds the same one."""
    encoding = Encoding(EMPTY)
    true, false = encoding.true(goal), encoding.false(goal)
    found = witness(encoding, {True: true, False: false, None: ~(true | false)}[wanted])
    candidates = [values for values in inputs() if truth(goal, values, EMPTY) is wanted]
    if not candidates:
        assert found is None
        return
    best = min(candidates, key=merit)
    assert found is not None
    assert dict(found.facts) == {name: value for name, value in best.items() if value is not None}
    assert dict(found.differs) == {name: value for name, value in best.items() if value != Small.specs[name].typical}


def test_what_was_asked_before_does_not_show() -> None:
    """A solver that has answered much gives the witness of a fresh one, and so do reordered rules."""
    definition = load_rulebook("progression").definition
    other = reordered(definition)
    encoding, turned = Encoding(definition), Encoding(other)
    solver = Solver(encoding)
    place = {rule.id: index for index, rule in enumerate(other.rules)}
    for index in reversed(range(0, len(definition.rules), 7)):
        used = witness(encoding, encoding.rule_true(index), solver=solver)
        fresh = witness(turned, turned.rule_true(place[definition.rules[index].id]))
        assert used == fresh


def test_answers_are_three() -> None:
    """Proven, refuted with a witness, or unknown with a reason."""
    encoding = Encoding(EMPTY)
    solver = Solver(encoding)
    never = AllOf((RED, Compare("colour", "is", "blue")))
    assert refuted(encoding, encoding.true(never), solver=solver) == Proven()
    answer = refuted(encoding, encoding.true(RED), solver=solver)
    assert isinstance(answer, Refuted)
    assert isinstance(answer.witness, Witness)
    assert answer.witness.differs == {"colour": "red"}
    assert Unknown("no time").answer == "unknown"


def test_witness_can_be_decided_by_a_rulebook() -> None:
    """Its facts are an instance of the model like any other."""
    rulebook = load_rulebook("progression")
    encoding = Encoding(rulebook.definition)
    found = witness(encoding, encoding.outcome_is("progress"))
    assert found is not None
    decision = rulebook.decide(found.to_facts(rulebook.facts))
    assert (decision.outcome, decision.next_stage) == ("progress", found.effect["next_stage"])


def test_solver_and_engine_that_disagree_are_an_error() -> None:
    """A mistake of the encoding is raised, and never shown as if it were the rulebook's."""
    rule = Rule(id="red", title="Red", when=RED, outcome="go", source=("E.1",))
    encoding = Encoding(replace(EMPTY, rules=(rule,)))
    encoding.definition = replace(EMPTY, rules=(replace(rule, when=Not(RED)),))
    with pytest.raises(VerificationError, match="a mistake of itb_rules"):
        witness(encoding, encoding.rule_true(0))
