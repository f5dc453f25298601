"""Reads what rules name and people read: sources, suspects, people and codes, with those of used rulebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from itb_rules.definition import CodeSet, Definition, Person, Suspect
from itb_rules.loading.nodes import At
from itb_rules.loading.scope import Scope
from itb_rules.loading.using import clash

T = TypeVar("T")

Definitions = Mapping[str, Definition]


def read_sources(used: Definitions, scope: Scope) -> dict[str, str]:
    """What each source says, by id."""
    return _together("sources", "source", lambda at: at.node["says"], lambda each: each.sources, used, scope)


def read_suspects(used: Definitions, scope: Scope) -> dict[str, Suspect]:
    """What may be suspected, by id."""
    return _together(
        "suspected",
        "suspect",
        lambda at: Suspect(at.node["id"], at.node["title"]),
        lambda each: each.suspects,
        used,
        scope,
    )


def read_people(used: Definitions, scope: Scope) -> dict[str, Person]:
    """Who may be referred to, by id."""
    return _together(
        "people",
        "person",
        lambda at: Person(at.node["id"], at.node["title"]),
        lambda each: each.people,
        used,
        scope,
    )


def read_codes(used: Definitions, scope: Scope) -> dict[str, CodeSet]:
    """Codes of published systems, by id."""

    def code(at: At) -> CodeSet:
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

    return _together("codes", "code", code, lambda each: each.codes, used, scope)


def _together(
    section: str,
    what: str,
    build: Callable[[At], T],
    theirs: Callable[[Definition], Mapping[str, T]],
    used: Definitions,
    scope: Scope,
) -> dict[str, T]:
    """The rulebook's own entries, then those of the used ones; a problem where an id stands for two things."""
    entries: dict[str, T] = {at.node["id"]: build(at) for at in scope.sections.entries(section)}
    for of, definition in used.items():
        for key, value in theirs(definition).items():
            if entries.setdefault(key, value) != value:
                clash(scope, section, what, key, of)
    return entries
