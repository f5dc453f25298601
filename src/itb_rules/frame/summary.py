"""What a whole table comes to: moves between stages, outcomes, the rules behind them and what is still to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from itb_rules.rulebook.conditions import Condition
from itb_rules.rulebook.definition import Definition
from itb_rules.slots import Displayed


@dataclass(frozen=True, slots=True)
class Move:
    """Rows that go from one stage to another, or stay.

    Attributes:
        stage: where they are; None for those of whom nobody knows.
        next_stage: where they go on; None where a referral or an unknown stage leaves it open.
        rows: how many they are.
    """

    stage: str | None
    next_stage: str | None
    rows: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that decided rows, by itself or with others.

    Attributes:
        rule: its id; empty where none holds and the default stands.
        title: what a person reads for it.
        outcome: the outcome of the rows.
        rows: how many they are.
    """

    rule: str
    title: str
    outcome: str
    rows: int


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact that is unknown in rows and could still change what is decided on them.

    Attributes:
        fact: its name.
        label: what a person reads for it.
        rows: how many they are.
    """

    fact: str
    label: str
    rows: int


@dataclass(frozen=True, slots=True)
class Need:
    """A part of a rule that would lead on, and the rows that it holds back.

    Attributes:
        rule: id of the rule.
        title: what a person reads for it.
        need: the part, in words.
        unmet: rows where the rule applies, the default outcome stands and the part is false.
        unknown: the same, where the part is unknown.
        part: the part itself.
    """

    rule: str
    title: str
    need: str
    unmet: int
    unknown: int
    part: Condition = field(repr=False)


@dataclass(frozen=True, slots=True)
class Summary(Displayed):
    """What a table comes to under a rulebook.

    Attributes:
        rulebook: name, version and profile of what decided.
        title: what the rulebook answers.
        rows: how many rows the table has.
        undecided: rows with cells that no fact can have, which were not decided.
        settled: rows that no answer to an unknown fact would change.
        withheld: rows where a more permissive outcome would hold, but something more cautious is unknown.
        outcomes: rows by outcome, the most cautious first, those of none included.
        moves: rows by stage and next stage, in the order of the stages; () for a rulebook without stages.
        reasons: rows by outcome and deciding rule: outcomes in order, the most frequent rule first.
        needs: for the rows where the default outcome stands, what holds them back from a more permissive one.
        open_facts: rows by fact that is still to be asked, the most frequent first.
        labels: what a person reads for stages and outcomes.
        definition: the rulebook's definition, which words the same in other languages.
    """

    rulebook: str
    title: str
    rows: int
    undecided: int
    settled: int
    withheld: int
    outcomes: Mapping[str, int]
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...]
    open_facts: tuple[OpenFact, ...]
    labels: Mapping[str, str]
    definition: Definition = field(repr=False)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "rulebook": self.rulebook,
            "rows": self.rows,
            "undecided": self.undecided,
            "settled": self.settled,
            "withheld": self.withheld,
            "outcomes": dict(self.outcomes),
            "moves": [{"stage": each.stage, "next_stage": each.next_stage, "rows": each.rows} for each in self.moves],
            "reasons": [{"outcome": each.outcome, "rule": each.rule, "rows": each.rows} for each in self.reasons],
            "needs": [
                {"rule": each.rule, "need": each.need, "unmet": each.unmet, "unknown": each.unknown}
                for each in self.needs
            ],
            "open_facts": {each.fact: each.rows for each in self.open_facts},
        }
