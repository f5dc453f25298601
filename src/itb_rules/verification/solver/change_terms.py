"""The changes of an activity as terms: they add up, and the tightest value of each thing counts."""

from __future__ import annotations

from typing import TypeAlias

from itb_rules.rulebook.definition import Change, Definition
from itb_rules.verification.solver import smt
from itb_rules.verification.solver.variables import SCALE

NO_BOUND = -(10**9)
"""No bound on an activity, in hundredths."""

Fields: TypeAlias = dict[str, smt.Term]
"""What an answer does, field by field."""


def bounds_of(definition: Definition, active: list[tuple[smt.Term, Change]]) -> Fields:
    """The tightest bounds of everything that these changes, each while its term holds, speak of."""
    terms: Fields = {}
    for what in dict.fromkeys(change.what for _, change in active):
        about = [(holds, change) for holds, change in active if change.what == what]
        terms[f"{what}.changed"] = smt.any_of([holds for holds, _ in about])
        for key, tighter in (("at_least", 1), ("at_most", -1)):
            found = [
                (round(float(definition.value(getattr(change, key))) * SCALE), holds)
                for holds, change in about
                if getattr(change, key) is not None
            ]
            term = smt.IntVal(NO_BOUND)
            for bound, holds in sorted(found, key=lambda each: each[0] * tighter):
                term = smt.If(holds, smt.IntVal(bound), term)
            if found:
                terms[f"{what}.{key}"] = term
        restricted = [(holds, change.values) for holds, change in about if change.values]
        for value in dict.fromkeys(value for _, values in restricted for value in values):
            excluded = [holds for holds, values in restricted if value not in values]
            allowed = smt.any_of([holds for holds, values in restricted if value in values])
            terms[f"{what}={value}"] = smt.And(allowed, smt.Not(smt.any_of(excluded)))
    return terms
