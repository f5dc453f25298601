"""Sorts what the files of a rulebook hold by section, checks its shape and finds ids that are declared twice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from itb_rules.rulebook.loading.format.documents import LISTS, MOST_ENTRIES, SECTIONS, SINGLE
from itb_rules.rulebook.loading.format.plan import CATALOGUE
from itb_rules.rulebook.loading.format.shapes import Report, kind_of
from itb_rules.rulebook.loading.yaml.nodes import At, Where, YamlList, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, shown

# The plan names catalogue entries without their kind, so their ids are one set; phases are named apart.
SPACE = {kind: "catalogue" for kind in CATALOGUE if kind != "phases"}

ONE = {
    "sources": "source",
    "parameters": "parameter",
    "derived": "derived fact",
    "findings": "finding",
    "rules": "rule",
    "laws": "law",
    "cards": "card",
    "suspected": "suspect",
    "people": "person",
    "codes": "code",
    "phases": "phase",
    "catalogue": "catalogue entry",
}
"""What one entry of a section, or of a set of ids, is called."""


class Sections:
    """Everything the files of one rulebook hold.

    Attributes:
        complete: whether every file could be read and sorted. If not, names may be missing through no fault of
            those who use them, and only shapes are checked.
    """

    def __init__(self, problems: Problems) -> None:
        self.complete = True
        self._problems = problems
        self._single: dict[str, At] = {}
        self._entries: dict[str, list[At]] = defaultdict(list)
        self._misshapen: dict[str, list[At]] = defaultdict(list)
        self._ids: dict[str, dict[str, At]] = defaultdict(dict)

    def add(self, root: YamlMapping, path: str) -> None:
        """Take in one file."""
        report = Report(path, self._problems)
        top = At(path, root, (1, 1))
        for name, node in root.items():
            at = top.to(name)
            if name in SINGLE:
                self._add_single(name, at, top.key(name), report)
            elif name not in LISTS:
                self._problems.unknown(top.key(name), "key {} of a rule file", name, SECTIONS)
                self.complete = False
            elif not isinstance(node, YamlList):
                report.wrong(at.mark, f"`{name}` must be a list, not {kind_of(node)}")
                self.complete = False
            else:
                self._add_list(name, at, report)

    def single(self, name: str) -> At | None:
        """The manifest, if its shape is right; the plan, if it is a mapping at least."""
        return self._single.get(name)

    def entries(self, name: str) -> list[At]:
        """The entries of a section whose shape is right, in file order."""
        return self._entries[name]

    def misshapen(self, name: str) -> list[At]:
        """The entries of a section whose shape is wrong somewhere, as far as they are mappings."""
        return self._misshapen[name]

    def ids(self, name: str) -> dict[str, At]:
        """Every declared id, those of misshapen entries included, so that one mistake is reported once."""
        return self._ids[SPACE.get(name, name)]

    def _add_single(self, name: str, at: At, key: At, report: Report) -> None:
        before = self._ids[name].setdefault(name, key)
        if before is not key:
            self._problems.add(key, f"`{name}` is already given at {before.where}")
            return
        fits = SINGLE[name][0].check(at.node, at.mark, name, report)
        if fits or (name == "plan" and isinstance(at.node, YamlMapping)):
            self._single[name] = at

    def _add_list(self, name: str, at: At, report: Report) -> None:
        shape = LISTS[name][0]
        entries = self._entries[name]
        for index in range(len(at.node)):
            item = at.to(index)
            fits = shape.check(item.node, item.mark, ONE.get(name, ONE["catalogue"]), report)
            fresh = self._declare(name, item)
            if fits and fresh:
                entries.append(item)
            elif not fits and isinstance(item.node, YamlMapping):
                self._misshapen[name].append(item)
        if len(entries) > MOST_ENTRIES:
            self._problems.add(at, f"more than {MOST_ENTRIES} {name}")
            self.complete = False

    def _declare(self, name: str, item: At) -> bool:
        node: Any = item.node
        declared = node.get("id") if isinstance(node, YamlMapping) else None
        if not isinstance(declared, str):
            # Whoever refers to this entry is not to blame.
            self.complete = False
            return True
        space = SPACE.get(name, name)
        first = self._ids[space].setdefault(declared, item)
        if first is item:
            return True
        what = ONE[space]
        self._problems.add(item.to("id"), f"the {what} {shown(declared)} is already declared at {place(first)}")
        return False


def place(at: At) -> Where:
    """Where an entry's id was written."""
    return at.to("id").where
