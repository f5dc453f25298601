"""The three questions, each answered in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from itb_rules.decision import Decision
from itb_rules.facts import Activity, Assessment, ExerciseSession
from itb_rules.rulebook.named import packaged

ProgressionOutcome: TypeAlias = Literal["refer_now", "refer", "back_off", "hold", "progress"]
"""What `decide` can answer, the most cautious first."""
ExerciseOutcome: TypeAlias = Literal["stop", "regress", "repeat", "progress"]
"""What `review_exercise` can answer, likewise."""
ActivityOutcome: TypeAlias = Literal["avoid", "modify", "allow"]
"""What `check_activity` can answer, likewise."""
EngineName: TypeAlias = Literal["direct", "reference", "durable"]
"""An engine."""
ProfileName: TypeAlias = Literal["cautious", "permissive"]
"""Which end of the source's ranges the parameters have."""


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
