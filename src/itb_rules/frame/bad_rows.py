"""Rows that cannot be decided: found by expressions, and refused all at once or marked one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from itb_rules.errors import EngineError, FrameError, Problem
from itb_rules.facts import Facts
from itb_rules.facts.consequences import Group
from itb_rules.facts.contradictions import Contradiction, found_together
from itb_rules.facts.messages import nothing_left
from itb_rules.facts.shown_values import found_text
from itb_rules.facts.values import RefusedError, read
from itb_rules.frame.conditions import is_true, some
from itb_rules.frame.consequences import consequences, left_without, violated
from itb_rules.frame.facts import Prepared, Stage, prepared, read_by_door, working
from itb_rules.frame.messages import BETWEEN, cell_texts, contradiction_texts, model_text

SHOWN = 3
ROW = working("row_number")
CONTRADICTION = "contradiction"
TALLY: Mapping[str, Any] = {
    "place": pl.Int32,
    "fact": pl.String,
    "code": pl.String,
    "rows": pl.Int64,
    "shown": pl.List(pl.String),
    "allowed": pl.String,
}


@dataclass(frozen=True, slots=True)
class Check:
    """One way in which rows can be wrong.

    Attributes:
        code: what kind of problem it is, as `FactsError` has them.
        fact: the fact, or the first of two that contradict each other.
        wrong: whether a row is wrong in this way; null is as good as false.
        contradiction: the contradiction, if it is one.
        group: facts that together leave one of them no value, if it is that.
    """

    code: str
    fact: str
    wrong: pl.Expr
    contradiction: Contradiction | None = None
    group: Group | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it is about."""
        told = self.contradiction or self.group
        return told.facts if told else (self.fact,)


def checks_of(model: type[Facts], facts: Mapping[str, Prepared]) -> tuple[Check, ...]:
    """Every way in which rows can be wrong; what the types of their columns rule out is left out."""
    checks = [Check(code, name, wrong) for name, fact in facts.items() for code, wrong in fact.refused.items()]
    for contradiction in model.contradictions:
        if all(facts[name].told for name in contradiction.facts):
            wrong = violated(contradiction, facts)
            checks.append(Check(CONTRADICTION, contradiction.facts[0], wrong, contradiction))
    for number, group in enumerate(model.consequences.groups):
        if any(facts[name].told for name in group.facts):
            checks.append(Check(CONTRADICTION, group.facts[0], left_without(number), group=group))
    return tuple(checks)


def any_wrong(checks: Sequence[Check], facts: Mapping[str, Prepared]) -> pl.Expr:
    """Whether anything is wrong with a row; never null."""
    # Of two told facts that contradict each other, one is left no value: that is looked at already.
    left = {name for check in checks if check.group for name in check.group.facts if name not in check.group.optional}
    cells = [facts[name].wrong for name in dict.fromkeys(check.fact for check in checks if check.code != CONTRADICTION)]
    others = [check for check in checks if check.group or (check.contradiction and left.isdisjoint(check.facts))]
    return is_true(some([*cells, *(check.wrong for check in others)]))


def worded(checks: Sequence[Check], model: type[Facts], schema: Mapping[str, pl.DataType], bad: str) -> pl.Expr:
    """A column of texts: what is wrong with each row that `bad` says is; null for the others."""
    given = [name for fact in model.specs for name in (fact, read_by_door(fact)) if name in schema]
    work = partial(_said, _told_apart(checks), model, bad)
    return pl.struct(bad, *given).map_batches(work, return_dtype=pl.String, is_elementwise=True)


def tally(checks: Sequence[Check], model: type[Facts], frame: pl.DataFrame, first: int | None) -> pl.DataFrame:
    """What is wrong with rows, kind by kind: a first line for all of them, then one for each kind that there is.

    Args:
        checks: what can be wrong.
        model: the facts.
        frame: the columns of facts.
        first: the number of the first row; None where rows have no order.
    """
    held, facts = with_facts(model, frame)
    apart = _told_apart(checks)
    counts = [any_wrong(checks, facts), *(check.wrong for check in apart)]
    bad, *found = held.select(**{f"{at}": is_true(each).sum() for at, each in enumerate(counts)}).collect().row(0)
    lines: list[tuple[Any, ...]] = [(-1, "", "", frame.height, [str(bad)], "")]
    numbered = held.with_row_index(ROW, offset=first or 0)
    for place, (check, rows) in enumerate(zip(apart, found, strict=True)):
        if rows:
            samples = numbered.filter(is_true(check.wrong)).head(SHOWN).collect()
            told = [_told(check, model, facts, row) for row in samples.iter_rows(named=True)]
            texts = [each.found or "" for each in told]
            if first is not None:
                texts = [f"{text} in row {row}" for text, row in zip(texts, samples[ROW], strict=True)]
            lines.append((place, told[0].where, check.code, rows, texts, told[0].allowed))
    return pl.DataFrame(lines, schema=dict(TALLY), orient="row")


def refuse(tallies: pl.DataFrame) -> None:
    """Refuse rows, if any is wrong.

    Args:
        tallies: what `tally` found in every part of a table.

    Raises:
        FrameError: with one problem for each kind, in the order of the facts.
    """
    whole = tallies.filter(pl.col("place") < 0)
    bad = int(whole["shown"].list.first().cast(pl.Int64).sum())
    if not bad:
        return
    kinds = tallies.filter(pl.col("place") >= 0).group_by("place", "fact", "code").agg(
        pl.col("rows").sum(), pl.col("shown").explode(), pl.col("allowed").first()
    ).sort("place")  # fmt: skip
    raise FrameError([_problem(*row[1:]) for row in kinds.iter_rows()], rows=bad, of=int(whole["rows"].sum()))


def _problem(fact: str, code: str, rows: int, shown: Sequence[str], allowed: str) -> Problem:
    listed = BETWEEN.join([*shown[:SHOWN], *(["..."] if rows > len(shown[:SHOWN]) else [])])
    message = f"{rows:,} row{'s' * (rows != 1)}, {code.replace('_', ' ')}: {listed}; allowed: {allowed}"
    return Problem(fact, message, shown[0], allowed)


def with_facts(model: type[Facts], frame: pl.DataFrame) -> tuple[pl.LazyFrame, Mapping[str, Prepared]]:
    """Rows with everything that checks read."""
    typed, facts = prepared(model, frame.schema)
    # What is refused is known to nobody.
    right = {name: replace(fact, column=working(f"right_{name}")) for name, fact in facts.items() if fact.refused}
    rightly: Stage = {
        fact.column: pl.when(~is_true(fact.wrong)).then(facts[name].column) for name, fact in right.items()
    }
    held = frame.lazy().with_columns(**typed)
    for stage in (rightly, *consequences(model, {**facts, **right})[0]):
        held = held.with_columns(**stage)
    return held, facts


def _told(check: Check, model: type[Facts], facts: Mapping[str, Prepared], row: Mapping[str, Any]) -> Problem:
    """What is wrong with a row in the way of a check: what was found, and what is allowed."""
    if check.group:
        return _left_without(check.group, model, facts, row)
    if check.contradiction:
        values = {name: facts[name].value(row) for name in check.facts}
        found = found_together(check.contradiction, values)
        return Problem(check.fact, "", found, check.contradiction.allowed(values, model.specs))
    by_door = row.get(read_by_door(check.fact))
    found = f"`{found_text(row[check.fact]) if by_door is None else by_door['found']}`"
    return Problem(check.fact, "", found, model.specs[check.fact].allowed)


def _left_without(group: Group, model: type[Facts], facts: Mapping[str, Prepared], row: Mapping[str, Any]) -> Problem:
    """Facts of a row that leave another one no value, in the words of the facts model."""
    values = {name: _read(facts[name], row) if name in group.facts else None for name in model.specs}
    names, without = next(iter(model.consequences.impossible(values)))
    error: Any = nothing_left(names, without, values, model.specs)["type"]
    return Problem(names[0], error.message(), error.context["found"], error.context["allowed"])


def _read(fact: Prepared, row: Mapping[str, Any]) -> Any:
    """A fact of a row; None where it is refused."""
    value = fact.value(row)
    try:
        return None if value is None else read(fact.spec, value)
    except RefusedError:
        return None


def _told_apart(checks: Sequence[Check]) -> list[Check]:
    """The checks so that of each fact only the first thing that is wrong is found, as a facts model does.

    A fact that is refused contradicts nothing either. It takes longer: for rows that are refused anyway.
    """
    before: dict[str, list[pl.Expr]] = {}
    found: list[Check] = []
    for check in checks:
        if check.group:
            # Of two facts that contradict each other, nothing more is said; what is refused is told apart already.
            earlier = [each.wrong for each in found if each.contradiction in check.group.contradictions]
        else:
            earlier = [wrong for fact in check.facts for wrong in before.get(fact, ())]
        found.append(replace(check, wrong=is_true(check.wrong) & ~is_true(some(earlier))) if earlier else check)
        if check.code != CONTRADICTION:
            before.setdefault(check.fact, []).append(check.wrong)
    return found


def _said(checks: Sequence[Check], model: type[Facts], bad: str, held: pl.Series) -> pl.Series:
    given = held.struct.unnest()
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, given.height)
    # No query in a query where there is nothing to say: it would take longer than the rest.
    if not given[bad].any():
        return nothing
    rows = given.filter(pl.col(bad)).drop(bad)
    prepared_rows, facts = with_facts(model, rows)
    full = prepared_rows.collect()
    wrong = full.select(is_true(check.wrong).alias(f"{at}") for at, check in enumerate(checks))
    texts, samples = [], set()
    for check, which in zip(checks, wrong, strict=True):
        places = which.arg_true()
        if places.len():
            texts.append(nothing.head(rows.height).scatter(places, _texts(check, model, facts, full[places])))
            samples.add(places[0])
    said = pl.select(pl.concat_str(*texts, separator=BETWEEN, ignore_nulls=True)).to_series()
    for row in samples:
        _hold(model, facts, full.row(row, named=True), said[row])
    return nothing.scatter(given[bad].arg_true(), said)


def _texts(check: Check, model: type[Facts], facts: Mapping[str, Prepared], rows: pl.DataFrame) -> pl.Series:
    if check.group:
        told = (_left_without(check.group, model, facts, row) for row in rows.iter_rows(named=True))
        return pl.Series([str(each) for each in told], dtype=pl.String)
    if check.contradiction:
        columns = rows.select(pl.col(facts[name].column).alias(name) for name in check.facts)
        return contradiction_texts(check.contradiction, model.specs, columns)
    if read_by_door(check.fact) in rows.columns:
        return rows[read_by_door(check.fact)].struct.field("said")
    return cell_texts(model.specs[check.fact], rows[check.fact])


def _hold(model: type[Facts], facts: Mapping[str, Prepared], row: Mapping[str, Any], said: str) -> None:
    """Hold the words for a row against those of the facts model, where it can be asked."""
    if any(row.get(read_by_door(fact)) for fact in model.specs):
        return
    asked = model_text(model, {name: fact.given_value(row) for name, fact in facts.items() if fact.given})
    if asked != said:
        raise EngineError(f"the table says of a row `{said}`, and `{model.__name__}` says `{asked}`")
