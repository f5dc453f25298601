"""The page of a clinician: where the rehab begins, steps that wait, what was examined, and who decides on steps."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from itb_rules import DiaryError, Problem, StageChange
from runner_app import forms, questions
from runner_app.forms import Form
from runner_app.pages import Here, SentForm, TheHere
from runner_app.rehab import MODES

router = APIRouter(prefix="/runners/{runner_id}/clinician", include_in_schema=False)


@router.get("")
def clinician(here: TheHere) -> Response:
    """Everything that a clinician can do for a runner."""
    return _shown(here)


@router.post("/stage")
def stage(here: TheHere, form: SentForm) -> Response:
    """Put the runner into a stage, from a day on."""
    wrong = here.save(forms.stage_from, form)
    return _shown(here, stage=wrong) if wrong else here.go("/clinician", "stage")


@router.post("/accept")
def accept(here: TheHere, form: SentForm) -> Response:
    """Accept the step that waits, if it is still the one that was shown; today is the first day of the new stage."""
    pending, accepted = here.timeline.pending, form.sent.get("stage", "")
    if pending is None or pending.stage != accepted:
        problem = Problem("accept", f"found `{accepted[:60]}`; allowed: the step that waits", accepted[:60])
        return _shown(here, accept=form.refused([problem]))
    step = Form({**form.sent, "date": here.today.isoformat(), "flare_stage": ""}, token=form.token)
    wrong = here.save(forms.stage_from, step)
    return _shown(here, accept=wrong) if wrong else here.go("/clinician", "step")


@router.post("/examination")
def examination(here: TheHere, form: SentForm) -> Response:
    """Store what was examined, and whether rehab is allowed."""
    wrong = here.save(forms.examination_from, form)
    return _shown(here, examination=wrong) if wrong else here.go("/clinician", "examination")


@router.post("/mode")
def mode(here: TheHere, form: SentForm) -> Response:
    """Choose whether steps forward wait for a clinician."""
    try:
        here.rehab.set_mode(here.runner, form.sent.get("mode", ""))
    except DiaryError as error:
        return _shown(here, mode=form.refused(error.problems))
    return here.go("/clinician", "mode")


def _shown(here: Here, **wrong: Form) -> Response:
    sent = {name: wrong.get(name, Form()) for name in ("stage", "accept", "examination", "mode")}
    status = 422 if any(form.problems or form.empty for form in sent.values()) else 200
    return here.shown(
        "clinician.html",
        status=status,
        sent=sent,
        timeline=here.timeline,
        placed=StageChange.specs,
        clearances=questions.clearances(),
        groups=questions.findings(),
        modes=MODES,
    )
