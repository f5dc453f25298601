"""Cards: one for each request, with what to do first and everything else in its detail."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, Unpack

from itb_rules.decision import Decision
from itb_rules.errors import FactsError, Problem
from itb_rules.rendering import render
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.cds_hooks.prefetch import Brought, BroughtOptions, UnreadError, brought
from itb_rules.service.fhir.decision import OutOptions, handed_on, moment, service_request
from itb_rules.service.fhir.names import BASE, address
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.phrases import Phrases, phrases
from itb_rules.wording.translation import translated_decision
from itb_rules.wording.words import Words

LONGEST = 139
"""A summary has fewer than 140 characters."""
OVERRIDES = ("seen", "arranged", "answers", "otherwise")
"""Why somebody may do otherwise than a card says: the names of phrases, and the codes."""
EXTENSION = "org.itb-rules.decision"


class CardOptions(BroughtOptions):
    """How a request is answered.

    Attributes:
        codings: whether suspicions of a referral have codes beside their text.
        language: the language of the card, such as `de`; English by default. Resources inside are in English.
    """

    codings: NotRequired[bool]
    language: NotRequired[str | Language]


def cds_cards(
    request: Mapping[str, Any], rulebook: Rulebook | str = "progression", **options: Unpack[CardOptions]
) -> dict[str, Any]:
    """Answer a request of CDS Hooks 2.0: the body of `POST {base}/cds-services/{id}`.

    Always one card. Where nobody has answered today it has the question to ask; where answers were refused it names
    them; where they could not be read it says so, and nothing is decided.

    Args:
        request: the body of the request, with `prefetch` as `cds_services` asks for it.
        rulebook: a loaded rulebook, or the name of a packaged one.
        **options: see `CardOptions`.

    Raises:
        PrefetchError: a part of the prefetch is missing. Over HTTP that is 412.
        OptionError: no packaged rulebook has this name.
    """
    book = chosen_rulebook(rulebook)
    say = _phrases(options).say
    try:
        found = brought(request, book, options)
        if found.facts is None:
            return {"cards": [_asking(book, found, options)]}
        decision = book.decide(found.facts)
    except FactsError as error:
        return {"cards": [_refused(book, error.problems, options)]}
    except UnreadError as error:
        return {"cards": [_card(book, "info", say("cds.unread"), str(error), options)]}
    return {"cards": [_decided(book, decision, found, _patient(request), options)]}


def _decided(book: Rulebook, decision: Decision, found: Brought, patient: str, options: CardOptions) -> dict[str, Any]:
    at = moment(options.get("on"))
    own, say = _phrases(options).language, _phrases(options).say
    told = [say("cds.on", day=at.date()), *_not_used(found, options), render(decision, "markdown", language=own)]
    detail = "\n\n".join(told)
    shown = translated_decision(decision, own)
    card = _card(book, _indicator(book, decision), _summary(shown, options), detail, options)
    card["uuid"] = _uuid(book.digest, decision.facts.digest)
    card["overrideReasons"] = [*_overrides(options)]
    out: OutOptions = {"at": at, "base": options.get("base", BASE), "codings": options.get("codings", False)}
    referral = service_request(decision, patient, **out) if patient else None
    if referral is not None:
        people = Words(language=own).one_of([shown.labels.get(each, each) for each in decision.refer_to])
        card["suggestions"] = [
            {
                "label": say("cds.suggestion", people=people),
                "uuid": _uuid(card["uuid"], "referral"),
                "isRecommended": True,
                "actions": [{"type": "create", "description": say("cds.action"), "resource": referral}],
            }
        ]
        card["selectionBehavior"] = "any"
    card["extension"] = {EXTENSION: handed_on(decision)}
    return card


def _indicator(book: Rulebook, decision: Decision) -> str:
    """How loud a card is: an outcome that decides at once, one more cautious than the default, or any other."""
    definition = book.definition
    if decision.outcome in definition.silent:
        return "critical"
    return "warning" if definition.rank(decision.outcome) < definition.rank(definition.default) else "info"


def _summary(decision: Decision, options: CardOptions) -> str:
    """What to do and why, in so many characters: whole titles of rules, or how many there are, never half of one."""
    say = _phrases(options).say
    title = decision.title
    if decision.withheld:
        return within(say("cds.withheld", title=title))
    if decision.because:
        return _listed(_phrases(options), "cds.because", [hit.title for hit in decision.because], title=title)
    return within(title if decision.settled else say("cds.open", title=title))


def _listed(book: Phrases, phrase: str, names: Sequence[str], **values: str) -> str:
    """A phrase with as many whole names as there is room for, and how many more there are."""
    for count in range(len(names), -1, -1):
        rest = [book.say_count("cds.more", len(names) - count)] if count < len(names) else []
        shown = book.say(phrase, names="; ".join([*names[:count], *rest]), **values)
        if len(shown) <= LONGEST:
            return shown
    return within(values.get("title", shown))


def within(text: str) -> str:
    """A text in so many characters as a summary may have, cut between two words."""
    if len(text) <= LONGEST:
        return text
    kept = text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{kept}…"


def _not_used(found: Brought, options: CardOptions) -> list[str]:
    """Which answers were passed over because of the day they are of."""
    return [_phrases(options).say("cds.old", problem=problem) for problem in found.passed_over]


def _asking(book: Rulebook, found: Brought, options: CardOptions) -> dict[str, Any]:
    """The card where nobody has answered anything: what to ask first."""
    own, say = _phrases(options).language, _phrases(options).say
    decision = translated_decision(book.decide({}), own)
    question = decision.questions[0].text if decision.questions else ""
    summary = say("cds.ask", question=question)
    if len(summary) > LONGEST:
        summary = say("cds.ask_short")
    return _card(
        book, "info", summary, "\n\n".join([question, *_not_used(found, options), decision.disclaimer]), options
    )


def _refused(book: Rulebook, problems: Iterable[Problem], options: CardOptions) -> dict[str, Any]:
    """The card where answers were refused: nobody who sees cards would see an error."""
    specs, names, lines = book.facts.specs, dict[str, None](), []
    for problem in problems:
        spec = specs.get(problem.where)
        label = problem.where if spec is None else _phrases(options).language.fact(spec).label
        names[label] = None
        lines.append(f"- {label} (`{problem.where}`): {problem.message}")
    return _card(book, "info", _listed(_phrases(options), "cds.refused", [*names]), "\n".join(lines), options)


def _card(book: Rulebook, indicator: str, summary: str, detail: str, options: CardOptions) -> dict[str, Any]:
    base = options.get("base", BASE)
    return {
        "uuid": _uuid(book.digest, summary, detail),
        "summary": summary,
        "indicator": indicator,
        "detail": detail,
        "source": {"label": _phrases(options).say("cds.label"), "url": address(base, "PlanDefinition", book.name)},
    }


def _overrides(options: CardOptions) -> Iterable[dict[str, str]]:
    system = address(options.get("base", BASE), "CodeSystem", "override-reasons")
    for code in OVERRIDES:
        yield {"code": code, "system": system, "display": _phrases(options).say(f"override.{code}")}


def _phrases(options: CardOptions) -> Phrases:
    return phrases(options.get("language", LANGUAGE))


def _uuid(*parts: str) -> str:
    """The same for the same rules and facts, so that feedback can be traced to what was shown."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)))


def _patient(request: Mapping[str, Any]) -> str:
    context = request.get("context")
    patient = context.get("patientId") if isinstance(context, Mapping) else None
    if not isinstance(patient, str) or not patient:
        return ""
    return patient if "/" in patient else f"Patient/{patient}"
