"""What is counted in a table, part by part, and what the counts of all parts come to."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from itb_rules.frame.lists import NAMES
from itb_rules.frame.needs import leading_on, parts_of
from itb_rules.frame.plan import Plan
from itb_rules.frame.summary import Move, Need, OpenFact, Reason, Summary
from itb_rules.frame.work import Work
from itb_rules.rulebook.definition import Definition, Number, StageEffect
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.words import Words

ADDED = "__itb_rules_decided_"


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

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns of counts."""
        return ("rows", "undecided", "settled", "withheld", *(each.id for each in self.plan.definition.outcomes))

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
            decision_lines(decided, moves),
            _lines(decided.explode("open_facts"), "open_fact", "open_facts"),
            *(_lines(decided.filter(pl.col(name)), name) for name in needs),
        ]
        return pl.concat(lines)


@dataclass(frozen=True)
class Swept:
    """The outcomes of rows by value, asked of every part of a table.

    Attributes:
        parameter: the parameter's name.
        groups: for each value, what counts the outcomes.
    """

    parameter: str
    groups: dict[Number, Groups]

    def __call__(self, facts: pl.DataFrame, first: int | None) -> pl.DataFrame:
        """The lines of some rows, one for each value."""
        lines = [
            groups(facts, first).select(pl.lit(value).alias(self.parameter), pl.all())
            for value, groups in self.groups.items()
        ]
        return pl.concat(lines, how="vertical_relaxed")


def _weight(column: str | None) -> pl.Expr:
    """How many rows each row stands for; "not a number" where it does not say."""
    if column is None:
        return pl.repeat(1, pl.len(), dtype=pl.Int64)
    weight = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(weight.is_between(0, math.inf, closed="left")).then(weight).otherwise(math.nan)


def decision_lines(decided: pl.DataFrame, moves: Sequence[str] = ()) -> pl.DataFrame:
    """The lines of `Counts` about decisions alone, by outcome and by the rules that decided; `moves` are by stage."""
    rows = _lines(decided, "row", "outcome", "settled", "withheld", *moves)
    reasons = _lines(decided.explode("because", empty_as_null=True), "reason", "outcome", "because")
    return pl.concat([rows, reasons])


def _lines(decided: pl.DataFrame, what: str, *names: str) -> pl.DataFrame:
    rows = pl.len().cast(pl.Int64).alias("rows")
    counted = decided.group_by(*names).agg(rows) if names else decided.select(rows)
    keys = pl.concat_list(pl.col(name).cast(pl.String) for name in names) if names else pl.lit([], dtype=NAMES)
    return counted.select(pl.lit(what).alias("what"), keys.alias("keys"), "rows")


def summary_of(definition: Definition, counted: Iterable[pl.DataFrame]) -> Summary:
    """The summary of what `Counts` counted in every part of a table."""
    effect = definition.effect
    stages = effect.stages if isinstance(effect, StageEffect) else ()
    found: defaultdict[str, Counter[tuple[str | None, ...]]] = defaultdict(Counter)
    for what, keys, rows in (line for lines in counted for line in lines.filter(pl.col("rows") > 0).iter_rows()):
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
        definition=definition,
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
            yield Need(rule.id, rule.title, words.condition(part), unmet, unknown, part)


def _open_facts(definition: Definition, counted: Counter[tuple[str | None, ...]]) -> Iterator[OpenFact]:
    specs = definition.facts.specs
    order = {fact: place for place, fact in enumerate(specs)}
    rows = {fact: count for (fact,), count in counted.items() if fact is not None}
    for fact in sorted(rows, key=lambda each: (-rows[each], order[each])):
        yield OpenFact(fact, specs[fact].label, rows[fact])
