"""Single values in words: numbers with units, yes and no, choices, facts against thresholds; free text made safe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from itb_rules.explanation import Amount, Changed, Criterion, Value
from itb_rules.facts import FactSpec
from itb_rules.rulebook.definition import Definition
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases

UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that nobody sees, that reorder text, or that a terminal obeys."""
METRIC = {"in": 2.54, "inches": 2.54, "miles": 1.609344, "lb": 0.45359237}
"""Units that only some countries use, in centimetres, kilometres or kilograms: `metric` of the phrases says which."""
MEASURED = 5
MANY = 2
"""What stands for more than one thing."""


class Words:
    """Words for the parts of one decision, in the packaged phrases.

    Args:
        labels: what a person reads for ids, in the language; an id without one is shown as words.
        language: the language of the words.
    """

    def __init__(self, labels: Mapping[str, str] | None = None, language: str | Language = LANGUAGE) -> None:
        self.phrases = phrases(language)
        self.language = self.phrases.language
        self.say = self.phrases.say
        self.say_one = self.phrases.say_one
        self.say_count = self.phrases.say_count
        self._labels = labels or {}

    def label(self, name: str) -> str:
        """What a person reads for an id: its label, or the id as words."""
        return self._labels.get(name) or self.name(name)

    def name(self, name: str) -> str:
        """An id in words, such as that of an outcome or of a choice."""
        return self.language.text(f"name.{name}", as_words(name))

    def rulebook(self, definition: Definition) -> str:
        """The name of a rulebook, with its version and what it answers."""
        title = self.language.text(f"rulebook.{definition.name}", definition.title)
        return self.say("rules.heading", name=definition.name, version=definition.version, title=title)

    def fact(self, spec: FactSpec) -> str:
        """The label of a fact."""
        return self.language.fact(spec).label

    def value(self, value: Value) -> str:
        """A value without its unit. A choice is shown as it is answered, with spaces."""
        if value is None:
            return self.say("fact.unknown")
        if isinstance(value, bool):
            return self.say("value.yes" if value else "value.no")
        if isinstance(value, str):
            return self.name(value)
        return self.language.number(value)

    def amount(self, low: Value, unit: str | None, high: Value = None) -> str:
        """A value, or a range from `low` to `high`, with its unit."""
        shown = self.value(low) if high is None or high == low else self.range(low, high)
        ends = [each for each in dict.fromkeys((low, high)) if isinstance(each, int | float)]
        if not unit or isinstance(low, bool) or not ends:
            return shown
        count = ends[0] if len(ends) == 1 else max(ends[1], MANY)
        amount = self.say_one("amount", unit, number=shown, unit=self.unit(unit, count))
        if self.language.is_source or unit not in METRIC or f"metric.{unit}" not in self.phrases:
            return amount
        low, high = (_rounded(each * METRIC[unit]) for each in (ends[0], ends[-1]))
        return self.say(
            f"metric.{unit}", amount=amount, metric=self.value(low) if low == high else self.range(low, high)
        )

    def unit(self, unit: str, count: float = MANY) -> str:
        """A unit as it is written behind a number."""
        phrase = f"unit.{unit}"
        if f"{phrase}.other" in self.phrases:
            return self.say_count(phrase, count)
        return self.language.text(phrase, unit)

    def range(self, low: Value, high: Value) -> str:
        """Two ends of a range."""
        signed = isinstance(low, int | float) and low < 0
        return self.say("value.range_words" if signed else "value.range", low=self.value(low), high=self.value(high))

    def unit_beside(self, text: str, unit: str | None) -> str | None:
        """The unit, unless the text beside it says it already: "pain-free days: 5" needs no second "days"."""
        said = unit and unit.strip() and self.unit(unit).split()[-1] in text.replace("(", " ").split()
        return None if said else unit

    def one_of(self, values: Sequence[str]) -> str:
        """Several choices, the last one after "or"."""
        if len(values) < 2:
            return "".join(values)
        return self.say("value.or", first=", ".join(values[:-1]), last=values[-1])

    def met(self, criterion: Criterion) -> str:
        """What was observed, with the threshold where the value alone does not say why it counts."""
        if criterion.group is not None:
            return self.unmet(criterion)
        fact, value = self._observed(criterion)
        if criterion.need in ("is", "in", "is_not", "not_in"):
            met = self.say("fact.observed", fact=fact, value=value)
        else:
            met = self.say("fact.held", fact=fact, value=value, need=self.need(criterion))
        if criterion.follows_from:
            told = ", ".join(map(self.label, criterion.follows_from))
            return self.say("fact.follows", met=met, told=told)
        return met

    def unmet(self, criterion: Criterion) -> str:
        """What was observed and what is needed instead; a group is worded part by part."""
        if criterion.group is None:
            fact, value = self._observed(criterion)
            return self.say("fact.against", fact=fact, value=value, need=self.need(criterion))
        if criterion.group == "score":
            return self._score(criterion)
        if criterion.compared:
            return self._worked(criterion)
        *parts, last = [self._within(part) for part in criterion.parts] or [""]
        if parts:
            last = self.say("group.and" if criterion.group == "all" else "group.or", first=", ".join(parts), last=last)
        return self.say("group.count", count=criterion.count, parts=last) if criterion.count else last

    def _worked(self, criterion: Criterion) -> str:
        """A number that is worked out, what is needed of it, and its parts as they are known."""
        parts = self._parts(criterion)
        if not criterion.title:  # two facts, compared with each other
            left, right = parts
            need = self.say_one("need", criterion.need or "", name=self.name(criterion.need or ""), value=right)
            return self.say("derived.against", left=left, need=need)
        value = self.amount(criterion.have, self.unit_beside(criterion.title, criterion.unit))
        of = self.say(f"derived.{criterion.group}", parts=", ".join(parts))
        return self.say("derived.compared", title=criterion.title, value=value, need=self.need(criterion), parts=of)

    def _parts(self, criterion: Criterion) -> list[str]:
        """The parts of what is worked out, each with its value."""
        shown = []
        for part in criterion.parts:
            label = part.title or (self.label(part.fact) if part.fact else "")
            value = self.amount(part.have, self.unit_beside(label, part.unit))
            shown.append(self.say("fact.observed", fact=label, value=value) if label else value)
        return shown

    def _score(self, criterion: Criterion) -> str:
        """The points so far and those needed, and what gives them: once they suffice only what counted."""
        items = [part for part in criterion.parts if criterion.status != "met" or part.status == "met"]
        shown = [
            self.say(
                f"points.{part.status}",
                points=self.value(part.points),
                part=self._within(part) if part.group or part.status != "met" else self.met(part),
            )
            for part in items
        ]
        than = criterion.than
        have, need = self.value(criterion.have), "" if isinstance(than, tuple) else self.value(than)
        name = "points.below" if criterion.need == "below" else "points.at_least"
        return self.say(name, have=have, need=need, items="; ".join(shown) or self.say("points.none"))

    def unknown(self, criterion: Criterion) -> str:
        """A single fact that is not known, and what is needed of it."""
        return self.say("fact.needed", fact=self.label(criterion.fact or ""), need=self.need(criterion))

    def _observed(self, criterion: Criterion) -> tuple[str, str]:
        fact = self.label(criterion.fact or "")
        return fact, self.amount(criterion.have, self.unit_beside(fact, criterion.unit))

    def named(self, criterion: Criterion) -> Iterator[str]:
        """The facts of a criterion, without their values."""
        if criterion.fact is not None:
            yield self.label(criterion.fact)
        for part in criterion.parts:
            yield from self.named(part)

    def _within(self, part: Criterion) -> str:
        return self.say("group.within", parts=self.unmet(part)) if part.group else self.unmet(part)

    def need(self, criterion: Criterion) -> str:
        """The comparison alone, without its unit."""
        than = criterion.than if isinstance(criterion.than, tuple) else (criterion.than,)
        if criterion.need == "is_not" and isinstance(than[0], bool):
            return self.say("need.is", value=self.value(not than[0]))
        value = self.one_of([self.value(one) for one in than])
        need = criterion.need or ""
        return self.say_one("need", need, name=self.name(need), value=value)

    def bounds(self, change: Changed) -> str:
        """The bounds of a change, with their unit."""
        low, high = change.at_least, change.at_most
        if low is not None and high is not None:
            return self.amount(low, change.unit, high)
        if low is not None:
            return self.say("change.at_least", low=self.amount(low, change.unit))
        return "" if high is None else self.say("change.at_most", high=self.amount(high, change.unit))

    def dose(self, amounts: Iterable[Amount], per: str | None) -> str:
        """A dose, figure by figure."""
        parts = [
            self.say_one("dose", one.what, what=self.name(one.what), amount=self.amount(one.low, one.unit, one.high))
            for one in amounts
        ]
        if per and parts:
            parts.append(self.say_one("per", per, per=self.name(per)))
        return ", ".join(parts)

    def lacking(self, criterion: Criterion) -> str:
        """What is still lacking of something needed, as far on as it is: "day 3 of 8"."""
        if criterion.group is not None:
            return self.unmet(criterion)
        fact, have = criterion.fact or "", criterion.have
        if criterion.status == "unknown":
            return self.say("lack.unknown", fact=self.unknown(criterion))
        if criterion.need != "at_least" or isinstance(have, bool | str) or have is None:
            return self.unmet(criterion)
        need = self.need(replace(criterion, need="is"))
        if have == 0:
            return self.say_one("lack_all", fact, fact=self.label(fact), need=need)
        return self.say_one("lack_some", fact, fact=self.label(fact), have=self.value(have), need=need)

    def within(self, days: int) -> str:
        """By when, as people say it: "today", "this week"."""
        return self.say_one("within", str(days), days=days)

    def graded(self, basis: str, evidence: str) -> str:
        """On what ground something stands, and how good the evidence is where it is graded."""
        named = self.say_one("basis", basis, name=self.name(basis))
        if basis == evidence:
            return named
        return self.say(
            "cited.graded", basis=named, evidence=self.say_one("evidence", evidence, name=self.name(evidence))
        )

    def cited(self, sources: Sequence[str], basis: str, evidence: str | None = None) -> str:
        """Where something comes from, and how good the evidence is where it is graded."""
        named, listed = self.say_one("basis", basis, name=self.name(basis)), ", ".join(sources)
        if evidence is None or basis == evidence:
            return self.say("cited.one", sources=listed, basis=named)
        graded = self.say_one("evidence", evidence, name=self.name(evidence))
        return self.say("cited.both", sources=listed, basis=named, evidence=graded)


def _rounded(value: float) -> float:
    """As exactly as somebody measures by eye."""
    return round(value) if value >= MEASURED else round(value, 1)


def plain(text: str) -> str:
    """The text in one line, without characters that nobody sees, that reorder text, or that a terminal obeys."""
    shown = "".join(" " if unicodedata.category(each) in UNSAFE else each for each in text)
    return " ".join(shown.split())


def as_words(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")
