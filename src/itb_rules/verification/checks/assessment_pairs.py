"""Laws about two assessments of one runner: one answer worse, or unknown facts answered."""

from __future__ import annotations

from functools import partial

from itb_rules.facts import FactSpec
from itb_rules.rulebook.definition import StageEffect
from itb_rules.rulebook.laws import Monotone, SettledMeansSettled, StableUnderAnswers
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, same_but, verdict
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.effect_terms import different
from itb_rules.verification.solver.variables import FactVariables


def monotone(case: Case, law: Monotone) -> Questions:
    """Each fact that can get worse."""
    specs = case.definition.facts.specs
    for name in law.facts or [spec.name for spec in specs.values() if spec.worse is not None]:
        if not any(each.fact == name and each.when is None for each in law.exceptions):
            yield Question(law.kind, f"{law.id}: {name}", partial(_monotone, case, law, specs[name]))


def _monotone(case: Case, law: Monotone, spec: FactSpec) -> Verdict:
    first, then = case.encoding, case.after
    goal = [*same_but(first.facts, then.facts, spec.name), is_worse(spec, first.facts, then.facts)]
    # A worse answer that also settles what was unknown is no worse one: more is known, and may be good.
    goal += [smt.Implies(then.facts.known[name], first.facts.known[name]) for name in first.facts.specs]
    for each in law.exceptions:
        if each.fact == spec.name and each.when is not None:
            goal += [smt.Not(first.true(each.when)), smt.Not(then.true(each.when))]
    return verdict(
        case.never_both(*goal, _less_cautious(case)),
        f"a worse `{spec.name}` never makes the answer less cautious",
        f"`{law.id}` does not hold: `{spec.name}` gets worse, and the answer less cautious",
    )


def _less_cautious(case: Case) -> smt.Term:
    first, then = case.encoding, case.after
    bolder = then.rank > first.rank
    if isinstance(case.definition.effect, StageEffect):
        before, after = first.effect["next_stage"], then.effect["next_stage"]
        bolder = smt.Or(bolder, smt.And(before >= 0, after > before))
    return bolder


def is_worse(spec: FactSpec, first: FactVariables, then: FactVariables) -> smt.Term:
    """That a fact is known in both and worse in the second."""
    before, after = first.value[spec.name], then.value[spec.name]
    known = [first.told[spec.name], then.told[spec.name]]
    match spec.worse:
        case "higher":
            worse = after > before
        case "lower":
            worse = after < before
        case bool():
            worse = smt.And(after == spec.worse, before != spec.worse)
        case _:
            order = spec.worse or ()
            worse = smt.any_of(
                [
                    smt.And(first.told_as(spec.name, better), then.told_as(spec.name, poorer))
                    for place, better in enumerate(order)
                    for poorer in order[place + 1 :]
                ]
            )
    return smt.And(*known, worse)


def answered(case: Case) -> list[smt.Term]:
    """That what the first runner knows stays, while unknown facts may have been answered."""
    first, then = case.encoding.facts, case.after.facts
    return [
        smt.Implies(first.told[name], smt.And(then.told[name], then.value[name] == first.value[name]))
        for name in first.specs
    ]


def stable_under_answers(case: Case, law: StableUnderAnswers) -> Questions:
    """Each outcome but the default."""
    for outcome in case.definition.outcomes:
        if outcome.id != case.definition.default:
            yield Question(law.kind, f"{law.id}: {outcome.id}", partial(_stable, case, law, outcome.id))


def _stable(case: Case, law: StableUnderAnswers, outcome: str) -> Verdict:
    definition = case.definition
    first, then = case.encoding, case.after
    cautious = definition.rank(outcome) < definition.rank(definition.default)
    revoked = then.rank > first.rank if cautious else then.rank < first.rank
    return verdict(
        case.never_both(first.outcome_is(outcome), revoked, *answered(case)),
        f"answering an unknown never takes `{outcome}` back",
        f"`{law.id}` does not hold: once unknown facts are answered, `{outcome}` is taken back",
    )


def settled_means_settled(case: Case, law: SettledMeansSettled) -> Questions:
    """One question about all assessments."""
    yield Question(law.kind, law.id, partial(_settled, case, law))


def _settled(case: Case, law: SettledMeansSettled) -> Verdict:
    first, then = case.encoding, case.after
    # A silent outcome is settled at once: a further sign of its kind may still be stored as a referral.
    silent = smt.any_of([first.outcome_is(outcome) for outcome in case.definition.silent])
    other = smt.Or(first.rank != then.rank, smt.And(smt.Not(silent), different(first.effect, then.effect)))
    return verdict(
        case.never_both(first.settled, other, *answered(case)),
        "a settled decision stays, whatever is answered",
        f"`{law.id}` does not hold: the decision is settled, and answering unknown facts changes it",
    )
