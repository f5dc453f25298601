"""One batch decided: the columns that are added, and what is wrong with rows that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itb_rules.cli.tables.source import Batch, Source, polars
from itb_rules.errors import EngineError, FactsError
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import StageEffect

ERROR = "error"
BECAUSE = "because"
STORED = "next_flare_stage"
BROKEN = "no_row"
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with a row.

    Attributes:
        fact: the fact; empty for the row as a whole.
        code: what kind of problem it is.
        message: the problem in words, without the fact's name.
        allowed: what would have been right.
    """

    fact: str
    code: str
    message: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.fact}: {self.message}" if self.fact else self.message


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions on one batch.

    Attributes:
        columns: a table of the columns that were asked for, a row for each of the batch; null where a row is wrong.
        wrong: by row of the batch, everything that is wrong with it.
    """

    columns: Any
    wrong: Mapping[int, Sequence[Wrong]]

    def errors(self) -> Any:
        """A column of texts: what is wrong with each row; null for those that were decided."""
        pl = polars()
        rows = list(self.wrong)
        texts = [BETWEEN.join(map(str, self.wrong[row])) for row in rows]
        nothing = pl.Series(ERROR, [None], dtype=pl.String).new_from_index(0, self.columns.height)
        return nothing.scatter(rows, texts) if rows else nothing


class Decider:
    """Decides batch by batch.

    Args:
        rulebook: the rulebook.
        source: where the rows come from.

    Raises:
        OptionError: the file has columns with names that are kept for working.
        MissingExtraError: polars is not installed.
    """

    def __init__(self, rulebook: Rulebook, source: Source) -> None:
        # An extra, looked for when it is first needed.
        from itb_rules.frame import decide_frame

        self._decided = decide_frame
        self.rulebook = rulebook
        self._facts = [name for name in source.typed.columns if name in rulebook.facts.specs]
        self._defaults = {name for name, spec in rulebook.facts.specs.items() if spec.default is not None}
        self._empty = source.typed.select(self._facts)
        explained = decide_frame(self._empty, rulebook, explain="codes").columns[len(self._facts) :]
        plain = decide_frame(self._empty, rulebook).columns[len(self._facts) :]
        self.plain: tuple[str, ...] = tuple(plain)
        self.explained: tuple[str, ...] = tuple(explained)
        stored = [STORED] if isinstance(rulebook.definition.effect, StageEffect) else []
        self.effects: tuple[str, ...] = (*(name for name in plain if name not in ("settled", "withheld")), *stored)
        """The columns that say what is to be done: two decisions that agree in them are the same to the runner."""

    def nothing(self, columns: Sequence[str]) -> Any:
        """A table of no rows with these columns and the errors, for their types."""
        return self._decided(self._empty, self.rulebook, columns=list(columns), on_error="mark").select(*columns, ERROR)

    def decide(self, batch: Batch, columns: Sequence[str]) -> Decided:
        """The decisions on a batch.

        Args:
            batch: the rows.
            columns: the columns to work out.
        """
        pl = polars()
        facts = batch.typed.select(self._facts)
        decided = self._decided(facts, self.rulebook, columns=list(columns), on_error="mark")
        bad = {*decided[ERROR].is_not_null().arg_true().to_list(), *batch.unread, *batch.broken}
        found = decided.select(columns)
        if batch.unread or batch.broken:
            known = pl.Series([True]).new_from_index(0, found.height).scatter([*batch.unread, *batch.broken], False)
            found = found.select(pl.when(known).then(pl.all()))
        rows = sorted(bad)
        cells = zip(facts[rows].iter_rows(named=True), decided[ERROR][rows].to_list(), strict=True)
        wrong = {row: tuple(self._wrong(batch, row, *each)) for row, each in zip(rows, cells, strict=True)}
        return Decided(found, wrong)

    def _wrong(self, batch: Batch, row: int, cells: Mapping[str, Any], said: str | None) -> Iterator[Wrong]:
        """What the facts model has to say about a row, of which the table has `said` something already."""
        if row in batch.broken:
            # Its cells may stand in columns that are not theirs: nothing more is worth saying.
            yield Wrong("", BROKEN, batch.broken[row], "")
            return
        # Asking the model about every fact would take long where there are many such rows.
        concerned = {name for name in cells if name in (said or "")} | self._defaults
        known = {name: cells[name] for name in cells if name in concerned and cells[name] is not None}
        known |= batch.unread.get(row, {})
        model = self.rulebook.facts
        try:
            model.model_validate(known)
        except FactsError as error:
            for problem in error.problems:
                yield Wrong(problem.where, problem.code or "", problem.message, problem.allowed or "")
        else:
            raise EngineError(f"the table refuses a row that `{model.__name__}` accepts: {known}")
