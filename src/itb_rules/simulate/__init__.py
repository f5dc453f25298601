"""Made-up runners, for tests and notebooks: the same seed gives the same diary.

`habits` says what one is like, `body` how the pain comes and goes, and `runner` lives day after day by what is decided.
Nothing here is clinical: how such a runner's pain comes and goes is invented, so that diaries look like diaries.
"""

from itb_rules.simulate.cohort import cohort
from itb_rules.simulate.habits import Habits
from itb_rules.simulate.runner import Runner, diaries, diary

__all__ = ["Habits", "Runner", "cohort", "diaries", "diary"]
