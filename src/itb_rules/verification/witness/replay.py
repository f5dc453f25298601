"""Decide a witness again with the reference engine; a difference from the solver is a mistake of this library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itb_rules.errors import FactsError, VerificationError
from itb_rules.rulebook.definition import Change, ChangeEffect
from itb_rules.rulebook.effects import Result
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.resolution import Resolver
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.change_terms import NO_BOUND
from itb_rules.verification.solver.encoding import Encoding
from itb_rules.verification.solver.variables import SCALE, FactValue
from itb_rules.verification.witness.data import Witness


def replayed(encoding: Encoding, model: Any, told: Mapping[str, FactValue], near: Mapping[str, FactValue]) -> Witness:
    """The witness of these facts, decided by the reference engine.

    Args:
        encoding: what the solver knows.
        model: what the solver found.
        told: the facts in it that are told, None for the others.
        near: what the facts are compared with in `differs`.

    Raises:
        VerificationError: the engine refuses the facts, or decides otherwise than the solver.
    """
    definition = encoding.definition
    known = {name: value for name, value in told.items() if value is not None}
    try:
        facts = definition.facts.model_validate(known)
    except FactsError as error:
        raise VerificationError(f"the solver found facts that the model refuses: {error}") from error
    values = facts.known()
    truths = ReferenceEngine(definition).truths(values)
    resolution = Resolver(definition).resolve(truths, values)
    names = [rule.id for rule in definition.rules]
    for index, name in enumerate([*names, *(finding.id for finding in definition.imported)]):
        _agree(f"rule `{name}`", truths.of(index), encoding.read_truth(model, index), known)
    outcome = next(
        each.id
        for each in definition.outcomes
        if smt.is_true(model.eval(encoding.outcome_is(each.id), model_completion=True))
    )
    _agree("outcome", resolution.outcome, outcome, known)
    settled = bool(smt.is_true(model.eval(encoding.settled, model_completion=True)))
    if not isinstance(definition.effect, ChangeEffect):
        _agree("settled", resolution.settled, settled, known)
    effect = read_effect(resolution.result)
    _agree("effect", effect, _found(encoding, model), known)
    return Witness(
        facts=known,
        differs={name: value for name, value in told.items() if value != near[name]},
        outcome=outcome,
        effect=effect,
        holds=tuple(sorted(name for index, name in enumerate(names) if truths.of(index) is True)),
        unknown=tuple(sorted(name for index, name in enumerate(names) if truths.of(index) is None)),
    )


def read_effect(result: Result) -> dict[str, Any]:
    """A result as the solver knows it: by field, without what is none and without titles."""
    effect: dict[str, Any] = {
        name: getattr(result, name)
        for name in ("next_stage", "flare_stage", "open_referral", "next_load", "next_exercise")
        if getattr(result, name) is not None
    }
    return effect | _bounds(result.changes)


def _bounds(changes: tuple[Change, ...]) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for what in dict.fromkeys(change.what for change in changes):
        about = [change for change in changes if change.what == what]
        bounds[f"{what}.changed"] = True
        for key, tightest in (("at_least", max), ("at_most", min)):
            found = [getattr(change, key) for change in about if getattr(change, key) is not None]
            if found:
                bounds[f"{what}.{key}"] = tightest(found)
        restricted = [change.values for change in about if change.values]
        for value in restricted[0] if restricted else ():
            if all(value in values for values in restricted):
                bounds[f"{what}={value}"] = True
    return bounds


def _found(encoding: Encoding, model: Any) -> dict[str, Any]:
    found = encoding.effects.read(model)
    effect: dict[str, Any] = {}
    for name, value in found.items():
        if value is None or value is False or value == NO_BOUND:
            continue
        effect[name] = value / SCALE if isinstance(value, int) and not isinstance(value, bool) else value
    return effect


def _agree(what: str, engine: object, solver: object, facts: Mapping[str, Any]) -> None:
    if engine != solver:
        raise VerificationError(
            f"{what}: the reference engine finds {engine!r}, the solver {solver!r}; a mistake of itb_rules, please"
            f" report it with these facts: {dict(facts)}"
        )
