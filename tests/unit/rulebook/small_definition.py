"""A definition small enough to read in one glance, for tests of resolution and effects."""

from __future__ import annotations

from itb_rules.facts import Activity
from itb_rules.rulebook.conditions import Compare
from itb_rules.rulebook.definition import ChangeEffect, Definition, Effect, EffectKind, Outcome, Rule, StageEffect

STAGES = StageEffect(
    stage="stage",
    flare="flare_stage",
    stages=Activity.specs["stage"].values,
    none="none",
    resume_from="strengthen",
    clears_flare="full_running",
    carries=("refer",),
    back_off="back_off",
)
NONE = Effect()
CHANGES = ChangeEffect(on="modify")


def rule(name: str, fact: str, outcome: str | None, effect: Effect = NONE) -> Rule:
    """A rule that holds when a yes/no fact is true."""
    return Rule(id=name, title=name, when=Compare(fact, "is", True), outcome=outcome, effect=effect)


def small_definition(
    rules: tuple[Rule, ...],
    *,
    effect: EffectKind | None = STAGES,
    outcomes: tuple[str, ...] = ("refer_now", "refer", "back_off", "hold", "progress"),
    default: str = "hold",
    permissive: tuple[str, ...] = ("progress",),
    silent: tuple[str, ...] = ("refer_now",),
) -> Definition:
    """A definition of these rules, which must stand in order of caution."""
    return Definition(
        name="small",
        version="1",
        title="small",
        facts=Activity,
        outcomes=tuple(Outcome(name, name) for name in outcomes),
        default=default,
        permissive=permissive,
        silent=silent,
        position=("stage",),
        side=None,
        effect=effect,
        thresholds={},
        doses={},
        findings={},
        rules=rules,
        suspects={},
        people={},
        codes={},
        sources={},
        catalogue={},
        plan={},
        stale=(),
        disclaimer="",
    )
