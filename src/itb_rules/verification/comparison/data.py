"""How two rulebooks differ: plain data that a command shows and JSON carries."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from itb_rules.facts import Facts
from itb_rules.slots import Displayed
from itb_rules.verification.comparison.words import example, field_words, named, value_words
from itb_rules.verification.witness.data import Witness

Verdict = Literal["equivalent", "stricter", "more permissive", "mixed", "unknown"]
Kind = Literal["added", "removed", "renamed", "changed", "rewritten", "source", "text"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rulebooks."""

    rulebook: str
    version: str
    profile: str

    def __str__(self) -> str:
        return f"{self.rulebook} {self.version} ({self.profile})"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One entry of a rule or a parameter that is no longer the same, as plain values; None where there was none."""

    name: str
    before: Any
    after: Any

    def __str__(self) -> str:
        return field_words(self.name, self.before, self.after)


@dataclass(frozen=True, slots=True)
class ParameterDiff:
    """A parameter that is no longer the same.

    Attributes:
        parameter: its id.
        title: what a person reads for it.
        unit: unit of both values.
        before: its value; None when it is new.
        after: its value; None when it is gone.
        fields: what else is not the same: source, basis, range and so on.
        rules: ids of the rules that use it, sorted.
    """

    parameter: str
    title: str
    unit: str
    before: float | int | None
    after: float | int | None
    fields: tuple[FieldChange, ...]
    rules: tuple[str, ...]

    def __str__(self) -> str:
        parts = []
        if self.before != self.after:
            parts.append(f"{value_words(self.before)} -> {value_words(self.after)} {self.unit}".rstrip())
        parts += [str(change) for change in self.fields]
        return f"parameter `{self.parameter}` ({self.title}): {'; '.join(parts)}"


@dataclass(frozen=True, slots=True)
class RuleDiff:
    """A rule that is no longer the same.

    Attributes:
        rule: its id; the new one when it was renamed.
        kind: `added`, `removed`; `renamed`, when another id means the same; `changed`; `rewritten`, when its condition
            is written otherwise and proven to hold for the same assessments; `source`, when only who says so differs;
            `text`, when only what a person reads does.
        was: its id before, when it was renamed.
        fields: what is not the same. The entry `when` lists the comparisons that only one of the two conditions makes.
        parameters: ids of parameters whose new values it uses.
        decides: whether some assessment gets another outcome or effect where the rule is not the same: True with
            `witness`, False when proven that none does, None when it was not asked or the solver gave up.
        witness: the canonical assessment that shows the change, decided by both rulebooks on the reference engine:
            `witness` is the answer before, `witness.then` the answer after.
        gave_up: why the solver gave up on this rule; empty when it did not.
    """

    rule: str
    kind: Kind
    was: str | None = None
    fields: tuple[FieldChange, ...] = ()
    parameters: tuple[str, ...] = ()
    decides: bool | None = None
    witness: Witness | None = None
    gave_up: str = ""

    def __str__(self) -> str:
        parts = [named(self.rule, self.kind, self.was)]
        parts += [str(change) for change in self.fields]
        if self.gave_up:
            parts.append(f"not proven: {self.gave_up}")
        if self.decides is False:
            parts.append("no assessment gets another outcome or effect through it")
        if self.witness is not None:
            parts.append(example(self.witness))
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class RulebookDiff(Displayed):
    """How one rulebook differs from another.

    Attributes:
        before: the first rulebook.
        after: the second one.
        verdict: `equivalent`: every admissible assessment, unknown facts included, gets the same outcome and effect;
            `stricter`: some get a more cautious one, and none a less cautious one; `more permissive`: the other way
            round; `mixed`: both, or an effect that is neither; `unknown`: the solver gave up, and nothing is proven.
        stricter: the canonical assessment that gets a more cautious answer, None when there is none.
        more_permissive: the same for a less cautious answer.
        rules: the rules that are not the same, by id.
        parameters: the parameters that are not the same, by id.
        sections: what else is not the same, such as `plan`; it has no part in outcomes and effects.
        model: the facts model over which they were compared.
        gave_up: why the solver gave up; empty when it did not.
    """

    before: Side
    after: Side
    verdict: Verdict
    stricter: Witness | None
    more_permissive: Witness | None
    rules: tuple[RuleDiff, ...]
    parameters: tuple[ParameterDiff, ...]
    sections: tuple[str, ...]
    model: type[Facts] = field(repr=False)
    gave_up: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        plain = asdict(self)
        del plain["model"]
        for name in ("stricter", "more_permissive"):
            plain[name] = _shown(getattr(self, name))
        for rule, data in zip(self.rules, plain["rules"], strict=True):
            data["witness"] = _shown(rule.witness)
        return plain

    def __str__(self) -> str:
        lines = [f"{self.before} -> {self.after}: {self.verdict}"]
        if self.gave_up:
            lines.append(f"not proven: {self.gave_up}")
        for word, witness in (("stricter", self.stricter), ("more permissive", self.more_permissive)):
            if witness is not None:
                lines.append(f"{word}, {example(witness)}")
        lines += [str(each) for each in (*self.parameters, *self.rules)]
        if self.sections:
            lines.append(f"also not the same: {', '.join(self.sections)}")
        return "\n".join(lines)


def _shown(witness: Witness | None) -> dict[str, Any] | None:
    return None if witness is None else witness.to_json()
