"""Which faults golden cases catch: the fault model against the cases, on an engine. No solver."""

from __future__ import annotations

from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.faults.faults import Fault, faults
from itb_rules.verification.golden.answers import Answerer
from itb_rules.verification.golden.cases import Answer, GoldenSet

Expected = list[tuple[Facts, Answer]]
"""The facts of each case, and what the rulebook answers for them."""


def missed(golden_set: GoldenSet, definition: Definition) -> list[Fault]:
    """The faults that no case catches, without those that the set lists as unnoticed or undecided.

    After a change of the rules it says, in seconds, whether golden cases have to be made anew; and it is how to see
    that they are worth having.

    Args:
        golden_set: the cases.
        definition: the rules, under the cases' profile.

    Raises:
        FactsError: the facts of a case are not valid any more; `replay` says so in words.
    """
    expected = expectations(golden_set, definition)
    listed = {*golden_set.unnoticed, *golden_set.undecided}
    return [
        fault
        for fault in faults(definition)
        if fault.sentence not in listed and not catches(expected, Answerer(fault.definition))
    ]


def expectations(golden_set: GoldenSet, definition: Definition) -> Expected:
    """The cases of a set with their facts validated once.

    Raises:
        FactsError: the facts of a case are not valid any more.
    """
    model = definition.facts
    return [(model.model_validate(case.facts(model.specs)), case.answer) for case in golden_set.cases]


def catches(expected: Expected, answerer: Answerer) -> bool:
    """Whether one of the cases is answered otherwise than recorded."""
    return any(answerer.answer(facts) != answer for facts, answer in expected)
