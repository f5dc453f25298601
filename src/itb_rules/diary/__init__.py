"""The diary: daily logs in, what is known about each day and what was decided on it out."""

from itb_rules.diary.derived import Derivation, DerivedAssessment
from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import CheckIn, Entry, ExerciseSession, Run, ScreenAnswer, StageChange
from itb_rules.timeline import Change, Pending, Timeline, TimelineDay

__all__ = [
    "Change",
    "CheckIn",
    "Derivation",
    "DerivedAssessment",
    "Diary",
    "Entry",
    "ExerciseSession",
    "Pending",
    "Run",
    "ScreenAnswer",
    "StageChange",
    "Timeline",
    "TimelineDay",
]
