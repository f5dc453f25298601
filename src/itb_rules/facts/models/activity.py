"""Facts about a runner on one day and something they would like to do."""

from typing import ClassVar, Literal

from itb_rules.facts.fields import choice, decimal, yes_no
from itb_rules.facts.models.assessment import Assessment

ActivityName = Literal["run", "foam_roll", "stretch", "ice", "heat", "strength", "cross_train"]
Terrain = Literal["flat", "hills", "track"]
Pace = Literal["easy", "pickups", "fast"]
RollSite = Literal["tfl", "lateral_quad", "glutes", "lateral_knee", "bone"]
RollPain = Literal["none", "dull", "sharp"]
Stretch = Literal["pigeon", "hip_flexor", "figure_4", "cross_body"]
Sport = Literal["swim", "pool_run", "bike", "walk", "other"]


class Activity(Assessment):
    """What a runner would like to do today, and the runner: the facts of the rulebook `activity`.

    All facts of `Assessment`, and those of the plan; each may be unknown (None). Questions, units and bounds of each
    fact are in `specs`.

    Raises:
        FactsError: when made from facts that are not valid, with every problem at once.
    """

    texts: ClassVar[str] = "Activity"

    activity: ActivityName | None = choice(asks="runner", group="activity", typical="strength")
    minutes: float | None = decimal(0, 1440, unit="minutes", asks="runner", group="activity", typical=20)
    terrain: Terrain | None = choice(asks="runner", group="activity", typical="flat", worse=("flat", "hills"))
    pace: Pace | None = choice(asks="runner", group="activity", typical="easy", worse=("easy", "pickups", "fast"))
    roll_site: RollSite | None = choice(asks="runner", group="activity", typical="tfl")
    roll_pain: RollPain | None = choice(
        asks="runner", group="activity", typical="none", worse=("none", "dull", "sharp")
    )
    inches_above_knee: float | None = decimal(
        0, 30, unit="inches", asks="runner", group="activity", typical=8, worse="lower"
    )
    stretch: Stretch | None = choice(asks="runner", group="activity", typical="hip_flexor")
    cloth_barrier: bool | None = yes_no(asks="runner", group="activity", typical=True, worse=False)
    sport: Sport | None = choice(asks="runner", group="activity", typical="swim")
    hours_since_flare: float | None = decimal(
        0, 100000, unit="hours", asks="runner", group="activity", typical=600, worse="lower"
    )
    ran_yesterday: bool | None = yes_no(asks="runner", group="activity", typical=False, worse=True)
    strength_yesterday: bool | None = yes_no(asks="runner", group="activity", typical=False, worse=True)
    planned_week_change_pct: float | None = decimal(
        -100, 10000, unit="per cent", asks="runner", group="activity", typical=0, worse="higher"
    )
    planned_run_spike_pct: float | None = decimal(
        -100, 10000, unit="per cent", asks="runner", group="activity", typical=0, worse="higher"
    )
