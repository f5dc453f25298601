"""The three questions, each answered in one call, and all of them for whole tables."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from itb_rules.decision import Decision
from itb_rules.facts import Activity, Assessment, ExerciseSession
from itb_rules.rulebook import Rulebook, load_rulebook

if TYPE_CHECKING:
    from itb_rules.frame.summary import Summary

Frame = TypeVar("Frame")


@cache
def packaged(name: str, profile: str = "cautious") -> Rulebook:
    """A packaged rulebook under a profile, loaded once per process."""
    return load_rulebook(name, profile=profile)


def decide(
    assessment: Assessment | Mapping[str, Any],
    *,
    engine: str = "direct",
    profile: str = "cautious",
    cross_check: bool | str = False,
) -> Decision:
    """Decide where a runner goes from here: on to the next stage, hold, back off, or to a clinician.

    Args:
        assessment: the facts of one day; whatever is not given is unknown, which is never taken for "no".
        engine: `direct`, `reference` or `durable`.
        profile: which end of the source's ranges to use: `cautious` or `permissive`.
        cross_check: also decide on a second engine; see `Rulebook.decide`.

    Raises:
        FactsError: the facts were refused; every problem is listed.
        OptionError: an unknown engine or profile.
        MissingExtraError: the engine needs an extra that is not installed.
        CrossCheckError: two engines differ; it carries both decisions.
    """
    return packaged("progression", profile).decide(assessment, engine=engine, cross_check=cross_check)


def check_activity(
    activity: Activity | Mapping[str, Any],
    *,
    engine: str = "direct",
    profile: str = "cautious",
    cross_check: bool | str = False,
) -> Decision:
    """Answer "may I do this today?": avoid, modify (with what to change) or allow.

    Args:
        activity: the planned activity together with the facts of the day.
        engine: as for `decide`.
        profile: as for `decide`.
        cross_check: as for `decide`.

    Raises:
        FactsError, OptionError, MissingExtraError, CrossCheckError: as for `decide`.
    """
    return packaged("activity", profile).decide(activity, engine=engine, cross_check=cross_check)


def review_exercise(
    session: ExerciseSession | Mapping[str, Any],
    *,
    engine: str = "direct",
    profile: str = "cautious",
    cross_check: bool | str = False,
) -> Decision:
    """Review one strength exercise just done: stop it today, regress, repeat, or progress to the next load.

    Args:
        session: what was done, and how it felt.
        engine: as for `decide`.
        profile: as for `decide`.
        cross_check: as for `decide`.

    Raises:
        FactsError, OptionError, MissingExtraError, CrossCheckError: as for `decide`.
    """
    return packaged("exercise", profile).decide(session, engine=engine, cross_check=cross_check)


def decide_frame(  # noqa: PLR0913 - one table, and what to make of it
    frame: Frame,
    rulebook: str | Path | Rulebook = "progression",
    *,
    profile: str | None = None,
    explain: str | None = None,
    columns: Sequence[str] | None = None,
    on_error: str | None = None,
    prefix: str = "",
) -> Frame:
    """Decide every row of a table, and return the table with the decisions as further columns.

    Row `i` means exactly what `Rulebook.decide` says of the facts in row `i`. A fact is read from the column of its
    name; a null is unknown, and so is a column that is missing. Other columns, the order of the rows and the index stay
    as they are.

    Args:
        frame: a polars DataFrame or LazyFrame, a pandas DataFrame, a pyarrow Table, a DuckDB relation or a PySpark
            DataFrame. The same kind comes back; what is lazy stays lazy.
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        profile: `cautious` or `permissive`; None for the cautious one, or the loaded rulebook's own.
        explain: None for the outcome, its effect, `settled` and `withheld`; `codes` for the reasons as well: `because`
            (the rules that decided), `also` (other rules that hold), `open_facts` (the unknown facts that could still
            change something, in declared order) and `suspected`. They are lists; joined with commas in pandas, which
            has none.
        columns: instead of `explain`, the very columns to add, such as `["outcome"]`. Beyond those named above, a
            rulebook of stages has `next_flare_stage`, the flare stage to store.
        on_error: what to do about cells that no fact can have, and about facts that contradict each other. `raise`:
            refuse the table with one error that counts every kind and names rows; for a lazy frame, the rows are looked
            through at once. `mark`: such a row gets no decision, and a column `error` says why. None: `raise`, but
            `mark` for a lazy frame.
        prefix: put before the name of every column that is added.

    Raises:
        FrameError: rows are wrong, under `raise`.
        OptionError: the frame is of no kind that is known; an unknown name; or a column to add is there already.
        RulebookError: the rulebook's files have problems.
        EngineError: the rulebook has too many kinds of effects to be decided for whole tables.
        MissingExtraError: narwhals is not installed.
    """
    # An extra, imported when it is first asked for.
    frames = importlib.import_module("itb_rules.frame")
    decided: Frame = frames.decide_table(
        frame, chosen_rulebook(rulebook, profile), explain=explain, columns=columns, on_error=on_error, prefix=prefix
    )
    return decided


def summarise_frame(
    frame: object, rulebook: str | Path | Rulebook = "progression", *, profile: str | None = None
) -> Summary:
    """Decide every row of a table, and count outcomes, moves between stages, deciding rules and facts to ask for.

    Args:
        frame: as for `decide_frame`. A table that was decided before will do.
        rulebook: as for `decide_frame`.
        profile: as for `decide_frame`.

    Returns:
        The counts; a notebook shows them as tables and a picture. Rows with cells that no fact can have are counted as
        undecided.

    Raises:
        OptionError: the frame is of no kind that is known; an unknown name; or a column begins with `decided_`.
        RulebookError: the rulebook's files have problems.
        EngineError: the rulebook has too many kinds of effects to be decided for whole tables.
        MissingExtraError: narwhals is not installed.
    """
    summaries = importlib.import_module("itb_rules.frame.summary")
    summary: Summary = summaries.summarise(frame, chosen_rulebook(rulebook, profile))
    return summary


def chosen_rulebook(rulebook: str | Path | Rulebook, profile: str | None = None) -> Rulebook:
    """The rulebook that somebody names.

    Args:
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        profile: `cautious` or `permissive`; None for the cautious one, or the loaded rulebook's own.

    Raises:
        RulebookError: the rulebook's files have problems.
        OptionError: an unknown profile.
    """
    if isinstance(rulebook, Rulebook):
        return rulebook if profile is None else rulebook.with_profile(profile)
    # Where rule files are read, the parser is imported: not before somebody names a rulebook.
    files = importlib.import_module("itb_rules.rulebook.loading.files")
    if isinstance(rulebook, str) and rulebook in files.packaged_rulebooks():
        return packaged(rulebook, profile or "cautious")
    return load_rulebook(rulebook, profile=profile or "cautious")
