"""The cards of a day: intake, daily check-in and weekly signs, one after the other, without a script in the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from itb_rules import CheckIn, DiaryError, FactsError, Interview, OptionError, Problem
from itb_rules.diary import Daily
from itb_rules.facts import Facts
from itb_rules.interview import AskedCard, AskedLine
from runner_app.forms import read_value
from runner_app.models import Runner
from runner_app.pages import Here, TheHere
from runner_app.rehab import Rehab

router = APIRouter(include_in_schema=False)

FORMS = {"run": "/run", "training": "/exercises"}
"""Where what a yes on the card of the day opens is told."""
State = Annotated[str, Query(max_length=20000)]


@dataclass(frozen=True)
class Stored:
    """A runner's diary in the database, as an interview asks it."""

    rehab: Rehab
    runner: Runner

    def assessment(self, *, on: date) -> Facts:
        """What is known about a day."""
        with self.rehab.storage.diary(self.runner) as diary:
            return Daily(diary, mode=self.rehab.mode(self.runner)).assessment(on=on)

    def unlogged(self, *, on: date) -> date | None:
        """The first of the days right before one that no check-in speaks of."""
        with self.rehab.storage.diary(self.runner) as diary:
            return diary.unlogged(on=on)

    def check_in(self, on: date, facts: Mapping[str, Any], **log: Any) -> None:
        """Store what was answered."""
        self.rehab.add(self.runner, [CheckIn.from_content({"date": on.isoformat(), "facts": dict(facts), **log})])


@router.get("/runners/{runner_id}/ask")
def ask(here: TheHere, state: State = "") -> Response:
    """The next card of today."""
    try:
        return _shown(here, _interview(here, state))
    except (FactsError, OptionError):
        return RedirectResponse(here.path("/ask"), status_code=303)


async def _sent(request: Request) -> dict[str, list[str]]:
    async with request.form() as fields:
        return {name: [value for value in fields.getlist(name) if isinstance(value, str)] for name in fields}


@router.post("/runners/{runner_id}/ask")
def answered(here: TheHere, sent: Annotated[dict[str, list[str]], Depends(_sent)]) -> Response:
    """Take the answer to a card, and show the next one."""
    try:
        interview = _interview(here, "".join(sent.get("state", [])))
    except (FactsError, OptionError):
        return RedirectResponse(here.path("/ask"), status_code=303)
    card = interview.card
    if card is None or card.id != "".join(sent.get("card", [])):
        return _shown(here, interview)  # sent twice, or answered elsewhere meanwhile
    before = interview.opened
    try:
        _move(interview, card, sent)
    except (FactsError, DiaryError) as error:
        return _shown(here, interview, sent=sent, problems=error.problems)
    for opened in interview.opened[len(before) :]:
        return RedirectResponse(here.path(FORMS[opened], state=json.dumps(interview.state)), status_code=303)
    return _shown(here.again(), interview)


def _interview(here: Here, state: str) -> Interview:
    diary = Stored(here.rehab, here.runner)
    if not state:
        return Interview(diary=diary, on=here.today, language=here.language)
    try:
        content = json.loads(state)
    except (ValueError, RecursionError):
        content = None
    interview = Interview.from_state(content, diary=diary, language=here.language)
    if interview.state["on"] != here.today.isoformat():
        raise FactsError([Problem("on", "the day is over")])
    return interview


def _move(interview: Interview, card: AskedCard, sent: dict[str, list[str]]) -> None:
    told = {line.name: _told(line, card, sent.get(line.name, [])) for line in card.lines}
    given = {name: value for name, value in told.items() if value is not None}
    match "".join(sent.get("move", [])):
        case "none" if given:
            raise FactsError([Problem(card.id, "something is ticked: send what you ticked, or take the ticks away")])
        case "none":
            interview.none_of_these()
        case "skip":
            interview.skip()
        case _:
            interview.answer(given)


def _told(line: AskedLine, card: AskedCard, texts: list[str]) -> Any:
    """What was answered on a line; None for nothing."""
    if card.kind == "checklist":
        return line.ticked if str(line.ticked) in texts else None
    text = texts[-1].strip() if texts else ""
    return read_value(line.kind, text) if text else None


def _shown(
    here: Here, interview: Interview, *, sent: dict[str, list[str]] | None = None, problems: Sequence[Problem] = ()
) -> Response:
    if interview.done:
        return here.go("", "check-in") if interview.count else here.shown("asked.html")
    return here.shown(
        "ask.html",
        status=422 if problems else 200,
        card=cast("AskedCard", interview.card),
        remaining=interview.remaining,
        first=not interview.count,
        state=json.dumps(interview.state),
        sent=sent or {},
        problems=problems,
    )
