"""The pages of a runner: today, the forms, and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from itb_rules import DiaryError, Problem, Run
from itb_rules.diary import Entry, ExerciseSession, Timeline
from runner_app import forms, questions
from runner_app.forms import Form
from runner_app.languages import language_of
from runner_app.rehab import MODES, Rehab, TheRehab, TheRunner, date_problem
from runner_app.rendering import page

router = APIRouter(include_in_schema=False)

RECENT = 21
"""How many days the timeline shows."""


async def _sent(request: Request) -> Form:
    async with request.form() as fields:
        return forms.form_from({name: value for name, value in fields.items() if isinstance(value, str)})


SentForm = Annotated[Form, Depends(_sent)]


class Here:
    """What every page of a runner shows: who it is, the day, and what is decided."""

    def __init__(self, request: Request, runner: TheRunner, rehab: TheRehab) -> None:
        self.request, self.runner, self.rehab = request, runner, rehab
        self.first_day, self.today = rehab.days_allowed(runner)
        self.decision = rehab.decision(runner)
        self.language = language_of(request)

    @property
    def timeline(self) -> Timeline:
        """Every day until today."""
        return self.rehab.timeline(self.runner)

    def shown(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """One of the runner's pages."""
        return page(self.request, template, status=status, here=self, **context)

    def form(self, template: str, form: Form, **context: Any) -> HTMLResponse:
        """A page with a form, with what was sent, and what is wrong with it."""
        status = 422 if form.problems or form.empty else 200
        return self.shown(template, status=status, form=form, **context)

    def path(self, where: str, **query: str) -> str:
        """The address of a page."""
        return f"/runners/{self.runner.id}{where}{'?' if query else ''}{urlencode(query)}"

    def again(self) -> Here:
        """The same with the decision of now."""
        return Here(self.request, self.runner, self.rehab)

    def go(self, where: str, saved: str) -> RedirectResponse:
        """On to a page, now that something was saved."""
        return RedirectResponse(self.path(where, saved=saved), status_code=303)

    def on(self, form: Form, saved: str) -> RedirectResponse:
        """On to where somebody came from, now that something was saved: the next card, or the page of today."""
        state = form.sent.get("state", "")
        return RedirectResponse(self.path("/ask", state=state), status_code=303) if state else self.go("", saved)

    def save(self, made: Callable[[Form], list[Entry]], form: Form) -> Form | None:
        """Store the entries that a form tells; returns the form to show again if nothing was stored."""
        problems = [*self._date_problems(form)]
        try:
            entries = made(form)
            if not entries:
                return replace(form, empty=True)
            if not problems:
                self.rehab.add(self.runner, entries)
                return None
        except DiaryError as error:
            problems += error.problems
        return form.refused(problems)

    def _date_problems(self, form: Form) -> Iterator[Problem]:
        """A date that can be read and lies ahead, or too far back; one that cannot be read the entry refuses itself."""
        with suppress(ValueError):
            found = date.fromisoformat(form.sent.get("date", ""))
            if not self.first_day <= found <= self.today:
                yield date_problem("date", found, self.first_day, self.today)


TheHere = Annotated[Here, Depends()]


@router.get("/")
def start(request: Request, rehab: TheRehab) -> Response:
    """Every runner, and a form for a new one."""
    return _start(request, rehab, Form())


@router.post("/runners")
def begin(request: Request, rehab: TheRehab, form: SentForm) -> Response:
    """Add a runner."""
    name, time_zone, mode = (form.sent.get(field, "") for field in ("name", "time_zone", "mode"))
    try:
        runner = rehab.begin(name, time_zone, mode)
    except DiaryError as error:
        return _start(request, rehab, form.refused(error.problems))
    return RedirectResponse(f"/runners/{runner.id}?saved=runner", status_code=303)


def _start(request: Request, rehab: Rehab, form: Form) -> Response:
    status = 422 if form.problems else 200
    return page(request, "start.html", status=status, runners=rehab.storage.runners(), form=form, modes=MODES)


@router.get("/runners/{runner_id}")
def today(here: TheHere) -> Response:
    """What to do today, and why."""
    return here.shown("today.html", timeline=here.timeline)


@router.get("/runners/{runner_id}/check-in")
def check_in(here: TheHere) -> Response:
    """The form of a check-in."""
    return _check_in(here, Form())


@router.post("/runners/{runner_id}/check-in")
def checked_in(here: TheHere, form: SentForm) -> Response:
    """Store a check-in."""
    wrong = here.save(forms.check_in_from, form)
    return _check_in(here, wrong) if wrong else here.go("", "check-in")


def _check_in(here: Here, form: Form) -> Response:
    return here.form("check_in.html", form, asked=questions.asked(here.decision), log=questions.LOG)


@router.get("/runners/{runner_id}/run")
def run(here: TheHere, state: str = "") -> Response:
    """The form of a run."""
    return here.form("run.html", Form({"state": state}), specs=Run.specs.values())


@router.post("/runners/{runner_id}/run")
def ran(here: TheHere, form: SentForm) -> Response:
    """Store a run."""
    wrong = here.save(forms.run_from, form)
    return here.form("run.html", wrong, specs=Run.specs.values()) if wrong else here.on(form, "run")


@router.get("/runners/{runner_id}/exercises")
def exercises(here: TheHere, state: str = "") -> Response:
    """The form of a strength training."""
    return _exercises(here, Form({"state": state}))


@router.post("/runners/{runner_id}/exercises")
def exercised(here: TheHere, form: SentForm) -> Response:
    """Store the exercises of a training."""
    wrong = here.save(forms.sessions_from, form)
    return _exercises(here, wrong) if wrong else here.on(form, "exercises")


def _exercises(here: Here, form: Form) -> Response:
    own = [spec for name, spec in ExerciseSession.specs.items() if name not in ("exercise", *forms.SHARED)]
    shared = [ExerciseSession.specs[name] for name in forms.SHARED]
    loads = {exercise: questions.loads(exercise) for exercise in questions.exercises()}
    return here.form("exercises.html", form, own=own, shared=shared, loads=loads)


@router.get("/runners/{runner_id}/timeline")
def timeline(here: TheHere) -> Response:
    """Stages and why, and the last days."""
    found = here.timeline
    return here.shown("timeline.html", timeline=found, recent=found.days[: -RECENT - 1 : -1])


@router.get("/runners/{runner_id}/report")
def report(here: TheHere) -> Response:
    """One page for a clinician, to read, print or send; it loads nothing, and so needs no style of the app."""
    if not here.timeline.days:
        raise HTTPException(404)
    return HTMLResponse(here.rehab.report(here.runner, here.language))
