"""What a whole table comes to: moves between stages, outcomes, the rules behind them and what is still to be asked."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import polars as pl

from itb_rules.displayed import Displayed
from itb_rules.errors import OptionError, Problem, unknown_choice
from itb_rules.frame.decide import Work, warn_of_near_names
from itb_rules.frame.doors import door_of
from itb_rules.frame.lists import NAMES
from itb_rules.frame.needs import Need, leading_on, parts_of
from itb_rules.frame.plan import Plan, plan_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition, StageEffect
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.words import Words

ADDED = "__itb_rules_decided_"


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
        return _summary(plan, door.reduced(Counts(plan)))
    by, keep = by or (), (*(by or ()), *([weights] if weights else ()))
    counted = door.reduced(Groups(plan, weights, tuple(by)), keep)
    if weights and counted["rows"].is_nan().any():
        allowed = "a number of at least 0 in every row"
        raise OptionError([Problem(weights, f"found rows without a weight; allowed: {allowed}", None, allowed)])
    return counted.group_by(*by, maintain_order=True).sum() if by else counted.sum()


@dataclass(frozen=True)
class Groups:
    """Rows by group and outcome, asked of every part of a table.

    Attributes:
        plan: of the rulebook.
        weights: the column of weights.
        by: the columns to group by.
    """

    plan: Plan
    weights: str | None
    by: tuple[str, ...]

    def __call__(self, facts: pl.DataFrame, _first: int | None) -> pl.DataFrame:
        """The groups of some rows, and how many rows of each are what."""
        names = ("outcome", "settled", "withheld")
        decided = facts.with_columns(Work(self.plan, names, prefix=ADDED, mark=True).added(facts).get_columns())
        outcome, weight = pl.col(f"{ADDED}outcome"), _weight(self.weights)
        counts = {
            "rows": weight.sum(),
            "undecided": weight.filter(outcome.is_null()).sum(),
            **{name: weight.filter(pl.col(f"{ADDED}{name}")).sum() for name in names[1:]},
            **{each.id: weight.filter(outcome == each.id).sum() for each in self.plan.definition.outcomes},
        }
        return decided.group_by(*self.by, maintain_order=True).agg(**counts) if self.by else decided.select(**counts)


@dataclass(frozen=True)
class Counts:
    """Everything that a summary counts, asked of every part of a table.

    Attributes:
        plan: of the rulebook.
    """

    plan: Plan

    def __call__(self, facts: pl.DataFrame, _first: int | None) -> pl.DataFrame:
        """Lines of some rows: what is counted, what tells it from others of the kind, and how many rows it is."""
        definition = self.plan.definition
        effect = definition.effect
        moves = ["next_stage"] if isinstance(effect, StageEffect) else []
        wanted = ("outcome", "settled", "withheld", *moves, "because", "open_facts")
        stages = Work(self.plan, wanted, mark=True).stages(facts.schema)
        parts = parts_of(definition, stages)
        needs = {f"unmet {place}": part.unmet for place, part in enumerate(parts)}
        needs |= {f"unknown {place}": part.unknown for place, part in enumerate(parts)}
        columns = {name: pl.col(stages.held[name]) for name in wanted} | needs
        if isinstance(effect, StageEffect):
            known = effect.stage in facts.columns
            columns["stage"] = pl.col(effect.stage).cast(pl.String) if known else pl.lit(None, dtype=pl.String)
            moves.append("stage")
        decided = stages.worked_out(facts, [column.alias(name) for name, column in columns.items()])
        lines = [
            _lines(decided, "row", "outcome", "settled", "withheld", *moves),
            _lines(decided.explode("because", empty_as_null=True), "reason", "outcome", "because"),
            _lines(decided.explode("open_facts"), "open_fact", "open_facts"),
            *(_lines(decided.filter(pl.col(name)), name) for name in needs),
        ]
        return pl.concat(lines)


def _weight(column: str | None) -> pl.Expr:
    """How many rows each row stands for; "not a number" where it does not say."""
    if column is None:
        return pl.repeat(1, pl.len(), dtype=pl.Int64)
    weight = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(weight.is_between(0, math.inf, closed="left")).then(weight).otherwise(math.nan)


def _lines(decided: pl.DataFrame, what: str, *names: str) -> pl.DataFrame:
    rows = pl.len().cast(pl.Int64).alias("rows")
    counted = decided.group_by(*names).agg(rows) if names else decided.select(rows)
    keys = pl.concat_list(pl.col(name).cast(pl.String) for name in names) if names else pl.lit([], dtype=NAMES)
    return counted.select(pl.lit(what).alias("what"), keys.alias("keys"), "rows")


def _summary(plan: Plan, counted: pl.DataFrame) -> Summary:
    definition = plan.definition
    effect = definition.effect
    stages = effect.stages if isinstance(effect, StageEffect) else ()
    found: defaultdict[str, Counter[tuple[str | None, ...]]] = defaultdict(Counter)
    for what, keys, rows in counted.filter(pl.col("rows") > 0).iter_rows():
        found[what][tuple(keys)] += rows
    of: Counter[str] = Counter()
    outcomes: Counter[str] = Counter(dict.fromkeys((outcome.id for outcome in definition.outcomes), 0))
    moves: Counter[tuple[str | None, ...]] = Counter()
    for (outcome, settled, withheld, *move), rows in found["row"].items():
        if outcome is None:
            of["undecided"] += rows
            continue
        outcomes[outcome] += rows
        of["settled"] += rows * (settled == "true")
        of["withheld"] += rows * (withheld == "true")
        if move:
            moves[*reversed(move)] += rows
    order = {stage: place for place, stage in enumerate((None, *stages))}
    return Summary(
        rulebook=f"{definition.name} {definition.version} ({definition.profile})",
        title=definition.title,
        rows=found["row"].total(),
        undecided=of["undecided"],
        settled=of["settled"],
        withheld=of["withheld"],
        outcomes=dict(outcomes),
        moves=tuple(
            Move(before, after, moves[before, after])
            for before, after in sorted(moves, key=lambda move: (order[move[0]], order[move[1]]))
        ),
        reasons=tuple(_reasons(definition, found["reason"])),
        needs=tuple(_needs(definition, found)),
        open_facts=tuple(_open_facts(definition, found["open_fact"])),
        labels=definition.titles,
    )


def _reasons(definition: Definition, counted: Counter[tuple[str | None, ...]]) -> Iterator[Reason]:
    titles = {rule.id: rule.title for rule in definition.rules}
    order = {rule: place for place, rule in enumerate(titles)}
    found = [(outcome, rule or "", rows) for (outcome, rule), rows in counted.items() if outcome is not None]
    for outcome, rule, rows in sorted(found, key=lambda one: (definition.rank(one[0]), -one[2], order.get(one[1], -1))):
        yield Reason(rule, titles.get(rule, ""), outcome, rows)


def _needs(definition: Definition, found: Mapping[str, Counter[tuple[str | None, ...]]]) -> Iterator[Need]:
    words = ConditionWords(definition, Words())
    for place, (rule, part) in enumerate(leading_on(definition)):
        unmet, unknown = (found[f"{kind} {place}"].total() for kind in ("unmet", "unknown"))
        if unmet or unknown:
            yield Need(rule.id, rule.title, words.condition(part), unmet, unknown)


def _open_facts(definition: Definition, counted: Counter[tuple[str | None, ...]]) -> Iterator[OpenFact]:
    specs = definition.facts.specs
    order = {fact: place for place, fact in enumerate(specs)}
    rows = {fact: count for (fact,), count in counted.items() if fact is not None}
    for fact in sorted(rows, key=lambda each: (-rows[each], order[each])):
        yield OpenFact(fact, specs[fact].label, rows[fact])
