"""The diary: daily logs in, what is known about each day and what was decided on it out."""

from itb_rules.diary.derived import Derivation, DerivedAssessment
from itb_rules.diary.diary import Diary
from itb_rules.diary.entries import (
    CheckIn,
    Clearance,
    Correction,
    Entry,
    ExerciseSession,
    Run,
    ScreenAnswer,
    StageChange,
)
from itb_rules.diary.formats.diary_json import read_entry
from itb_rules.diary.importing.files import runs_from
from itb_rules.diary.importing.fit import from_fit
from itb_rules.diary.importing.garmin_csv import from_garmin_csv
from itb_rules.diary.importing.gpx import from_gpx
from itb_rules.diary.importing.matching import Known, Matched, match_runs
from itb_rules.diary.importing.recorded import ImportedRuns, Note
from itb_rules.diary.importing.strava_csv import from_strava_csv
from itb_rules.diary.importing.tcx import from_tcx
from itb_rules.diary.timeline import (
    DatedQuestion,
    Pending,
    Ran,
    Redecided,
    Referral,
    StageMove,
    Timeline,
    TimelineDay,
)

__all__ = [
    "CheckIn",
    "Clearance",
    "Correction",
    "DatedQuestion",
    "Derivation",
    "DerivedAssessment",
    "Diary",
    "Entry",
    "ExerciseSession",
    "ImportedRuns",
    "Known",
    "Matched",
    "Note",
    "Pending",
    "Ran",
    "Redecided",
    "Referral",
    "Run",
    "ScreenAnswer",
    "StageChange",
    "StageMove",
    "Timeline",
    "TimelineDay",
    "from_fit",
    "from_garmin_csv",
    "from_gpx",
    "from_strava_csv",
    "from_tcx",
    "match_runs",
    "read_entry",
    "runs_from",
]
