"""Facts about a runner on one day."""

from typing import ClassVar

from itb_rules.facts.contradictions import Above, Contradiction, Is, Known, NotAbove, NotBelow, NotTogether
from itb_rules.facts.models.course import Course
from itb_rules.facts.models.knee import Knee
from itb_rules.facts.models.running import Running
from itb_rules.facts.models.safety import Safety

_NO_RUN = Is("run_pain", ("no_run",))
_PAINLESS = Is("run_pain", ("no_run", "none"))
_PAIN_FREE = Above("pain_free_days", 0)


# pydantic takes the fields of the last base first: the facts are in the order course, running, knee, safety.
class Assessment(Safety, Knee, Running, Course):
    """A runner on one day: the facts of the rulebook `progression`.

    Every fact may be unknown (None) but `clearance`, for which absent and null mean `"none"`. Weeks are full weeks;
    pain is from 0 to 10; "the latest run" and "the latest session" are the latest of this stage within the last seven
    days (protocol W.8). Questions, units and bounds of each fact are in `specs`.

    Raises:
        FactsError: when made from facts that are not valid, with every problem at once.
    """

    contradictions: ClassVar[tuple[Contradiction, ...]] = (
        NotAbove("stage_day", "rehab_day"),
        NotAbove("consistent_weeks", "rehab_day", divided_by=7),
        NotAbove("return_weeks", "rehab_day", divided_by=7),
        NotTogether(_PAIN_FREE, Above("daily_pain", 0)),
        NotTogether(_PAIN_FREE, Above("pain_at_rest", 0)),
        NotTogether(Above("runs_last_7_days", 0), _NO_RUN),
        NotTogether(Above("post_run_pain_hours", 0), _NO_RUN),
        NotTogether(Above("longest_run_minutes", 0), _NO_RUN),
        NotTogether(Is("next_morning_worse", (True,)), _NO_RUN),
        NotTogether(Known("run_pain_onset_km"), _PAINLESS),
        NotAbove("painful_runs_last_7_days", "runs_last_7_days"),
        NotTogether(Is("swelling_new", (True,)), Is("swelling", ("none",))),
        NotTogether(Is("trauma_instability", (True,)), Is("giving_way", (False,))),
        NotTogether(Above("run_pain_level", 0), _PAINLESS),
        NotTogether(Is("run_pain_level", (0,)), Is("run_pain", ("easing", "steady", "worsening"))),
        NotBelow("symptom_weeks", "rehab_day", divided_by=7),
    )
