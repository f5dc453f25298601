"""Who cites which source: rules, parameters, doses, findings, the catalogue, the plan, codes and laws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules.rulebook.definition import Definition


@dataclass(frozen=True, slots=True)
class Citation:
    """Something that cites a source.

    Attributes:
        kind: what it is: `rule`, `parameter`, `dose`, `finding`, `catalogue`, `plan`, `code` or `law`.
        id: its id.
        rulebooks: the rulebooks that have it.
    """

    kind: str
    id: str
    rulebooks: tuple[str, ...]


def cited_parts(source: str) -> tuple[str, ...]:
    """The ids in a citation: `S.3: BSR 2006` cites a row and a published ground."""
    return tuple(part.strip() for part in source.split(":", 1))


def citations(definitions: Sequence[Definition]) -> dict[str, list[Citation]]:
    """Every source that the rulebooks know, in their order, with all that cite it; an empty list where nobody does."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {
        source: {} for definition in definitions for source in definition.sources
    }
    for definition in definitions:
        for kind, name, sources in _citing(definition):
            for source in sources:
                for part in cited_parts(source):
                    rulebooks = found.setdefault(part, {}).setdefault((kind, name), [])
                    if definition.name not in rulebooks:
                        rulebooks.append(definition.name)
    return {
        source: [Citation(kind, name, tuple(rulebooks)) for (kind, name), rulebooks in citing.items()]
        for source, citing in found.items()
    }


def _citing(definition: Definition) -> Iterator[tuple[str, str, Sequence[str]]]:
    yield from (("rule", rule.id, rule.source) for rule in definition.rules)
    yield from (("parameter", one.id, one.source) for one in definition.thresholds.values())
    yield from (("dose", dose.id, dose.source) for dose in definition.doses.values())
    yield from (("finding", one.id, one.source) for one in definition.findings.values() if one.rule is None)
    for entries in definition.catalogue.values():
        yield from (("catalogue", name, entry.get("source", ())) for name, entry in entries.items())
    for part, entries in definition.plan.items():
        yield from (("plan", f"{part}.{name}", [*_sources(entry)]) for name, entry in _named(entries))
    yield from (("code", code.id, code.source) for code in definition.codes.values())
    yield from (("law", law.id, law.source) for law in definition.laws)


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    return iter(entries.items()) if isinstance(entries, Mapping) else iter([("all", entries)])


def _sources(node: Any) -> Iterator[str]:
    """Every source in a tree of plain data."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "source":
                yield from value
            else:
                yield from _sources(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _sources(value)
