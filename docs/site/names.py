"""The reference of the public names: a page for each module, from docstrings and annotations."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator

import itb_rules

INDEX = "reference/index.md"
MODULES = {
    "itb_rules": "Deciding, rulebooks, facts and decisions",
    "itb_rules.explanation": "The parts of a decision, and what it would take",
    "itb_rules.facts": "Facts",
    "itb_rules.diary": "The diary",
    "itb_rules.diary.replay": "Replays of a diary",
    "itb_rules.diary.timeline": "What a replay found",
    "itb_rules.rendering": "Words for decisions",
    "itb_rules.rendering.html": "HTML",
    "itb_rules.rendering.outline": "What every format lays out",
    "itb_rules.wording": "Languages",
    "itb_rules.drawing": "Pictures",
    "itb_rules.notebook": "For notebooks",
    "itb_rules.report": "The report on a diary",
    "itb_rules.frame": "Whole tables",
    "itb_rules.frame.changes": "Changes in a table",
    "itb_rules.frame.summary": "The summary of a table",
    "itb_rules.frame.needs": "What holds the rows of a table back",
    "itb_rules.documenting": "Pages about rulebooks",
    "itb_rules.service": "The languages of clinics",
    "itb_rules.errors": "Errors",
    "itb_rules.verification": "Proofs",
    "itb_rules.testing": "Support for tests",
    "itb_rules.simulate": "Made-up runners",
    "itb_rules.interview": "The interview",
    "itb_rules.rulebook": "Rulebooks",
    "itb_rules.rulebook.definition": "The content of a rulebook",
    "itb_rules.rulebook.laws": "Laws",
    "itb_rules.rulebook.conditions": "Conditions",
    "itb_rules.rulebook.derived": "Derived facts",
    "itb_rules.rulebook.engines.base": "Engines",
}
"""Every module with public names, and what they are about; a name that two of them have stands in the first."""


def pages() -> dict[str, str]:
    """The pages by their places."""
    told: dict[int, str] = {}
    listed = "\n".join(f"- [{title}: `{module}`]({module}.md)" for module, title in MODULES.items())
    tree = "\n".join(["```{toctree}", ":hidden:", "", *MODULES, "```"])
    return {
        INDEX: f"# Python\n\nEvery public name, by its module.\n\n{listed}\n\n{tree}\n",
        **{f"reference/{module}.md": _page(module, title, told) for module, title in MODULES.items()},
    }


def public(module: str) -> list[str]:
    """The public names of a module: those that it lists, or else the classes and functions that it defines."""
    found = importlib.import_module(module)
    listed = getattr(found, "__all__", None)
    if listed is not None:
        return [*listed]
    return [
        name
        for name, value in vars(found).items()
        if not name.startswith("_")
        and (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module
    ]


def _page(module: str, title: str, told: dict[int, str]) -> str:
    found = importlib.import_module(module)
    first = (inspect.getdoc(found) or "").partition("\n\n")[0]
    blocks = [f"# {title}: `{module}`", first]
    blocks += _entries(module, told)
    return "\n\n".join(blocks) + "\n"


def _entries(module: str, told: dict[int, str]) -> Iterator[str]:
    for name in public(module):
        value = getattr(importlib.import_module(module), name)
        where = told.setdefault(id(value), module)
        if where != module:
            yield f"`{name}`: see [`{where}.{name}`]({where}.md)."
            continue
        yield f"## `{name}`"
        yield "\n".join(["```{eval-rst}", f".. {_directive(value)}:: {module}.{name}", *_options(value), "```"])


def _directive(value: object) -> str:
    if inspect.isclass(value):
        return "autoexception" if issubclass(value, BaseException) else "autoclass"
    return "autofunction" if inspect.isfunction(value) else "autodata"


def _options(value: object) -> list[str]:
    if not inspect.isclass(value):
        return []
    if issubclass(value, BaseException):
        return ["   :members:", "   :show-inheritance:"]
    # What a model of facts has besides its facts, `Facts` has.
    inherits = issubclass(value, itb_rules.Facts) and value is not itb_rules.Facts
    return [] if inherits else ["   :members:"]
