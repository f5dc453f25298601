"""Hypothesis strategies for facts, and laws that a suite runs on its own rulebook. Needs the extra `testing`.

`assessments()`, `exercise_sessions()`, `activities()` and `facts_of(MyFacts)` draw facts, `diaries()` draws diaries;
`RulebookLaws` is a test class that wants nothing but a rulebook. Where the library is installed,
`hypothesis.strategies.from_type(Assessment)` works as well.

Read `strategies` and `generator` first: how facts are drawn, steered by `aims`; `scales` keeps contradictions out.
`laws` is the test class, and `law_checks` what each of its tests holds; `messages` shows what broke one.
"""

from itb_rules.errors import MissingExtraError

try:
    # Not left to the modules below: while Hypothesis is imported it runs our entry point, which needs them whole.
    import hypothesis  # noqa: F401
except ModuleNotFoundError as missing:
    if missing.name != "hypothesis":
        raise
    raise MissingExtraError("itb_rules.testing needs hypothesis: `pip install 'itb-rules[testing]'`") from missing

from itb_rules.testing.diaries import diaries
from itb_rules.testing.laws import RulebookLaws
from itb_rules.testing.messages import LawBrokenError, describe
from itb_rules.testing.strategies import activities, answers_to, assessments, exercise_sessions, facts_of

__all__ = [
    "LawBrokenError",
    "RulebookLaws",
    "activities",
    "answers_to",
    "assessments",
    "describe",
    "diaries",
    "exercise_sessions",
    "facts_of",
]
