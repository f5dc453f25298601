"""Each rule by itself: it can hold, it can fail to hold, and it can decide."""

from __future__ import annotations

from functools import partial

from itb_rules.rulebook.conditions import AllOf, Condition
from itb_rules.rulebook.definition import Rule
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, verdict
from itb_rules.verification.witness.data import Refuted


def dead_rules(case: Case) -> Questions:
    """A rule that holds for nobody says nothing; its author meant something else."""
    for rule in by_id(case):
        yield Question("dead rule", rule.id, partial(_dead, case, rule))


def always_true_rules(case: Case) -> Questions:
    """A rule that is never false tells nobody apart. One whose condition is `always` means it."""
    for rule in by_id(case):
        if not rule.always:
            yield Question("always true", rule.id, partial(_always, case, rule))


def never_decisive_rules(case: Case) -> Questions:
    """A rule with an outcome decides for somebody; else a more cautious rule covers it wherever it holds."""
    for rule in by_id(case):
        if rule.outcome is not None and not case.is_dead(rule.id):
            yield Question("never decisive", rule.id, partial(_decisive, case, rule))


def by_id(case: Case) -> list[Rule]:
    """The rules in an order that does not hang on the files."""
    return sorted(case.definition.rules, key=lambda rule: rule.id)


def _dead(case: Case, rule: Rule) -> Verdict:
    place = case.places[rule.id]
    if case.solver.satisfiable(case.encoding.rule_true(place)):
        return Verdict("proven", f"`{rule.id}` can hold")
    for part, rest in _without_one(rule.condition):
        found = case.shown(case.encoding.true(rest))
        if found is not None:
            facts = ", ".join(f"`{name}`" for name in sorted(case.definition.facts_of(part)))
            sentence = f"`{rule.id}` can never hold; it would for these facts without its condition on {facts}"
            return Verdict("refuted", sentence, found)
    return Verdict("refuted", f"`{rule.id}` can never hold, not even for a typical runner's facts", case.shown())


def _without_one(condition: Condition) -> list[tuple[Condition, Condition]]:
    """Each part of a conjunction, and the conjunction without it; conjunctions inside it count as parts of it."""
    parts = _conjuncts(condition)
    alone = [(part, AllOf((*parts[:place], *parts[place + 1 :]))) for place, part in enumerate(parts)]
    # The order of the parts must not show in the witness.
    return sorted(alone, key=lambda each: repr(each[0]))


def _conjuncts(condition: Condition) -> list[Condition]:
    if isinstance(condition, AllOf):
        return [inner for part in condition.parts for inner in _conjuncts(part)]
    return [condition]


def _always(case: Case, rule: Rule) -> Verdict:
    place = case.places[rule.id]
    if case.solver.satisfiable(case.encoding.rule_false(place)):
        return Verdict("proven", f"`{rule.id}` can fail to hold")
    sentence = f"`{rule.id}` is never false, whatever the facts; if that is meant, its condition is `always`"
    return Verdict("refuted", sentence, case.shown(case.encoding.rule_true(place)))


def _decisive(case: Case, rule: Rule) -> Verdict:
    place, outcome = case.places[rule.id], rule.outcome or ""
    holds = case.encoding.rule_true(place)
    if case.solver.satisfiable(holds, case.encoding.outcome_is(outcome)):
        return Verdict("proven", f"`{rule.id}` can decide")
    answer = case.never(holds)
    if isinstance(answer, Refuted):
        instead = answer.witness.outcome
        sentence = f"wherever `{rule.id}` holds the answer is another than `{outcome}`; here it is `{instead}`"
        return Verdict("refuted", sentence, answer.witness)
    return verdict(answer, f"`{rule.id}` never holds", "")
