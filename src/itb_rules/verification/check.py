"""Check a rulebook: every question that is asked about all of them, and every law that it declares."""

from __future__ import annotations

import time
from collections.abc import Callable

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.verification.checks.answers import gaps, one_effect, one_outcome
from itb_rules.verification.checks.laws import declared_laws, unguarded_outcomes
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict
from itb_rules.verification.checks.rule_pairs import conflicts, subsumed_rules
from itb_rules.verification.checks.rules import always_true_rules, dead_rules, never_decisive_rules
from itb_rules.verification.report import CheckResult, Report
from itb_rules.verification.solver.solver import TIME_LIMIT, GaveUpError

CHECKS: tuple[Callable[[Case], Questions], ...] = (
    dead_rules,
    always_true_rules,
    never_decisive_rules,
    subsumed_rules,
    conflicts,
    one_outcome,
    one_effect,
    gaps,
    declared_laws,
    unguarded_outcomes,
)

Progress = Callable[[CheckResult, int, int], None]
"""Told each answer as it comes, how many have come, and how many there will be."""


def check(
    rulebook: Rulebook | Definition, *, progress: Progress | None = None, time_limit: float = TIME_LIMIT
) -> Report:
    """Prove, for all inputs, what must hold of a rulebook; what does not hold comes with a witness.

    The values of the rulebook's parameters are those it was loaded or set with.

    Args:
        rulebook: a rulebook, or its definition.
        progress: told each answer as it comes.
        time_limit: seconds for one question to the solver; beyond it the answer is `unknown`, never `proven`.

    Raises:
        MissingExtraError: z3, the extra `verify`, is not installed.
        VerificationError: the solver and the reference engine disagree: a mistake of this library.
    """
    definition = rulebook.definition if isinstance(rulebook, Rulebook) else rulebook
    begun = time.perf_counter()
    case = Case(definition, time_limit)
    questions = [question for questions_of in CHECKS for question in questions_of(case)]
    findings: list[CheckResult] = []
    for question in questions:
        found = _answered(question)
        findings.append(found)
        if progress is not None:
            progress(found, len(findings), len(questions))
    seconds = time.perf_counter() - begun
    return Report(definition.name, definition.version, definition.profile, tuple(findings), seconds)


def _answered(question: Question) -> CheckResult:
    begun = time.perf_counter()
    try:
        answer = question.ask()
    except GaveUpError as error:
        answer = Verdict("unknown", f"neither proven nor refuted: {error}")
    seconds = time.perf_counter() - begun
    return CheckResult(question.check, question.subject, answer.answer, answer.sentence, answer.witness, seconds)
