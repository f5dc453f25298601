"""Each law fails on a rulebook with the fault that it is for, and says so in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from pydantic import field_serializer
from tests.unit.testing.hopping import RULES, Hop, with_rule

from itb_rules import Decision, Rulebook, load_rulebook
from itb_rules.rulebook.conditions import Compare
from itb_rules.rulebook.definition import Case
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.rulebook.parameters import with_values
from itb_rules.testing import LawBrokenError, RulebookLaws

NO_EXPLANATION = [phase for phase in Phase if phase is not Phase.explain]
REPEATABLE = settings(max_examples=1_000, database=None, derandomize=True, deadline=None, phases=NO_EXPLANATION)


class TestExample(RulebookLaws):
    """A sound rulebook with facts of its own."""

    rulebook = RULES


class TestProgression(RulebookLaws):
    """The packaged rulebook about stages."""

    rulebook = load_rulebook("progression")


class TestExercise(RulebookLaws):
    """The packaged rulebook about loads."""

    rulebook = load_rulebook("exercise")


class TestActivity(RulebookLaws):
    """The packaged rulebook about the activity of the day."""

    rulebook = load_rulebook("activity")


def failure(broken: Rulebook, law: str, **options: Any) -> str:
    """What a law says about a rulebook that breaks it."""
    members = {"rulebook": broken, "settings": REPEATABLE, **options}
    suite = type("Suite", (RulebookLaws,), members)
    with pytest.raises(LawBrokenError) as raised:
        getattr(suite(), f"test_{law}")()
    return str(raised.value)


def bolder_than_declared() -> Rulebook:
    """No outcome is declared permissive, so that nothing unknown holds `hop` back."""
    return Rulebook(replace(RULES.definition, permissive=()))


def swapped_profiles() -> Rulebook:
    """The permissive profile asks for more hops than the cautious one."""
    hops = RULES.definition.thresholds["enough_hops"]
    swapped = replace(hops, cautious=hops.permissive, permissive=hops.cautious)
    definition = replace(RULES.definition, thresholds={"enough_hops": swapped})
    return Rulebook(with_values(definition, "cautious", {}))


class Hasty(Rulebook):
    """Calls every decision settled."""

    def decide(self, facts: Any, **options: Any) -> Decision:
        """As it should be, but for `settled`."""
        return super().decide(facts, **options).model_copy(update={"settled": True})


def test_unknown_safe_fails_where_an_unknown_rule_does_not_withhold() -> None:
    """The message shows the runner, the decision and the rule that is unknown."""
    said = failure(bolder_than_declared(), "unknown_safe")
    assert said == (
        "hop: `hop` stands although a more cautious rule is unknown\n"
        "\n"
        "A typical runner, but for\n"
        "  dizzy  unknown\n"
        "\n"
        "Decided\n"
        "  HOP: Hop as you like (not settled)\n"
        "  Because   Enough quiet hops (T.3; this project's reading, evidence: expert opinion)\n"
        "              hops in a row: 20 (at least 20) · landing: quiet · pain while hopping: 0 of 10\n"
        "\n"
        "Unknown\n"
        "  stop: It hurts, or the head spins (hop.hurts)"
    )


def test_stable_under_answers_fails_where_an_answer_takes_progress_back() -> None:
    """The message shows the runner, the answer, and the decision before and after it."""
    said = failure(bolder_than_declared(), "stable_under_answers")
    assert said == (
        "hop: an answer takes `hop` back, for `stop`\n"
        "\n"
        "A typical runner, but for\n"
        "  dizzy  unknown\n"
        "\n"
        "Answered\n"
        "  dizzy  yes\n"
        "\n"
        "Before\n"
        "  HOP: Hop as you like (not settled)\n"
        "  Because   Enough quiet hops (T.3; this project's reading, evidence: expert opinion)\n"
        "              hops in a row: 20 (at least 20) · landing: quiet · pain while hopping: 0 of 10\n"
        "\n"
        "After\n"
        "  STOP: No hopping for now (settled)\n"
        "  Because   It hurts, or the head spins (T.2; safety, evidence: expert opinion)\n"
        "              dizziness: yes"
    )


def test_stricter_profile_fails_where_the_ends_of_a_range_are_swapped() -> None:
    """The message shows a runner between the two ends, and what each profile says."""
    said = failure(swapped_profiles(), "stricter_profile")
    assert said.startswith("hop: the cautious profile says `hop`, the permissive one `wait`\n")
    # 15 is nearest to the threshold, 19 to the typical 20: both are as small.
    assert any(f"  hops  {hops} hops\n" in said for hops in range(15, 20))
    assert "\nCautious\n  HOP: " in said
    assert "\nPermissive\n  WAIT: " in said


def test_settled_means_settled_fails_where_an_answer_changes_a_settled_decision() -> None:
    """A decision that calls itself settled is held to it."""
    said = failure(Hasty(RULES.definition), "settled_means_settled")
    assert said.startswith("hop: a settled `")
    assert "\nAnswered\n" in said


def test_engines_agree_fails_where_one_engine_has_another_threshold() -> None:
    """The message names the two engines, and shows the runner and both decisions."""
    book = Rulebook(RULES.definition)
    other = with_rule("hop.hurts", lambda rule: replace(rule, when=Compare("pain", "above", 3)))
    book._engines["reference"] = ReferenceEngine(other)
    said = failure(book, "engines_agree", engines=("reference", "direct"))
    assert said.startswith(
        "hop: the engines `reference` and `direct` decide differently\n\nA typical runner, but for\n"
    )
    assert "\nOn reference\n  WAIT: " in said or "\nOn reference\n  HOP: " in said
    assert "\nOn direct\n  " in said


def test_json_round_trip_fails_where_facts_are_written_in_another_way_than_they_are_read() -> None:
    """A model that writes what it does not read loses facts on the way."""

    class Worded(Hop):  # type: ignore[misc, valid-type, unused-ignore]
        @field_serializer("hops")
        def words(self, hops: int | None) -> str | None:
            return None if hops is None else f"{hops} hops"

    said = failure(Rulebook(replace(RULES.definition, facts=Worded)), "json_round_trip")
    assert said.startswith("hop: facts written to JSON are refused: ")
    assert said.endswith("\n\nA typical runner")


def test_cases_hold_fails_where_a_case_is_wrong_and_names_every_engine() -> None:
    """The message names the rule, the case and each engine."""
    wrong = with_rule(
        "hop.gives-way", lambda rule: replace(rule, cases=(Case("holds", {"landing": "quiet"}),), where="")
    )
    assert failure(Rulebook(wrong), "cases_hold", engines=("reference", "direct")) == (
        "hop: cases beside rules do not hold\n"
        "\n"
        "  hop.gives-way: `holds` is false on `reference`\n"
        "  hop.gives-way: `holds` is false on `direct`"
    )


def test_red_flags_refer_fails_where_a_rule_is_missing() -> None:
    """The message names the law that is broken."""
    said = failure(Rulebook(with_rule("hop.gives-way", lambda _: None)), "red_flags_refer")
    assert "\n\nLaw      A knee that gives way is looked at (giving-way-is-looked-at)\n\n" in said
    assert "  landing  gives_way\n" in said


def test_worse_is_never_bolder_fails_where_pain_helps() -> None:
    """The message shows which fact got worse, and the decision before and after."""
    eager = with_rule("hop.ready", lambda rule: replace(rule, when=Compare("pain", "at_least", 1)))
    said = failure(Rulebook(eager), "worse_is_never_bolder")
    assert said.startswith("hop: a worse `pain` leads to a bolder answer\n")
    assert "\n\nWorse\n  pain  1 points of 10\n\nBefore\n  WAIT: " in said
    assert "\n\nAfter\n  HOP: " in said


def test_each_law_is_a_test_of_its_own_and_can_be_left_out() -> None:
    """A name that is set to None is no test; declared laws are tests only where they are declared."""

    class Suite(RulebookLaws):
        rulebook = Rulebook(replace(RULES.definition, laws=()))
        test_stricter_profile = None

    tests = {name for name in vars(Suite) if name.startswith("test_") and vars(Suite)[name] is not None}
    assert tests == {
        "test_cases_hold",
        "test_engines_agree",
        "test_json_round_trip",
        "test_settled_means_settled",
        "test_stable_under_answers",
        "test_unknown_safe",
    }


def test_a_suite_without_a_rulebook_has_no_tests() -> None:
    """A base class of a project's own may add settings before the rulebook is named."""

    class Base(RulebookLaws):
        settings = REPEATABLE

    assert not [name for name in vars(Base) if name.startswith("test_")]
