"""The difference of two rulebooks in words, for a terminal, a file or a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from itb_rules.rendering.outline import Entry, Outline
from itb_rules.rendering.sections import section
from itb_rules.rendering.witness import WitnessWords
from itb_rules.verification.comparison.data import RulebookDiff, RuleDiff
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words


def diff_outline(found: RulebookDiff) -> Outline:
    """Outline a difference: whose answers change, which rules and parameters are not the same."""
    words, shown = Words(phrases(), {}), WitnessWords(found.model)
    answers = [
        Entry(words.say(f"diff.{name}"), below=tuple(shown.compared(witness)))
        for name, witness in (("stricter", found.stricter), ("more_permissive", found.more_permissive))
        if witness is not None
    ]
    groups = (
        (*section(words, "undecided", [Entry(found.gave_up)] if found.gave_up else []),),
        (*section(words, "answers", answers),),
        (*section(words, "rules_changed", [*_rules(found.rules, shown)], first=1),),
        (
            *section(words, "values_changed", [Entry(str(each)) for each in found.parameters]),
            *section(
                words,
                "also_changed",
                [Entry(words.say("diff.also", parts=", ".join(found.sections)))][: len(found.sections)],
            ),
        ),
    )
    said = tuple(group for group in groups if group)
    if not said:
        said = ((*section(words, "answers", [Entry(words.say("diff.same"))]),),)
    heading = words.say("diff.heading", before=found.before, after=found.after)
    return Outline(heading, found.verdict, loud=False, groups=said, tone=words.say_one("tone", found.verdict))


def _rules(rules: tuple[RuleDiff, ...], shown: WitnessWords) -> Iterator[Entry]:
    for rule in rules:
        lines = () if rule.witness is None else tuple(shown.compared(rule.witness))
        yield Entry(str(replace(rule, witness=None)), below=lines)
