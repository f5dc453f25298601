"""The rule files of a rulebook as text, and where in them its rules and their comparisons stand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from itb_rules.rendering.conditions_in_yaml import rule_lines
from itb_rules.rulebook.conditions import OPERATORS
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.loading.files import Files, Location, find_used, locate
from itb_rules.rulebook.loading.yaml.flow_text import flow_text
from itb_rules.rulebook.loading.yaml.nodes import At, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import read_file

_VALUE = re.compile(r"""\[[^\]]*\]?|"[^"]*"|'[^']*'|[^\s,\]}#]+""")


class Place(NamedTuple):
    """A rule or a comparison in a file.

    Attributes:
        line: the line, from 1.
        first: the column of its first character, from 1.
        last: the column behind its last one.
        section: `rules` or `findings`.
        owner: id of the rule or of the finding.
        clause: fact, operator and value of a comparison, a parameter as `$name`; None for the rule itself.
    """

    line: int
    first: int
    last: int
    section: str
    owner: str
    clause: tuple[str, str, Any] | None


class RuleText(NamedTuple):
    """One file with rules or findings in it."""

    name: str
    lines: tuple[str, ...]
    places: tuple[Place, ...]


def rule_texts(definition: Definition, source: str | Path | None) -> list[RuleText]:
    """The files of a rulebook that have rules or findings, those of one that it extends first.

    Args:
        definition: the rulebook.
        source: its name or folder; None for one text of its rules as they are in use.
    """
    facts = {*definition.facts.specs, *definition.derived}
    in_use = definition.name, _in_use(definition).encode("utf-8")
    found = [_read(name, data, facts) for name, data in ([in_use] if source is None else _of(locate(source)))]
    return [text for text in found if text.places]


def _of(location: Location) -> Iterator[tuple[str, bytes]]:
    problems = Problems()
    files = Files(location, problems)
    first = files.manifest()
    if first is None:
        return
    root = read_file(first[1], first[0], problems)
    at = At(first[0], root, (1, 1)).to("rulebook")
    manifest = at.node if isinstance(at.node, YamlMapping) else {}
    if isinstance(manifest.get("extends"), str):
        base = find_used(location, manifest["extends"], at.to("extends"), problems)
        if base is not None:
            yield from _of(base)
    yield first
    yield from files.others()
    for index, name in enumerate(manifest.get("include", ())):
        yield from files.included(name, at.to("include", index))


def _read(name: str, data: bytes, facts: Collection[str]) -> RuleText:
    root = read_file(data, name, Problems())
    lines = tuple(data.decode("utf-8-sig").splitlines())
    places = [] if root is None else [*_places(At(name, root, (1, 1)), lines, facts)]
    return RuleText(name, lines, tuple(sorted(places, key=lambda place: place[:3])))


def _places(top: At, lines: tuple[str, ...], facts: Collection[str]) -> Iterator[Place]:
    for section in ("findings", "rules"):
        for index, entry in enumerate(top.node.get(section, ())):
            at = top.to(section, index)
            name = entry.get("id") if isinstance(entry, YamlMapping) else None
            if isinstance(name, str):
                line, first = at.to("id").mark
                yield Place(line, first, first + len(name), section, name, None)
                for key in ("when", "lifted_by"):
                    if key in entry:
                        for clause, (line, first), end in _comparisons(at.to(key), lines, facts):
                            yield Place(line, first, end, section, name, clause)


def _comparisons(at: At, lines: tuple[str, ...], facts: Collection[str]) -> Iterator[Any]:
    if isinstance(at.node, YamlList):
        for index in range(len(at.node)):
            yield from _comparisons(at.to(index), lines, facts)
    elif isinstance(at.node, YamlMapping):
        for key, value in at.node.items():
            if key in facts and isinstance(value, YamlMapping):
                yield from _of_fact(at, key, lines)
            else:
                yield from _comparisons(at.to(key), lines, facts)


def _of_fact(at: At, fact: str, lines: tuple[str, ...]) -> Iterator[Any]:
    below = at.to(fact)
    for number, operator in enumerate(each for each in below.node if each in OPERATORS):
        mark = below.key(operator).mark
        named = at.key(fact).mark
        if number == 0 and named[0] == mark[0]:
            mark = named
        value = below.to(operator)
        end = mark[1] + len(operator)
        if value.mark[0] == mark[0]:
            found = _VALUE.match(lines[mark[0] - 1], value.mark[1] - 1)
            end = found.end() + 1 if found else end
        yield (fact, operator, _plain(value.node)), mark, end


def _plain(node: Any) -> Any:
    return tuple(node) if isinstance(node, YamlList) else node


def _in_use(definition: Definition) -> str:
    """The conditions of a rulebook as one rule file, for one whose files nobody names."""
    lines = []
    for section, entries in (("findings", definition.findings.values()), ("rules", definition.rules)):
        lines += [f"{section}:"] if entries else []
        for entry in entries:
            outcome = getattr(entry, "outcome", None)
            lines += [f"  - id: {flow_text(entry.id)}", f"    title: {flow_text(entry.title)}"]
            lines += [f"    {line}" for line in rule_lines(entry)]
            lines += [f"    outcome: {flow_text(outcome)}"] if outcome is not None else []
            lines.append("")
    return "\n".join(lines) + "\n"
