"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from itb_rules.errors import OptionError, unknown_choice
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.base import Engine
from itb_rules.rulebook.engines.direct import DirectEngine
from itb_rules.rulebook.engines.reference import ReferenceEngine


def _durable(definition: Definition) -> Engine:
    # The one engine that needs an extra is imported when it is first asked for.
    from itb_rules.rulebook.engines.durable import DurableEngine

    return DurableEngine(definition)


ENGINES: Mapping[str, Callable[[Definition], Engine]] = {
    "direct": DirectEngine,
    "reference": ReferenceEngine,
    "durable": _durable,
}


def build_engine(name: str, definition: Definition) -> Engine:
    """Build the engine of that name for a definition.

    Raises:
        OptionError: no engine has this name.
        MissingExtraError: the engine needs an extra that is not installed.
        EngineError: the engine cannot take this definition.
    """
    if name not in ENGINES:
        raise OptionError([unknown_choice("engine", "engine", name, ENGINES)])
    return ENGINES[name](definition)
