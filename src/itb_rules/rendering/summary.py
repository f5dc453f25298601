"""The summary of a table in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from itb_rules.frame.summary import Move, Need, Reason, Summary
from itb_rules.rendering.outline import Item, Outline, section
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_definition, translated_labels
from itb_rules.wording.words import Words

DECIDED = ("table.columns.outcome", "table.columns.rows")
MOVED = ("summary.columns.move", "table.columns.rows")
RULES = ("table.columns.rule", "table.columns.rows", "table.columns.title")
NEEDED = ("summary.columns.rule", "summary.columns.rows")
ASKED = ("summary.columns.fact", "table.columns.rows")
MOST = 12
"""How many facts to ask for are named; the rest are in the data."""


def summary_outline(summary: Summary, language: str | Language = LANGUAGE) -> Outline:
    """Outline a summary: rows by outcome, moves between stages, the rules that decided and what to ask."""
    language = language_of(language)
    words = Words(translated_labels(summary.labels, language), language)
    counted = [words.say("summary.settled", count=_count(summary.settled, summary, words))]
    counted.append(words.say("summary.withheld", count=_count(summary.withheld, summary, words)))
    if summary.undecided:
        counted.append(words.say("summary.undecided", count=_count(summary.undecided, summary, words)))
    specs = summary.definition.facts.specs
    to_ask = [
        Item(words.fact(specs[each.fact]), aside=(_count(each.rows, summary, words),))
        for each in summary.open_facts[:MOST]
    ]
    groups = (
        (
            section(words, "rows_decided", [*_outcomes(summary, words)], columns=DECIDED),
            section(words, "rows_checked", [Item("", below=(tuple(counted),))]),
        ),
        (section(words, "moves", [_move(move, summary, words) for move in summary.moves], columns=MOVED),),
        (section(words, "rows_by_rule", [_reason(each, summary, words) for each in summary.reasons], columns=RULES),),
        (section(words, "needs", [*_needs(summary, words)], columns=NEEDED),),
        (section(words, "open_facts", to_ask, columns=ASKED),),
        (section(words, "provenance", [Item(summary.rulebook)]),),
    )
    title = language.text(f"rulebook.{summary.definition.name}", summary.title)
    heading = words.say("summary.heading", title=title)
    return Outline(heading, words.say_count("table.rows", summary.rows), loud=False, groups=groups)


def _outcomes(summary: Summary, words: Words) -> Iterator[Item]:
    for outcome, rows in summary.outcomes.items():
        yield Item(
            words.say("rules.outcome", outcome=words.name(outcome), title=words.label(outcome)),
            aside=(_count(rows, summary, words),),
        )


def _move(move: Move, summary: Summary, words: Words) -> Item:
    before, after = (_stage(stage, words) for stage in (move.stage, move.next_stage))
    if move.next_stage is None:
        text = words.say("summary.nowhere", stage=before)
    elif move.stage == move.next_stage:
        text = words.say("summary.stays", stage=before)
    else:
        text = words.say("summary.moves", stage=before, next=after)
    return Item(text, aside=(_count(move.rows, summary, words),))


def _reason(reason: Reason, summary: Summary, words: Words) -> Item:
    title = _title(reason.rule, reason.title, words) if reason.title else words.say("because.default")
    text = words.say(
        "summary.reason", outcome=words.name(reason.outcome), rule=reason.rule or words.say("table.no_rule")
    )
    return Item(text, aside=(_count(reason.rows, summary, words),), extra=(title,))


def _needs(summary: Summary, words: Words) -> Iterator[Item]:
    """What holds rows back, rule by rule, the most frequent first."""
    conditions = ConditionWords(translated_definition(summary.definition, words.language.text), words)
    for (rule, title), alike in groupby(summary.needs, lambda need: (need.rule, need.title)):
        needs = sorted(alike, key=lambda need: -need.unmet - need.unknown)
        yield Item(_title(rule, title, words), aside=tuple(_need(need, conditions, words) for need in needs))


def _need(need: Need, conditions: ConditionWords, words: Words) -> str:
    part, count = conditions.condition(need.part), words.language.count
    if not need.unknown:
        return words.say("summary.unmet", need=part, unmet=count(need.unmet))
    if not need.unmet:
        return words.say("summary.not_known", need=part, unknown=count(need.unknown))
    return words.say("summary.both", need=part, unmet=count(need.unmet), unknown=count(need.unknown))


def _title(rule: str, title: str, words: Words) -> str:
    return words.language.text(f"rule.{rule}.title", title)


def _stage(stage: str | None, words: Words) -> str:
    return words.say("timeline.nowhere") if stage is None else words.label(stage)


def _count(rows: int, summary: Summary, words: Words) -> str:
    share = words.language.share(rows / max(summary.rows, 1))
    return words.say("summary.count", count=words.language.count(rows), share=share)
