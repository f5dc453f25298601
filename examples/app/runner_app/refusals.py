"""What is wrong with an answer, for whoever gave it: in the language of the page, with labels in the place of names."""

from __future__ import annotations

import re

from markupsafe import Markup

from itb_rules import CheckIn, Problem, Run, StageChange
from itb_rules.diary import ExerciseSession
from itb_rules.facts import FactSpec
from itb_rules.wording.words import Words
from runner_app import languages
from runner_app.languages import said, shown

SPECS = {**StageChange.specs, **ExerciseSession.specs, **Run.specs, **CheckIn.specs}
NOTHING = ('""', "null", "")
BOUNDS = (
    "a date from {first} to {last}, written as 2026-03-01",
    "a date from {first} to {last}",
    "text of {least} to {most} characters",
    "{least} to {most} characters of text, none of them a control character",
)
"""What the library and the app allow where no fact is meant; the values in them stay."""
LIST, YES_NO = "one of: ", "true or false"

_NAMED = re.compile(r"`([^`]*)`")


def wording(problem: Problem) -> Markup:
    """A problem, in one or two sentences."""
    if problem.code == "contradiction":
        names = dict.fromkeys(_NAMED.findall(problem.found or problem.message))
        labels = [languages.labelled(SPECS[name]) for name in names if name in SPECS]
        detail = in_labels(problem.message) if shown().is_source else ""
        return said("These answers cannot both be so: {facts}.", facts=", ".join(labels)) + Markup(" {}").format(detail)
    if problem.found is None:
        return said(in_labels(problem.message))
    if problem.found in NOTHING:
        return said("An answer is needed here: {allowed}.", allowed=_allowed(problem))
    answered = said("Answered: {found}. Allowed: {allowed}.", found=in_labels(problem.found), allowed=_allowed(problem))
    if problem.nearest:
        answered += " " + said("Did you mean {nearest}?", nearest=problem.nearest)
    return answered


def fact_label(name: str) -> str:
    """A fact's label; anything else as words."""
    return languages.labelled(SPECS[name]) if name in SPECS else languages.name_of(name).strip('"')


def in_labels(text: str) -> str:
    """A message about facts with their labels in the place of their names."""
    return _NAMED.sub(lambda quoted: f"“{fact_label(quoted[1])}”", text)


def _allowed(problem: Problem) -> str:
    allowed = problem.allowed or ""
    spec = SPECS.get(problem.where.rpartition(".")[2])
    if allowed.startswith(LIST):
        values = map(languages.name_of, allowed.removeprefix(LIST).split(", "))
        return Words(language=shown()).say("interview.one_of", choices=", ".join(values))
    if allowed == YES_NO:
        return Words(language=shown()).say("interview.yes_or_no")
    if spec is not None and spec.kind in ("whole", "decimal"):
        return _range(spec)
    filled = (shown().filled("app", each, allowed) for each in BOUNDS)
    return next((each for each in filled if each != allowed), in_labels(allowed))


def _range(spec: FactSpec) -> str:
    words = Words(language=shown())
    bounds = {"low": words.value(spec.low), "high": words.value(spec.high)}
    return words.say(f"interview.{spec.kind}", **bounds)
