"""The difference of two rulebooks: a proven verdict, and for each changed rule an assessment that shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conformance.random_facts import RandomFacts
from tests.unit.rulebook.small_definition import CHANGES, rule, small_definition

from itb_rules import Activity, Assessment, Rulebook, load_rulebook
from itb_rules.errors import IncomparableError
from itb_rules.rulebook.conditions import AllOf, AnyOf, Compare, Condition, Not
from itb_rules.rulebook.definition import Change, Definition, Effect, Rule
from itb_rules.verification import RulebookDiff, RuleDiff, Witness, diff
from itb_rules.verification.solver.solver import GaveUpError, Solver


@pytest.fixture(scope="module")
def progression() -> Rulebook:
    """The packaged rulebook, cautious."""
    return load_rulebook("progression")


def with_rule(definition: Definition, name: str, **changes: object) -> Definition:
    """The same rulebook with one rule changed."""
    assert any(each.id == name for each in definition.rules)
    rules = tuple(replace(each, **changes) if each.id == name else each for each in definition.rules)  # type: ignore[arg-type]
    return replace(definition, rules=rules)


def named(found: RulebookDiff, name: str) -> RuleDiff:
    """The entry of one rule."""
    return next(each for each in found.rules if each.rule == name)


def when_of(definition: Definition, name: str) -> Condition:
    """The condition of one rule."""
    return next(each.when for each in definition.rules if each.id == name)


def replayed(definition: Definition, witness: Witness) -> str:
    """What a rulebook decides about a witness, on the reference engine."""
    return Rulebook(definition).decide(dict(witness.facts), engine="reference").outcome


def ruled(name: str, when: Condition, outcome: str, **others: object) -> Rule:
    """A rule with a condition of its own."""
    return Rule(id=name, title=name, when=when, outcome=outcome, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["progression", "exercise", "activity"])
def test_a_rulebook_is_equivalent_to_itself(name: str) -> None:
    """Read twice, nothing is found."""
    found = diff(load_rulebook(name), load_rulebook(name))
    assert found.verdict == "equivalent"
    assert (found.rules, found.parameters, found.sections, found.gave_up) == ((), (), (), "")


def test_the_permissive_profile_is_more_permissive_and_the_cautious_one_stricter(progression: Rulebook) -> None:
    """The same difference, seen from both ends."""
    permissive = progression.with_profile("permissive")
    there, back = diff(progression, permissive), diff(permissive, progression)
    assert (there.verdict, there.stricter) == ("more permissive", None)
    assert (back.verdict, back.more_permissive) == ("stricter", None)
    assert [each.rule for each in there.rules] == [each.rule for each in back.rules]
    assert {each.parameter for each in there.parameters} >= {"pain_free_days", "consistent_weeks"}


def test_a_parameter_shows_in_the_rules_that_use_it(progression: Rulebook) -> None:
    """The value before and after, the rule, and the nearest assessment to a typical one that is decided otherwise."""
    found = diff(progression, progression.with_parameters(pain_free_days=10))
    (parameter,), (changed,) = found.parameters, found.rules
    assert (found.verdict, parameter.before, parameter.after, parameter.unit) == ("stricter", 7, 10, "days")
    assert parameter.rules == ("return-to-run.start",)
    assert (changed.rule, changed.kind, changed.parameters) == ("return-to-run.start", "changed", ("pain_free_days",))
    witness = changed.witness
    assert witness is not None
    assert witness.then is not None
    assert witness.differs == {"stage_day": 15, "pain_free_days": 9}
    assert (witness.outcome, witness.effect["next_stage"]) == ("progress", "return_week_1")
    assert (witness.then.outcome, witness.then.effect["next_stage"]) == ("hold", "strengthen")


def test_stricter_here_and_laxer_there_is_mixed(progression: Rulebook) -> None:
    """Two parameters in two directions: both are shown."""
    found = diff(progression, progression.with_parameters(pain_free_days=10, consistent_weeks=8))
    assert found.verdict == "mixed"
    assert found.stricter is not None
    assert found.more_permissive is not None
    assert {each.rule for each in found.rules} == {"return-to-run.start", "referral.not-improving"}


def test_each_change_is_shown_by_an_assessment_that_no_other_change_touches(progression: Rulebook) -> None:
    """With two changes, the example of each is about it alone, replayed on both rulebooks."""
    other = progression.with_parameters(pain_free_days=10, consistent_weeks=8)
    for each in diff(progression, other).rules:
        witness = each.witness
        assert witness is not None
        assert witness.then is not None
        assert each.decides
        alone = progression.with_parameters(**{name: other.parameters[name] for name in each.parameters})
        assert replayed(progression.definition, witness) == witness.outcome
        assert replayed(other.definition, witness) == replayed(alone.definition, witness) == witness.then.outcome
        assert witness.outcome != witness.then.outcome


def test_what_two_changes_share_is_shown_only_where_nothing_else_shows() -> None:
    """The nearest example of one change may be about another one as well; a farther one about it alone is better."""
    fever, clicking, pain = (Compare(fact, "is", True) for fact in ("fever", "clicking", "back_pain"))
    go = ruled("go", AnyOf((fever, Not(fever))), "progress")
    one = small_definition((ruled("a", fever, "refer"), ruled("b", pain, "hold"), go))
    more = ruled("a", AnyOf((fever, clicking)), "refer")
    two = small_definition((more, ruled("b", AnyOf((pain, clicking)), "hold"), go))
    first, second = (each.witness for each in diff(one, two).rules)
    assert first is not None
    assert second is not None
    # With back pain the second rule holds before and after.
    assert set(first.differs) == {"clicking", "back_pain"}
    assert set(second.differs) == {"clicking"}


def test_other_words_are_no_other_meaning(progression: Rulebook) -> None:
    """Title, instruction and note are listed as text, source and evidence as source; the verdict is equivalent."""
    before = progression.definition
    after = with_rule(before, "red-flag.fever", do="See a doctor at once.")
    after = with_rule(after, "warning.worsening-run", source=("W.1",), evidence="expert")
    found = diff(before, after)
    assert found.verdict == "equivalent"
    assert [(each.rule, each.kind, each.witness) for each in found.rules] == [
        ("red-flag.fever", "text", None),
        ("warning.worsening-run", "source", None),
    ]
    (change,) = named(found, "red-flag.fever").fields
    assert (change.name, change.after) == ("do", "See a doctor at once.")
    assert {each.name for each in named(found, "warning.worsening-run").fields} == {"source", "evidence"}


def test_a_condition_written_otherwise_is_proven_the_same(progression: Rulebook) -> None:
    """De Morgan: another tree, the same assessments."""
    before = progression.definition
    when = when_of(before, "red-flag.fever")
    after = with_rule(before, "red-flag.fever", when=Not(AnyOf((Not(when), Not(AllOf((when, when)))))))
    found = diff(before, after)
    assert (found.verdict, [(each.rule, each.kind) for each in found.rules]) == (
        "equivalent",
        [("red-flag.fever", "rewritten")],
    )


def test_a_renamed_rule_is_found_by_its_meaning(progression: Rulebook) -> None:
    """Neither gone nor new; which one it was is said."""
    found = diff(progression, with_rule(progression.definition, "red-flag.fever", id="red-flag.temperature"))
    (only,) = found.rules
    assert (only.rule, only.kind, only.was) == ("red-flag.temperature", "renamed", "red-flag.fever")
    assert found.verdict == "equivalent"


def test_a_rule_that_is_gone_and_one_that_is_new() -> None:
    """The verdict goes the way of the rule; the example shows it."""
    one = small_definition((rule("a", "fever", "refer"), rule("go", "tingling", "progress")))
    two = small_definition(
        (rule("a", "fever", "refer"), rule("b", "clicking", "hold"), rule("go", "tingling", "progress"))
    )
    found, back = diff(one, two), diff(two, one)
    assert (found.verdict, back.verdict) == ("stricter", "more permissive")
    (added,), (removed,) = found.rules, back.rules
    assert (added.rule, added.kind, removed.kind) == ("b", "added", "removed")
    assert added.witness is not None
    assert added.witness.then is not None
    assert (added.witness.outcome, added.witness.then.outcome) == ("progress", "hold")


def test_another_outcome_or_effect_of_a_rule_is_a_change() -> None:
    """The condition is the same, the answer is not."""
    one = small_definition((ruled("a", Compare("fever", "is", True), "back_off", effect=Effect(move="back")),))
    two = small_definition((ruled("a", Compare("fever", "is", True), "back_off", effect=Effect(move="to_first")),))
    found = diff(one, two)
    (only,) = found.rules
    assert (found.verdict, only.kind, [each.name for each in only.fields]) == ("stricter", "changed", ["move"])
    assert only.witness is not None
    assert only.witness.then is not None
    assert only.witness.effect["next_stage"] != only.witness.then.effect["next_stage"] == "protect"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (Change("minutes", at_most=20), Change("minutes", at_most=15), "stricter"),
        (Change("minutes", at_most=20), Change("minutes"), "more permissive"),
        (Change("minutes"), Change("minutes", at_most=20), "stricter"),
        (Change("minutes", at_least=5), Change("minutes", at_least=10), "stricter"),
        (Change("minutes", at_least=5, at_most=20), Change("minutes", at_least=6, at_most=21), "mixed"),
        (Change("terrain", values=("flat", "track")), Change("terrain", values=("flat",)), "stricter"),
        (Change("terrain", values=("flat",)), Change("terrain", values=("track",)), "mixed"),
        (Change("terrain"), Change("terrain", values=("flat",)), "stricter"),
        (Change("terrain", title="slowly"), Change("terrain", title="gently"), "equivalent"),
    ],
)
def test_a_tighter_bound_is_stricter(before: Change, after: Change, verdict: str) -> None:
    """Under one outcome the changes to an activity decide; a title is no bound."""
    books = [
        small_definition(
            (ruled("a", Compare("fever", "is", True), "modify", effect=Effect(changes=(change,))),),
            effect=CHANGES,
            outcomes=("avoid", "modify", "allow"),
            default="allow",
            permissive=("allow",),
            silent=(),
        )
        for change in (before, after)
    ]
    assert diff(*books).verdict == verdict


def test_a_rule_that_differs_without_deciding_is_proven_to() -> None:
    """Another rule always speaks first: the change is listed, with the proof that nobody is decided otherwise."""
    fever = Compare("fever", "is", True)
    loud = rule("loud", "fever", "refer_now")
    one = small_definition((loud, ruled("quiet", fever, "hold")))
    two = small_definition((loud, ruled("quiet", AllOf((fever, Compare("clicking", "is", True))), "hold")))
    found = diff(one, two)
    (only,) = found.rules
    assert (found.verdict, only.kind, only.decides) == ("equivalent", "changed", False)
    assert only.witness is not None
    assert "no assessment gets another outcome or effect through it" in str(only)


def test_a_solver_that_gave_up_proves_nothing(progression: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown is a verdict of its own, with the reason."""

    def give_up(*_: object) -> bool:
        raise GaveUpError("the solver gave up: timeout")

    monkeypatch.setattr(Solver, "satisfiable", give_up)
    found = diff(progression, progression.with_parameters(pain_free_days=10))
    assert (found.verdict, found.gave_up) == ("unknown", "the solver gave up: timeout")
    assert [(each.kind, each.decides, each.gave_up) for each in found.rules] == [("changed", None, found.gave_up)]
    assert "not proven" in str(found)


def test_a_used_rulebook_shows_through() -> None:
    """A parameter of `progression` changes rules of `activity`, which uses it."""
    activity = load_rulebook("activity")
    found = diff(activity, activity.with_parameters(consistent_weeks=8))
    assert found.verdict == "more permissive"
    assert {each.rule for each in found.rules} == {"referral.no-load", "referral.no-run", "referral.painless-only"}
    assert all(each.parameters == ("consistent_weeks",) for each in found.rules)


def test_one_facts_model_may_extend_the_other(progression: Rulebook) -> None:
    """Both are compared over the wider model; witnesses are valid there."""
    wider = replace(progression.with_parameters(pain_free_days=10).definition, facts=Activity)
    found = diff(progression, wider)
    assert (found.verdict, found.sections) == ("stricter", ("facts",))
    assert found.stricter is not None
    assert found.stricter.to_facts(Activity)


def test_rulebooks_with_too_little_in_common_are_refused(progression: Rulebook) -> None:
    """Other facts, or outcomes without a common order: an error that says what would do."""
    with pytest.raises(IncomparableError, match="the same facts model, or one that extends the other"):
        diff(progression, load_rulebook("exercise"))
    turned = replace(progression.definition, outcomes=progression.definition.outcomes[::-1])
    with pytest.raises(IncomparableError, match="no order in common"):
        diff(progression, turned)
    with pytest.raises(IncomparableError):
        diff(progression, load_rulebook("activity"))


def test_an_outcome_more_is_placed_in_the_order() -> None:
    """A rulebook that adds an outcome between two others can be compared."""
    one = small_definition((rule("a", "fever", "refer"),), outcomes=("refer", "hold"), permissive=(), silent=())
    two = small_definition((rule("a", "fever", "soon"),), outcomes=("refer", "soon", "hold"), permissive=(), silent=())
    assert diff(one, two).verdict == "more permissive"
    assert diff(two, one).verdict == "stricter"


def test_the_order_of_the_rules_changes_nothing(progression: Rulebook) -> None:
    """The same bytes, whichever way the rules of an outcome stand."""
    before, after = progression.definition, progression.with_profile("permissive").definition
    rank = {outcome.id: place for place, outcome in enumerate(before.outcomes)}

    def turned(definition: Definition) -> Definition:
        rules = list(definition.rules[::-1])
        rules.sort(key=lambda each: rank.get(each.outcome or "", len(rank)))
        return replace(definition, rules=tuple(rules))

    shown = [json.dumps(diff(*pair).to_json()) for pair in ((before, after), (turned(before), turned(after)))]
    assert shown[0] == shown[1]


def test_sampling_never_contradicts_the_verdict(progression: Rulebook) -> None:
    """What is proven more permissive never decides more cautiously, on random assessments."""
    permissive = progression.with_profile("permissive")
    assert diff(progression, permissive).verdict == "more permissive"
    draws = RandomFacts(progression, seed=8)
    rank = progression.definition.rank
    for _ in range(500):
        facts = draws.draw()
        assert rank(progression.decide(facts).outcome) <= rank(permissive.decide(facts).outcome)


def test_folders_are_compared(tmp_path: Path) -> None:
    """Two folders of rule files, one with a threshold, a title and a source of its own."""
    rules = """
rulebook: {id: own, version: 1.0.0, title: Own, facts: Assessment, default: go,
  outcomes: [{id: stop, title: Stop}, {id: go, title: Go}]}
sources: [{id: A.1, says: Pain is a reason to stop.}, {id: A.2, says: So it is.}]
rules:
  - id: pain
    title: Pain
    when: {daily_pain: {at_least: 3}}
    outcome: stop
    do: Stop.
    source: [A.1]
    basis: safety
    evidence: expert
    cases: {holds: {daily_pain: 3}, fails: {daily_pain: 2}, unknown: {daily_pain: null}}
"""
    folders = [tmp_path / "one", tmp_path / "two"]
    later = rules.replace("at_least: 3", "at_least: 2").replace("daily_pain: 2}", "daily_pain: 1}")
    for folder, text in zip(folders, (rules, later.replace("[A.1]", "[A.2]")), strict=True):
        folder.mkdir()
        (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    found = diff(*(load_rulebook(folder, facts=Assessment) for folder in folders))
    (only,) = found.rules
    assert (found.verdict, [each.name for each in only.fields]) == ("stricter", ["when", "source"])
    assert str(only) == (
        "rule `pain` is changed; when: daily_pain at_least 3 -> daily_pain at_least 2; source: A.1 -> A.2;"
        " for instance with `daily_pain` 2, `pain_free_days` 0, all else typical: go -> stop"
    )
    assert str(found).startswith("own 1.0.0 (cautious) -> own 1.0.0 (cautious): stricter\n")
    assert json.loads(json.dumps(found.to_json()))["rules"][0]["witness"]["then"]["outcome"] == "stop"
