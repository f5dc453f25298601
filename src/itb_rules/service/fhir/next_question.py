"""SDC's `$next-question`: a response in, the same response with the next card out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any, Unpack

from itb_rules.errors import FactsError, Problem
from itb_rules.interview import Interview
from itb_rules.interview.cards import cards_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Card, Line
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.fhir.form import Form, FormOptions
from itb_rules.service.fhir.names import ADAPTIVE
from itb_rules.service.fhir.questionnaire import CARDS, card_item, items_of
from itb_rules.service.fhir.response import facts_from_response

CONTAINED = "asked"
ADAPTIVE_RESPONSE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaireresponse-adapt"


def next_question(
    given: Mapping[str, Any], rulebook: Rulebook | str = "progression", **options: Unpack[FormOptions]
) -> dict[str, Any]:
    """Answer `$next-question`: the response with one more card in its form, or completed when nothing is left.

    What was shown and has no answer is unknown, and is not asked again.

    Args:
        given: a `QuestionnaireResponse` in progress, or `Parameters` with one; to begin with, one that names the form
            of cards and contains none.
        rulebook: what is decided in the end.
        **options: as for `questionnaire_of_cards`.

    Raises:
        FactsError: the response was refused; every problem is listed.
        OptionError: an unknown `who`, language or rulebook.
    """
    response = dict(_response(given))
    book = chosen_rulebook(rulebook)
    form = Form.of(book, options)
    canonical = f"{form.address(CARDS)}|{form.version}"
    if response.get("status") != "in-progress":
        found = str(response.get("status"))[:80]
        raise FactsError([Problem("status", f"found `{found}`; allowed: in-progress", found, "in-progress")])
    now = datetime.now(UTC)
    authored = response.get("authored") or now.astimezone().isoformat(timespec="seconds")
    read = facts_from_response({**response, "status": "completed", "authored": authored}, book, base=form.base)
    shown = _shown(response)
    interview = Interview(book, who=form.who, facts=read.facts)
    cards = {card.id: card for card in cards_of(book.definition)}
    passed = {item.get("linkId") for item in items_of(shown)}
    following: list[dict[str, Any]] = []
    while (card := interview.card) is not None and not following:
        lines = tuple(line.name for line in card.lines if line.name not in passed)
        if lines:
            following = [_following(form, cards[card.id], lines, passed)]
        else:
            interview.skip()
    asked = {
        "resourceType": "Questionnaire",
        "id": CONTAINED,
        "derivedFrom": [canonical],
        "extension": [{"url": ADAPTIVE, "valueBoolean": True}],
        "title": form.title,
        "status": "active",
        "language": form.language,
        "subjectType": ["Patient"],
    }
    items = [*shown, *following]
    response |= {
        "questionnaire": f"#{CONTAINED}",
        "contained": [{**asked, "item": items} if items else asked],
        "status": "in-progress" if following else "completed",
        "authored": now.astimezone().isoformat(timespec="seconds"),
    }
    return response


def _following(form: Form, card: Card, names: tuple[str, ...], passed: Collection[Any]) -> dict[str, Any]:
    """The next card, with those of its lines that are asked; a card that comes again has a number behind its linkId."""
    lines: tuple[Line, ...] = tuple(line for line in card.lines if line.fact in names)
    item = card_item(form, card, lines)
    link = item["linkId"]
    item["linkId"] = next(each for each in chain([link], (f"{link}.{time}" for time in count(2))) if each not in passed)
    item.pop("enableWhen", None)
    item.pop("enableBehavior", None)
    return item


def form_of(given: Mapping[str, Any]) -> object:
    """Which form a response is to: the one that it names, or that its contained one is derived from."""
    response = _response(given)
    named, contained = response.get("questionnaire"), response.get("contained")
    for each in contained if isinstance(contained, list) else ():
        if isinstance(each, Mapping) and named == f"#{each.get('id')}":
            derived = each.get("derivedFrom")
            return derived[0] if isinstance(derived, list) and len(derived) == 1 else None
    return named


def _response(given: Mapping[str, Any]) -> Mapping[str, Any]:
    if given.get("resourceType") != "Parameters":
        return given
    parameters = given.get("parameter")
    for each in parameters if isinstance(parameters, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("resource"), Mapping):
            found: Mapping[str, Any] = each["resource"]
            return found
    raise FactsError([Problem("parameter", "no parameter has a resource", None, "a QuestionnaireResponse")])


def _shown(response: Mapping[str, Any]) -> list[Any]:
    contained = response.get("contained")
    for each in contained if isinstance(contained, list) else ():
        if isinstance(each, Mapping) and response.get("questionnaire") == f"#{each.get('id')}":
            items = each.get("item")
            return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return []
