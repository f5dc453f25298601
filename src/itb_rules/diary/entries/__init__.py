"""The entries of a diary, each with a date and an id."""

from collections.abc import Mapping

from itb_rules.diary.entries.base import Entry
from itb_rules.diary.entries.check_in import CheckIn
from itb_rules.diary.entries.exercise_session import ExerciseSession
from itb_rules.diary.entries.run import Run
from itb_rules.diary.entries.screen_answer import ScreenAnswer
from itb_rules.diary.entries.stage_change import StageChange

KINDS: Mapping[str, type[Entry]] = {
    each.kind: each for each in (CheckIn, Run, ExerciseSession, ScreenAnswer, StageChange)
}
"""The kinds of entries by the name that JSON has for them."""

__all__ = ["KINDS", "CheckIn", "Entry", "ExerciseSession", "Run", "ScreenAnswer", "StageChange"]
