"""What a comparison came to, in words and as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from itb_rules.cli.tables.counts import BadRows, rows_text, where_text
from itb_rules.cli.tables.decider import STORED
from itb_rules.cli.tables.source import Source
from itb_rules.cli.tables.summary import (
    RULES,
    SHORT,
    bad_section,
    columns_section,
    rule_entries,
    rulebook_json,
    share_text,
)
from itb_rules.cli.tables.transitions import NO_RULE, Transition, Transitions
from itb_rules.rendering.outline import Item, Outline, section
from itb_rules.rulebook import Rulebook
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words

CHANGES = ("table.columns.change", "table.columns.rows")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a table under two rulebooks.

    Attributes:
        before: the first rulebook.
        after: the second one.
        table: the input, as it was given.
        out: the output, as it was given; None for none.
        transitions: who is decided otherwise.
        bad: the rows that were not decided.
        source: the input.
    """

    before: Rulebook
    after: Rulebook
    table: str
    out: str | None
    transitions: Transitions
    bad: BadRows
    source: Source

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        found = self.transitions
        return {
            "before": rulebook_json(self.before),
            "after": rulebook_json(self.after),
            "input": self.table,
            "output": self.out,
            "rows": found.rows,
            "decided": found.decided,
            "changed": found.changed,
            "transitions": [self._plain(each) for each in found.sorted()],
            "rules_before": _sorted(found.rules_before),
            "rules_after": _sorted(found.rules_after),
            "no_rule_before": found.rules_before[NO_RULE],
            "no_rule_after": found.rules_after[NO_RULE],
            "bad": self.bad.to_json(),
        }

    def _plain(self, transition: Transition) -> dict[str, Any]:
        return {
            "before": self._decision(transition.before, transition),
            "after": self._decision(transition.after, transition),
            "direction": self.transitions.direction(transition),
            "rows": transition.rows,
            "examples": [
                {self.source.unit: place} | ({} if name is None else {"id": name})
                for place, name in transition.examples
            ],
        }

    def _decision(self, values: tuple[Any, ...], transition: Transition) -> dict[str, Any]:
        """What is decided; the stored flare stage only where it changes."""
        pairs = zip(self.transitions.fields, values, transition.before, transition.after, strict=True)
        return {name: value for name, value, one, other in pairs if name != STORED or one != other}


def outlined(found: Comparison, language: Language | str = LANGUAGE) -> Outline:
    """Outline a comparison: who changes and how, which rules did it, and what could not be decided."""
    words, changed = Words(language=language), found.transitions.changed
    heading = words.say("diff.heading", before=_named(found.before), after=_named(found.after))
    state = words.say_count("compare.state", changed) if changed else words.say("compare.state.none")
    groups = (
        (bad_section(found.bad, words),),
        (section(words, "transitions", [*_changes(found, words)], columns=CHANGES if changed else ()),),
        (
            section(words, "rules_before", _rules(found.before, found.transitions.rules_before, words), columns=RULES),
            section(words, "rules_after", _rules(found.after, found.transitions.rules_after, words), columns=RULES),
        ),
        (
            columns_section(found.source, found.before, words),
            section(words, "written", [Item(words.say("table.written", path=found.out))] if found.out else []),
        ),
    )
    return Outline(heading, state, loud=False, groups=groups)


def _rules(rulebook: Rulebook, counted: Counter[str], words: Words) -> list[Item]:
    return rule_entries(rulebook, [*_sorted(counted).items()], counted[NO_RULE], words)


def _changes(found: Comparison, words: Words) -> Iterator[Item]:
    transitions = found.transitions
    if not transitions.changed:
        yield Item(words.say("compare.none"))
        return
    rows = transitions.sorted()
    for transition in rows[:SHORT]:
        before, after = (
            _decision(each, transition, transitions, words) for each in (transition.before, transition.after)
        )
        direction = transitions.direction(transition)
        places = [
            place if name is None else words.say("compare.example", place=place, id=name)
            for place, name in transition.examples
        ]
        pieces = [
            rows_text(transition.rows, words.language),
            *([words.say(f"compare.{direction}")] if direction else []),
            where_text(found.source.unit, places, transition.rows, words.language),
        ]
        yield Item(words.say("compare.change", before=before, after=after), aside=tuple(pieces))
    if len(rows) > SHORT:
        yield Item("", below=((words.say("compare.more", count=len(rows) - SHORT),),))
    changed, decided = transitions.changed, transitions.decided
    share, shown = share_text(changed, decided, words), words.language.count
    yield Item("", below=((words.say("compare.of", changed=shown(changed), decided=shown(decided), share=share),),))


def _decision(values: tuple[Any, ...], transition: Transition, transitions: Transitions, words: Words) -> str:
    """A decision in words, without what neither of the two has."""
    pieces = []
    for name, value, one, other in zip(transitions.fields, values, transition.before, transition.after, strict=True):
        if name == "outcome":
            pieces.append(words.name(value))
        elif one or other:
            shown = words.name(value) if value else words.say("compare.nothing")
            pieces.append(words.say("fact.observed", fact=words.name(name), value=shown))
    return ", ".join(pieces)


def _sorted(counted: Counter[str]) -> dict[str, int]:
    found = {rule: count for rule, count in counted.items() if rule != NO_RULE}
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def _named(rulebook: Rulebook) -> str:
    return f"{rulebook.name} {rulebook.version} ({rulebook.profile})"
