"""`itb-rules diff`: what two rulebooks, or the same one with other values, decide differently."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import click

from itb_rules.cli.choosing import read_seconds, read_side, with_format, with_time_limit
from itb_rules.cli.output import show_json, show_outline
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.witnesses import WitnessWords
from itb_rules.definition import Definition
from itb_rules.rendering.formats import check_format
from itb_rules.rendering.outline import Entry, Outline
from itb_rules.rendering.phrases import phrases
from itb_rules.rendering.sections import section
from itb_rules.rendering.words import Words
from itb_rules.verification import RulebookDiff, RuleDiff, smt
from itb_rules.verification import diff as compare

DIFFER = 1
EQUIVALENT = "equivalent"
REASSURING = (EQUIVALENT, "stricter")


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@with_time_limit
@with_format
def diff(before: str, after: str, seconds: str, style: str) -> None:
    """Say what the rulebook AFTER decides otherwise than BEFORE, proven for all facts.

    Each is the name of a packaged rulebook or a folder of rule files, with an @ and a profile or values behind it where
    these matter: progression@permissive, progression@pain_free_days=9, or both with a comma between them.

    Exit status: 0 when every decision is the same, 1 when some differ or the solver gave up, 2 when something was
    refused.
    """
    refusals = Refusals()
    definitions = [read_side(refusals, *each) for each in (("BEFORE", before), ("AFTER", after))]
    with refusals:
        check_format(style)
    limit = read_seconds(refusals, seconds)
    with refusals:
        smt.require()
    refusals.stop()
    first, second = definitions
    if first is None or second is None:  # both are there when nothing was refused
        return
    found = None
    with refusals:
        found = compare(first, second, time_limit=limit)
    refusals.stop()
    if found is None:
        return
    if style == "json":
        show_json(found.to_json())
    else:
        show_outline(_outlined(found, first, second), style, loud=found.verdict not in REASSURING)
    sys.exit(0 if found.verdict == EQUIVALENT else DIFFER)


def _outlined(found: RulebookDiff, before: Definition, after: Definition) -> Outline:
    words = Words(phrases(), {})
    wider = after if issubclass(after.facts, before.facts) else before
    shown = WitnessWords(wider)
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
    return Outline(heading, found.verdict, loud=False, groups=said)


def _rules(rules: tuple[RuleDiff, ...], shown: WitnessWords) -> Iterator[Entry]:
    for rule in rules:
        lines = () if rule.witness is None else tuple(shown.compared(rule.witness))
        yield Entry(str(replace(rule, witness=None)), below=lines)
