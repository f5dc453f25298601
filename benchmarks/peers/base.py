"""What every peer is to the benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from itb_rules import Facts


def as_it_is(value: Any) -> Any:
    """No preparation."""
    return value


class Peer(NamedTuple):
    """Another way to the outcome.

    Attributes:
        prepare: the facts in the form that the peer wants; not timed, an app would hold them so.
        decide: from these to the answer; this is timed.
        read: from the answer to what `reference` would give, the outcome or `Truths`; only to compare them.
    """

    prepare: Callable[[Facts], Any]
    decide: Callable[[Any], Any]
    read: Callable[[Any], Any] = as_it_is


def record(facts: Facts) -> dict[str, Any]:
    """Every fact by name, None for an unknown one."""
    return dict(facts.__dict__)


def known(facts: Facts) -> dict[str, Any]:
    """The known facts by name."""
    return {name: value for name, value in facts.__dict__.items() if value is not None}
