"""The diary: daily logs in, what is known about each day and what was decided on it out.

Read `entries` first (what a day leaves behind), then `diary`, `deriving` (from entries to the facts of a day) and
`replay`, which decides day by day and makes a `timeline`; `monitor` does the same live. `formats` reads and writes
logs, `importing` makes runs of the files of watches.
"""

from itb_rules.diary.daily import Daily
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
from itb_rules.diary.importing.fit import from_fit
from itb_rules.diary.importing.garmin_csv import from_garmin_csv
from itb_rules.diary.importing.gpx import from_gpx
from itb_rules.diary.importing.match_runs import Known, Matched, match_runs
from itb_rules.diary.importing.result import ImportedRuns, Note
from itb_rules.diary.importing.runs_from import runs_from
from itb_rules.diary.importing.strava_csv import from_strava_csv
from itb_rules.diary.importing.tcx import from_tcx
from itb_rules.diary.replay_frame import replay_frame
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
    "Daily",
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
    "replay_frame",
    "runs_from",
]
