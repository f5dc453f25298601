"""Decide a whole table, and count what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from itb_rules.errors import OptionError, Problem, unknown_choice
from itb_rules.frame.decide import check_polars
from itb_rules.frame.summary import Summary
from itb_rules.rulebook import Rulebook

if TYPE_CHECKING:
    import polars as pl


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
    from itb_rules.rulebook.named import chosen_rulebook

    plan = plan_of(chosen_rulebook(rulebook, profile))
    door = door_of(frame, plan.definition.facts)
    door.warn_of_near_names()
    if by is None and weights is None:
        return summary_of(plan.definition, [door.reduced(Counts(plan))])
    if isinstance(by, str):
        raise OptionError([Problem("by", f"found the text `{by}`; allowed: a list of names", by)])
    by = tuple(by or ())
    groups = Groups(plan, weights, by)
    problems = [
        unknown_choice(option, "column", name, map(str, door.columns))
        for option, names in (("by", by), ("weights", (weights,) if weights else ()))
        for name in names
        if name not in door.columns
    ]
    taken = {*groups.counted}
    problems += [
        Problem("by", f"`{name}` is a column of counts; rename that of the table", name) for name in by if name in taken
    ]
    problems += [Problem("by", f"`{name}` is given twice", name) for name in dict.fromkeys(by) if by.count(name) > 1]
    if problems:
        raise OptionError(problems)
    counted = door.reduced(groups, (*by, *([weights] if weights else ())))
    if weights and counted["rows"].is_nan().any():
        allowed = "a number of at least 0 in every row"
        raise OptionError([Problem(weights, f"found rows without a weight; allowed: {allowed}", None, allowed)])
    return counted.group_by(*by, maintain_order=True).sum() if by else counted.sum()
