"""What the parts of a rulebook may refer to while it is being loaded, and the checks that a name is among it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from itb_rules.errors import did_you_mean
from itb_rules.facts import FactSpec
from itb_rules.facts.values import RefusedError, read
from itb_rules.rulebook.conditions import Compare, Condition, Holds, Measured, Parameter, Scalar, walk
from itb_rules.rulebook.definition import Dose, Finding, Number, Threshold
from itb_rules.rulebook.derived import Derived
from itb_rules.rulebook.loading.format.shapes import kind_of
from itb_rules.rulebook.loading.parts.sections import Sections
from itb_rules.rulebook.loading.yaml.nodes import At
from itb_rules.rulebook.loading.yaml.problems import Problems, shown


@dataclass(slots=True)
class Scope:
    """Names and what they stand for.

    Attributes:
        specs: the facts.
        sections: the entries of the rulebook's own files.
        effect_in_error: whether the manifest's effect could not be read, so that nothing can be held against it.
        thresholds: the parameters that could be read, those of used rulebooks included.
        doses: the doses, likewise.
        findings: the findings, once they are read.
        derived: the numbers worked out of facts, once they are read.
        later: the parameters with other values later, every version with its first day.
    """

    problems: Problems
    specs: Mapping[str, FactSpec]
    sections: Sections
    effect_in_error: bool = False
    thresholds: dict[str, Threshold] = field(default_factory=dict)
    doses: dict[str, Dose] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    later: dict[str, tuple[tuple[date, Threshold], ...]] = field(default_factory=dict)

    def fact(self, at: At, *kinds: str) -> FactSpec | None:
        """The fact named here; None, and a problem, when there is none or it is of none of these kinds."""
        name: str = at.node
        spec = self.specs.get(name)
        if spec is None:
            self.problems.unknown(at, "fact", name, self.specs)
        elif kinds and spec.kind not in kinds:
            self.problems.add(at, f"the fact {shown(name)} is {spec.allowed}; {_WANTED[kinds]} is needed here")
            return None
        return spec

    def certain(self, condition: Condition) -> bool:
        """Whether a condition is never unknown: it reads only facts that have a value when nobody tells them."""
        for node in walk(condition):
            if isinstance(node, Measured):
                return False
            if isinstance(node, Compare) and self.specs[node.fact].default is None:
                return False
            if isinstance(node, Holds):
                finding = self.findings.get(node.finding)
                if finding is None or not self.certain(finding.when):
                    return False
        return True

    def value(self, at: At, spec: FactSpec) -> Scalar | None:
        """The value written here, as the fact has it; None, and a problem, when the fact cannot have it."""
        try:
            return read(spec, at.node)
        except RefusedError as refused:
            nearest = refused.nearest
            written = shown(at.node) if spec.kind == "choice" else kind_of(at.node)
            hint = did_you_mean(nearest, f": it is {spec.allowed}")
            message = f"{shown(spec.name)} cannot be {written}{hint}"
            self.problems.add(at, message, found=at.node, allowed=spec.allowed, nearest=nearest)
            return None

    def names(self, entry: At, key: str, what: str, known: Collection[str]) -> tuple[str, ...]:
        """The names listed under a key; a problem for each that is unknown."""
        if key not in entry.node:
            return ()
        listed = entry.to(key)
        for index, name in enumerate(listed.node):
            if name not in known:
                self.problems.unknown(listed.to(index), what, name, known)
        return tuple(listed.node)

    def ids(self, entry: At, key: str, section: str, what: str) -> tuple[str, ...]:
        """The same for ids of a section."""
        return self.names(entry, key, what, self.sections.ids(section))

    def cite(self, entry: At) -> tuple[str, ...]:
        """What an entry's `source` cites: ids of `sources`, or `ID: ground`."""
        listed = entry.to("source")
        for index, text in enumerate(listed.node):
            self._cited(listed.to(index), text)
        return tuple(listed.node)

    def _cited(self, at: At, text: str) -> None:
        known = self.sections.ids("sources")
        source, colon, ground = (part.strip() for part in text.partition(":"))
        if source not in known:
            self.problems.unknown(at, "source", source, known)
        elif colon and ground not in known and not _begins_with_one(ground, known):
            self.problems.unknown(at, "source", ground, known)

    def parameter(self, at: At, written: str) -> Parameter | None:
        """The parameter that `$name` stands for; None when it is unknown (a problem) or itself in error."""
        match = _REFERENCE.fullmatch(written)
        if match is None:
            self.problems.add(
                at, f"{shown(written)} is no name of a parameter; write `$name`, or `$name.low` for a dose"
            )
            return None
        name, end = match[1], match[2]
        if name in self.doses and not end:
            self.problems.add(at, f"{shown(written)} is a dose; write `{written}.low` or `{written}.high`")
        elif name in self.thresholds and end:
            self.problems.add(at, f"`${name}` is no dose; it has no `{end}`")
        elif name in self.thresholds or name in self.doses:
            return Parameter(written[1:])
        elif name not in self.sections.ids("parameters"):
            known = {*self.sections.ids("parameters"), *self.thresholds, *self.doses}
            self.problems.unknown(at, "parameter", f"${name}", sorted(f"${each}" for each in known))
        return None

    def bound(self, entry: At, key: str) -> Number | Parameter | None:
        """The number or parameter under a key; None when the key is left out."""
        value = entry.node.get(key)
        return self.parameter(entry.to(key), value) if isinstance(value, str) else value

    def ends(self, parameter: Parameter) -> tuple[tuple[str, Number], ...]:
        """Every number that a parameter can become, each with what to call it."""
        name, _, end = parameter.name.partition(".")
        if end:
            dose = self.doses[name]
            return (("its value", dose.low if end == "low" else dose.high),)
        versions = [found for _, found in self.later.get(name, ())] or [self.thresholds[name]]
        return tuple(
            end
            for found in versions
            for end in (
                ("its cautious value", found.cautious),
                ("its permissive value", found.permissive),
                ("the low end of its range", found.low),
                ("the high end of its range", found.high),
            )
        )


_REFERENCE = re.compile(r"\$([a-z][a-z0-9_]*)(?:\.(low|high))?")

_WANTED = {("choice",): "a choice", ("whole", "decimal"): "a number"}


def _begins_with_one(ground: str, known: Collection[str]) -> bool:
    """Whether a ground names a known publication and then a place in it (`BSR 2006, p. 4`)."""
    return any(not each.isalnum() and ground[:end] in known for end, each in enumerate(ground))
