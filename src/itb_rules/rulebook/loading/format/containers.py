"""Shapes made of others: lists, mappings and entries with known keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from itb_rules.rulebook.loading.format.shapes import Defs, OneOf, Report, Shape, kind_of
from itb_rules.rulebook.loading.yaml.nodes import Mark, Node, Where, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import listed, shown


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `item`s, from `least` to `most`; with `unique`, each once."""

    item: Shape
    least: int = 0
    most: int = 500
    unique: bool = False

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is such a list, and every item fits."""
        if not isinstance(node, YamlList):
            return report.wrong(mark, f"`{name}` must be a list, not {kind_of(node)}", found=node)
        if len(node) < self.least:
            least = "must not be empty" if self.least == 1 else f"must have {self.least} entries"
            return report.wrong(mark, f"`{name}` {least}")
        if len(node) > self.most:
            return report.wrong(mark, f"`{name}` has {len(node)} entries; at most {self.most} are allowed")
        fits = [self.item.check(item, at, name, report) for item, at in zip(node, node.items_at, strict=True)]
        return all(fits) and (not self.unique or self._each_once(node, report))

    def _each_once(self, node: YamlList, report: Report) -> bool:
        seen: set[Any] = set()
        for item, at in zip(node, node.items_at, strict=True):
            if item in seen:
                report.wrong(at, f"{shown(item)} is listed twice")
            seen.add(item)
        return len(seen) == len(node)

    def schema(self, defs: Defs, /) -> Defs:
        """An array."""
        least = {"minItems": self.least} if self.least else {}
        unique = {"uniqueItems": True} if self.unique else {}
        return {"type": "array", "items": self.item.schema(defs), **least, "maxItems": self.most, **unique}


@dataclass(frozen=True, slots=True)
class OneOrMany:
    """One `item`, or a list of them."""

    item: Shape

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is one, or a list with at least one."""
        shape = ListOf(self.item, least=1) if isinstance(node, YamlList) else self.item
        return shape.check(node, mark, name, report)

    def schema(self, defs: Defs, /) -> Defs:
        """Either of the two."""
        return {"anyOf": [self.item.schema(defs), ListOf(self.item, least=1).schema(defs)]}


@dataclass(frozen=True, slots=True)
class MappingOf:
    """A mapping whose keys are the writer's own; every value is an `item`."""

    item: Shape
    what: str

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is a mapping, and every value fits."""
        if not isinstance(node, YamlMapping):
            return report.wrong(mark, f"`{name}` must be {self.what}, not {kind_of(node)}", found=node)
        fits = [self.item.check(value, node.values_at[key], key, report) for key, value in node.items()]
        return all(fits)

    def schema(self, defs: Defs, /) -> Defs:
        """An object."""
        return {"type": "object", "additionalProperties": self.item.schema(defs)}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an entry: what it holds, in words for editors, and whether it can be left out."""

    shape: Shape
    says: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class MappingShape:
    """A mapping with known keys.

    Attributes:
        what: what to call it in messages, with its article.
        also: more of the JSON Schema, for what only the schema can say in one place.
    """

    what: str
    keys: Mapping[str, Key]
    also: Mapping[str, Any] = field(default_factory=dict)

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is such a mapping: every key known, none missing, every value fitting."""
        if not isinstance(node, YamlMapping):
            return report.wrong(mark, f"`{name}` must be {self.what}, not {kind_of(node)}", found=node)
        good = True
        known = self.keys
        meant: set[str | None] = set()
        for key, value in node.items():
            if key in known:
                good &= known[key].shape.check(value, node.values_at[key], key, report)
            else:
                where = Where(report.path, *node.keys_at[key])
                # `{do: First, then second}` is two keys to YAML.
                cut = value is None and " " in key
                hint = ": a text with a comma needs quotes here" if cut else ""
                meant.add(report.problems.unknown(where, f"key {{}} of {self.what}", key, known, hint=hint))
                good = False
        # A misspelt key is one mistake, not an unknown key and a missing one.
        missing = [key for key, spec in known.items() if spec.needed and key not in node and key not in meant]
        if missing:
            good = report.wrong(mark, f"{self.what} needs {listed(missing)}")
        return good

    def schema(self, defs: Defs, /) -> Defs:
        """A reference to an object with these properties and no others."""
        name = self.what.split(" ", 1)[1].replace("`", "").replace(" ", "_")
        if name not in defs:
            needed = [key for key, spec in self.keys.items() if spec.needed]
            properties = {key: {"description": spec.says, **spec.shape.schema(defs)} for key, spec in self.keys.items()}
            defs[name] = {
                "type": "object",
                "additionalProperties": False,
                "properties": properties,
                **({"required": needed} if needed else {}),
                **self.also,
            }
        return {"$ref": f"#/$defs/{name}"}


@dataclass(frozen=True, slots=True)
class ByKind:
    """One of several entries, chosen by its key `kind`."""

    what: str
    kinds: Mapping[str, MappingShape]

    def check(self, node: Node, mark: Mark, name: str, report: Report, /) -> bool:
        """Whether it is an entry of a known kind."""
        if not isinstance(node, YamlMapping):
            return report.wrong(mark, f"`{name}` must be {self.what}, not {kind_of(node)}", found=node)
        if "kind" not in node:
            return report.wrong(mark, f"{self.what} needs `kind`: one of {listed(self.kinds)}")
        kind = node["kind"]
        if not OneOf(tuple(self.kinds)).check(kind, node.values_at["kind"], "kind", report):
            return False
        return self.kinds[kind].check(node, mark, name, report)

    def schema(self, defs: Defs, /) -> Defs:
        """One of the entries."""
        return {"oneOf": [entry.schema(defs) for entry in self.kinds.values()]}
