"""What a whole table came to: rows by outcome and by deciding rule, and bad rows by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from itb_rules.cli.tables.decider import Wrong
from itb_rules.errors import FactsError, Problem
from itb_rules.frame import Summary
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
    """Counts decisions by outcome and by the rules that decided, batch by batch.

    Args:
        definition: the rulebook.

    Attributes:
        rows: how many were counted.
        written: how many of them were written.
    """

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._lines: list[Any] = []
        self.rows = 0
        self.written = 0

    def add(self, columns: Any) -> None:
        """Count the decisions on a batch: columns `outcome`, `settled`, `withheld` and `because`."""
        from itb_rules.frame.counts import decision_lines

        self._lines.append(decision_lines(columns))
        self.rows += columns.height

    def summary(self) -> Summary:
        """What all batches come to."""
        from itb_rules.frame.counts import summary_of

        return summary_of(self._definition, self._lines)


def by_rule(summary: Summary) -> tuple[list[tuple[str, int]], int]:
    """The rules that decided anything, the most frequent first, else in order; and how many rows none decided."""
    rules: Counter[str] = Counter()
    for reason in summary.reasons:
        rules[reason.rule] += reason.rows
    none = rules.pop("", 0)
    order = [rule.id for rule in summary.definition.rules]
    return sorted(rules.items(), key=lambda each: (-each[1], order.index(each[0]))), none
