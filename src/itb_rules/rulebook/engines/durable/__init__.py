"""The engine `durable`: forward chaining on the Rete network of durable-rules.

A second opinion that shares no evaluation with the other engines: Kleene's logic is compiled away into rules that only
ever add facts, and the matching is done by a C library that knows nothing of this one.
"""

from itb_rules.rulebook.engines.durable.engine import DurableEngine

__all__ = ["DurableEngine"]
