"""Explained, declarative decisions about phase progression in rehab of iliotibial band syndrome.

A name is imported when it is first used: a program that only checks facts does not load the engines.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from itb_rules.displayed import Displayed, show_by

if TYPE_CHECKING:
    from itb_rules.decision import Decision
    from itb_rules.diary import CheckIn, Diary, Run, ScreenAnswer, StageChange
    from itb_rules.diary.monitor import Monitor
    from itb_rules.errors import (
        CrossCheckError,
        DetachedError,
        DiaryError,
        EngineError,
        FactsError,
        FrameError,
        ItbRulesError,
        MissingExtraError,
        OptionError,
        ParameterError,
        Problem,
        RulebookError,
    )
    from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts
    from itb_rules.frame import decide_frame, summarise_frame
    from itb_rules.interview import Interview
    from itb_rules.questions import check_activity, decide, review_exercise
    from itb_rules.rendering import render
    from itb_rules.rulebook import Rulebook, load_rulebook

__all__ = [
    "Activity",
    "Assessment",
    "CheckIn",
    "CrossCheckError",
    "Decision",
    "DetachedError",
    "Diary",
    "DiaryError",
    "EngineError",
    "ExerciseSession",
    "Facts",
    "FactsError",
    "FrameError",
    "Interview",
    "ItbRulesError",
    "MissingExtraError",
    "Monitor",
    "OptionError",
    "ParameterError",
    "Problem",
    "Rulebook",
    "RulebookError",
    "Run",
    "ScreenAnswer",
    "StageChange",
    "check_activity",
    "decide",
    "decide_frame",
    "load_rulebook",
    "render",
    "review_exercise",
    "summarise_frame",
]

_HOMES = {
    "frame": ("decide_frame", "summarise_frame"),
    "questions": ("check_activity", "decide", "review_exercise"),
    "decision": ("Decision",),
    "diary": ("CheckIn", "Diary", "Run", "ScreenAnswer", "StageChange"),
    "errors": (
        "CrossCheckError",
        "DetachedError",
        "DiaryError",
        "EngineError",
        "FactsError",
        "FrameError",
        "ItbRulesError",
        "MissingExtraError",
        "OptionError",
        "ParameterError",
        "Problem",
        "RulebookError",
    ),
    "facts": ("Activity", "Assessment", "ExerciseSession", "Facts"),
    "interview": ("Interview",),
    "diary.monitor": ("Monitor",),
    "rendering": ("render",),
    "rulebook": ("Rulebook", "load_rulebook"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


_PARTS = frozenset(
    {
        "decision",
        "diary",
        "documenting",
        "drawing",
        "errors",
        "explanation",
        "facts",
        "frame",
        "interview",
        "notebook",
        "rendering",
        "report",
        "rulebook",
        "simulate",
        "testing",
        "verification",
    }
)


def _shown(thing: Displayed) -> dict[str, str]:
    from itb_rules.notebook.displays import bundle

    return bundle(thing)


show_by(_shown)


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
