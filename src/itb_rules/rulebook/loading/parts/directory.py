"""Reads what rules name and people read: sources, suspects, people and codes, with those of used rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from itb_rules.rulebook.definition import CodeSet, Definition, Person, Suspect
from itb_rules.rulebook.loading.parts.scope import Scope
from itb_rules.rulebook.loading.parts.used_rulebooks import clash
from itb_rules.rulebook.loading.yaml.nodes import At

T = TypeVar("T")

Definitions = Mapping[str, Definition]


def read_sources(used: Definitions, scope: Scope) -> dict[str, str]:
    """What each source says, by id."""
    own = {at.node["id"]: at.node["says"] for at in scope.sections.entries("sources")}
    return _with_used(own, [(of, each.sources) for of, each in used.items()], "sources", scope)


def read_suspects(used: Definitions, scope: Scope) -> dict[str, Suspect]:
    """What may be suspected, by id."""
    own = {at.node["id"]: Suspect(at.node["id"], at.node["title"]) for at in scope.sections.entries("suspected")}
    return _with_used(own, [(of, each.suspects) for of, each in used.items()], "suspected", scope)


def read_people(used: Definitions, scope: Scope) -> dict[str, Person]:
    """Who may be referred to, by id."""
    own = {at.node["id"]: Person(at.node["id"], at.node["title"]) for at in scope.sections.entries("people")}
    return _with_used(own, [(of, each.people) for of, each in used.items()], "people", scope)


def read_codes(used: Definitions, scope: Scope) -> dict[str, CodeSet]:
    """Codes of published systems, by id."""
    own = {at.node["id"]: _code(at, scope) for at in scope.sections.entries("codes")}
    return _with_used(own, [(of, each.codes) for of, each in used.items()], "codes", scope)


def _code(at: At, scope: Scope) -> CodeSet:
    node = at.node
    return CodeSet(
        id=node["id"],
        title=node["title"],
        system=node["system"],
        left=node["left"],
        right=node["right"],
        unspecified=node["unspecified"],
        source=scope.cite(at),
    )


def _with_used(
    own: dict[str, T], lent: Iterable[tuple[str, Mapping[str, T]]], section: str, scope: Scope
) -> dict[str, T]:
    """The rulebook's own entries, then those of the used ones; a problem where an id stands for two things."""
    for of, theirs in lent:
        for key, value in theirs.items():
            if own.setdefault(key, value) != value:
                clash(scope, section, key, of)
    return own
