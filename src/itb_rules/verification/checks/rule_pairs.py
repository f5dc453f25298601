"""Rules two by two: none says what another one already says, and none contradicts another of the same outcome."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations

from itb_rules.rulebook.definition import Definition, Effect, Rule
from itb_rules.rulebook.effects import BACK
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, verdict
from itb_rules.verification.checks.rules import by_id
from itb_rules.verification.witness.data import Refuted


def conflicts(case: Case) -> Questions:
    """Two rules of one outcome never ask for things that exclude each other.

    What resolves by itself is none: of two steps back the longer one counts, the way on after a flare counts before a
    step forward, and changes of an activity add up. What does: a step back and a step forward, a load up and down, two
    next exercises, and changes that leave no value.
    """
    for first, second in _pairs(case):
        reason = contradiction(case.definition, first.effect, second.effect)
        if first.outcome is not None and reason:
            yield Question("conflict", f"{first.id} + {second.id}", partial(_conflict, case, first, second, reason))


def subsumed_rules(case: Case) -> Questions:
    """No rule holds only where another one of the same outcome and effect holds, unless it tells the runner more."""
    for first, second in _pairs(case):
        # What an advice rule does is its text.
        if first.effect == second.effect and (first.outcome is not None or first.do == second.do):
            yield Question("subsumed", f"{first.id} + {second.id}", partial(_subsumed, case, first, second))


def _pairs(case: Case) -> Iterator[tuple[Rule, Rule]]:
    alive = [rule for rule in by_id(case) if not case.is_dead(rule.id)]
    return ((first, second) for first, second in combinations(alive, 2) if first.outcome == second.outcome)


def contradiction(definition: Definition, first: Effect, second: Effect) -> str:
    """How two effects exclude each other, in words; empty when they do not."""
    moves = {first.move, second.move} - {None}
    if len(moves) > 1 and not moves <= set(BACK) and moves != {"forward", "resume"}:
        return f"one moves `{first.move}` and the other `{second.move}`"
    if {first.load, second.load} == {"up", "down"}:
        return "one takes the load up and the other down"
    exercises = {first.next_exercise, second.next_exercise} - {None}
    if len(exercises) > 1:
        return f"one goes on with `{first.next_exercise}` and the other with `{second.next_exercise}`"
    for one in first.changes:
        for other in second.changes:
            if one.what != other.what:
                continue
            if one.values and other.values and not set(one.values) & set(other.values):
                return f"no value of `{one.what}` is left"
            for low, high in ((one.at_least, other.at_most), (other.at_least, one.at_most)):
                if low is not None and high is not None and definition.value(low) > definition.value(high):
                    return f"`{one.what}` would have to be at least one and at most a lower number"
    return ""


def _conflict(case: Case, first: Rule, second: Rule, reason: str) -> Verdict:
    both = (case.encoding.rule_true(case.places[rule.id]) for rule in (first, second))
    return verdict(
        case.never(*both),
        f"`{first.id}` and `{second.id}` never hold together",
        f"`{first.id}` and `{second.id}` hold together, and {reason}",
    )


def _subsumed(case: Case, first: Rule, second: Rule) -> Verdict:
    within = [_within(case, first, second), _within(case, second, first)]
    if all(within):
        sentence = f"`{first.id}` and `{second.id}` hold for the same facts and do the same: one of them is enough"
        return _shown(case, first, sentence)
    for one, other, inside in ((first, second, within[0]), (second, first, within[1])):
        if inside and not _tells_more(one, other):
            sentence = f"`{one.id}` holds only where `{other.id}` does, which does the same: it adds nothing"
            return _shown(case, one, sentence)
    return Verdict("proven", f"`{first.id}` and `{second.id}` each add something")


def _within(case: Case, one: Rule, other: Rule) -> bool:
    """Whether the first holds only where the second does."""
    encoding = case.encoding
    holds, missing = encoding.rule_true(case.places[one.id]), ~encoding.rule_true(case.places[other.id])
    return not case.solver.satisfiable(holds, missing)


def _tells_more(one: Rule, other: Rule) -> bool:
    sooner = one.within_days is not None and (other.within_days is None or one.within_days < other.within_days)
    return sooner or any(
        set(getattr(one, key)) - set(getattr(other, key)) for key in ("suspects", "refer_to", "codes", "figures")
    )


def _shown(case: Case, rule: Rule, sentence: str) -> Verdict:
    answer = case.never(case.encoding.rule_true(case.places[rule.id]))
    return Verdict("refuted", sentence, answer.witness if isinstance(answer, Refuted) else case.shown())
