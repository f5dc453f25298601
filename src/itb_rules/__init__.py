"""Explained, declarative decisions about phase progression in rehab of iliotibial band syndrome.

The house, from the roof down; a room imports only from the floors below its own. `E` is the engine and knows no
protocol, `D` is the domain, rehab of ITBS; `*` is a path that users import from::

    9  cli                the command line `itb-rules`: one file a command
    8  report       *  D  one page on a diary, for a clinician
       documenting  *  E  a rulebook as pages to read, each rule with its boundary
       service      *  D  the languages of clinics: forms, cards, rules and decisions in HL7's, and a server
    7  testing      *  E  scenarios, coverage, strategies, laws that a suite holds its rulebook to
       drawing      *     charts of a course and of a table, the graph of a rulebook
       notebook     *     an explorer, and what notebooks show of each thing
    6  rendering    *     an outline of each thing, laid out as text, Markdown, HTML or JSON
       simulate     *  D  made-up runners
    5  frame        *  E  whole tables at once
       diary        *  D  entries of many days in; facts, decisions and a timeline out
       interview    *  E  cards: the next one, and what an answer does
    4  verification *  E  proofs, differences of rulebooks, golden cases
       questions       D  `decide`, `review_exercise`, `check_activity`
       wording      *  E  phrases, values, facts and conditions in words; other languages
    3  rulebook     *  E  rule files in; truths, outcomes, effects and reasons out
    2  facts        *  E  typed facts, each of which may be unknown; `facts.models` are the domain's
       decision     *  E  what was decided: frozen, plain, explained when it is read
    1  errors       *  E  every error, and problems with their places
       explanation  *  E  the parts of a decision
       slots           E  what the face hands down: what shows things, what reads the texts of facts

A name is imported when it is first used: a program that only checks facts does not load the engines.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from itb_rules.slots import Displayed, read_texts_by, show_by

if TYPE_CHECKING:
    from itb_rules.decision import Decision
    from itb_rules.diary import CheckIn, Diary, Run, ScreenAnswer, StageChange, replay_frame
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
    from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts, FactTexts
    from itb_rules.frame import decide_frame, summarise_frame, sweep
    from itb_rules.interview import Interview
    from itb_rules.questions import (
        ActivityOutcome,
        EngineName,
        ExerciseOutcome,
        ProfileName,
        ProgressionOutcome,
        check_activity,
        decide,
        review_exercise,
    )
    from itb_rules.rendering import render
    from itb_rules.rulebook import Rulebook, load_rulebook

    __version__: str

__all__ = [
    "Activity",
    "ActivityOutcome",
    "Assessment",
    "CheckIn",
    "CrossCheckError",
    "Decision",
    "DetachedError",
    "Diary",
    "DiaryError",
    "EngineError",
    "EngineName",
    "ExerciseOutcome",
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
    "ProfileName",
    "ProgressionOutcome",
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
    "replay_frame",
    "review_exercise",
    "summarise_frame",
    "sweep",
]

_HOMES = {
    "frame": ("decide_frame", "summarise_frame", "sweep"),
    "questions": (
        "ActivityOutcome",
        "EngineName",
        "ExerciseOutcome",
        "ProfileName",
        "ProgressionOutcome",
        "check_activity",
        "decide",
        "review_exercise",
    ),
    "decision": ("Decision",),
    "diary": ("CheckIn", "Diary", "Run", "ScreenAnswer", "StageChange", "replay_frame"),
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
        "service",
        "simulate",
        "testing",
        "verification",
        "wording",
    }
)


def _shown(thing: Displayed) -> dict[str, str]:
    from itb_rules.notebook.displays import bundle

    return bundle(thing)


show_by(_shown)


def _texts(section: str) -> Mapping[str, FactTexts]:
    from itb_rules.wording.fact_texts import fact_texts

    return fact_texts()[section]


read_texts_by(_texts)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("itb-rules")
    if name in _PARTS:
        return importlib.import_module(f"{__name__}.{name}")
    if name not in _HOME:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
