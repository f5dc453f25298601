"""What a whole table came to: rows by outcome and by deciding rule, and bad rows by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from itb_rules.cli.tables.decider import BECAUSE, Wrong
from itb_rules.errors import FactsError, Problem
from itb_rules.rulebook.definition import Definition
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import phrases

SHOWN = 3


@dataclass(slots=True)
class Kind:
    """One way in which rows are wrong.

    Attributes:
        rows: how many are.
        places: where the first of them are.
        example: what is wrong with the first one.
    """

    example: Wrong
    rows: int = 0
    places: list[int] = field(default_factory=list)


class BadRows:
    """Counts bad rows by kind.

    Args:
        unit: what a row's place is called: the id of a phrase.
    """

    def __init__(self, unit: str) -> None:
        self.rows = 0
        self._unit = unit
        self._kinds: dict[tuple[str, str], Kind] = {}

    def add(self, wrong: Mapping[int, Sequence[Wrong]], places: Sequence[int]) -> None:
        """Count those of a batch.

        Args:
            wrong: what is wrong, by row of the batch.
            places: where every row of the batch is in the file.
        """
        self.rows += len(wrong)
        for row, problems in wrong.items():
            for problem in problems:
                kind = self._kinds.setdefault((problem.fact, problem.code), Kind(problem))
                kind.rows += 1
                if len(kind.places) < SHOWN:
                    kind.places.append(places[row])

    def problems(self, language: Language | str = LANGUAGE) -> Iterator[Problem]:
        """Each kind as one line, the most frequent first; what is wrong with a cell is said in English."""
        say = phrases(language).say
        for kind in self._sorted():
            wrong = kind.example
            where = where_text(self._unit, kind.places, kind.rows, language)
            message = say("table.bad", rows=rows_text(kind.rows, language), where=where, problem=wrong.message)
            yield Problem(wrong.fact, message, None, wrong.allowed)

    def refuse(self, table: str, rows: int) -> None:
        """Refuse a table of so many rows because of the bad ones.

        Raises:
            FactsError: it has some; first how many, then every kind.
        """
        if self.rows:
            count = phrases().say("table.refused", count=f"{self.rows:,}", rows=f"{rows:,}")
            raise FactsError([Problem(table, count), *self.problems()])

    def to_json(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        kinds = [
            {
                "fact": kind.example.fact or None,
                "kind": kind.example.code,
                "rows": kind.rows,
                "first": kind.places,
                "example": kind.example.message,
            }
            for kind in self._sorted()
        ]
        return {"rows": self.rows, "unit": self._unit, "kinds": kinds}

    def _sorted(self) -> list[Kind]:
        return sorted(self._kinds.values(), key=lambda kind: -kind.rows)


def rows_text(count: int, language: Language | str = LANGUAGE) -> str:
    """How many rows, in words."""
    return phrases(language).say_count("table.rows", count)


def where_text(unit: str, places: Sequence[object], count: int, language: Language | str = LANGUAGE) -> str:
    """Where rows are, in words.

    Args:
        unit: what a row's place is called: the id of a phrase.
        places: where the first of them are.
        count: how many there are.
        language: the language of the words.
    """
    said = phrases(language)
    where = said.say_count(f"table.{unit}", count, places=", ".join(map(str, places)))
    return where if count == len(places) else said.say("table.first", places=where)


class Counts:
    """Counts decisions by outcome and by the rules that decided.

    Args:
        definition: the rulebook.
    """

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.rows = 0
        self.written = 0
        self.decided = 0
        self.settled = 0
        self.withheld = 0
        self.outcomes = Counter({outcome.id: 0 for outcome in definition.outcomes})
        self.rules: Counter[str] = Counter()
        self.no_rule = 0

    def add(self, columns: Any) -> None:
        """Count the decisions on a batch: columns `outcome`, `settled`, `withheld` and `because`."""
        self.rows += columns.height
        self.settled += columns["settled"].sum()
        self.withheld += columns["withheld"].sum()
        counted = counted_values(columns["outcome"])
        self.outcomes.update(counted)
        self.decided += sum(counted.values())
        self.rules.update(counted_values(columns[BECAUSE].explode()))
        self.no_rule += (columns[BECAUSE].list.len() == 0).sum()

    def sorted_rules(self) -> list[tuple[str, int]]:
        """The rules that decided anything, the most frequent first; those equally frequent in the rulebook's order."""
        order = [rule.id for rule in self._definition.rules]
        return sorted(self.rules.items(), key=lambda each: (-each[1], order.index(each[0])))


def counted_values(column: Any) -> dict[Any, int]:
    """How often each value occurs; null is none."""
    return {value: count for value, count in column.value_counts().iter_rows() if value is not None}
