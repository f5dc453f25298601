"""What a whole table comes to: moves between stages, outcomes, the rules behind them and what is still to be asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from itb_rules.displayed import Displayed
from itb_rules.errors import OptionError, Problem, unknown_choice
from itb_rules.frame.decide import check_polars

if TYPE_CHECKING:
    import polars as pl

    from itb_rules.rulebook import Rulebook


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
    """

    rule: str
    title: str
    need: str
    unmet: int
    unknown: int


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


@overload
def summarise_frame(
    frame: object,
    rulebook: str | Path | Rulebook = ...,
    *,
    profile: str | None = ...,
    by: None = ...,
    weights: None = ...,
) -> Summary: ...
@overload
def summarise_frame(
    frame: object,
    rulebook: str | Path | Rulebook = ...,
    *,
    profile: str | None = ...,
    by: Sequence[str],
    weights: str | None = ...,
) -> pl.DataFrame: ...
@overload
def summarise_frame(
    frame: object,
    rulebook: str | Path | Rulebook = ...,
    *,
    profile: str | None = ...,
    by: None = ...,
    weights: str,
) -> pl.DataFrame: ...
def summarise_frame(
    frame: object,
    rulebook: str | Path | Rulebook = "progression",
    *,
    profile: str | None = None,
    by: Sequence[str] | None = None,
    weights: str | None = None,
) -> Summary | pl.DataFrame:
    """Decide every row of a table, and count outcomes, moves between stages, deciding rules and facts to ask for.

    Args:
        frame: as for `decide_frame`. A table that was decided before will do.
        rulebook: as for `decide_frame`.
        profile: as for `decide_frame`.
        by: columns to group by.
        weights: the column that says for how many each row stands; without it, each stands for one.

    Returns:
        The counts; a notebook shows them as tables and a picture. With `by` or `weights`, a polars DataFrame with a
        line a group: the columns of `by`, `rows`, `undecided`, `settled`, `withheld`, and the rows of each outcome
        under its name.
        Rows with cells that no fact can have are counted as undecided.

    Warns:
        NearNameWarning: as for `decide_frame`.

    Raises:
        OptionError: the frame is of no kind that is known; an unknown name; or weights that are none.
        RulebookError: the rulebook's files have problems.
        MissingExtraError: as for `decide_frame`.
    """
    check_polars()
    from itb_rules.frame.counts import Counts, Groups, summary_of
    from itb_rules.frame.doors import door_of
    from itb_rules.frame.plan import plan_of
    from itb_rules.frame.work import warn_of_near_names
    from itb_rules.rulebook.named import chosen_rulebook

    plan = plan_of(chosen_rulebook(rulebook, profile))
    door = door_of(frame, plan.definition.facts)
    warn_of_near_names(door)
    problems = [
        unknown_choice(option, "column", name, map(str, door.columns))
        for option, names in (("by", by or ()), ("weights", [weights] if weights else ()))
        for name in names
        if name not in door.columns
    ]
    if problems:
        raise OptionError(problems)
    if by is None and weights is None:
        return summary_of(plan, door.reduced(Counts(plan)))
    by, keep = by or (), (*(by or ()), *([weights] if weights else ()))
    counted = door.reduced(Groups(plan, weights, tuple(by)), keep)
    if weights and counted["rows"].is_nan().any():
        allowed = "a number of at least 0 in every row"
        raise OptionError([Problem(weights, f"found rows without a weight; allowed: {allowed}", None, allowed)])
    return counted.group_by(*by, maintain_order=True).sum() if by else counted.sum()
