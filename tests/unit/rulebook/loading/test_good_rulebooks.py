"""What a rulebook becomes: one definition, in a known order, of plain immutable or picklable data."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.unit.rulebook.loading.rulebooks import (
    GOOD,
    MANIFEST,
    PACKAGED,
    PACKAGED_NAMES,
    RULE,
    GripAssessment,
    facts_of,
    good,
    written,
)

from itb_rules.errors import RulebookError
from itb_rules.facts import Activity, Assessment, ExerciseSession
from itb_rules.rulebook.conditions import ALWAYS, AllOf, AnyOf, AtLeast, Compare, Holds, Not, Parameter, walk
from itb_rules.rulebook.definition import Change, ChangeEffect, Effect, Figure, LoadEffect, Outcome, StageEffect
from itb_rules.rulebook.loading import load_definition


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_good_rulebook_loads(folder: Path) -> None:
    """Each has features that no other test names."""
    assert load_definition(folder, facts=facts_of(folder), check_cases=True).outcomes


@pytest.mark.parametrize("name", PACKAGED_NAMES)
def test_packaged_rulebook_holds_its_cases(name: str) -> None:
    """Loading skips the cases of packaged rulebooks because this test replays them."""
    definition = load_definition(name, check_cases=True)
    assert definition.name == name
    assert definition.rules


@pytest.mark.parametrize("name", PACKAGED_NAMES)
def test_packaged_rulebook_is_the_same_by_name_and_by_folder(name: str) -> None:
    """The name is short for the folder."""
    assert load_definition(name) == load_definition(PACKAGED / name)


@pytest.mark.parametrize("folder", [*GOOD, *(PACKAGED / name for name in PACKAGED_NAMES)], ids=lambda each: each.name)
def test_findings_refer_only_to_earlier_ones(folder: Path) -> None:
    """Engines may evaluate them in order."""
    definition = load_definition(folder, facts=facts_of(folder))
    earlier: set[str] = set()
    for name, finding in definition.findings.items():
        assert {node.finding for node in walk(finding.when) if isinstance(node, Holds)} <= earlier
        earlier.add(name)


@pytest.mark.parametrize("folder", [*GOOD, *(PACKAGED / name for name in PACKAGED_NAMES)], ids=lambda each: each.name)
def test_definition_survives_pickling(folder: Path) -> None:
    """Worker processes can be handed a definition instead of loading it again."""
    definition = load_definition(folder, facts=facts_of(folder))
    assert pickle.loads(pickle.dumps(definition)) == definition  # noqa: S301


def test_manifest_is_carried_over() -> None:
    """Everything the manifest says is in the definition."""
    definition = good("everything")
    assert (definition.name, definition.version, definition.facts) == ("everything", "2.10.3", Assessment)
    assert definition.outcomes[0] == Outcome("refer_now", "See a clinician today")
    assert (definition.default, definition.permissive, definition.silent) == ("hold", ("progress",), ("refer_now",))
    assert (definition.position, definition.side) == (("stage", "flare_stage"), "side")
    assert definition.stale == ("The day is over.", "Any fact has changed.")
    assert definition.disclaimer == "For tests only. It says nothing about knees."
    assert definition.profile == "cautious"


def test_effects_of_every_kind() -> None:
    """Stages, loads and changes: what the manifest says, and the stages from the fact's own values."""
    assert good("everything").effect == StageEffect(
        stage="stage",
        flare="flare_stage",
        stages=Assessment.specs["stage"].values,
        none="none",
        resume_from="strengthen",
        clears_flare="full_running",
        carries=("refer",),
        back_off="back_off",
    )
    loads = good("loads").effect
    assert isinstance(loads, LoadEffect)
    assert loads.ladders["band_walk"] == ("band_knees", "band_shin", "band_ankle")
    assert loads.ladders["glute_bridge"] == ()
    assert good("borrowed").effect == ChangeEffect(on="modify")
    assert [rule.effect for rule in good("loads").rules] == [
        Effect(load="down"),
        Effect(next_exercise="single_leg_bridge"),
    ]


def test_rules_come_from_the_most_cautious_outcome_on() -> None:
    """However the files are ordered; advice comes last."""
    rules = good("everything").rules
    assert [rule.id for rule in rules] == ["fever", "knee.meniscus", "back", "stay", "on", "advice"]
    assert [rule.outcome for rule in rules] == ["refer_now", "refer", "back_off", "hold", "progress", None]


def test_rules_of_one_outcome_keep_the_order_of_files_and_lines(tmp_path: Path) -> None:
    """The manifest's own rules first, then the files by name."""
    second = RULE.replace("id: ready", "id: second")
    third = RULE.replace("id: ready", "id: third")
    first = RULE.replace("id: ready", "id: first")
    folder = written(tmp_path / "app", rulebook=MANIFEST + first, b=third, a=second)
    definition = load_definition(folder)
    assert [rule.id for rule in definition.rules] == ["first", "second", "third"]
    assert [rule.where for rule in definition.rules] == ["app/rulebook.yaml:12", "app/a.yaml:2", "app/b.yaml:2"]


def test_conditions_become_trees() -> None:
    """Each form of a condition has its node."""
    definition = good("everything")
    rules = {rule.id: rule for rule in definition.rules}
    assert rules["on"].when == AllOf((Compare("stage", "is", "protect"), Holds("settled")))
    assert rules["back"].when == AllOf(
        (
            Compare("post_run_pain_hours", "above", Parameter("late_hours")),
            Compare("post_run_pain_hours", "at_most", 24.0),
        )
    )
    assert definition.findings["settled"].when == AllOf(
        (Holds("calm"), Not(Compare("swelling", "in", ("lateral", "widespread"))))
    )
    signs = definition.findings["meniscus.signs"].when
    assert isinstance(signs, AtLeast)
    assert (signs.count, len(signs.parts)) == (2, 3)
    assert rules["stay"].when == ALWAYS
    assert rules["stay"].always
    assert rules["knee.meniscus"].lifted_by == Compare("clearance", "is", "given")


def test_parameters_have_their_cautious_values() -> None:
    """A profile chooses other ones later; the ends of doses are values too."""
    definition = good("everything")
    assert definition.values == {
        "calm_days": 7,
        "tolerated_pain": 2,
        "late_hours": 2.5,
        "fixed": 15,
        "reps.low": 15,
        "reps.high": 20,
        "sets.low": 3,
        "sets.high": 3,
    }
    fixed = definition.thresholds["fixed"]
    assert (fixed.permissive, fixed.low, fixed.high) == (20, 15, 20)
    assert definition.thresholds["tolerated_pain"].source == ("T.1", "T.2: Book 2006")


def test_advice_has_figures() -> None:
    """Numbers for the text, kept within bounds that may be parameters."""
    advice = good("everything").rules[-1]
    assert advice.figures == (
        Figure("lower", "cadence_spm", 1.05, at_most=180),
        Figure("upper", "cadence_spm", 1.1, at_least=Parameter("calm_days"), at_most=Parameter("reps.high")),
    )


def test_cases_hold_the_merged_facts() -> None:
    """What fails or is unknown is the first that holds, but for this."""
    (rule,) = (rule for rule in good("everything").rules if rule.id == "on")
    base = {"stage": "protect", "pain_at_rest": 0, "daily_pain": 0, "pain_free_days": 7, "swelling": "none"}
    assert [(case.name, case.facts) for case in rule.cases] == [
        ("holds", base),
        ("fails", {**base, "stage": "strengthen"}),
        ("fails", {**base, "daily_pain": 3, "pain_free_days": 0}),
        ("fails", {**base, "pain_free_days": 6}),
        ("unknown", {**base, "swelling": None}),
    ]


def test_catalogue_has_its_doses_written_out() -> None:
    """By kind and id, as plain data."""
    catalogue = good("everything").catalogue
    assert list(catalogue) == ["phases", "exercises", "rolls", "stretches", "cross_training", "care"]
    assert type(catalogue["exercises"]["bridge"]) is dict
    assert catalogue["exercises"]["bridge"]["dose"] == {
        "sets": {"low": 3, "high": 3, "unit": ""},
        "reps": {"low": 15, "high": 20, "unit": "reps"},
    }
    assert catalogue["rolls"]["thigh"] == {"id": "thigh", "title": "Thigh", "how": "Roll.", "source": ["T.1"]}


def test_plan_is_by_stage_and_outcome_and_keeps_parameters() -> None:
    """In the order of the stages; a profile may still change what a parameter is worth."""
    plan = good("everything").plan
    assert tuple(plan["stages"]) == Assessment.specs["stage"].values
    assert plan["stages"]["return_week_1"] == {
        "title": "Run again",
        "phases": [],
        "running": {"allowed": True, "do": "Run a little.", "most_minutes": Parameter("fixed")},
        "exercises": ["bridge", "thigh"],
        "source": ["T.1"],
    }
    assert plan["outcomes"]["refer"]["without"] == ["exercises", "rolls"]
    assert plan["rules"]["back"]["running"] == {"allowed": False, "do": "Walk."}
    assert plan["unanswered"] == {"do": "Answer first.", "source": ["T.1"]}
    assert not any(good("smallest").plan.values())


def test_people_suspects_codes_and_sources_are_by_id() -> None:
    """What rules name and people read."""
    definition = good("everything")
    assert definition.suspects["meniscus"].title == "a meniscus"
    assert definition.people["physiotherapist"].title == "a physiotherapist"
    assert definition.codes["meniscus_tear"].left == "S83.282A"
    assert definition.sources["Book 2006"] == "A publication."


def test_rules_of_a_used_rulebook_become_findings() -> None:
    """Only those that are asked for, under the used rulebook's name, and the findings they need."""
    definition = good("borrowed")
    assert definition.findings["to-be-seen"].when == AnyOf((Holds("everything:knee.meniscus"),))
    assert definition.findings["some"].when == AnyOf((Holds("everything:back"), Holds("everything:on")))
    assert [finding.id for finding in definition.imported] == [
        "everything:knee.meniscus",
        "everything:back",
        "everything:on",
    ]
    lent = definition.findings["everything:knee.meniscus"]
    assert lent.rule in good("everything").rules
    assert lent.when == AllOf((Holds("everything:meniscus.signs"), Not(Compare("clearance", "is", "given"))))
    assert "everything:anybody" not in definition.findings


def test_parameters_and_names_of_a_used_rulebook_come_along() -> None:
    """The findings it lends need them, and so does whoever explains them."""
    definition, used = good("borrowed"), good("everything")
    assert definition.thresholds == used.thresholds
    assert definition.doses == used.doses
    assert definition.values == used.values
    assert definition.suspects == used.suspects
    assert definition.people == used.people
    assert definition.codes == used.codes
    assert definition.sources == used.sources
    assert not definition.catalogue


def test_changes_may_be_bounds_values_or_words_of_the_rulebook() -> None:
    """A bound may be a parameter; what is changed need not be a fact."""
    (rule,) = (rule for rule in good("borrowed").rules if rule.id == "short")
    assert rule.effect.changes == (
        Change("minutes", at_most=Parameter("fixed"), title="not for long", unit="min"),
        Change("terrain", values=("flat",), title="on the flat"),
        Change("cadence", at_least=160, at_most=180, title="with short steps"),
    )


def test_facts_of_an_app_may_have_further_fields() -> None:
    """The handed-in class is the one the manifest names."""
    definition = good("own-facts")
    assert definition.facts is GripAssessment
    assert definition.facts_of(definition.rules[0].condition) == {"grip", "pain_at_rest"}


def test_packaged_rulebook_takes_a_subclass_of_its_facts() -> None:
    """An app's own fields do not stand in the way of the packaged rules."""
    assert load_definition("progression", facts=GripAssessment).facts is GripAssessment
    assert load_definition("activity").facts is Activity
    assert load_definition("exercise").facts is ExerciseSession


def test_facts_of_another_model_are_refused() -> None:
    """Rules about one exercise cannot be asked about a whole runner."""
    with pytest.raises(
        RulebookError, match=r"the facts model is `ExerciseSession`, but `GripAssessment` was handed in"
    ):
        load_definition("exercise", facts=GripAssessment)


def test_facts_that_were_not_handed_in_are_refused() -> None:
    """The message says how to hand them in."""
    with pytest.raises(RulebookError, match="`GripAssessment` is not packaged, and none was handed in as `facts`"):
        load_definition(GOOD[0].parent / "own-facts")


def test_cases_are_replayed_unless_asked_not_to(tmp_path: Path) -> None:
    """For a rulebook that is not packaged that is the default."""
    folder = written(tmp_path / "app", rules=RULE.replace("fails: {pain_at_rest: 1}", "fails: {fever: true}"))
    assert load_definition(folder, check_cases=False).rules
    for replay in (None, True):
        with pytest.raises(RulebookError, match="the case `fails` of `ready` is true, not false"):
            load_definition(folder, check_cases=replay)


def test_app_may_include_the_packaged_catalogue(tmp_path: Path) -> None:
    """What is not beside the folder is looked for among the packaged rules."""
    manifest = MANIFEST.replace("  outcomes:", "  include: [sources.yaml, catalogue]\n  outcomes:")
    definition = load_definition(written(tmp_path / "app", rulebook=manifest))
    assert "clamshell" in definition.catalogue["exercises"]


def test_app_may_use_a_packaged_rulebook(tmp_path: Path) -> None:
    """Its rules become findings of the app's rulebook."""
    manifest = MANIFEST.replace("  outcomes:", "  uses: [progression]\n  outcomes:")
    finding = "findings:\n  - {id: now, title: Now, rules: {of: progression, outcome: refer_now}, source: [T.1]}\n"
    definition = load_definition(written(tmp_path / "app", rulebook=manifest, findings=finding))
    assert all(finding.id.startswith("progression:") for finding in definition.imported)
    assert definition.imported
