"""The reference of the facts: every fact of the shipped models, with its bounds, its unit and its question."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from itb_rules import Activity, Assessment, ExerciseSession, Facts
from itb_rules.documenting.markdown import table
from itb_rules.facts.spec import FactSpec
from itb_rules.rendering.markdown import escaped

INTRODUCTION = """\
Every fact may be left out, and what is left out is unknown, never "no". Names, bounds and choices are a contract with
every program that writes facts. An `Activity` has the facts of an `Assessment` as well."""
COLUMNS = ("Fact", "Allowed", "Unit", "Question", "Who can answer")


def pages() -> dict[str, str]:
    """The page by its place."""
    blocks = [
        "# The facts",
        INTRODUCTION,
        *_model(Assessment, []),
        *_model(ExerciseSession, []),
        *_model(Activity, list(Assessment.specs)),
    ]
    return {"reference/facts.md": "\n\n".join(blocks) + "\n"}


def _model(model: type[Facts], without: list[str]) -> Iterator[str]:
    yield f"## `{model.__name__}`"
    specs = [spec for name, spec in model.specs.items() if name not in without]
    for group, facts in groupby(specs, key=attrgetter("group")):
        yield f"### {model.__name__}: {group}"
        yield table(COLUMNS, map(_row, facts))


def _row(spec: FactSpec) -> list[str]:
    allowed = ", ".join(f"`{value}`" for value in spec.values) or escaped(spec.allowed)
    return [f"`{spec.name}`", allowed, escaped(spec.unit or ""), escaped(spec.question), spec.asks]
