"""What a request brings: today's answers, that there are none, or that they could not be had. None of these is a no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NotRequired, TypedDict

from itb_rules.errors import FactsError, PrefetchError, Problem
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.service.fhir.form import Form, FormOptions
from itb_rules.service.fhir.response import Answers, ReadOptions, facts_from_response

RESPONSE = "QuestionnaireResponse"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a request brings.

    Attributes:
        facts: what is answered; None where nobody has answered anything.
        asked_unknown: the facts that somebody was asked for and does not know.
        passed_over: answers of another day than they may be of, which were not used.
    """

    facts: Facts | None
    asked_unknown: tuple[str, ...] = ()
    passed_over: tuple[Problem, ...] = ()


class BroughtOptions(TypedDict):
    """How what a request brings is read.

    Attributes:
        base: the address under which forms are said to be.
        on: the day for which it is decided, or the moment; None for now.
        max_age_days: how many days before it the answers of `runner` and `clinician` may be of; none by default. Older
            ones are not used, and the card says so.
    """

    base: NotRequired[str]
    on: NotRequired[date | None]
    max_age_days: NotRequired[Mapping[str, int]]


class UnreadError(Exception):
    """The record could not be read by whoever asks; the message says where."""


def forms_of(rulebook: Rulebook, base: str | None) -> dict[str, str]:
    """The forms that a rulebook is answered on, by who answers: those that ask for anything."""
    found = {}
    for who in ("runner", "clinician"):
        options: FormOptions = {"who": who} if base is None else {"who": who, "base": base}
        form = Form.of(rulebook, options)
        if form.specs:
            found[who] = f"{form.address()}|{form.version}"
    return found


def brought(request: Mapping[str, Any], rulebook: Rulebook, options: BroughtOptions) -> Brought:
    """What a request brings.

    Raises:
        PrefetchError: a part that was asked for is missing, and so it is not known whether there are answers.
        FactsError: answers were refused, or are about somebody else; every problem is listed.
        UnreadError: instead of answers there is an error.
    """
    prefetch = request.get("prefetch")
    keys = forms_of(rulebook, options.get("base"))
    missing = [key for key in keys if not isinstance(prefetch, Mapping) or key not in prefetch]
    if missing or not isinstance(prefetch, Mapping):
        message = "is missing; null says that there is none, and without it nothing is known"
        raise PrefetchError(
            [Problem(f"prefetch.{key}", message, None, "a Bundle, a response or null") for key in missing]
        )
    context = request.get("context")
    patient = context.get("patientId") if isinstance(context, Mapping) else None
    problems: list[Problem] = []
    old: list[Problem] = []
    answers: list[Answers] = []
    for key in keys:
        response = _response(prefetch[key], f"prefetch.{key}")
        if response is not None:
            how: ReadOptions = {"on": options.get("on"), "max_age_days": options.get("max_age_days", {}).get(key, 0)}
            if "base" in options:
                how["base"] = options["base"]
            try:
                answers.append(facts_from_response(response, rulebook, **how))
            except FactsError as error:
                alone = all(problem.where == "authored" for problem in error.problems)
                (old if alone else problems).extend(error.problems)
                continue
            problems += _somebody_else(answers[-1], patient)
    if problems:
        raise FactsError(problems)
    return _together(answers, rulebook, tuple(old))


def _together(answers: list[Answers], rulebook: Rulebook, old: tuple[Problem, ...]) -> Brought:
    """The answers of both; what one of them said in one way and the other in another is refused."""
    if not answers:
        return Brought(None, passed_over=old)
    specs, values, problems = rulebook.facts.specs, dict[str, Any](), []
    for each in answers:
        for name, value in each.facts.__dict__.items():
            if value is None or value == specs[name].default:
                continue
            if values.setdefault(name, value) != value:
                problems.append(Problem(name, f"found `{values[name]}` and `{value}`; allowed: one answer", str(value)))
    if problems:
        raise FactsError(problems)
    facts = rulebook.validated(values)
    return Brought(facts, tuple(name for each in answers for name in each.asked_unknown if name not in values), old)


def _somebody_else(answers: Answers, patient: object) -> Iterator[Problem]:
    subject = answers.subject
    if subject is not None and patient is not None and subject.split("/")[-1] != str(patient).split("/")[-1]:
        allowed = f"Patient/{patient}"
        yield Problem("subject", f"found `{subject}`; allowed: {allowed}", subject, allowed)


def _response(value: Any, where: str) -> Mapping[str, Any] | None:
    """The one response of a part of the prefetch; None where there is none."""
    found = [*_resources(value, where)]
    responses = [each for each in found if each.get("resourceType") == RESPONSE]
    others = [each for each in found if each.get("resourceType") != RESPONSE]
    if others or len(responses) > 1:
        shown = f"{len(responses)} responses" if len(responses) > 1 else str(others[0].get("resourceType"))[:80]
        raise FactsError([Problem(where, f"found `{shown}`; allowed: one {RESPONSE}", shown, RESPONSE)])
    return responses[0] if responses else None


def _resources(value: Any, where: str) -> Iterator[Mapping[str, Any]]:
    if value is None:
        return
    if not isinstance(value, Mapping):
        shown = type(value).__name__
        raise FactsError([Problem(where, f"found `{shown}`; allowed: a resource or null", shown, RESPONSE)])
    match value.get("resourceType"):
        case "OperationOutcome":
            raise UnreadError(where)
        case "Bundle":
            entries = value.get("entry", [])
            for entry in entries if isinstance(entries, list) else [entries]:
                yield from _resources(entry.get("resource", {}) if isinstance(entry, Mapping) else entry, where)
        case _:
            yield value
