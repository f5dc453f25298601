"""How a made-up runner lives with the programme, and with the diary."""

from __future__ import annotations

from dataclasses import dataclass, fields
from random import Random
from typing import Self

from itb_rules.errors import OptionError, Problem
from itb_rules.facts.shown_values import found_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a runner does. Every value is a share or a chance, from 0 to 1.

    Attributes:
        adherence: share of the runs and trainings asked for that are done.
        overdoing: chance that a run is longer than the stage allows, or comes a day too early.
        flares: chance that a run brings the pain back.
        missed: share of the days without a check-in.
        late: share of the missed check-ins that are entered on the next day.
        red_flags: chance, each day, that a sign appears which somebody has to look at.
        healing: how fast the pain goes; 0 never.

    Raises:
        OptionError: values that are no shares, all at once.
    """

    adherence: float = 0.95
    overdoing: float = 0.0
    flares: float = 0.02
    missed: float = 0.02
    late: float = 0.5
    red_flags: float = 0.0
    healing: float = 0.15

    def __post_init__(self) -> None:
        problems = []
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                found = found_text(value)
                problems.append(Problem(field.name, f"found `{found}`; allowed: a share from 0 to 1", found))
        if problems:
            raise OptionError(problems)

    @classmethod
    def drawn(cls, rng: Random) -> Self:
        """Habits of somebody: most runners keep to the programme, some do not."""
        return cls(
            adherence=1 - rng.random() ** 2 * 0.6,
            overdoing=rng.choice([0.0, 0.0, 0.02, 0.1]),
            flares=rng.choice([0.0, 0.01, 0.03, 0.1]),
            missed=rng.choice([0.0, 0.02, 0.1, 0.4]),
            late=rng.random(),
            red_flags=rng.choice([0.0, 0.0, 0.002, 0.02]),
            healing=0.05 + 0.2 * rng.random(),
        )
