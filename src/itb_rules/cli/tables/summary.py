"""What a batch came to, in words and as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules import frame
from itb_rules.cli.tables.counts import BadRows, Counts, by_rule
from itb_rules.cli.tables.source import Source
from itb_rules.errors import near_names
from itb_rules.rendering.outline import Item, Outline, Section, section
from itb_rules.rulebook import Rulebook
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words

SHORT = 12
OUTCOMES = ("table.columns.outcome", "table.columns.rows")
RULES = ("table.columns.rule", "table.columns.rows", "table.columns.title")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a batch came to.

    Attributes:
        rulebook: what decided.
        table: the input, as it was given.
        out: the output, as it was given.
        counts: the decisions.
        bad: the rows that were not decided.
        source: the input.
    """

    rulebook: Rulebook
    table: str
    out: str
    counts: Counts
    bad: BadRows
    source: Source

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        columns = self.source.given.columns
        specs = self.rulebook.facts.specs
        found = self.counts.summary()
        rules, no_rule = by_rule(found)
        return {
            "rulebook": rulebook_json(self.rulebook),
            "input": self.table,
            "output": self.out,
            "rows": self.counts.rows,
            "written": self.counts.written,
            "decided": found.rows - found.undecided,
            "settled": found.settled,
            "withheld": found.withheld,
            "outcomes": dict(found.outcomes),
            "rules": dict(rules),
            "no_rule": no_rule,
            "bad": self.bad.to_json(),
            "columns": {
                "facts": [name for name in columns if name in specs],
                "other": [name for name in columns if name not in specs],
                "misspelt": near_names(columns, specs),
            },
        }


def rulebook_json(rulebook: Rulebook) -> dict[str, str]:
    """Which rules with which values they were."""
    return {
        "name": rulebook.name,
        "version": rulebook.version,
        "profile": rulebook.profile,
        "digest": rulebook.digest,
    }


def outlined(summary: Summary, language: Language | str = LANGUAGE) -> Outline:
    """Outline a summary: what became of the rows, which rules decided, what is wrong, where it is."""
    words, definition = Words(language=language), summary.rulebook.definition
    heading, found = words.rulebook(definition), summary.counts.summary()
    rules = rule_entries(summary.rulebook, *by_rule(found), words)
    groups = (
        (bad_section(summary.bad, words),),
        (section(words, "rows_decided", [*_outcomes(found, words)], columns=OUTCOMES),),
        (section(words, "rows_by_rule", rules, columns=RULES),),
        (columns_section(summary.source, summary.rulebook, words), *_around(summary, found, words)),
    )
    return Outline(heading, state_of(summary.bad, words), loud=False, groups=groups)


def state_of(bad: BadRows, words: Words) -> str:
    """Whether every row was decided."""
    if not bad.rows:
        return words.say("table.state.all")
    return words.say_count("table.state", bad.rows)


def bad_section(bad: BadRows, words: Words) -> Section:
    """What is wrong with bad rows, each kind with the first of its rows."""
    return section(words, "rows_bad", [Item(str(problem)) for problem in bad.problems(words.language)])


def columns_section(source: Source, rulebook: Rulebook, words: Words) -> Section:
    """How many of the facts are columns."""
    columns, specs = source.given.columns, rulebook.facts.specs
    known = sum(name in specs for name in columns)
    count = words.say("table.facts", count=known, of=len(specs), model=rulebook.facts.__name__)
    return section(words, "columns", [Item(count)])


def share_text(count: int, of: int, words: Words) -> str:
    """A count as a share, so that few are never shown as none."""
    share = words.language.share
    return share(count / of, 1) if count * 1000 >= of else f"<{share(0.001, 1)}"


def rule_entries(rulebook: Rulebook, rows: Sequence[tuple[str, int]], no_rule: int, words: Words) -> list[Item]:
    """The rules that decided most, each with its count and its title, and how many rows none decided."""
    titles = {rule.id: words.language.text(f"rule.{rule.id}.title", rule.title) for rule in rulebook.rules}
    shown = words.language.count
    entries = [Item(rule, aside=(shown(count),), extra=(titles[rule],)) for rule, count in rows[:SHORT]]
    if no_rule:
        entries.append(Item(words.say("table.no_rule"), aside=(shown(no_rule),), extra=("",)))
    if len(rows) > SHORT:
        entries.append(Item("", below=((words.say("table.more_rules", count=len(rows) - SHORT),),)))
    return entries


def _outcomes(found: frame.Summary, words: Words) -> Iterator[Item]:
    shown = words.language.count
    rows = [(words.name(outcome), count) for outcome, count in found.outcomes.items()]
    if found.undecided:
        rows.append((words.say("table.undecided"), found.undecided))
    for name, count in rows:
        yield Item(name, aside=(shown(count), share_text(count, found.rows, words)) if count else (shown(count),))


def _around(summary: Summary, found: frame.Summary, words: Words) -> Iterator[Section]:
    shown = words.language.count
    pieces = (
        words.say("rules.profile", profile=summary.rulebook.profile),
        words.say("table.settled", count=shown(found.settled)),
        words.say("table.withheld", count=shown(found.withheld)),
    )
    yield section(words, "rows_checked", [Item("", below=(pieces,))])
    count = words.say("table.rows_written", rows=shown(found.rows), written=shown(summary.counts.written))
    yield section(words, "written", [Item(words.say("table.written", path=summary.out)), Item(count)])
