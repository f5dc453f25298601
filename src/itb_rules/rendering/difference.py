"""The difference of two rulebooks in words, for a terminal, a file or a notebook."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.rendering.outline import Item, Outline, Section, section
from itb_rules.rendering.witness import WitnessWords
from itb_rules.verification.comparison.data import FieldChange, ParameterDiff, RulebookDiff, RuleDiff
from itb_rules.verification.comparison.words import value_words
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words


def diff_outline(found: RulebookDiff, language: str | Language = LANGUAGE) -> Outline:
    """Outline a difference: whose answers change, which rules and parameters are not the same."""
    words, shown = Words(language=language), WitnessWords(found.model, language)
    answers = [
        Item(words.say(f"diff.{name}"), below=tuple(shown.compared(witness)))
        for name, witness in (("stricter", found.stricter), ("more_permissive", found.more_permissive))
        if witness is not None
    ]
    parts = ", ".join(found.sections)
    groups: tuple[tuple[Section, ...], ...] = (
        (section(words, "undecided", [Item(found.gave_up)] if found.gave_up else []),),
        (section(words, "answers", answers),),
        (section(words, "rules_changed", [*_rules(found.rules, shown, words)], first=1),),
        (
            section(words, "values_changed", [Item(_parameter(each, words)) for each in found.parameters]),
            section(words, "also_changed", [Item(words.say("diff.also", parts=parts))] if parts else []),
        ),
    )
    if not any(each.items for group in groups for each in group):
        groups = ((section(words, "answers", [Item(words.say("diff.same"))]),),)
    heading = words.say("diff.heading", before=found.before, after=found.after)
    verdict = words.say(f"diff.verdict.{found.verdict}")
    return Outline(heading, verdict, loud=False, groups=groups, tone=words.say_one("tone", found.verdict))


def _rules(rules: tuple[RuleDiff, ...], shown: WitnessWords, words: Words) -> Iterator[Item]:
    for rule in rules:
        lines = () if rule.witness is None else tuple(shown.compared(rule.witness))
        yield Item("; ".join(_rule(rule, words)), below=lines)


def _rule(rule: RuleDiff, words: Words) -> Iterator[str]:
    yield words.say(f"diff.rule.{rule.kind}", rule=rule.rule, was=rule.was)
    yield from _fields(rule.fields, words)
    if rule.gave_up:
        yield words.say("diff.gave_up", reason=rule.gave_up)
    if rule.decides is False:
        yield words.say("diff.no_other")


def _parameter(found: ParameterDiff, words: Words) -> str:
    changes = [*_fields(found.fields, words)]
    if found.before != found.after:
        before, after = value_words(found.before), value_words(found.after)
        unit = words.unit(found.unit) if found.unit and not words.language.is_source else found.unit
        changes.insert(0, words.say("diff.values", before=before, after=after, unit=unit).rstrip())
    title = words.language.text(f"parameter.{found.parameter}", found.title)
    return words.say("diff.parameter", parameter=found.parameter, title=title, changes="; ".join(changes))


def _fields(changes: tuple[FieldChange, ...], words: Words) -> Iterator[str]:
    """What is written otherwise, as rule files write it."""
    for each in changes:
        before, after = value_words(each.before), value_words(each.after)
        yield words.say("diff.field", name=each.name, before=before, after=after)
