"""What a definition answers on one engine, as golden cases record it. No solver."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.effects import Result
from itb_rules.rulebook.engines.registry import build_engine
from itb_rules.rulebook.resolution import Resolver
from itb_rules.verification.golden.cases import Answer


class Answerer:
    """Gives the answers of one definition on one engine.

    Raises:
        OptionError: no engine has this name.
        MissingExtraError: the engine needs an extra that is not installed.
        EngineError: the engine cannot take this definition.
    """

    def __init__(self, definition: Definition, engine: str = "direct") -> None:
        self._engine = build_engine(engine, definition)
        self._resolver = Resolver(definition)
        self._names = [rule.id for rule in definition.rules]

    def answer(self, facts: Facts) -> Answer:
        """What it answers for these facts."""
        known = facts.known()
        truths = self._engine.truths(known)
        found = self._resolver.resolve(truths, known)
        holds = [name for index, name in enumerate(self._names) if truths.true >> index & 1]
        effect = dict(effect_of(found.result))
        return Answer(found.outcome, effect, found.withheld, found.settled, tuple(sorted(holds)))


@lru_cache(maxsize=4096)
def effect_of(result: Result) -> tuple[tuple[str, Any], ...]:
    """An effect by field, without what is none and without words."""
    fields = ("next_stage", "flare_stage", "open_referral", "next_load", "next_exercise")
    effect: list[tuple[str, Any]] = [
        (name, getattr(result, name)) for name in fields if getattr(result, name) is not None
    ]
    changes: list[dict[str, Any]] = []
    for change in result.changes:
        bounds = {name: getattr(change, name) for name in ("at_least", "at_most", "values")}
        plain = {name: list(bound) if name == "values" else bound for name, bound in bounds.items()}
        changes.append(
            {"what": change.what} | {name: bound for name, bound in plain.items() if bound not in (None, [])}
        )
    if changes:
        # In the order of their names: that of the rules means nothing.
        effect.append(("changes", sorted(changes, key=repr)))
    return tuple(effect)
