"""Facts as values: frozen, equal by value, copied with care, and readable by other programs."""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from itb_rules.errors import FactsError
from itb_rules.facts import Activity, Assessment, Facts, FactSpec, problems_of
from itb_rules.facts import ExerciseSession as Session

MODELS = [Assessment, Session, Activity]


def answers(spec: FactSpec) -> st.SearchStrategy[Any]:
    """Any answer to one fact."""
    if spec.kind == "choice":
        return st.sampled_from(spec.values)
    if spec.kind == "yes_no":
        return st.booleans()
    low, high = int(spec.low or 0), int(spec.high or 0)
    if spec.kind == "whole":
        return st.integers(low, high)
    return st.integers(low * 100, high * 100).map(lambda hundredths: hundredths / 100)


@st.composite
def valid_facts(draw: st.DrawFn) -> Facts:
    """Any facts of any model: answers at random, those in contradiction with earlier ones left out."""
    model = draw(st.sampled_from(MODELS))
    facts = model()
    for name in draw(st.lists(st.sampled_from(sorted(model.specs)), unique=True)):
        answered = {**facts.__dict__, name: draw(answers(model.specs[name]))}
        impossible = next(model.consequences.impossible(answered), None)
        if impossible is None and not any(one.violated(answered) for one in model.contradictions):
            facts = model.model_validate(answered)
    return facts


@given(valid_facts())
def test_facts_survive_json(facts: Facts) -> None:
    """Out and in again gives equal facts, with or without the nulls."""
    model = type(facts)
    assert model.model_validate_json(facts.model_dump_json()) == facts
    assert model.model_validate_json(facts.model_dump_json(exclude_none=True)) == facts
    assert model.model_validate(json.loads(json.dumps(facts.model_dump()))) == facts


@given(valid_facts())
def test_facts_survive_pickling_and_copying(facts: Facts) -> None:
    """A copy is equal, and hashes the same."""
    for other in (pickle.loads(pickle.dumps(facts)), copy.copy(facts), copy.deepcopy(facts), facts.model_copy()):  # noqa: S301
        assert other == facts
        assert hash(other) == hash(facts)
        assert type(other) is type(facts)


def test_facts_cannot_be_changed() -> None:
    """An instance is frozen."""
    facts = Assessment(age=30)
    with pytest.raises(ValidationError, match="frozen"):
        facts.age = 31
    with pytest.raises(ValidationError, match="frozen"):
        del facts.age


def test_absent_and_null_are_the_same() -> None:
    """For every fact, the clearance with its default included."""
    nulls = Assessment(**dict.fromkeys(Assessment.specs))
    assert nulls == Assessment()
    assert hash(nulls) == hash(Assessment())
    assert Assessment.model_validate_json('{"clearance": null}').clearance == "none"


def test_facts_of_different_models_are_not_equal() -> None:
    """The same answers about something else are other facts."""
    assert Assessment(age=30) != Activity(age=30)


def test_only_what_is_known_is_shown() -> None:
    """The repr leaves out the many facts that are unknown."""
    assert repr(Session(sets=3, pain=0)) == "ExerciseSession(sets=3, pain=0)"


def test_an_answer_gives_a_new_validated_instance() -> None:
    """`answered` and `model_copy` leave the original alone, accept 7.0 for 7, and can make a fact unknown."""
    facts = Assessment(stage="protect", clearance="given")
    assert facts.answered(daily_pain=7.0, clearance=None) == Assessment(stage="protect", daily_pain=7)
    assert facts.answered() == facts
    assert facts.model_copy(update={"stage": None}, deep=True) == Assessment(clearance="given")
    assert facts == Assessment(stage="protect", clearance="given")
    assert facts.answered(age=30).model_dump(exclude_unset=True) == {
        "stage": "protect",
        "clearance": "given",
        "age": 30,
    }


@pytest.mark.parametrize(
    ("update", "where"),
    [({"age": 121}, "age"), ({"agee": 30}, "agee"), ({"stage_day": 5}, "stage_day"), ({"fever": 1}, "fever")],
)
def test_a_copy_with_a_bad_update_is_refused(update: dict[str, Any], where: str) -> None:
    """Pydantic would copy it unchecked; facts are validated, together with those the update leaves alone."""
    facts = Assessment(rehab_day=4)
    for copied in (lambda: facts.model_copy(update=update), lambda: facts.answered(**update)):
        with pytest.raises(FactsError) as caught:
            copied()
        assert [problem.where for problem in problems_of(caught.value)] == [where]


class Visit(BaseModel):
    """What an app may do with facts: embed them."""

    runner: str
    today: Assessment
    planned: list[Activity] = []
    either: Assessment | Session | None = None


def test_facts_inside_an_app_s_model_report_their_place() -> None:
    """`where` leads from the outermost model to the fact."""
    with pytest.raises(ValidationError) as caught:
        Visit.model_validate({"runner": "r", "today": {"age": "5"}, "planned": [{}, {"foo": 1}]})
    assert [problem.where for problem in problems_of(caught.value)] == ["today.age", "planned.1.foo"]


def test_facts_inside_an_app_s_model_are_facts() -> None:
    """Nested, in a union or in a list, they are as strict, and instances are taken as they are."""
    visit = Visit(runner="r", today={"age": 30.0}, planned=[{"activity": "run"}], either={"sets": 3})
    assert visit.today == Assessment(age=30)
    assert visit.planned == [Activity(activity="run")]
    assert visit.either == Session(sets=3)
    assert Visit.model_validate_json(visit.model_dump_json()) == visit
    with pytest.raises(ValidationError):
        TypeAdapter(list[Assessment]).validate_python([{"fever": "yes"}], strict=False)


def test_an_activity_passes_as_an_assessment() -> None:
    """It is one, and stays what it is."""
    plan = Activity(activity="run")
    assert Assessment.model_validate(plan) is plan
