"""A rulebook as a table: every rule with when it holds and who says so, findings, parameters and doses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from itb_rules.rendering.decision_reasons import cited
from itb_rules.rendering.markdown import marked_up
from itb_rules.rendering.outline import Entry, Outline, Section
from itb_rules.rendering.text import WIDTH, laid_out
from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Compare, Condition, Holds, Not, Parameter, Setting
from itb_rules.rulebook.definition import Definition, Finding, Rule, Threshold
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words, as_words


def rules_to_text(definition: Definition, *, width: int = WIDTH) -> str:
    """Word a rulebook for a terminal.

    Args:
        definition: the rulebook, with the parameter values in use.
        width: columns to wrap at.
    """
    return laid_out(rules_outline(definition), width)


def rules_to_markdown(definition: Definition) -> str:
    """Word a rulebook as Markdown, with a table for each outcome."""
    return marked_up(rules_outline(definition))


def rules_to_json(definition: Definition) -> str:
    """A rulebook as JSON: conditions as rule files write them, and in words."""
    return json.dumps(_Rulebook(definition).plain(), indent=2, ensure_ascii=False)


def rules_outline(definition: Definition) -> Outline:
    """Outline a rulebook."""
    return _Rulebook(definition).outline()


class _Rulebook:
    def __init__(self, definition: Definition) -> None:
        people, suspects = definition.people, definition.suspects
        titles = {name: one.title for named in (people, suspects) for name, one in named.items()}
        self._definition = definition
        self._words = Words(phrases(), titles)
        self._conditions = ConditionWords(definition, self._words)

    def outline(self) -> Outline:
        definition, say = self._definition, self._words.say
        heading = say("rules.heading", name=definition.name, version=definition.version, title=definition.title)
        groups = (tuple(self._outcomes()), tuple(self._findings()), tuple(self._values()))
        return Outline(
            heading, say("rules.profile", profile=definition.profile), loud=False, groups=tuple(filter(None, groups))
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
            named = as_words(outcome.id)
            title = say("rules.outcome", outcome=named.upper(), title=outcome.title)
            yield from self._rules(named, title, outcome.id)
        yield from self._rules(say("rules.advice.label"), say("rules.advice.title"), None)

    def _rules(self, label: str, title: str, outcome: str | None) -> Iterator[Section]:
        rules = [rule for rule in self._definition.rules if rule.outcome == outcome]
        if rules:
            yield Section(label, title, tuple(map(self._rule, rules)), columns=self._columns("rule", "when", "what"))

    def _rule(self, rule: Rule) -> Entry:
        words = self._words
        told = [rule.do] if rule.do else []
        if rule.suspects:
            told.append(words.say("rules.suspects", suspects=", ".join(map(words.label, rule.suspects))))
        if rule.refer_to:
            people = words.one_of([words.label(person) for person in rule.refer_to])
            told.append(words.say("rules.refer_to", people=people))
        told.append(self._id(rule.id, cited(words, rule.source, rule.basis, rule.evidence)))
        return self._entry(rule.title, words.say("rules.when", condition=self._conditions.rule(rule)), told)

    def _findings(self) -> Iterator[Section]:
        say = self._words.say
        entries = [
            self._entry(
                finding.title,
                say("rules.when", condition=self._conditions.condition(finding.when)),
                [self._id(finding.id, ", ".join(finding.source))],
            )
            for finding in self._listed_findings()
        ]
        if entries:
            columns = self._columns("finding", "when", "source")
            yield Section(say("rules.findings.label"), say("rules.findings.title"), tuple(entries), columns=columns)

    def _listed_findings(self) -> Iterator[Finding]:
        """The rulebook's own findings; those that stand for a rule of another rulebook are told there."""
        return (finding for finding in self._definition.findings.values() if finding.rule is None)

    def _values(self) -> Iterator[Section]:
        say, amount = self._words.say, self._words.amount
        definition = self._definition
        parameters = [
            Entry(
                threshold.title,
                aside=(amount(definition.values[threshold.id], threshold.unit), *self._ends(threshold)),
                **self._told([self._id(threshold.id, cited(self._words, threshold.source, threshold.basis))]),
            )
            for threshold in definition.thresholds.values()
        ]
        if parameters:
            columns = self._columns("parameter", "value", "source")
            label, title = say("rules.parameters.label"), say("rules.parameters.title")
            yield Section(label, title, tuple(parameters), columns=columns)
        doses = [
            Entry(dose.title, aside=(amount(dose.low, dose.unit, dose.high), dose.id, ", ".join(dose.source)))
            for dose in definition.doses.values()
        ]
        if doses:
            columns = self._columns("dose", "amount")
            yield Section(say("rules.doses.label"), say("rules.doses.title"), tuple(doses), columns=columns)

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

    def _entry(self, text: str, aside: str, told: list[str]) -> Entry:
        return Entry(text, aside=(aside,), **self._told(told))

    @staticmethod
    def _told(told: Iterable[str]) -> dict[str, Any]:
        """The same lines below the entry where it is text, and in the last column where it is a table."""
        lines = tuple(told)
        return {"below": tuple((line,) for line in lines), "extra": lines}


def as_written(condition: Condition) -> Any:
    """A condition as rule files write it."""
    match condition:
        case Compare(fact, operator, value):
            written = list(value) if isinstance(value, tuple) else value
            return {fact: {operator: str(value) if isinstance(value, Parameter) else written}}
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
