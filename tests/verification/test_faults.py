"""The fault model: every easy mistake, one at a time, worded both ways."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.rulebook.small_definition import CHANGES, STAGES, rule, small_definition

from itb_rules import load_rulebook
from itb_rules.facts import ExerciseSession
from itb_rules.rulebook.conditions import AllOf, AnyOf, AtLeast, Compare, Condition, Holds, Not
from itb_rules.rulebook.definition import Change, Definition, Effect, Finding, LoadEffect
from itb_rules.verification.faults.faults import Fault, faults

MANIFEST = ("permissive", "silent", "default", "effect")
STAGE = Compare("stage", "is", "protect")
DAYS = Compare("pain_free_days", "at_least", 7)


def with_condition(condition: Condition, lifted_by: Condition | None = None) -> Definition:
    """A rulebook of one advice rule, which has no outcome and no effect to get wrong."""
    one = replace(rule("one", "clicking", None), when=condition, lifted_by=lifted_by)
    return small_definition((one,), effect=None)


def in_rules(definition: Definition) -> list[Fault]:
    """The faults that are none of the manifest."""
    return [fault for fault in faults(definition) if fault.kind != "manifest"]


def sentences(found: list[Fault], kind: str | None = None) -> list[str]:
    """What is wrong in each fault of a kind."""
    return [fault.sentence for fault in found if kind in (None, fault.kind)]


CONDITIONS: dict[str, tuple[Condition, list[str]]] = {
    "threshold and strictness": (
        DAYS,
        [
            "one: `pain_free_days` at least 6, instead of at least 7",
            "one: `pain_free_days` at least 8, instead of at least 7",
            "one: `pain_free_days` above 7, instead of at least 7",
        ],
    ),
    "hundredths": (
        Compare("inches_above_knee", "below", 4),
        [
            "one: `inches_above_knee` below 3.99, instead of below 4",
            "one: `inches_above_knee` below 4.01, instead of below 4",
            "one: `inches_above_knee` at most 4, instead of below 4",
        ],
    ),
    "a number that a fact never has": (
        Compare("daily_pain", "is", 0),
        ["one: `daily_pain` is 1, instead of is 0"],
    ),
    "answer": (Compare("clicking", "is", True), ["one: `clicking` no, instead of yes"]),
    "choice": (STAGE, ["one: `stage` strengthen, instead of protect"]),
    "the last choice": (
        Compare("stage", "is", "full_running"),
        ["one: `stage` return_build, instead of full_running"],
    ),
    "several choices": (
        Compare("stage", "in", ("protect", "return_build")),
        ["one: `stage` protect left out", "one: `stage` return_build left out", "one: `stage` strengthen counts"],
    ),
    "negation": (Not(Holds("f")), ["one: `f`, instead of not `f`"]),
    "all": (
        AllOf((Holds("f"), Holds("g"))),
        ["one: any of (`f`, `g`), instead of all of them", "one: `f` left out", "one: `g` left out"],
    ),
    "any": (
        AnyOf((Holds("f"), Holds("g"))),
        ["one: all of (`f`, `g`), instead of any of them", "one: `f` left out", "one: `g` left out"],
    ),
    "at least": (
        AtLeast(2, (Holds("f"), Holds("g"), Holds("h"))),
        [
            "one: at least 1 of (`f`, `g`, `h`), instead of at least 2 of them",
            "one: at least 3 of (`f`, `g`, `h`), instead of at least 2 of them",
            "one: `f` left out",
            "one: `g` left out",
            "one: `h` left out",
        ],
    ),
    "a part of its own": (AllOf((Holds("f"),)), []),
}


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_each_easy_mistake_in_a_condition(condition: Condition, expected: list[str]) -> None:
    """One fault for each, in the order of the condition, and nothing else."""
    assert sentences(in_rules(with_condition(condition))) == ["one: never holds", *expected]


def test_a_mistake_deep_inside_leaves_the_rest_alone() -> None:
    """The faulty condition is the real one but for the mistake."""
    condition = AllOf((STAGE, Not(AnyOf((DAYS, Holds("f"))))))
    (found,) = [fault for fault in faults(with_condition(condition)) if "at least 8" in fault.sentence]
    eight = Compare("pain_free_days", "at_least", 8)
    assert found.definition.rules[0].when == AllOf((STAGE, Not(AnyOf((eight, Holds("f"))))))
    assert found.shown == "one: `pain_free_days` at least 7, not at least 8"


def test_what_lifts_a_rule_can_be_lost_or_wrong() -> None:
    """A clearance that lifts nothing, and a clearance that is another answer."""
    lifting = Compare("clearance", "is", "given")
    found = in_rules(with_condition(Holds("f"), lifting))
    _missing, lost, *wrong = found
    assert lost.definition.rules[0].lifted_by is None
    assert lost.shown == "one: lifted by `clearance` given"
    assert all(fault.definition.rules[0].lifted_by not in (None, lifting) for fault in wrong)
    assert len(wrong) == 1


def test_an_outcome_slips_to_its_neighbours() -> None:
    """One more cautious and one more permissive, where there are such."""
    found = faults(small_definition((rule("first", "clicking", "refer_now"), rule("mid", "clicking", "back_off"))))
    assert sentences(found, "outcome") == [
        "first: outcome refer, instead of refer_now",
        "mid: outcome refer, instead of back_off",
        "mid: outcome hold, instead of back_off",
    ]


def test_a_move_slips_to_its_neighbours_or_is_lost() -> None:
    """Of the four moves, those beside it."""
    found = faults(small_definition((rule("one", "clicking", "back_off", Effect(move="back")),), effect=STAGES))
    assert sentences(found, "effect") == [
        "one: move to_first, instead of back",
        "one: move resume, instead of back",
        "one: no move, instead of move back",
    ]


def test_a_load_slips_and_so_does_the_next_exercise() -> None:
    """The other way on the ladder, or not at all; another exercise, or none."""
    ladders = LoadEffect("exercise", "load", {"clamshell": ("none", "band_knees")})
    one = replace(rule("one", "pain", "hold", Effect(load="up", next_exercise="clamshell")), when=Holds("f"))
    definition = replace(small_definition((one,), effect=ladders), facts=ExerciseSession)
    assert sentences(faults(definition), "effect") == [
        "one: load down, instead of up",
        "one: the same load, instead of load up",
        "one: next side_lying_abduction, instead of clamshell",
        "one: no next exercise, instead of next clamshell",
    ]


def test_a_change_of_an_activity_can_be_lost_or_have_another_bound_or_value() -> None:
    """Bounds by the smallest step of the fact; a value too few, a value too many."""
    changes = (Change("minutes", at_most=20), Change("terrain", values=("flat",)))
    one = rule("one", "clicking", "modify", Effect(changes=changes))
    definition = small_definition((one,), effect=CHANGES, outcomes=("modify", "allow"), default="allow")
    step = 0.01 if definition.facts.specs["minutes"].kind == "decimal" else 1
    assert sentences(faults(definition), "effect") == [
        "one: `minutes` left as it is",
        f"one: `minutes` at most {20 - step}, instead of at most 20",
        f"one: `minutes` at most {20 + step}, instead of at most 20",
        "one: `terrain` left as it is",
        f"one: `terrain` {definition.facts.specs['terrain'].values[1]} allowed",
    ]


def test_findings_can_be_wrong_but_lent_ones_belong_to_their_lender() -> None:
    """A finding's fault reaches every rule that refers to it."""
    own, lent = Finding("own", "own", STAGE), Finding("other:lent", "lent", STAGE)
    definition = replace(with_condition(Holds("own")), findings={"own": own, "other:lent": lent})
    found, _missing = in_rules(definition)
    assert found.subject == "own"
    assert found.definition.findings["own"].when == Compare("stage", "is", "strengthen")
    assert found.definition.rules == definition.rules


def test_a_manifest_can_be_wrong_in_each_of_its_entries() -> None:
    """Who is withheld, who is silent, what stands for want of anything else, and how moves are worked out."""
    found = faults(small_definition((rule("one", "clicking", "back_off", Effect(move="back")),), effect=STAGES))
    assert sentences(found, "manifest") == [
        "small: progress stands beside the unknown",
        "small: refer_now not silent",
        "small: refer_now by default",
        "small: refer by default",
        "small: back_off by default",
        "small: refer carries no step back",
        "small: resume from return_week_1",
        "small: clears flare return_build",
    ]


def test_the_profile_permissive_has_only_faults_of_its_own() -> None:
    """What both profiles share is shown once, under `cautious`."""
    rulebook = load_rulebook("progression")
    two_ended = {one.id for one in rulebook.definition.thresholds.values() if one.cautious != one.permissive}
    found = faults(rulebook.with_profile("permissive").definition)
    assert {fault.subject for fault in found} == two_ended
    assert {fault.kind for fault in found} == {"threshold", "profile"}
    swapped = {fault.subject for fault in faults(rulebook.definition) if fault.kind == "profile"}
    assert swapped == two_ended


def test_faults_that_read_alike_are_told_apart() -> None:
    """The same comparison in two places of one condition."""
    found = faults(with_condition(AllOf((AnyOf((STAGE, Holds("f"))), AnyOf((STAGE, Holds("g")))))))
    assert sentences(found, "value") == [
        "one: `stage` strengthen, instead of protect",
        "one: `stage` strengthen, instead of protect (place 2)",
    ]


def test_parameters_that_no_rule_reads_have_no_faults() -> None:
    """A used rulebook brings along more than is asked of it; no decision hangs on the rest."""
    definition = load_rulebook("activity").definition
    swapped = {fault.subject for fault in faults(definition) if fault.kind == "profile"}
    assert "volume_cut_pct" in swapped  # bounds an activity, and no fact is compared with it
    assert "consistent_weeks" in swapped  # read by a lent rule
    assert "strength_stage_day" not in swapped


@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
def test_a_fault_differs_from_the_rulebook_in_one_place(name: str) -> None:
    """One rule, one finding, one value or one entry of the manifest; and the rulebook itself stays as it was."""
    definition = load_rulebook(name).definition
    untouched = load_rulebook(name).definition
    found = faults(definition)
    assert len({fault.sentence for fault in found}) == len(found)
    for fault in found:
        faulty = fault.definition
        rules = sum(one != other for one, other in zip(definition.rules, faulty.rules, strict=True))
        findings = sum(definition.findings[key] != faulty.findings[key] for key in definition.findings)
        values = sum(definition.values[key] != faulty.values[key] for key in definition.values)
        manifest = sum(getattr(definition, key) != getattr(faulty, key) for key in MANIFEST)
        assert rules + findings + values + manifest == 1, fault.sentence
    assert definition == untouched


def test_the_order_of_the_rules_means_nothing() -> None:
    """The same faults in the same order, whichever file comes first."""
    definition = load_rulebook("exercise").definition
    turned = replace(
        definition,
        rules=tuple(reversed(definition.rules)),
        findings=dict(reversed(definition.findings.items())),
    )
    assert sentences(faults(turned)) == sentences(faults(definition))
