"""A rulebook as a table: every rule with when it holds and who says so, findings, parameters and doses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Item, Outline, Section
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Parameter,
    Score,
    Setting,
)
from itb_rules.rulebook.definition import Definition, Finding, Rule, Threshold
from itb_rules.rulebook.derived import Derived, Part
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_definition
from itb_rules.wording.words import Words


def rules_to_text(definition: Definition, *, width: int = WIDTH, language: str | Language = LANGUAGE) -> str:
    """Word a rulebook for a terminal.

    Args:
        definition: the rulebook, with the parameter values in use.
        width: columns to wrap at.
        language: as for `render`.
    """
    return laid_out(rules_outline(definition, language), width)


def rules_to_markdown(definition: Definition, *, language: str | Language = LANGUAGE) -> str:
    """Word a rulebook as Markdown, with a table for each outcome."""
    return marked_up(rules_outline(definition, language))


def rules_to_json(definition: Definition) -> str:
    """A rulebook as JSON: conditions as rule files write them, and in words."""
    return json.dumps(_Rulebook(definition).plain(), indent=2, ensure_ascii=False)


def rules_outline(definition: Definition, language: str | Language = LANGUAGE) -> Outline:
    """Outline a rulebook."""
    return _Rulebook(definition, language).outline()


class _Rulebook:
    def __init__(self, definition: Definition, language: str | Language = LANGUAGE) -> None:
        definition = translated_definition(definition, language_of(language).text)
        people, suspects = definition.people, definition.suspects
        titles = {name: one.title for named in (people, suspects) for name, one in named.items()}
        self._definition = definition
        self._words = Words(titles, language)
        self._conditions = ConditionWords(definition, self._words)

    def outline(self) -> Outline:
        definition, say = self._definition, self._words.say
        heading = say("rules.heading", name=definition.name, version=definition.version, title=definition.title)
        groups = (tuple(self._outcomes()), (self._derived(), self._findings()), (self._parameters(), self._doses()))
        return Outline(
            heading, say("rules.profile", profile=self._words.name(definition.profile)), loud=False, groups=groups
        )

    def plain(self) -> dict[str, Any]:
        definition = self._definition
        return {
            "name": definition.name,
            "version": definition.version,
            "title": definition.title,
            "profile": definition.profile,
            "outcomes": [{"id": outcome.id, "title": outcome.title} for outcome in definition.outcomes],
            "rules": [self._plain_rule(rule) for rule in definition.rules],
            "findings": [
                {
                    "id": finding.id,
                    "title": finding.title,
                    "when": as_written(finding.when),
                    "words": self._conditions.condition(finding.when),
                    "source": finding.source,
                }
                for finding in self._listed_findings()
            ],
            "derived": [_plain_derived(each) for each in definition.derived.values()],
            "parameters": [self._plain_parameter(threshold) for threshold in definition.thresholds.values()],
        }

    def _plain_rule(self, rule: Rule) -> dict[str, Any]:
        lifted_by = None if rule.lifted_by is None else as_written(rule.lifted_by)
        return {
            "id": rule.id,
            "title": rule.title,
            "outcome": rule.outcome,
            "when": as_written(rule.when),
            "lifted_by": lifted_by,
            "words": self._conditions.rule(rule),
            "do": rule.do,
            "suspects": rule.suspects,
            "refer_to": rule.refer_to,
            "source": rule.source,
            "basis": rule.basis,
            "evidence": rule.evidence,
            "note": rule.note,
        }

    def _plain_parameter(self, threshold: Threshold) -> dict[str, Any]:
        return {
            "id": threshold.id,
            "title": threshold.title,
            "value": self._definition.values[threshold.id],
            "cautious": threshold.cautious,
            "permissive": threshold.permissive,
            "low": threshold.low,
            "high": threshold.high,
            "unit": threshold.unit,
            "source": threshold.source,
            "basis": threshold.basis,
        }

    def _outcomes(self) -> Iterator[Section]:
        say = self._words.say
        for outcome in self._definition.outcomes:
            named = self._words.name(outcome.id)
            title = say("rules.outcome", outcome=named.upper(), title=outcome.title)
            yield self._rules(named, title, outcome.id)
        yield self._rules(say("rules.advice.label"), say("rules.advice.title"), None)

    def _rules(self, label: str, title: str, outcome: str | None) -> Section:
        rules = [self._rule(rule) for rule in self._definition.rules if rule.outcome == outcome]
        return Section(label, title, tuple(rules), columns=self._columns("rule", "when", "what"))

    def _rule(self, rule: Rule) -> Item:
        words = self._words
        says = [rule.do] if rule.do else []
        if rule.suspects:
            says.append(words.say("rules.suspects", suspects=", ".join(map(words.label, rule.suspects))))
        if rule.refer_to:
            people = words.one_of([words.label(person) for person in rule.refer_to])
            says.append(words.say("rules.refer_to", people=people))
        says.append(self._id(rule.id, words.cited(rule.source, rule.basis, rule.evidence)))
        when = words.say("rules.when", condition=self._conditions.rule(rule))
        return Item(rule.title, aside=(when,), **_lines(says))

    def _derived(self) -> Section:
        items = [
            Item(each.title, aside=(self._conditions.worked_out(each),), **_lines([each.id]))
            for each in self._definition.derived.values()
        ]
        return self._named("derived", items, "derived", "worked_out")

    def _findings(self) -> Section:
        say = self._words.say
        items = [
            Item(
                finding.title,
                aside=(say("rules.when", condition=self._conditions.condition(finding.when)),),
                **_lines([self._id(finding.id, ", ".join(finding.source))]),
            )
            for finding in self._listed_findings()
        ]
        return self._named("findings", items, "finding", "when", "source")

    def _listed_findings(self) -> Iterator[Finding]:
        """The rulebook's own findings; those that stand for a rule of another rulebook are listed there."""
        return (finding for finding in self._definition.findings.values() if finding.rule is None)

    def _parameters(self) -> Section:
        words, definition = self._words, self._definition
        items = [
            Item(
                threshold.title,
                aside=(words.amount(definition.values[threshold.id], threshold.unit), *self._ends(threshold)),
                **_lines([self._id(threshold.id, words.cited(threshold.source, threshold.basis))]),
            )
            for threshold in definition.thresholds.values()
        ]
        return self._named("parameters", items, "parameter", "value", "source")

    def _doses(self) -> Section:
        amount = self._words.amount
        items = [
            Item(dose.title, aside=(amount(dose.low, dose.unit, dose.high), dose.id, ", ".join(dose.source)))
            for dose in self._definition.doses.values()
        ]
        return self._named("doses", items, "dose", "amount")

    def _named(self, name: str, items: list[Item], *columns: str) -> Section:
        label, title = self._words.say(f"rules.{name}.label"), self._words.say(f"rules.{name}.title")
        return Section(label, title, tuple(items), columns=self._columns(*columns))

    def _ends(self, threshold: Threshold) -> Iterator[str]:
        """Both ends of the source's range, and how far the value may be set."""
        say, value = self._words.say, self._words.value
        if threshold.cautious == threshold.permissive:
            yield say("rules.one_end", value=value(threshold.cautious))
        else:
            yield say("rules.cautious", value=value(threshold.cautious))
            yield say("rules.permissive", value=value(threshold.permissive))
        yield say("rules.may_be", low=value(threshold.low), high=value(threshold.high))

    def _columns(self, *names: str) -> tuple[str, ...]:
        return tuple(self._words.say(f"rules.columns.{name}") for name in names)

    def _id(self, name: str, source: str) -> str:
        return self._words.say("rules.id", id=name, cited=source) if source else name


def _lines(says: Sequence[str]) -> dict[str, Any]:
    """The same lines below the item where it is text, and in the last column where it is a table."""
    return {"below": tuple((line,) for line in says), "extra": tuple(says)}


def _plain_derived(derived: Derived) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": derived.id, "title": derived.title, "unit": derived.unit}
    plain[derived.how] = [_written_part(part) for part in derived.parts]
    return plain | ({"times": derived.times} if derived.how == "ratio" else {})


def _written_part(part: Part) -> str | float:
    return part.id if isinstance(part, Derived) else part


def as_written(condition: Condition) -> Any:
    """A condition as rule files write it."""
    match condition:
        case Compare(fact, operator, value):
            written = list(value) if isinstance(value, tuple) else value
            return {fact: {operator: str(value) if isinstance(value, Parameter) else written}}
        case Measured(derived, operator, value):
            if derived.id:
                return {derived.id: {operator: str(value) if isinstance(value, Parameter) else value}}
            left, right = map(_written_part, derived.parts)
            return {left: {operator: right}}
        case Setting(parameter, operator, value):
            return {str(parameter): {operator: value}}
        case Holds(finding):
            return finding
        case Not(part):
            return {"not": as_written(part)}
        case AllOf(()):
            return "always"
        case AllOf(parts) | AnyOf(parts):
            return {"all" if isinstance(condition, AllOf) else "any": [as_written(part) for part in parts]}
        case AtLeast(count, parts):
            return {"at_least": count, "of": [as_written(part) for part in parts]}
        case Score(least, items):
            return {
                "at_least": str(least) if isinstance(least, Parameter) else least,
                "score": [{"points": item.points, "when": as_written(item.when)} for item in items],
            }
