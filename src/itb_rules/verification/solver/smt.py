"""The one place that knows z3, an extra. `smt.And`, `smt.Int` and so on are z3's own, looked up when they are used.

Nothing is imported before the first use: what works without a solver (replaying golden cases, small searches) can live
beside what needs one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from itb_rules.errors import MissingExtraError

Term: TypeAlias = Any
"""A z3 expression; z3 comes without types that would help here."""


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    found = getattr(_z3(), name)
    globals()[name] = found
    return found


@cache
def _z3() -> Any:
    try:
        import z3
    except ImportError as error:
        raise MissingExtraError("proofs need the extra `verify`: pip install 'itb-rules[verify]'") from error
    return z3


def require() -> None:
    """Find out now whether the solver is there.

    Raises:
        MissingExtraError: it is not installed.
    """
    _z3()


def all_of(terms: list[Term]) -> Term:
    """The conjunction of these; true when there are none."""
    return terms[0] if len(terms) == 1 else _z3().And(*terms) if terms else _z3().BoolVal(True)


def any_of(terms: list[Term]) -> Term:
    """The disjunction of these; false when there are none."""
    return terms[0] if len(terms) == 1 else _z3().Or(*terms) if terms else _z3().BoolVal(False)


def by_value(found: Term, results: Mapping[int, Term], otherwise: Term) -> Term:
    """A table: the result for the value found."""
    term = otherwise
    for value, result in results.items():
        term = _z3().If(found == value, result, term)
    return term
