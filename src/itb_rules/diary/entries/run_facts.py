"""The facts of one run: how far, how long, on what, and what the outer knee said to it."""

from typing import ClassVar, Literal

from itb_rules.facts import Above, Contradiction, Facts, Is, Known, NotTogether, choice, decimal, whole, yes_no

Pain = Literal["none", "easing", "steady", "worsening"]
Terrain = Literal["flat", "hills", "track"]


class RunFacts(Facts):
    """What is known about one run. Names, units and bounds are those of the facts that are derived from runs."""

    texts: ClassVar[str] = "RunFacts"

    contradictions: ClassVar[tuple[Contradiction, ...]] = (
        NotTogether(Known("run_pain_onset_km"), Is("run_pain", ("none",))),
        NotTogether(Above("run_pain_level", 0), Is("run_pain", ("none",))),
        NotTogether(Is("run_pain_level", (0,)), Is("run_pain", ("easing", "steady", "worsening"))),
    )

    minutes: float | None = decimal(
        0,
        1440,
        unit="minutes",
        asks="runner",
        group="running",
        typical=20,
    )
    distance_km: float | None = decimal(
        0,
        300,
        unit="km",
        asks="runner",
        group="running",
        typical=3,
    )
    cadence_spm: int | None = whole(
        60,
        300,
        unit="steps a minute",
        asks="runner",
        group="form",
        typical=172,
    )
    run_pain: Pain | None = choice(
        asks="runner",
        group="running",
        typical="none",
        worse=("none", "easing", "steady", "worsening"),
    )
    run_pain_level: int | None = whole(
        0,
        10,
        unit="points of 10",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    run_pain_onset_km: float | None = decimal(
        0,
        200,
        unit="km",
        asks="runner",
        group="running",
        typical=None,  # there is none to give without pain
        worse="lower",
    )
    post_run_pain_hours: float | None = decimal(
        0,
        168,
        unit="hours",
        asks="runner",
        group="running",
        typical=0,
        worse="higher",
    )
    next_morning_worse: bool | None = yes_no(
        asks="runner",
        group="running",
        typical=False,
        worse=True,
    )
    terrain: Terrain | None = choice(
        asks="runner",
        group="running",
        typical="flat",
    )
