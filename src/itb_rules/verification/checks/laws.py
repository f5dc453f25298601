"""The laws that a rulebook declares: those about one assessment, and where each kind is proven."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from itb_rules.rulebook.laws import (
    Law,
    Monotone,
    NoCascade,
    NoDeadEnd,
    NoFlapping,
    RedFlagRefers,
    ReferralStands,
    SettledMeansSettled,
    StableUnderAnswers,
    StricterProfile,
    UnknownSafe,
)
from itb_rules.rulebook.parameters import with_values
from itb_rules.verification.checks.assessment_pairs import monotone, settled_means_settled, stable_under_answers
from itb_rules.verification.checks.no_flapping import no_cascade, no_flapping
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, verdict
from itb_rules.verification.checks.referral_stands import referral_stands
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.witness.search import refuted_pair


def declared_laws(case: Case) -> Questions:
    """Every law of the rulebook."""
    for law in case.definition.laws:
        yield from _PROOFS[type(law)](case, law)


def unguarded_outcomes(case: Case) -> Questions:
    """A word for each outcome bolder than the default where no law speaks of what is unknown: no failure."""
    guarded = {outcome for law in case.definition.laws if isinstance(law, UnknownSafe) for outcome in law.outcomes}
    default = case.definition.rank(case.definition.default)
    for outcome in case.definition.outcomes[default + 1 :]:
        if outcome.id not in guarded:
            yield Question("no law", outcome.id, partial(_unguarded, outcome.id))


def _unguarded(outcome: str) -> Verdict:
    return Verdict(
        "noted",
        f"no law of kind `unknown_safe` speaks of `{outcome}`: nothing proves that unknown is never taken for no",
    )


def _red_flag(case: Case, law: RedFlagRefers) -> Questions:
    yield Question(law.kind, law.id, partial(_refers, case, law))


def _refers(case: Case, law: RedFlagRefers) -> Verdict:
    sign = case.encoding.true(law.when)
    if not case.solver.satisfiable(sign):
        return Verdict("refuted", f"`{law.id}` says nothing: its sign can never be there", case.shown())
    bolder = case.encoding.rank > case.definition.rank(law.outcome)
    return verdict(
        case.never(sign, bolder),
        f"{law.title}: always `{law.outcome}` or more cautious",
        f"`{law.id}` does not hold: the sign is there, and the answer is less cautious than `{law.outcome}`",
    )


def _unknown_safe(case: Case, law: UnknownSafe) -> Questions:
    for outcome in law.outcomes:
        yield Question(law.kind, f"{law.id}: {outcome}", partial(_withheld, case, law, outcome))


def _withheld(case: Case, law: UnknownSafe, outcome: str) -> Verdict:
    definition, encoding = case.definition, case.encoding
    more_cautious = [
        encoding.rule_unknown(index)
        for index, rule in enumerate(definition.rules)
        if rule.outcome is not None and definition.rank(rule.outcome) < definition.rank(outcome)
    ]
    return verdict(
        case.never(encoding.outcome_is(outcome), smt.any_of(more_cautious)),
        f"`{outcome}` never stands while a more cautious rule is unknown",
        f"`{law.id}` does not hold: `{outcome}` is the answer although a more cautious rule is unknown",
    )


def _stricter(case: Case, law: StricterProfile) -> Questions:
    yield Question(law.kind, law.id, partial(_stricter_profile, case, law))


def _stricter_profile(case: Case, law: StricterProfile) -> Verdict:
    facts = case.encoding.facts
    cautious, permissive = (
        Encoding(with_values(case.definition, name, {}), facts) for name in ("cautious", "permissive")
    )
    solver = case.beside(cautious)
    solver.add(*permissive.assertions)
    excepted = [smt.Not(cautious.true(each.when)) for each in law.exceptions if each.when is not None]
    return verdict(
        refuted_pair(cautious, permissive, cautious.rank > permissive.rank, *excepted, solver=solver),
        "the cautious profile is never less cautious than the permissive one",
        f"`{law.id}` does not hold: the cautious profile (first) answers less cautiously than the permissive one",
    )


def _no_dead_end(case: Case, law: NoDeadEnd) -> Questions:
    excepted = {each.value for each in law.exceptions}
    for value in case.definition.facts.specs[law.fact].values:
        if value not in excepted:
            yield Question(law.kind, f"{law.id}: {value}", partial(_way_on, case, law, value))


def _way_on(case: Case, law: NoDeadEnd, value: Any) -> Verdict:
    encoding = case.encoding
    here = [encoding.facts.is_value(law.fact, value)]
    if law.when is not None:
        here.append(encoding.true(law.when))
    if case.solver.satisfiable(encoding.outcome_is(law.outcome), *here):
        return Verdict("proven", f"from `{law.fact}` {value} some assessment leads to `{law.outcome}`")
    sentence = f"`{law.id}` does not hold: no assessment with `{law.fact}` {value} leads to `{law.outcome}`"
    return Verdict("refuted", sentence, case.shown(*here) or case.shown())


_PROOFS: dict[type[Law], Callable[[Case, Any], Questions]] = {
    RedFlagRefers: _red_flag,
    UnknownSafe: _unknown_safe,
    Monotone: monotone,
    StableUnderAnswers: stable_under_answers,
    StricterProfile: _stricter,
    NoFlapping: no_flapping,
    NoCascade: no_cascade,
    ReferralStands: referral_stands,
    NoDeadEnd: _no_dead_end,
    SettledMeansSettled: settled_means_settled,
}
