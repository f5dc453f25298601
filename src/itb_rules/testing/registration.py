"""What Hypothesis runs when it is imported: `from_type` learns the packaged facts models."""

from __future__ import annotations

from hypothesis import strategies as st

from itb_rules.facts import Activity, Assessment, ExerciseSession
from itb_rules.testing.strategies import activities, assessments, exercise_sessions


def register() -> None:
    """Register a strategy for each packaged facts model."""
    st.register_type_strategy(Assessment, assessments())
    st.register_type_strategy(ExerciseSession, exercise_sessions())
    st.register_type_strategy(Activity, activities())
