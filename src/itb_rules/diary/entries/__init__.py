"""The entries of a diary, each with a date and an id. `base` has what they share; then one module a kind."""

from collections.abc import Mapping

from itb_rules.diary.entries.base import Entry
from itb_rules.diary.entries.check_in import CheckIn
from itb_rules.diary.entries.clearance import Clearance
from itb_rules.diary.entries.correction import Correction
from itb_rules.diary.entries.exercise_session import ExerciseSession
from itb_rules.diary.entries.run import Run
from itb_rules.diary.entries.screen_answer import ScreenAnswer
from itb_rules.diary.entries.stage_change import StageChange

KINDS: Mapping[str, type[Entry]] = {
    each.kind: each for each in (CheckIn, Run, ExerciseSession, ScreenAnswer, StageChange, Clearance, Correction)
}
"""The kinds of entries by the name that JSON has for them."""

__all__ = [
    "KINDS", "CheckIn", "Clearance", "Correction", "Entry", "ExerciseSession", "Run", "ScreenAnswer", "StageChange",
]  # fmt: skip
