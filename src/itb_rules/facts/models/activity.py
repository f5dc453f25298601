"""Facts about a runner on one day and something they would like to do."""

from typing import Literal

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
        pydantic.ValidationError: when made from facts that are not valid, with every problem at once.
    """

    activity: ActivityName | None = choice(
        question="What would you like to do today?",
        label="activity",
        asks="runner",
        group="activity",
        typical="strength",
    )
    minutes: float | None = decimal(
        0,
        1440,
        unit="minutes",
        question="For how long? For ice: the time on the skin. For foam rolling: the time on each side.",
        label="planned duration",
        asks="runner",
        group="activity",
        typical=20,
    )
    terrain: Terrain | None = choice(
        question="On what ground: flat, hills or a track?",
        label="terrain",
        asks="runner",
        group="activity",
        typical="flat",
        worse=("flat", "hills"),
    )
    pace: Pace | None = choice(
        question="At what pace: easy, easy with short pickups, or fast?",
        label="pace",
        asks="runner",
        group="activity",
        typical="easy",
        worse=("easy", "pickups", "fast"),
    )
    roll_site: RollSite | None = choice(
        question=(
            "Which part would you roll: the front of the hip below the crest (tfl), the outer thigh (lateral_quad), the"
            " glutes, the outer side of the knee (lateral_knee) or over bone?"
        ),
        label="part to foam roll",
        asks="runner",
        group="activity",
        typical="tfl",
    )
    roll_pain: RollPain | None = choice(
        question="What does rolling there feel like: no pain, a dull ache, or pain that is sharp or radiates?",
        label="pain while rolling",
        asks="runner",
        group="activity",
        typical="none",
        worse=("none", "dull", "sharp"),
    )
    inches_above_knee: float | None = decimal(
        0,
        30,
        unit="inches",
        question="Rolling the thigh, how far above the joint line of the knee is the nearest point you roll?",
        label="distance of the roll from the knee",
        asks="runner",
        group="activity",
        typical=8,
        worse="lower",
    )
    stretch: Stretch | None = choice(
        question=(
            "Which stretch would you do: pigeon pose, hip flexor, figure-4, or the leg pulled across the body"
            " (cross_body)?"
        ),
        label="stretch",
        asks="runner",
        group="activity",
        typical="hip_flexor",
    )
    cloth_barrier: bool | None = yes_no(
        question="Would there be a cloth between the ice and the skin?",
        label="a cloth under the ice",
        asks="runner",
        group="activity",
        typical=True,
        worse=False,
    )
    sport: Sport | None = choice(
        question="Which sport would you do: swimming, running in a pool, cycling, walking or another?",
        label="cross-training sport",
        asks="runner",
        group="activity",
        typical="swim",
    )
    hours_since_flare: float | None = decimal(
        0,
        100000,
        unit="hours",
        question="How many hours ago did the acute pain begin, or last flare up?",
        label="time since the flare",
        asks="runner",
        group="activity",
        typical=600,
        worse="lower",
    )
    ran_yesterday: bool | None = yes_no(
        question="Did you run yesterday?",
        label="a run yesterday",
        asks="runner",
        group="activity",
        typical=False,
        worse=True,
    )
    strength_yesterday: bool | None = yes_no(
        question="Did you do a strength session yesterday?",
        label="a strength session yesterday",
        asks="runner",
        group="activity",
        typical=False,
        worse=True,
    )
    planned_week_change_pct: float | None = decimal(
        -100,
        10000,
        unit="per cent",
        question=(
            "With this run, by how many per cent will your running time of the 7 days up to today be above or below"
            " that of the 7 days before them, or of the 7 days one day further back, whichever is more? 10000, if you"
            " ran in none of those."
        ),
        label="change of weekly running time with this run",
        asks="runner",
        group="activity",
        typical=0,
        worse="higher",
    )
    planned_run_spike_pct: float | None = decimal(
        -100,
        10000,
        unit="per cent",
        question=(
            "By how many per cent is this run longer or shorter, in minutes, than your longest run of the last 30 days?"
            " 10000, if you did not run in them."
        ),
        label="length of this run against the longest of the last 30 days",
        asks="runner",
        group="activity",
        typical=0,
        worse="higher",
    )
