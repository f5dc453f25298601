"""From the fields of a form to entries of a diary. What is left open is unknown; what is wrong is said all at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from itb_rules import CheckIn, DiaryError, Problem, Run, StageChange
from itb_rules.diary import Clearance, Entry, ExerciseSession
from itb_rules.facts import FactSpec
from runner_app.questions import LOG, check_in, examination, exercises

NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
TOKEN = re.compile(r"[0-9a-f]{32}")
SHARED = ("painkillers",)
"""What is asked once for all exercises of a training."""
ANSWERS = {"yes": True, "no": False}

Sent = Mapping[str, str]


@dataclass(frozen=True)
class Form:
    """A form as it was sent, to be shown again, or an empty one.

    Attributes:
        sent: the texts of the fields by name.
        problems: everything that is wrong, by the name of the field; under `id` that it was sent before.
        empty: whether nothing at all was answered.
        token: makes the ids of its entries, so that sending it twice adds them once.
    """

    sent: Sent = field(default_factory=dict)
    problems: Mapping[str, list[Problem]] = field(default_factory=dict)
    empty: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def refused(self, problems: Iterable[Problem]) -> Form:
        """The same form with its problems, and a token that was not used yet."""
        found: dict[str, list[Problem]] = {}
        for problem in problems:
            found.setdefault(problem.where.rpartition("].")[2], []).append(problem)
        return Form(self.sent, found)


def form_from(sent: Sent) -> Form:
    """A form from what was sent."""
    token = sent.get("token", "")
    return Form(sent, token=token) if TOKEN.fullmatch(token) else Form(sent)


def check_in_from(form: Form) -> list[Entry]:
    """The check-in that a runner tells.

    Raises:
        DiaryError: every problem at once, under the names of the fields.
    """
    log = {name: ANSWERS.get(text, text) for name in LOG if (text := form.sent.get(name, ""))}
    return _check_in(form, {**log, **_given(form, check_in())})


def examination_from(form: Form) -> list[Entry]:
    """What a clinician tells after an examination, and the clearance that was given; as for `check_in_from`."""
    content = dict(_given(form, examination()))
    given = content.pop("clearance", None)
    entries = _check_in(form, content)
    if given not in (None, "none"):
        values = {"date": form.sent.get("date"), "clearance": given, "by": "the clinician of this app"}
        entries.append(Clearance.from_content({"id": f"{form.token}-clearance" if form.token else None, **values}))
    return entries


def _check_in(form: Form, content: Mapping[str, Any]) -> list[Entry]:
    if not content:
        return []
    return [CheckIn.from_content({"id": form.token, "date": form.sent.get("date"), **content})]


def run_from(form: Form) -> list[Entry]:
    """The run that a form tells; as for `check_in_from`."""
    content = _given(form, Run.specs)
    if not content:
        return []
    try:
        return [Run.from_content({"id": form.token, "start": form.sent.get("date"), **content})]
    except DiaryError as error:
        problems = [replace(each, where="date") if each.where == "start" else each for each in error.problems]
        raise DiaryError(problems) from None


def sessions_from(form: Form) -> list[Entry]:
    """The exercises that a form tells, each of them an entry; as for `check_in_from`."""
    specs = ExerciseSession.specs
    shared = {"date": form.sent.get("date"), **_given(form, {name: specs[name] for name in SHARED})}
    own = {name: spec for name, spec in specs.items() if name not in ("exercise", *SHARED)}

    def made(exercise: str) -> Entry | None:
        done = _given(form, own, f"{exercise}.")
        entry_id = f"{form.token}-{exercise}"
        content = {"id": entry_id, "exercise": exercise, **shared, **done}
        return ExerciseSession.from_content(content) if done else None

    def placed(exercise: str, problem: Problem) -> Problem:
        return replace(problem, where=f"{exercise}.{problem.where}") if problem.where in own else problem

    return _all_or_none(exercises(), made, placed)


def stage_from(form: Form) -> list[Entry]:
    """The stage that a clinician puts a runner into; as for `check_in_from`."""
    names = ("date", "stage", "flare_stage", "reason")
    given = {name: form.sent.get(name) or None for name in names}
    return [StageChange.from_content({"id": form.token, "by": "clinician", **given})]


def _all_or_none(
    names: Iterable[str], made: Callable[[str], Entry | None], placed: Callable[[str, Problem], Problem]
) -> list[Entry]:
    entries: list[Entry] = []
    problems: dict[Problem, None] = {}
    for name in names:
        try:
            entry = made(name)
        except DiaryError as error:
            # What is wrong with a shared field, such as the date, is wrong once.
            problems |= dict.fromkeys(placed(name, problem) for problem in error.problems)
        else:
            entries += [entry] if entry is not None else []
    if problems:
        raise DiaryError([*problems])
    return entries


def _given(form: Form, specs: Mapping[str, FactSpec], before: str = "") -> dict[str, Any]:
    """What was answered. A text that is no answer stays a text, for the library to refuse."""
    texts = {name: form.sent.get(before + name, "").strip() for name in specs}
    return {name: read_value(specs[name].kind, text) for name, text in texts.items() if text}


def read_value(kind: str, text: str) -> Any:
    """The value that a text stands for; one that is no answer stays a text, for the library to refuse."""
    if kind == "yes_no":
        return ANSWERS.get(text, text)
    if kind == "choice" or not NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
