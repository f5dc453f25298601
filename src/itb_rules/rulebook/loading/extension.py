"""A rulebook that extends another one: it begins as that one, and adds, replaces and switches off by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from itb_rules.rulebook.loading.format.documents import ENTRIES, EXTENDS
from itb_rules.rulebook.loading.format.shapes import Report
from itb_rules.rulebook.loading.yaml.nodes import At, Node, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shown

Root = tuple[str, YamlMapping]
"""One file: what problems call it, and what it holds."""

TAKEN_OVER = ("include", "uses", *EXTENDS)
"""Keys of a manifest that an extension does not inherit as they are."""


class Extension:
    """What a manifest says of the rulebook that it extends.

    Args:
        manifest: the manifest that extends.
        base: the files of the rulebook that is extended.
        problems: where to note what is wrong.
    """

    def __init__(self, manifest: At, base: Sequence[Root], problems: Problems) -> None:
        self._manifest = manifest
        self._problems = problems
        self._base = base
        self._replaced = self._named("replaces")
        self._off = self._named("switches_off")

    def roots(self) -> list[Root]:
        """The files of the extended rulebook, without what is replaced or switched off and without its manifest."""
        left = []
        for path, root in self._base:
            kept = YamlMapping(root.mark)
            for section, node in root.items():
                if section != "rulebook":
                    kept.keys_at[section], kept.values_at[section] = root.keys_at[section], root.values_at[section]
                    kept[section] = self._plan(node) if section == "plan" else self._kept(section, node)
            left.append((path, kept))
        return left

    def manifest(self) -> YamlMapping:
        """The whole manifest: its own keys, and those of the extended rulebook that it leaves out."""
        own = self._manifest.node
        whole = YamlMapping(self._manifest.mark)
        uses = YamlList(own.mark)
        for _, root in self._base:
            inherited = root.get("rulebook", {})
            uses += inherited.get("uses", ())
            for key, value in inherited.items():
                if key not in TAKEN_OVER:
                    whole[key] = value
                    whole.keys_at[key] = whole.values_at[key] = own.values_at["extends"]
        uses += [name for name in own.get("uses", ()) if name not in uses]
        uses.items_at += [own.values_at.get("uses", own.mark)] * len(uses)
        for key, value in own.items():
            whole[key] = value
            whole.keys_at[key], whole.values_at[key] = own.keys_at[key], own.values_at[key]
        if uses:
            whole["uses"] = uses
            whole.keys_at["uses"] = whole.values_at["uses"] = own.values_at.get("uses", own.mark)
        return whole

    def check(self, own: Sequence[Root]) -> None:
        """Note what is to be replaced and is not, and what is switched off and declared all the same."""
        declared, known = _declared(own), _declared(self._base)
        for section, ids in self._replaced.items():
            for name, at in ids.items():
                if name in known.get(section, {}) and name not in declared.get(section, {}):
                    message = f"{shown(name)} is to be replaced, and nothing here declares it under `{section}`"
                    self._problems.add(at, message, found=name, allowed=f"an entry {shown(name)}, or `switches_off`")
        for section, ids in self._off.items():
            for name, at in ids.items():
                if name in declared.get(section, {}):
                    message = f"{shown(name)} is switched off and declared anew; name it in `replaces`"
                    self._problems.add(at, message, found=name)

    def _named(self, key: str) -> Mapping[str, Mapping[str, At]]:
        """What is named under a key, by section and id; a problem for each that the extended rulebook has not."""
        at = self._manifest.to(key)
        if key not in self._manifest.node:
            return {}
        if not ENTRIES.check(at.node, at.mark, key, Report(at.path, self._problems)):
            return {}
        known, found = _declared(self._base), {}
        for section in at.node:
            found[section] = {name: at.to(section, index) for index, name in enumerate(at.node[section])}
            for name, place in found[section].items():
                if name not in known.get(section, {}):
                    what = f"entry {{}} under `{section}` of `{self._manifest.node['extends']}`"
                    self._problems.unknown(place, what, name, known.get(section, {}))
        return found

    def _plan(self, plan: Node) -> Node:
        """The plan without what rules take away that are switched off."""
        if not isinstance(plan, YamlMapping) or "rules" not in plan:
            return plan
        left = YamlMapping(plan.mark)
        left.update(plan)
        left.keys_at, left.values_at = plan.keys_at, plan.values_at
        left["rules"] = _without(plan["rules"], "rule", {*self._off.get("rules", ())})
        return left

    def _kept(self, section: str, node: Node) -> Node:
        return _without(node, "id", {*self._replaced.get(section, ()), *self._off.get(section, ())})


def _without(node: Node, key: str, gone: Collection[str]) -> Node:
    """A list without the entries that have one of these names under a key."""
    if not isinstance(node, YamlList) or not gone:
        return node
    left = YamlList(node.mark)
    for item, mark in zip(node, node.items_at, strict=True):
        if not (isinstance(item, YamlMapping) and item.get(key) in gone):
            left.append(item)
            left.items_at.append(mark)
    return left


def _declared(roots: Sequence[Root]) -> dict[str, dict[str, None]]:
    """The ids that files declare, by section."""
    found: dict[str, dict[str, None]] = {}
    for _, root in roots:
        for section, node in root.items():
            for item in node if isinstance(node, YamlList) else ():
                if isinstance(item, YamlMapping) and isinstance(item.get("id"), str):
                    found.setdefault(section, {})[item["id"]] = None
    return found
