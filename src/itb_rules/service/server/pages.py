"""What is behind each path: a call, a service of CDS Hooks, or something of FHIR."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from itb_rules.errors import FactsError, OptionError, Problem, unknown_choice
from itb_rules.rulebook import Rulebook
from itb_rules.service.cds_hooks.cards import CardOptions, cds_cards
from itb_rules.service.cds_hooks.feedback import cds_feedback
from itb_rules.service.cds_hooks.services import cds_services
from itb_rules.service.cql.resources import library, plan_definition
from itb_rules.service.fhir.decision import guidance_response
from itb_rules.service.fhir.form import Form, FormOptions
from itb_rules.service.fhir.names import fhir_id
from itb_rules.service.fhir.next_question import form_of, next_question
from itb_rules.service.fhir.questionnaire import CARDS, questionnaire, questionnaire_of_cards
from itb_rules.service.fhir.response import ReadOptions, facts_from_response
from itb_rules.service.server.calls import Calls

Answer = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Page:
    """What is behind a path.

    Attributes:
        path: the path.
        method: GET or POST.
        title: what it answers.
        answer: the answer to what a POST carries; a GET carries None.
        fhir: whether problems are said as an `OperationOutcome`.
        schema: the JSON Schema of what a POST carries.
        statuses: the statuses that it can end with beside 200 and those of every page of its method.
    """

    path: str
    method: str
    title: str
    answer: Answer
    fhir: bool = False
    schema: Mapping[str, Any] | None = None
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server is, and what it speaks.

    Attributes:
        base: the address under which forms are said to be.
        language: the language of its forms and cards.
    """

    base: str
    language: str


def pages(calls: Calls, place: Place, max_age_days: Mapping[str, int]) -> list[Page]:
    """Every page.

    Args:
        calls: what can be asked.
        place: where the server is, and what it speaks.
        max_age_days: how old answers that a record hands over may be, by who answers.
    """
    found = [
        Page(f"/{call.name}", "POST", call.title, call.answer, schema=call.schema, statuses=(422,))
        for call in calls.all.values()
    ]
    return [*found, *_hooks(calls, place, max_age_days), *_fhir(calls, place, max_age_days)]


def _hooks(calls: Calls, place: Place, max_age_days: Mapping[str, int]) -> list[Page]:
    books = [*calls.rulebooks.values()]
    found = [
        Page(
            "/cds-services",
            "GET",
            "The services of CDS Hooks",
            lambda _: cds_services(*books, base=place.base, language=place.language),
        )
    ]
    options: CardOptions = {"max_age_days": max_age_days, "base": place.base, "language": place.language}
    for name, book in calls.rulebooks.items():
        path = f"/cds-services/{name}"
        found.append(
            Page(path, "POST", f"A card for a request: {name}", _cards(book, options), schema=HOOK, statuses=(412, 422))
        )
        found.append(
            Page(f"{path}/feedback", "POST", "What became of a card", _read_feedback, schema=FEEDBACK, statuses=(422,))
        )
    return found


def _cards(book: Rulebook, options: CardOptions) -> Answer:
    return lambda body: cds_cards(body, book, **options)


def _read_feedback(body: Any) -> dict[str, Any]:
    """Read it, and keep nothing."""
    cds_feedback(body)
    return {}


def _fhir(calls: Calls, place: Place, max_age_days: Mapping[str, int]) -> list[Page]:
    root = place.base
    found = [_post("/fhir/Questionnaire/$next-question", "The next card", _next(calls, place), RESPONSE)]
    for book in calls.rulebooks.values():
        for who in ("runner", "clinician"):
            options: FormOptions = {"who": who, "base": place.base, "language": place.language}
            name = fhir_id(book.name, who)
            found.append(_get(f"/fhir/Questionnaire/{name}", "A form", _form(book, options)))
            found.append(_get(f"/fhir/Questionnaire/{name}-cards", "A form of cards", _cards_form(book, options)))
        plain = fhir_id(book.name)
        for kind, fhir in ((plain, False), (fhir_id(book.name, "fhir"), True)):
            rules, does = _resource(library, book, root, fhir=fhir), _resource(plan_definition, book, root, fhir=fhir)
            found.append(_get(f"/fhir/Library/{kind}", "The rules in CQL", rules))
            found.append(_get(f"/fhir/PlanDefinition/{kind}", "What each rule does", does))
        evaluate = _evaluate(book, place, max_age_days)
        found.append(_post(f"/fhir/PlanDefinition/{plain}/$evaluate", "Guidance on answers", evaluate, RESPONSE))
    return found


def _get(path: str, title: str, answer: Answer) -> Page:
    return Page(path, "GET", title, answer, fhir=True)


def _post(path: str, title: str, answer: Answer, schema: Mapping[str, Any]) -> Page:
    return Page(path, "POST", title, answer, fhir=True, schema=schema, statuses=(422,))


def _form(book: Rulebook, options: FormOptions) -> Answer:
    return lambda _: questionnaire(book, **options)


def _cards_form(book: Rulebook, options: FormOptions) -> Answer:
    return lambda _: questionnaire_of_cards(book, **options)


def _next(calls: Calls, place: Place) -> Answer:
    """The next card of whichever form the response is to."""

    def following(body: Mapping[str, Any]) -> dict[str, Any]:
        given = form_of(body)
        for book in calls.rulebooks.values():
            for who in ("runner", "clinician"):
                options: FormOptions = {"who": who, "base": place.base, "language": place.language}
                form = Form.of(book, options)
                if given == f"{form.address(CARDS)}|{form.version}":
                    return next_question(body, book, **options)
        shown = str(given)[:200]
        raise FactsError([Problem("questionnaire", f"found `{shown}`; allowed: a form of cards of this server", shown)])

    return following


def _resource(make: Callable[..., dict[str, Any]], book: Rulebook, base: str, *, fhir: bool) -> Answer:
    return lambda _: make(book, fhir=fhir, base=base)


def _evaluate(book: Rulebook, place: Place, max_age_days: Mapping[str, int]) -> Answer:
    """Guidance on one or several responses, given alone, in a Bundle or in Parameters."""

    def evaluate(body: Mapping[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        subjects = set()
        problems: list[Problem] = []
        for response in _responses(body):
            who = "clinician" if "-clinician" in str(response.get("questionnaire")) else "runner"
            options: ReadOptions = {"base": place.base, "max_age_days": max_age_days.get(who, 0)}
            try:
                answers = facts_from_response(response, book, **options)
            except FactsError as error:
                problems += error.problems
                continue
            subjects.add(answers.subject)
            for name, value in answers.facts.__dict__.items():
                if value is None or value == book.facts.specs[name].default:
                    continue
                if values.setdefault(name, value) != value:
                    problems.append(Problem(name, f"found `{values[name]}` and `{value}`; allowed: one answer"))
        subjects -= {None}
        if len(subjects) != 1 and not problems:
            problems.append(Problem("subject", f"found {len(subjects)} subjects; allowed: one, the same in each"))
        if problems:
            raise FactsError(problems)
        (subject,) = subjects
        return guidance_response(book.decide(values), str(subject), base=place.base, language=place.language)

    return evaluate


def _responses(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    key = {"Bundle": "entry", "Parameters": "parameter"}.get(str(body.get("resourceType")))
    if key is None:
        return [body]
    parts = body.get(key)
    found = [each.get("resource") for each in parts if isinstance(each, Mapping)] if isinstance(parts, list) else []
    responses = [each for each in found if isinstance(each, Mapping)]
    if not responses or len(responses) < len(found):
        raise OptionError([unknown_choice(key, "resource", "none", ("QuestionnaireResponse",))])
    return responses


HOOK = {
    "type": "object",
    "properties": {"hook": {"type": "string"}, "context": {"type": "object"}, "prefetch": {"type": "object"}},
}
FEEDBACK = {"type": "object", "properties": {"feedback": {"type": "array"}}, "required": ["feedback"]}
RESPONSE = {
    "type": "object",
    "properties": {"resourceType": {"enum": ["QuestionnaireResponse", "Bundle", "Parameters"]}},
    "required": ["resourceType"],
}
