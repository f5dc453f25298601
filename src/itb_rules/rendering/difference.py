"""The difference of two rulebooks in words, for a terminal, a file or a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from itb_rules.rendering.outline import Item, Outline, Section, section
from itb_rules.rendering.witness import WitnessWords
from itb_rules.verification.comparison.data import RulebookDiff, RuleDiff
from itb_rules.wording.words import Words


def diff_outline(found: RulebookDiff) -> Outline:
    """Outline a difference: whose answers change, which rules and parameters are not the same."""
    words, shown = Words(), WitnessWords(found.model)
    answers = [
        Item(words.say(f"diff.{name}"), below=tuple(shown.compared(witness)))
        for name, witness in (("stricter", found.stricter), ("more_permissive", found.more_permissive))
        if witness is not None
    ]
    parts = ", ".join(found.sections)
    groups: tuple[tuple[Section, ...], ...] = (
        (section(words, "undecided", [Item(found.gave_up)] if found.gave_up else []),),
        (section(words, "answers", answers),),
        (section(words, "rules_changed", [*_rules(found.rules, shown)], first=1),),
        (
            section(words, "values_changed", [Item(str(each)) for each in found.parameters]),
            section(words, "also_changed", [Item(words.say("diff.also", parts=parts))] if parts else []),
        ),
    )
    if not any(each.items for group in groups for each in group):
        groups = ((section(words, "answers", [Item(words.say("diff.same"))]),),)
    heading = words.say("diff.heading", before=found.before, after=found.after)
    return Outline(heading, found.verdict, loud=False, groups=groups, tone=words.say_one("tone", found.verdict))


def _rules(rules: tuple[RuleDiff, ...], shown: WitnessWords) -> Iterator[Item]:
    for rule in rules:
        lines = () if rule.witness is None else tuple(shown.compared(rule.witness))
        yield Item(str(replace(rule, witness=None)), below=lines)
