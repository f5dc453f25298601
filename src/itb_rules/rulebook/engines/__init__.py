"""Ways to find the truth of every rule. All of them agree with `reference`, on every case."""

from itb_rules.rulebook.engines.base import Engine, Truths

__all__ = ["Engine", "Truths"]
