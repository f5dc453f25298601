"""What a whole table comes to: moves between stages, outcomes, the rules behind them and what is still to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw

from itb_rules.displayed import Displayed
from itb_rules.frame.backends.base import SEPARATOR
from itb_rules.frame.decide import decide_frame
from itb_rules.frame.needs import Need, needs
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.rulebook.named import chosen_rulebook

ADDED = "decided_"
"""Before the columns that are added to be counted, so that a table may have been decided before."""
JOINED = ", "


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


def summarise_frame(
    frame: object, rulebook: str | Path | Rulebook = "progression", *, profile: str | None = None
) -> Summary:
    """Decide every row of a table, and count outcomes, moves between stages, deciding rules and facts to ask for.

    Args:
        frame: as for `decide_frame`. A table that was decided before will do.
        rulebook: as for `decide_frame`.
        profile: as for `decide_frame`.

    Returns:
        The counts; a notebook shows them as tables and a picture. Rows with cells that no fact can have are counted as
        undecided.

    Raises:
        OptionError: the frame is of no kind that is known; an unknown name; or a column begins with `decided_`.
        RulebookError: the rulebook's files have problems.
        EngineError: the rulebook has too many kinds of effects to be decided for whole tables.
        MissingExtraError: narwhals is not installed.
    """
    chosen = chosen_rulebook(rulebook, profile)
    decided = decide_frame(frame, chosen, explain="codes", on_error="mark", prefix=ADDED)
    return _Counted(decided, chosen.definition).summary(needs(frame, chosen))


class _Counted:
    def __init__(self, decided: Any, definition: Definition) -> None:
        frame: Any = nw.from_native(decided)
        # Arrow groups by no list.
        if isinstance(frame, nw.DataFrame) and frame.implementation.is_pyarrow():
            frame = nw.from_native(frame.to_polars())
        self._frame = frame
        self._definition = definition
        self._columns = frame.collect_schema().names()

    def summary(self, needed: tuple[Need, ...]) -> Summary:
        definition = self._definition
        effect = definition.effect
        stages = effect if isinstance(effect, StageEffect) else None
        outcomes = Counter(dict.fromkeys((outcome.id for outcome in definition.outcomes), 0))
        moves: Counter[tuple[str | None, str | None]] = Counter()
        undecided = settled = withheld = 0
        names = ["outcome", "settled", "withheld", *(["next_stage"] if stages else [])]
        stage = [stages.stage] if stages and stages.stage in self._columns else []
        for row in self._grouped([*(f"{ADDED}{name}" for name in names), *stage]):
            outcome, rows = row[f"{ADDED}outcome"], row["len"]
            if outcome is None:
                undecided += rows
                continue
            outcomes[outcome] += rows
            settled += rows * bool(row[f"{ADDED}settled"])
            withheld += rows * bool(row[f"{ADDED}withheld"])
            if stages:
                moves[row[stage[0]] if stage else None, row[f"{ADDED}next_stage"]] += rows
        order: dict[str | None, int] = {
            stage: place for place, stage in enumerate((None, *(stages.stages if stages else ())))
        }
        return Summary(
            rulebook=f"{definition.name} {definition.version} ({definition.profile})",
            title=definition.title,
            rows=outcomes.total() + undecided,
            undecided=undecided,
            settled=settled,
            withheld=withheld,
            outcomes=dict(outcomes),
            moves=tuple(
                Move(before, after, moves[before, after])
                for before, after in sorted(moves, key=lambda move: (order[move[0]], order[move[1]]))
            ),
            reasons=tuple(self._reasons()),
            needs=needed,
            open_facts=tuple(self._open_facts()),
            labels=definition.titles,
        )

    def _reasons(self) -> Iterator[Reason]:
        counted: Counter[tuple[str, str]] = Counter()
        for row in self._grouped([f"{ADDED}outcome", f"{ADDED}because"]):
            if (outcome := row[f"{ADDED}outcome"]) is not None:
                for rule in _names(row[f"{ADDED}because"]) or [""]:
                    counted[outcome, rule] += row["len"]
        titles = {rule.id: rule.title for rule in self._definition.rules}
        order = {rule: place for place, rule in enumerate(titles)}
        rank = self._definition.rank
        for outcome, rule in sorted(counted, key=lambda each: (rank(each[0]), -counted[each], order.get(each[1], -1))):
            yield Reason(rule, titles.get(rule, ""), outcome, counted[outcome, rule])

    def _open_facts(self) -> Iterator[OpenFact]:
        counted: Counter[str] = Counter()
        for row in self._grouped([f"{ADDED}open_facts"]):
            for fact in _names(row[f"{ADDED}open_facts"]):
                counted[fact] += row["len"]
        specs = self._definition.facts.specs
        order = {fact: place for place, fact in enumerate(specs)}
        for fact in sorted(counted, key=lambda each: (-counted[each], order[each])):
            yield OpenFact(fact, specs[fact].label, counted[fact])

    def _grouped(self, names: Sequence[str]) -> list[dict[str, Any]]:
        counted = self._frame.select(*names).with_columns(nw.lit(1).alias("len"))
        counted = counted.group_by(*names).agg(nw.col("len").sum())
        if isinstance(counted, nw.LazyFrame):
            counted = counted.collect()
        rows: list[dict[str, Any]] = counted.rows(named=True)
        return [{name: None if value != value else value for name, value in row.items()} for row in rows]  # noqa: PLR0124


def _names(listed: Any) -> list[str]:
    """The names of a list; pandas has them joined, and none is null in a row that was not decided."""
    if listed is None:
        return []
    return [name for name in listed.split(SEPARATOR) if name] if isinstance(listed, str) else list(listed)
