"""Rows that cannot be decided: found by expressions, and refused all at once or marked one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from itb_rules.errors import EngineError, FrameError, Problem
from itb_rules.facts import Facts
from itb_rules.facts.contradictions import Above, Contradiction, Is, NotAbove, Term, found_together
from itb_rules.facts.shown_values import found_text
from itb_rules.frame.conditions import is_true, some
from itb_rules.frame.facts import Prepared, prepared, read_by_door, working
from itb_rules.frame.messages import BETWEEN, cell_texts, contradiction_texts, model_text

SHOWN = 3
ROW = working("row_number")
FOUND = "found"
TALLY = {
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
    """

    code: str
    fact: str
    wrong: pl.Expr
    contradiction: Contradiction | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that it is about."""
        return self.contradiction.facts if self.contradiction else (self.fact,)


def checks_of(model: type[Facts], facts: Mapping[str, Prepared]) -> tuple[Check, ...]:
    """Every way in which rows can be wrong; what the types of their columns rule out is left out."""
    checks = [Check(code, name, wrong) for name, fact in facts.items() for code, wrong in fact.refused.items()]
    for contradiction in model.contradictions:
        if all(facts[name].given or facts[name].spec.default for name in contradiction.facts):
            wrong = _violated(contradiction, facts)
            checks.append(Check("contradiction", contradiction.facts[0], wrong, contradiction))
    return tuple(checks)


def any_wrong(checks: Sequence[Check]) -> pl.Expr:
    """Whether anything is wrong with a row; never null."""
    return is_true(some([check.wrong for check in checks]))


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
    held = frame.lazy().with_columns(**prepared(model, frame.schema)[0])
    apart = _told_apart(checks)
    counts = [any_wrong(checks), *(check.wrong for check in apart)]
    bad, *found = held.select(**{f"{at}": is_true(each).sum() for at, each in enumerate(counts)}).collect().row(0)
    lines: list[tuple[Any, ...]] = [(-1, "", "", frame.height, [str(bad)], "")]
    numbered = held.with_row_index(ROW, offset=first or 0)
    for place, (check, rows) in enumerate(zip(apart, found, strict=True)):
        if rows:
            samples = numbered.filter(is_true(check.wrong)).head(SHOWN).collect()
            values = list(_values(check, model, samples))
            texts = [_found(check, each) for each in values]
            if first is not None:
                texts = [f"{text} in row {row}" for text, row in zip(texts, samples[ROW], strict=True)]
            allowed = model.specs[check.fact].allowed
            if check.contradiction:
                allowed = check.contradiction.allowed(values[0], model.specs)
            lines.append((place, check.fact, check.code, rows, texts, allowed))
    return pl.DataFrame(lines, schema=TALLY, orient="row")


def refuse(tallies: pl.DataFrame) -> None:
    """Refuse rows, if any is wrong.

    Args:
        tallies: what `tally` found in every part of a table.

    Raises:
        FrameError: with one problem for each kind, in the order of the facts.
    """
    whole = tallies.filter(pl.col("place") < 0)
    bad = whole["shown"].list.first().cast(pl.Int64).sum()
    if not bad:
        return
    kinds = tallies.filter(pl.col("place") >= 0).group_by("place", "fact", "code").agg(
        pl.col("rows").sum(), pl.col("shown").explode(), pl.col("allowed").first()
    ).sort("place")  # fmt: skip
    raise FrameError([_problem(*row[1:]) for row in kinds.iter_rows()], rows=bad, of=whole["rows"].sum())


def _problem(fact: str, code: str, rows: int, shown: Sequence[str], allowed: str) -> Problem:
    listed = BETWEEN.join([*shown[:SHOWN], *(["..."] if rows > len(shown[:SHOWN]) else [])])
    message = f"{rows:,} row{'s' * (rows != 1)}, {code.replace('_', ' ')}: {listed}; allowed: {allowed}"
    return Problem(fact, message, shown[0], allowed)


def _values(check: Check, model: type[Facts], rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The cells that a check is about: as they were given, or as facts where they contradict each other."""
    for row in rows.iter_rows(named=True):
        values = {}
        for fact in check.facts:
            known = row.get(working(f"fact_{fact}"), row.get(fact)) if check.contradiction else row[fact]
            choices = model.specs[fact].values if check.contradiction else ()
            values[fact] = choices[known] if choices else known
        yield values | {FOUND: row.get(read_by_door(check.fact))}


def _found(check: Check, values: Mapping[str, Any]) -> str:
    if check.contradiction:
        return found_together(check.contradiction, values)
    read = values[FOUND]
    return f"`{found_text(values[check.fact]) if read is None else read['found']}`"


def _told_apart(checks: Sequence[Check]) -> list[Check]:
    """The checks so that of each fact only the first thing that is wrong is found, as a facts model does.

    A fact that is refused contradicts nothing either. It takes longer: for rows that are refused anyway.
    """
    before: dict[str, list[pl.Expr]] = {}
    found = []
    for check in checks:
        earlier = [wrong for fact in check.facts for wrong in before.get(fact, ())]
        found.append(replace(check, wrong=is_true(check.wrong) & ~is_true(some(earlier))) if earlier else check)
        if not check.contradiction:
            before.setdefault(check.fact, []).append(check.wrong)
    return found


def _said(checks: Sequence[Check], model: type[Facts], bad: str, held: pl.Series) -> pl.Series:
    given = held.struct.unnest()
    rows = given.filter(pl.col(bad)).drop(bad)
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, given.height)
    if rows.is_empty():
        return nothing
    typed, facts = prepared(model, rows.schema)
    full = rows.with_columns(**typed)
    wrong = full.select(is_true(check.wrong).alias(f"{at}") for at, check in enumerate(checks))
    texts, samples = [], set()
    for check, which in zip(checks, wrong, strict=True):
        places = which.arg_true()
        if places.len():
            texts.append(nothing.head(rows.height).scatter(places, _texts(check, model, facts, full[places])))
            samples.add(places[0])
    said = pl.select(pl.concat_str(*texts, separator=BETWEEN, ignore_nulls=True)).to_series()
    for row in samples:
        _hold(model, rows.row(row, named=True), said[row])
    return nothing.scatter(given[bad].arg_true(), said)


def _texts(check: Check, model: type[Facts], facts: Mapping[str, Prepared], rows: pl.DataFrame) -> pl.Series:
    if check.contradiction:
        columns = rows.select(pl.col(facts[name].column).alias(name) for name in check.facts)
        return contradiction_texts(check.contradiction, model.specs, columns)
    if read_by_door(check.fact) in rows.columns:
        return rows[read_by_door(check.fact)].struct.field("said")
    return cell_texts(model.specs[check.fact], rows[check.fact])


def _hold(model: type[Facts], row: Mapping[str, Any], said: str) -> None:
    """Hold the words for a row against those of the facts model, where it can be asked."""
    if any(row.get(read_by_door(fact)) for fact in model.specs):
        return
    asked = model_text(model, {name: value for name, value in row.items() if name in model.specs})
    if asked != said:
        raise EngineError(f"the table says of a row `{said}`, and `{model.__name__}` says `{asked}`")


def _violated(contradiction: Contradiction, facts: Mapping[str, Prepared]) -> pl.Expr:
    if isinstance(contradiction, NotAbove):
        fact, other = (pl.col(facts[name].column) for name in contradiction.facts)
        return fact > (other if contradiction.divided_by == 1 else other // contradiction.divided_by)
    return _holds(contradiction.first, facts) & _holds(contradiction.second, facts)


def _holds(term: Term, facts: Mapping[str, Prepared]) -> pl.Expr:
    fact = facts[term.fact]
    column = pl.col(fact.column)
    if isinstance(term, Is):
        values = [fact.spec.values.index(value) if fact.spec.values else value for value in term.values]
        return some([column == value for value in values])
    return column > term.value if isinstance(term, Above) else column.is_not_null()
