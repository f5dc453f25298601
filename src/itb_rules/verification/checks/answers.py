"""The answers: one and only one for everybody, each of them possible, each doing something, and what stands in gaps."""

from __future__ import annotations

from functools import partial

from itb_rules.rulebook.definition import LoadEffect, Rule, StageEffect
from itb_rules.verification.checks.query import Case, Question, Questions, Verdict, verdict
from itb_rules.verification.checks.rules import by_id
from itb_rules.verification.solver import smt
from itb_rules.verification.witness.data import Refuted


def one_outcome(case: Case) -> Questions:
    """For all facts one outcome is the answer and no other, and every declared outcome is somebody's answer."""
    yield Question("one outcome", "every assessment", partial(_one_outcome, case))
    for outcome in case.definition.outcomes:
        yield Question("outcome possible", outcome.id, partial(_possible, case, outcome.id))


def one_effect(case: Case) -> Questions:
    """A rule that leads on leads somewhere: where it decides, and the place is known, the stage or the load changes.

    Steps back are no part of this: in the first stage there is nothing to go back to.
    """
    for rule in by_id(case):
        if rule.effect.move in ("forward", "resume") or rule.effect.load is not None:
            yield Question("effect", rule.id, partial(_leads_on, case, rule))


def gaps(case: Case) -> Questions:
    """Where every rule is decided and none holds, the default stands: listed for the author, no failure.

    Asked for each value of the first fact that says where the runner is.
    """
    definition = case.definition
    where = next((name for name in definition.position if definition.facts.specs[name].kind == "choice"), None)
    if where is None:
        yield Question("gap", "every assessment", partial(_gap, case, "every assessment", smt.BoolVal(True)))
        return
    for value in definition.facts.specs[where].values:
        here = case.encoding.facts.is_value(where, value)
        yield Question("gap", f"{where}: {value}", partial(_gap, case, f"`{where}` {value}", here))


def _one_outcome(case: Case) -> Verdict:
    answers = [case.encoding.outcome_is(outcome.id) for outcome in case.definition.outcomes]
    return verdict(
        case.never(smt.Not(smt.PbEq([(answer, 1) for answer in answers], 1))),
        "every assessment has one outcome",
        "an assessment has no outcome, or several",
    )


def _possible(case: Case, outcome: str) -> Verdict:
    if case.solver.satisfiable(case.encoding.outcome_is(outcome)):
        return Verdict("proven", f"`{outcome}` can be the answer")
    sentence = f"`{outcome}` is never the answer, for a typical runner or any other"
    return Verdict("refuted", sentence, case.shown())


def _leads_on(case: Case, rule: Rule) -> Verdict:
    encoding, effect, facts = case.encoding, case.definition.effect, case.encoding.facts
    decides = [encoding.rule_true(case.places[rule.id]), encoding.outcome_is(rule.outcome or "")]
    if isinstance(effect, StageEffect):
        stays = encoding.effect["next_stage"] == facts.value[effect.stage]
        decides += [facts.known[effect.stage], facts.known[effect.flare]]
    elif isinstance(effect, LoadEffect):
        stays = encoding.effect["next_load"] == -1
        decides += [facts.known[effect.exercise], facts.known[effect.load]]
    else:
        return Verdict("proven", f"`{rule.id}` changes no stage or load")
    return verdict(
        case.never(*decides, stays),
        f"wherever `{rule.id}` decides, it leads on",
        f"`{rule.id}` decides, but leads nowhere else",
    )


def _gap(case: Case, place: str, here: smt.Term) -> Verdict:
    encoding, rules = case.encoding, case.definition.rules
    decided = [smt.Not(encoding.rule_unknown(index)) for index, rule in enumerate(rules) if rule.outcome is not None]
    answer = case.never(here, encoding.no_rule_holds, *decided)
    if isinstance(answer, Refuted):
        sentence = (
            f"{place}: with nothing unknown that matters and no rule that holds, `{case.definition.default}` stands"
        )
        return Verdict("noted", sentence, answer.witness)
    return verdict(answer, f"{place}: some rule always holds once all is known", "")
