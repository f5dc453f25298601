"""What draws by Hypothesis, and so needs the extra `testing`; `itb_rules.testing` hands it on."""

# Before the modules below: while Hypothesis is imported it runs our entry point, which needs them whole.
import hypothesis  # noqa: F401

from itb_rules.testing.diary_strategy import diaries
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
