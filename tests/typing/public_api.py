"""Uses the public names as an app does. Never run: `make check` type-checks it, so that no signature slips."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, assert_type

from itb_rules import (
    Activity,
    Assessment,
    CheckIn,
    CrossCheckError,
    Decision,
    Diary,
    ExerciseSession,
    Facts,
    FactsError,
    FrameError,
    ItbRulesError,
    Monitor,
    ParameterError,
    Problem,
    Rulebook,
    RulebookError,
    Run,
    ScreenAnswer,
    StageChange,
    check_activity,
    decide,
    decide_frame,
    load_rulebook,
    render,
    review_exercise,
    simulate,
)
from itb_rules.diary import ExerciseSession as Exercised
from itb_rules.documenting import document, write_pages
from itb_rules.explanation import Answer, Hit, Plan, Question, Way
from itb_rules.facts import FactSpec, NotAbove, choice, whole, yes_no


class Own(Assessment):
    """An app's further facts keep their types."""

    rides: int | None = whole(
        0, 50, unit="rides", question="How many rides?", label="rides", asks="runner", group="cycling", typical=3
    )
    painful_rides: int | None = whole(
        0, 50, unit="rides", question="How many hurt?", label="painful rides", asks="runner", group="cycling", typical=0
    )
    bicycle: Literal["road", "hybrid"] | None = choice(
        question="Which bicycle?", label="bicycle", asks="runner", group="cycling", typical="road"
    )
    trainer: bool | None = yes_no(
        question="Is there a trainer?", label="trainer", asks="runner", group="cycling", typical=True
    )
    contradictions = (NotAbove("painful_rides", "rides"),)


def three_calls() -> None:
    """Each question takes its facts, or a mapping of them."""
    assessment = Assessment(stage="strengthen", pain_free_days=8, weight_bearing=None)
    assert_type(assessment.pain_free_days, int | None)
    assert_type(assessment.answered(fever=False), Assessment)
    assert_type(decide(assessment, engine="direct", profile="cautious"), Decision)
    assert_type(decide({"stage": "strengthen"}, cross_check=True), Decision)
    assert_type(review_exercise(ExerciseSession(exercise="clamshell")), Decision)
    assert_type(check_activity(Activity(activity="run"), cross_check="reference"), Decision)


def refused_before_it_runs() -> None:
    """A type checker sees a stage that does not exist, and text where a number belongs."""
    Assessment(stage="nowhere")  # type: ignore[arg-type]
    Assessment(pain_free_days="8")  # type: ignore[arg-type]
    decide(8)  # type: ignore[arg-type]


def rulebooks(path: Path) -> None:
    """A rulebook is loaded, given values, and asked."""
    rulebook = load_rulebook("progression").with_parameters(pain_free_days=10).with_profile("permissive")
    assert_type(rulebook, Rulebook)
    assert_type(rulebook.parameters, dict[str, int | float])
    assert_type(rulebook.facts, type[Facts])
    assert_type(rulebook.digest, str)
    own = load_rulebook(path, facts=Own, profile="permissive")
    assert_type(own.decide(Own(rides=3, bicycle="road")), Decision)


def decision(one: Decision) -> None:
    """Everything a decision says has a type of its own."""
    assert_type(one.outcome, str)
    assert_type(one.next_stage, str | None)
    assert_type(one.settled, bool)
    assert_type(one.because, tuple[Hit, ...])
    assert_type(one.blocked_by, tuple[Way, ...])
    assert_type(one.questions, tuple[Question, ...])
    assert_type(one.questions[0].answers, tuple[Answer, ...])
    assert_type(one.plan, Plan | None)
    assert_type(one.labels, dict[str, str])
    assert_type(one.model_dump_json(), str)
    assert_type(one.model_dump_json(indent=2, exclude={"plan"}), str)
    assert_type(Decision.model_validate_json(one.model_dump_json()), Decision)
    assert_type(render(one), str)
    assert_type(render(one, "markdown"), str)


def diary(one: Diary) -> None:
    """Entries go in, a day's facts and a timeline come out."""
    one.append(CheckIn(date=date(2026, 3, 2), pain_at_rest=0, complete=True))
    one.append(Run(start=datetime(2026, 3, 2, tzinfo=UTC), minutes=12.5, run_pain="none"))
    one.extend([ScreenAnswer(date=date(2026, 3, 2), fact="fever", answer=False)])
    one.append(StageChange(date=date(2026, 3, 2), stage="protect", by="clinician", reason="first visit"))
    one.append(Exercised(date=date(2026, 3, 2), exercise="clamshell", sets=3))
    today = one.assessment(on=date(2026, 3, 2))
    assert_type(today.pain_free_days, int | None)
    assert_type(today.derivations["fever"].evidence, tuple[str, ...])
    assert_type(decide(today), Decision)
    assert_type(one.replay(until=date(2026, 3, 9), mode="clinician").days[0].decision, Decision)
    assert_type(Diary.from_json(one.to_json()), Diary)
    assert_type(Diary.from_csv(one.to_csv(), time_zone="Europe/Berlin"), Diary)
    assert_type(simulate.diary(7, 30), Diary)
    Run(start="2026-03-02")  # type: ignore[arg-type]
    Monitor(lambda runner, day: (runner, day.decision)).add("ada", *one)


class Table:
    """Stands for a frame of any library."""


def tables() -> None:
    """A table comes back as the kind that was given."""
    assert_type(decide_frame(Table(), "progression", explain="codes", on_error="mark", prefix="d_"), Table)
    assert_type(decide_frame(Table(), columns=["outcome"], profile="permissive"), Table)


def errors() -> None:
    """Every error is one of the library's, and carries its problems or its decisions."""
    try:
        decide({})
    except FrameError as error:
        assert_type((error.rows, error.of), tuple[int, int])
    except (FactsError, RulebookError, ParameterError) as error:
        assert_type(error.problems, tuple[Problem, ...])
        assert_type(error.problems[0].nearest, str | None)
    except CrossCheckError as error:
        raise ItbRulesError(str(error)) from error


def specs() -> None:
    """What a form needs to ask for a fact."""
    spec = Assessment.specs["pain_free_days"]
    assert_type(spec, FactSpec)
    assert_type(spec.question, str)
    assert_type(spec.asks, Literal["runner", "clinician"])


def documented(folder: Path) -> None:
    """Pages about a rulebook, with values of one's own."""
    pages = document(
        load_rulebook("exercise"), load_rulebook("progression").with_parameters(pain_free_days=9), charts=False
    )
    assert_type(pages, dict[str, str])
    write_pages(pages, folder)
