"""The JSON API: entries in, decisions and the timeline out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from itb_rules import CheckIn, DiaryError, Problem, Run, ScreenAnswer, StageChange, render
from itb_rules.diary import ExerciseSession
from runner_app.languages import TheLanguage
from runner_app.models import Runner
from runner_app.rehab import Rehab, TheRehab, TheRunner, date_problem
from runner_app.storage import entries_from

router = APIRouter(prefix="/api")


KINDS = [each.kind for each in (CheckIn, Run, ExerciseSession, ScreenAnswer, StageChange)]
_ENTRY = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": KINDS}}}
ENTRIES = {"anyOf": [_ENTRY, {"type": "array", "items": _ENTRY}]}
"""What may be sent, as a JSON Schema: the values of each kind are those of the diary's JSON."""


class NewRunner(BaseModel):
    """Somebody to keep a diary for."""

    name: str
    time_zone: str = "UTC"
    mode: str = "automatic"


class RunnerOut(NewRunner):
    """A runner, and the number that addresses name."""

    id: int


class Stored(BaseModel):
    """What became of the entries that were sent: their ids, and how many of them were new."""

    ids: list[str]
    new: int


TYPES = {"json": "application/json", "text": "text/plain", "markdown": "text/markdown", "html": "text/html"}
Form = Annotated[
    Literal["json", "text", "markdown", "html"], Query(alias="format", description="data, or words for a person")
]
Day = Annotated[date | None, Query(description="a date, such as 2026-03-01; today without it")]


@router.get("/runners")
def list_runners(rehab: TheRehab) -> list[RunnerOut]:
    """Every runner."""
    return [_shown(runner) for runner in rehab.storage.runners()]


@router.post("/runners", status_code=201)
def add_runner(new: NewRunner, rehab: TheRehab) -> RunnerOut:
    """Add a runner."""
    return _shown(rehab.begin(new.name, new.time_zone, new.mode))


async def _body(request: Request) -> Any:
    """What was sent, read as JSON whatever its header says of it."""
    try:
        content = json.loads(await request.body())
        json.dumps(content, ensure_ascii=False).encode()  # halves of characters, which no page could show
    except (ValueError, RecursionError) as error:
        raise DiaryError([Problem("", f"not valid JSON: {str(error)[:1].lower()}{str(error)[1:]}")]) from None
    return content


@router.post(
    "/runners/{runner_id}/entries",
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": ENTRIES}}}},
)
def add_entries(runner: TheRunner, rehab: TheRehab, content: Annotated[Any, Depends(_body)]) -> Stored:
    """Add one entry or a list of them to a diary, all or none. What is there already changes nothing."""
    entries = entries_from(content if isinstance(content, list) else [content])
    return Stored(ids=[entry.id for entry in entries], new=rehab.add(runner, entries))


@router.get("/runners/{runner_id}/decision")
def decision(
    runner: TheRunner, rehab: TheRehab, language: TheLanguage, on: Day = None, form: Form = "json"
) -> Response:
    """The decision of a day with its whole explanation, as `Decision.model_validate_json` reads it, or in words.

    The JSON is the same in every language; words are in the one that `Accept-Language` asks for.
    """
    _check_day("on", on, runner, rehab)
    found = rehab.decision(runner, on)
    if form == "json":
        return Response(found.model_dump_json(), media_type=TYPES[form])
    headers = {"Content-Language": language.code, "Vary": "Accept-Language"}
    return Response(render(found, form, language=language), media_type=TYPES[form], headers=headers)


@router.get("/runners/{runner_id}/timeline")
def timeline(runner: TheRunner, rehab: TheRehab, until: Day = None) -> dict[str, Any]:
    """Every day from that of the first entry on, and every change of stage."""
    _check_day("until", until, runner, rehab)
    return rehab.timeline(runner, until).to_json()


def _shown(runner: Runner) -> RunnerOut:
    return RunnerOut(id=runner.id, name=runner.name, time_zone=runner.time_zone, mode=runner.mode)


def _check_day(where: str, day: date | None, runner: Runner, rehab: Rehab) -> None:
    first, last = rehab.days_allowed(runner)
    if day is not None and not first <= day <= last:
        raise DiaryError([date_problem(where, day, first, last)])


def refusal(problems: Iterable[Problem], status: int) -> Response:
    """Problems as JSON; in ASCII, as what was found may be half a character."""
    shown = [asdict(problem) for problem in problems]
    return Response(json.dumps({"problems": shown}), status_code=status, media_type="application/json")
