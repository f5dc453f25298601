"""The truth of every rule, which our engines work out for each decision, asked of the peers that answer with a list.

The outcome alone lets a peer stop at the first rule that holds. Whoever wants to say why, what else holds, and what is
unknown needs the truth of all rules: for each, is it TRUE, and is it FALSE; neither is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.engines.base import Truths

from .forms import Form, flat, form
from .infix import Language


def both(definition: Definition) -> list[Form]:
    """For each rule when it is TRUE, then for each when it is FALSE."""
    conditions = [rule.condition for rule in definition.rules] + [found.when for found in definition.imported]
    return [flat(form(condition, definition, wanted=wanted)) for wanted in (True, False) for condition in conditions]


def listed(definition: Definition, language: Language) -> str:
    """The same as one expression, a list of all of them."""
    return f"[{', '.join(map(language.form, both(definition)))}]"


def reader(definition: Definition) -> Callable[[list[Any]], Truths]:
    """What turns the answers into `Truths`."""
    count = len(definition.rules) + len(definition.imported)

    def read(answers: list[Any]) -> Truths:
        true, false = (
            sum(1 << index for index, answer in enumerate(half) if answer)
            for half in (answers[:count], answers[count:])
        )
        return Truths(true, (1 << count) - 1 & ~(true | false))

    return read
