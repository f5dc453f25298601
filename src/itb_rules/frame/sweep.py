"""The same table under one value of a parameter after the other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from itb_rules.errors import OptionError, ParameterError, Problem
from itb_rules.frame.decide import check_polars

if TYPE_CHECKING:
    import polars as pl

    from itb_rules.rulebook import Rulebook
    from itb_rules.rulebook.definition import Number


def sweep(
    frame: object,
    parameter: str,
    values: Iterable[Number],
    rulebook: str | Path | Rulebook = "progression",
    *,
    profile: str | None = None,
) -> pl.DataFrame:
    """Decide every row of a table under each value of a parameter, and count the outcomes.

    Args:
        frame: as for `decide_frame`; read once.
        parameter: the parameter's name, such as `pain_free_days`.
        values: its values, in the unit of the parameter.
        rulebook: as for `decide_frame`; the other parameters keep its values.
        profile: as for `decide_frame`.

    Returns:
        A line for each value, in their order: the value under the parameter's name, and the columns of
        `summarise_frame` with `by`.

    Warns:
        NearNameWarning: as for `decide_frame`.

    Raises:
        ParameterError: an unknown name, and values outside of the range, all at once.
        OptionError: there are no values, or the frame is of no kind that is known.
        RulebookError: the rulebook's files have problems.
        MissingExtraError: as for `decide_frame`.
    """
    check_polars()
    from itb_rules.frame.counts import Groups, Swept
    from itb_rules.frame.doors import door_of
    from itb_rules.frame.plan import plan_of
    from itb_rules.rulebook.named import chosen_rulebook

    base = chosen_rulebook(rulebook, profile)
    groups: dict[Number, Groups] = {}
    problems: list[Problem] = []
    for value in values:
        try:
            groups[value] = Groups(plan_of(base.with_parameters(**{parameter: value})), None, ())
        except ParameterError as error:
            problems += error.problems
    if problems:
        raise ParameterError(list(dict.fromkeys(problems)))
    if not groups:
        raise OptionError([Problem("values", "found none; allowed: at least one value")])
    door = door_of(frame, base.facts)
    door.warn_of_near_names()
    counted = door.reduced(Swept(parameter, groups))
    return counted.group_by(parameter, maintain_order=True).sum()
