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
    summarise_frame,
)
from itb_rules.diary import ExerciseSession as Exercised
from itb_rules.diary import ImportedRuns, Matched, TimelineDay, from_fit, from_gpx, from_tcx, match_runs, runs_from
from itb_rules.documenting import document, write_pages
from itb_rules.drawing import Picture, rule_graph, timeline_chart, timeline_svg
from itb_rules.explanation import Answer, Hit, Plan, Question, Way
from itb_rules.facts import FactSpec, NotAbove, choice, whole, yes_no
from itb_rules.frame.summary import Summary
from itb_rules.notebook import Explorer
from itb_rules.rendering.html import to_html
from itb_rules.report import report_html


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
    Run(start="2026-03-02")  # type: ignore[arg-type]


def recorded_runs(path: Path, one: Diary) -> None:
    """The runs of a file, beside those that a diary holds."""
    imported = runs_from(path, time_zone="Europe/Berlin", units="km")
    assert_type(imported, ImportedRuns)
    assert_type(imported.runs, tuple[Run, ...])
    assert_type(imported.notes[0].says, str)
    assert_type(from_fit(path.read_bytes()), ImportedRuns)
    assert_type(from_gpx(path.read_bytes(), as_run=True), ImportedRuns)
    assert_type(from_tcx(path.read_bytes()), ImportedRuns)
    matched = match_runs(one, imported)
    assert_type(matched, Matched)
    assert_type(matched.new, tuple[Run, ...])
    assert_type(matched.known[0].differs, tuple[str, ...])
    one.extend(matched.new)
    runs_from(path, units="metric")  # type: ignore[arg-type]


def live_and_made_up(kept: dict[str, Diary]) -> None:
    """A monitor tells each new decision; made-up runners have diaries as others have."""

    def told(runner: str, day: TimelineDay) -> None:
        assert_type((runner, day.decision), tuple[str, Decision])

    monitor = Monitor(told, resident=10, diaries=kept, mode="clinician")
    monitor.add("ada", *simulate.diary(7, 30))
    monitor.advance("ada", date(2026, 3, 2))
    assert_type(monitor.diary("ada"), Diary)
    assert_type(monitor.residents, tuple[str, ...])
    assert_type(simulate.diary("ada", days=30, habits=simulate.Habits(adherence=0.9)), Diary)
    Monitor(told, mode="both")  # type: ignore[arg-type]


class Table:
    """Stands for a frame of any library."""


def tables(path: Path) -> None:
    """A table comes back as the kind that was given."""
    assert_type(decide_frame(Table(), "progression", explain="codes", on_error="mark", prefix="d_"), Table)
    assert_type(decide_frame(Table(), columns=["outcome"], profile="permissive"), Table)
    assert_type(decide_frame(Table(), load_rulebook(path, facts=Own)), Table)
    decide_frame(Table(), path, explain=True)  # type: ignore[arg-type]


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


def seen() -> None:
    """Pictures are texts, charts belong to Altair, and a report is a page."""
    timeline = Diary().replay()
    assert_type(timeline_svg(timeline), Picture)
    assert_type(rule_graph(load_rulebook("progression"), {"fever": True}, rules=["red-flag.fever"]), Picture)
    text: str = timeline_svg(timeline)
    timeline_chart(timeline, width=400)
    assert_type(report_html(Diary(), mode="clinician", title=text), str)
    report_html(Diary(), mode="doctor")  # type: ignore[arg-type]
    assert_type(to_html(decide({}), folded=False, level=1), str)
    explorer = Explorer("activity", facts={"activity": "run"})
    assert_type(explorer.decision, Decision | None)
    summary = summarise_frame(Table(), profile="permissive")
    assert_type(summary, Summary)
    assert_type(summary.needs[0].unmet, int)
