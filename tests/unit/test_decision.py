"""The decision as an object: frozen, lazy, comparable, and whole wherever it is written out."""

from __future__ import annotations

import copy
import json
import operator
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from functools import reduce
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from itb_rules import Assessment, Decision, decide, load_rulebook
from itb_rules.decision import DERIVED
from itb_rules.explanation import Labels
from itb_rules.rendering import to_text

FACTS = Assessment(
    stage="return_week_2", flare_stage="none", tingling=True, back_pain=True, swelling="none", side="left"
)


def test_the_explanation_is_worked_out_only_when_it_is_read() -> None:
    """The answer is there at once; the reasons are filled in by the first reading."""
    decision = decide(FACTS)
    assert decision.outcome == "refer"
    assert "because" not in decision.__dict__
    assert decision.because
    assert "because" in decision.__dict__


def test_reading_in_any_order_gives_the_same_bytes() -> None:
    """Whether fields were read before makes no difference to the JSON or to equality."""
    read, unread = decide(FACTS), decide(FACTS)
    assert read.plan is not None
    assert read.model_dump_json() == unread.model_dump_json()
    assert read == unread
    assert hash(read) == hash(unread)
    assert list(read.model_dump()) == list(Decision.model_fields)


def test_a_decision_is_whole_inside_another_model() -> None:
    """An app that stores decisions in a model of its own gets every field, read or not."""

    class Visit(BaseModel):
        decision: Decision

    expected = json.loads(decide(FACTS).model_dump_json())
    assert json.loads(Visit(decision=decide(FACTS)).model_dump_json())["decision"] == expected
    assert Visit(decision=decide(FACTS)).model_dump(mode="json")["decision"] == expected
    assert json.loads(TypeAdapter(list[Decision]).dump_json([decide(FACTS)])) == [expected]
    assert Visit.model_validate_json(Visit(decision=decide(FACTS)).model_dump_json()).decision == decide(FACTS)


def test_a_decision_survives_pickle_and_copies() -> None:
    """Copies and pickles of an unread decision are whole and equal."""
    for again in (
        pickle.loads(pickle.dumps(decide(FACTS))),  # noqa: S301
        copy.copy(decide(FACTS)),
        copy.deepcopy(decide(FACTS)),
        decide(FACTS).model_copy(),
        Decision(**dict(decide(FACTS))),
    ):
        assert again == decide(FACTS)
        assert again.questions == decide(FACTS).questions


def test_a_copy_with_an_update_leaves_the_original_alone() -> None:
    """Changing a copy does not change the decision it was made from."""
    decision = decide(FACTS)
    changed = decision.model_copy(update={"outcome": "hold"})
    assert (decision.outcome, changed.outcome) == ("refer", "hold")
    assert decision != changed


def test_a_decision_is_frozen() -> None:
    """Neither a field that was read nor one that was not can be set."""
    decision = decide(FACTS)
    for name in ("outcome", "because"):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(decision, name, ())


@pytest.mark.parametrize("facts", [FACTS, Assessment(stage="protect"), Assessment()])
def test_no_part_of_a_decision_can_be_changed(facts: Assessment) -> None:
    """It holds plain values, tuples, frozen parts and labels that refuse to be changed, read back or not."""
    read_back = Decision.model_validate_json(decide(facts).model_dump_json())
    for decision in (decide(facts), read_back, pickle.loads(pickle.dumps(decide(facts)))):  # noqa: S301
        _ = decision.because
        changeable = [each for each in parts(*decision.__dict__.values()) if not unchangeable(each)]
        assert changeable == []


def parts(*values: Any) -> Iterator[Any]:
    """Values with all that is inside them."""
    for value in values:
        yield value
        if isinstance(value, tuple):
            yield from parts(*value)
        elif is_dataclass(value):
            yield from parts(*(getattr(value, each.name) for each in fields(value)))


def unchangeable(value: Any) -> bool:
    """Whether nothing about a value can be changed; what is in a tuple or a frozen part is looked at by itself."""
    if is_dataclass(value) and not isinstance(value, type):
        return bool(value.__dataclass_params__.frozen)
    return value is None or type(value) in (str, bool, int, float, tuple, Labels)


def test_labels_cannot_be_changed_and_the_hash_stays() -> None:
    """A set of decisions finds its decision again, whatever somebody tried to do with its labels."""
    decision = decide(FACTS)
    before, labels = hash(decision), decision.labels
    attempts: list[Callable[[], object]] = [
        lambda: labels.update(refer="stay"),
        lambda: labels.setdefault("refer", "stay"),
        lambda: labels.pop("physiotherapist"),
        labels.popitem,
        labels.clear,
        lambda: operator.setitem(labels, "refer", "stay"),
        lambda: operator.delitem(labels, "physiotherapist"),
        lambda: operator.ior(labels, {"refer": "stay"}),
    ]
    for attempt in attempts:
        with pytest.raises(TypeError, match="cannot be changed"):
            attempt()
    assert hash(decision) == before
    assert labels == decide(FACTS).labels == copy.deepcopy(decision).labels
    assert json.dumps(labels) == json.dumps(decision.model_dump()["labels"])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values that hold no other."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("facts", [FACTS, Assessment(stage="protect")])
def test_a_stored_decision_is_read_as_it_stands_or_refused(facts: Assessment) -> None:
    """Whatever value is put in the place of another: no text becomes a truth value, no truth value a number."""
    written = json.loads(decide(facts).model_dump_json())
    kinds = {tuple("" if isinstance(key, int) else key for key in path): path for path in leaves(written)}
    accepted = 0
    for path in kinds.values():
        *way, last = path
        for value in ("true", "5", 1, 1.0, True, None, [1]):
            changed = copy.deepcopy(written)
            reduce(operator.getitem, way, changed)[last] = value
            text = json.dumps(changed)
            for read in (Decision.model_validate_json, lambda text: Decision.model_validate(json.loads(text))):
                try:
                    again = read(text)
                except ValidationError:
                    continue
                accepted += 1
                assert json.dumps(json.loads(again.model_dump_json())) == text, (path, value)
    assert accepted > 20


def test_every_problem_of_a_stored_decision_is_named() -> None:
    """With its place: what is missing, and what is of another kind; what is too much may be of a newer version."""
    changed = json.loads(decide(FACTS).model_dump_json())
    changed |= {"settled": "true", "more": 1, "because": [changed["because"][0] | {"rule": 7, "more": 1}]}
    del changed["title"]
    changed["blocked_by"][0]["unmet"][0]["have"] = float("nan")
    with pytest.raises(ValidationError) as refused:
        Decision.model_validate_json(json.dumps(changed))
    found = {".".join(map(str, each["loc"])) for each in refused.value.errors()}
    assert {"settled", "title", "because.0.rule"} < found
    assert not {"more", "because.0.more"} & found
    assert {place for place in found if place.startswith("blocked_by.0.unmet.0.have")}


def within(old: Any, new: Any) -> bool:
    """Whether nothing of a value is lost or other; fields may have been added."""
    if isinstance(old, dict):
        return all(name in new and within(value, new[name]) for name, value in old.items())
    if isinstance(old, list):
        return len(old) == len(new) and all(map(within, old, new))
    return bool(old == new)


OLD = Path(__file__).with_name("decisions_0_1_0")


@pytest.mark.parametrize("path", sorted(OLD.iterdir()), ids=lambda path: path.stem)
def test_a_decision_of_the_first_version_is_read(path: Path) -> None:
    """As 0.1.0 wrote it: nothing that it says is lost, what it could not say has its default, and it can be worded."""
    written = json.loads(path.read_text())
    decision = Decision.model_validate_json(path.read_text())
    assert (decision.format, decision.open_referral, decision.refer_within_days) == (1, None, None)
    assert (decision.rulebook.version, decision.rulebook.parameters, decision.rulebook.library) == ("1.0.0", {}, "")
    again = json.loads(decision.model_dump_json())
    added = {"format", "open_referral", "refer_within_days"}
    assert {name for name in again if name not in written} == added
    assert within(written, again)
    assert decision.disclaimer.split()[0] in to_text(decision)


def test_a_decision_of_a_newer_version_is_read() -> None:
    """What this version does not know is passed over, wherever it stands."""
    written = json.loads(decide(FACTS).model_dump_json())
    newer = copy.deepcopy(written) | {"format": 99, "mood": {"is": "good"}}
    newer["because"][0]["weight"] = 3
    newer["rulebook"]["signed"] = True
    newer["plan"]["items"][0]["film"] = None
    decision = Decision.model_validate_json(json.dumps(newer))
    assert decision.format == 99
    assert json.loads(decision.model_dump_json()) == written | {"format": 99}


def test_a_key_that_is_there_twice_is_refused() -> None:
    """Nobody can tell which of two values was meant, at the top or below."""
    text = decide(FACTS).model_dump_json()
    for found, twice, key in (
        ('{"format":', '{"settled":true,"format":', "settled"),
        ('"rulebook":{"name":', '"rulebook":{"digest":"0","name":', "digest"),
    ):
        for changed in (text.replace(found, twice, 1), text.replace(found, twice, 1).encode()):
            with pytest.raises(ValidationError, match="twice") as refused:
                Decision.model_validate_json(changed)
            assert [each["loc"] for each in refused.value.errors()] == [(key,)]
    for broken in ("{", "[" * 100_000, b"\xff", "[]"):
        with pytest.raises(ValidationError):
            Decision.model_validate_json(broken)


def test_the_compact_form_leaves_out_what_can_be_worked_out_again() -> None:
    """It is read back as any other; what was decided, why, and by which rules on which facts is all there."""
    decision = decide(FACTS)
    compact = decision.compact_json()
    assert len(compact) < len(decision.model_dump_json()) / 3
    again = Decision.model_validate_json(compact)
    for name in Decision.model_fields:
        kept = getattr(again, name) == getattr(decision, name)
        assert kept or (name in DERIVED and not getattr(again, name)), name
    assert again.disclaimer in " ".join(to_text(again).split())
    assert decide(FACTS) == decision


def test_the_stamp_says_with_which_values_and_which_library() -> None:
    """So that it can be decided again; the library's version is no part of the digest."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=9)
    stamp = rulebook.decide(FACTS).rulebook
    thresholds = rulebook.definition.thresholds
    assert stamp.parameters == {name: rulebook.definition.values[name] for name in thresholds}
    assert stamp.parameters["pain_free_days"] == 9
    assert stamp.library == version("itb-rules")
    assert stamp.digest == rulebook.digest


def test_a_misspelt_field_is_an_attribute_error() -> None:
    """Laziness does not turn a slip into something else."""
    with pytest.raises(AttributeError, match="becuase"):
        _ = decide(FACTS).becuase  # type: ignore[attr-defined]


def test_the_engine_is_no_part_of_what_was_decided() -> None:
    """Decisions of two engines are equal, and differ in nothing but the engine's name."""
    direct, reference = decide(FACTS), decide(FACTS, engine="reference")
    assert direct == reference
    assert hash(direct) == hash(reference)
    assert direct.canonical_json() == reference.canonical_json()
    assert direct.engine != reference.engine
    assert "engine" not in json.loads(direct.canonical_json())


def test_threads_may_read_the_same_decision() -> None:
    """Many threads that read an unread decision at once all see the same whole."""
    expected = decide(FACTS).model_dump_json()
    for _ in range(20):
        decision = decide(FACTS)
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _, one=decision: one.model_dump_json(), range(8))) == {expected}


def test_hits_name_the_observed_facts_the_source_and_who_should_look() -> None:
    """A referral says which finding led to it, against what, by whose word, and who should look."""
    decision = decide(FACTS)
    hit = next(hit for hit in decision.because if hit.rule == "referral.peroneal-nerve")
    assert [(fact.fact, fact.have, fact.need, fact.than) for fact in hit.facts] == [("tingling", True, "is", True)]
    assert "X.4" in hit.source
    assert "physiotherapist" in decision.refer_to
    assert decision.suspected == ("peroneal_nerve", "referred_from_spine")
    assert [code.code for code in decision.codes] == ["G57.32"]


def test_a_cleared_finding_stays_visible_and_is_no_longer_suspected() -> None:
    """A clinician's clearance lifts the referral; the decision still shows what was cleared."""
    decision = decide(FACTS.answered(clearance="given"))
    assert "referral.peroneal-nerve" in [hit.rule for hit in decision.cleared]
    assert decision.suspected == ()
    assert "referral.peroneal-nerve" not in [hit.rule for hit in (*decision.because, *decision.also)]


def test_a_same_day_referral_carries_no_plan_advice_or_questions() -> None:
    """It decides at once: nothing else is asked and nothing to train is offered."""
    decision = decide(FACTS.answered(foot_drop=True, over_striding=True))
    assert decision.outcome == "refer_now"
    assert decision.settled
    assert (decision.plan, decision.advice, decision.questions, decision.blocked_by) == (None, (), (), ())
    assert (decision.next_stage, decision.flare_stage) == (None, None)


def test_a_way_to_progress_from_another_stage_is_not_listed() -> None:
    """Only the ways from where the runner is are shown as blocked; with the stage unknown, all of them."""
    ways = [way.rule for way in decide(FACTS).blocked_by]
    assert ways == ["return-to-run.week-3"]
    everywhere = [way.rule for way in decide(FACTS.answered(stage=None)).blocked_by]
    progress = [rule.id for rule in load_rulebook("progression").rules if rule.outcome == "progress"]
    assert everywhere == [rule for rule in progress if rule != "return-to-run.resume"]


RUNNING = {name: spec.typical for name, spec in Assessment.specs.items() if spec.typical is not None} | {
    "stage": "return_week_2",
    "run_pain": "none",
}


def test_a_plan_allows_running_only_while_nothing_forbids_it() -> None:
    """Running is a permission: it stands while every rule that would forbid it is false, with the stage's limit."""
    plan = decide(RUNNING).plan
    assert plan is not None
    assert plan.running is not None
    assert (plan.running.allowed, plan.running.most_minutes) == (True, 20)


@pytest.mark.parametrize("fact", ["fever", "tingling", "next_morning_worse", "daily_pain"])
def test_a_plan_does_not_allow_running_while_a_rule_that_would_forbid_it_is_unknown(fact: str) -> None:
    """Unknown is never "no": with an alarming sign or the pain of the day unanswered, running is left open."""
    plan = decide({**RUNNING, "pain_free_days": None, fact: None}).plan
    assert plan is not None
    assert plan.running is not None
    assert (plan.running.allowed, plan.running.most_minutes) == (None, None)


@pytest.mark.parametrize(
    "facts",
    [
        {"tingling": True},
        {"next_morning_worse": True},
        {"daily_pain": 4, "pain_free_days": 0},
        {"daily_pain": 4, "pain_free_days": 0, "fever": None},
    ],
)
def test_a_plan_forbids_running_with_a_referral_a_warning_or_significant_pain(facts: dict[str, object]) -> None:
    """A referral, a step back and pain that rules a run out take running away, whatever the stage allows."""
    plan = decide({**RUNNING, **facts}).plan
    assert plan is not None
    assert plan.running is not None
    assert plan.running.allowed is False


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_json_schema_of_a_decision_names_every_field(mode: Any) -> None:
    """What an app publishes about its answers is the schema of the fields, inside another model too."""

    class Visit(BaseModel):
        decision: Decision

    written = json.loads(decide(FACTS).model_dump_json())
    schema = Decision.model_json_schema(mode=mode)
    assert list(schema["properties"]) == list(Decision.model_fields)
    jsonschema.validate(written, schema)
    jsonschema.validate({"decision": written}, Visit.model_json_schema(mode=mode))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"decision": {**written, "settled": "yes"}}, Visit.model_json_schema(mode=mode))
