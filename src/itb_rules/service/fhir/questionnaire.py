"""Forms: a `Questionnaire` of a facts model, or of the cards of a rulebook's interview."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Unpack

from itb_rules.facts import FactSpec, FactTexts
from itb_rules.interview.cards import cards_of
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.card import Card, Line
from itb_rules.rulebook.conditions import Compare, Condition
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.fhir.form import Form, FormOptions, Source
from itb_rules.service.fhir.names import (
    ABSENT,
    ASKED_UNKNOWN,
    MAX_DECIMALS,
    MAX_VALUE,
    MIN_VALUE,
    TRANSLATION,
    UCUM,
    UNIT,
    UNIT_CODES,
    VALUE_KEYS,
    YES_NO,
    computable,
    extension,
)
from itb_rules.wording.words import Words

GROUP, CARD = "group.", "card."
"""What the linkIds of groups begin with; no fact's name has a dot in it."""
CARDS = "cards"
TYPES = {"whole": "integer", "decimal": "decimal"}


def questionnaire(source: Source = "progression", **options: Unpack[FormOptions]) -> dict[str, Any]:
    """Make a FHIR R4 `Questionnaire` of all facts that somebody can answer, in groups.

    The linkId of an item is the name of its fact. A yes or no and a choice can be answered with "don't know"; an item
    that is left open means the same. A question that has one possible answer beside an earlier one is shown only
    where it has more (`enableWhen`).

    Args:
        source: a facts model, a loaded rulebook, the name of a packaged one or a folder of rule files.
        **options: for whom, under which address, in which language: see `FormOptions`.

    Raises:
        OptionError: an unknown `who`, language or rulebook.
        RulebookError: the rulebook's files have problems.
    """
    form = Form.of(source, options)
    groups: dict[str, list[FactSpec]] = {}
    for spec in form.specs.values():
        groups.setdefault(spec.group, []).append(spec)
    return _resource(
        form,
        (),
        [
            _group(form, GROUP + name, (name, None), [_item(form, spec, _parent(form, spec)) for spec in specs])
            for name, specs in groups.items()
        ],
    )


def questionnaire_of_cards(rulebook: Rulebook | str = "progression", **options: Unpack[FormOptions]) -> dict[str, Any]:
    """Make a FHIR R4 `Questionnaire` of a rulebook's cards: a group a card, follow-ups under `enableWhen`.

    A line that is ticked for a yes has the card's short text; any other fact has its question, so that yes always means
    that the fact is so.

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        **options: for whom, under which address, in which language: see `FormOptions`.

    Raises:
        OptionError: an unknown `who`, language or rulebook.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    form = Form.of(book, options)
    cards = [card for card in cards_of(book.definition) if card.who == form.who and card.facts]
    return _resource(form, (CARDS,), [card_item(form, card, card.lines) for card in cards])


def card_item(form: Form, card: Card, lines: Iterable[Line]) -> dict[str, Any]:
    """A card as a group with one item for each fact on these lines."""
    specs, items, say = form.model.specs, dict[str, dict[str, Any]](), form.packaged().text
    for line in lines:
        if line.fact and line.fact not in items:
            short = _short(card, line)
            shown = None if short is None else say(f"card.{card.id}.{line.fact}", short)
            items[line.fact] = _item(form, specs[line.fact], None, shown)
    group = _group(form, CARD + card.id, (card.id, card.title), list(items.values()))
    return group | _enabled(form, _equal_to(card.after))


def items_of(items: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every item, parents first."""
    for item in items:
        yield item
        yield from items_of(item.get("item", ()))


def answer_of(form: Form, spec: FactSpec, value: Any) -> dict[str, Any]:
    """A value of a fact as an answer to its item."""
    match spec.kind:
        case "yes_no":
            return {"valueCoding": _yes_no(form, value)}
        case "choice":
            return {"valueCoding": _choice(form, spec, value)}
        case _:
            return {VALUE_KEYS[spec.kind]: value}


def unknown_answer(form: Form) -> dict[str, Any]:
    """The answer that somebody was asked and does not know."""
    shown = _said("display", form.word("asked_unknown"), _others(form, "asked_unknown"))
    return {"valueCoding": {"system": ABSENT, "code": ASKED_UNKNOWN, **shown}}


def _resource(form: Form, variant: tuple[str, ...], items: list[dict[str, Any]]) -> dict[str, Any]:
    title = f"{form.title} ({form.word(form.who)})"
    return {
        "resourceType": "Questionnaire",
        "id": "-".join((form.id, *variant)),
        "url": form.address(*variant),
        "version": form.version,
        "name": computable(form.name, form.who, *variant),
        "title": title,
        "status": "active",
        "language": form.language,
        "subjectType": ["Patient"],
        **({"item": items} if items else {}),
    }


def _group(form: Form, link: str, title: tuple[str, str | None], items: list[dict[str, Any]]) -> dict[str, Any]:
    name, own = title
    shown = _said("text", form.word(name, own), _others(form, name, own))
    return {"linkId": link, **shown, "type": "group", "item": items}


def _item(
    form: Form, spec: FactSpec, parent: tuple[str, tuple[Any, ...]] | None, short: str | None = None
) -> dict[str, Any]:
    own = form.fact_texts(spec)
    asked = short if short is not None and form.language not in form.translations else own.question
    item: dict[str, Any] = {"linkId": spec.name}
    bounds = [*_bounds(form, spec)]
    if bounds:
        item["extension"] = bounds
    item["code"] = [{"system": form.system(), "code": spec.name, "display": own.label}]
    item |= _said("text", asked, {language: form.fact_texts(spec, language).question for language in form.others})
    item["type"] = TYPES.get(spec.kind, "choice")
    item |= _enabled(form, parent, unless=True)
    if spec.kind in ("yes_no", "choice"):
        values = (True, False) if spec.kind == "yes_no" else spec.values
        item["answerOption"] = [*(answer_of(form, spec, value) for value in values), unknown_answer(form)]
    return item


def _bounds(form: Form, spec: FactSpec) -> Iterator[dict[str, Any]]:
    if spec.kind not in TYPES:
        return
    key = VALUE_KEYS[spec.kind]
    yield extension(MIN_VALUE, key, spec.low)
    yield extension(MAX_VALUE, key, spec.high)
    if spec.kind == "decimal":
        yield extension(MAX_DECIMALS, "valueInteger", 2)
    if spec.unit:
        code = UNIT_CODES.get(spec.unit)
        shown = {"display": Words(language=form.packaged()).unit(spec.unit)}
        yield extension(UNIT, "valueCoding", shown if code is None else {"system": UCUM, "code": code, **shown})


def _parent(form: Form, spec: FactSpec) -> tuple[str, tuple[Any, ...]] | None:
    """The earlier fact beside some of whose values this one has no or one possible answer, and these values."""
    remaining = form.model.consequences.remaining
    for name, earlier in form.specs.items():
        if name == spec.name:
            return None
        if earlier.kind in TYPES:
            continue
        values = (True, False) if earlier.kind == "yes_no" else earlier.values
        free = tuple(value for value in values if _open(spec, remaining({name: value}, spec.name)))
        if 0 < len(free) < len(values):
            return name, tuple(value for value in values if value not in free)
    return None


def _open(spec: FactSpec, left: tuple[Any, ...]) -> bool:
    """Whether a fact has more than one value left."""
    return bool(left) and (left[0] != left[1] if spec.kind in TYPES else len(left) > 1)


def _equal_to(after: Condition | None) -> tuple[str, tuple[Any, ...]] | None:
    """The values of one fact that a follow-up waits for; None where `enableWhen` cannot say it: it is always shown."""
    match after:
        case Compare(fact, "is", value) if isinstance(value, str | bool):
            return fact, (value,)
        case Compare(fact, "in", values) if isinstance(values, tuple):
            return fact, values
        case _:
            return None


def _enabled(form: Form, other: tuple[str, tuple[Any, ...]] | None, *, unless: bool = False) -> dict[str, Any]:
    """When something is shown: for these values of another fact, or for all others and while it is not answered."""
    if other is None or other[0] not in form.specs:
        return {}
    name, values = other
    spec, operator = form.model.specs[name], "!=" if unless else "="
    answers = [_plain(answer_of(form, spec, each)) for each in values]
    when = [{"question": name, "operator": operator, "answerCoding": each} for each in answers]
    return {"enableWhen": when, **({"enableBehavior": "all" if unless else "any"} if len(when) > 1 else {})}


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: answer["valueCoding"][key] for key in ("system", "code")}


def _short(card: Card, line: Line) -> str | None:
    """The text of a line where a yes to it says that the fact is so."""
    return None if card.kind == "checklist" and line.value is not True else line.text


def _yes_no(form: Form, value: object) -> dict[str, Any]:
    name = "yes" if value else "no"
    return {"system": YES_NO, "code": "Y" if value else "N"} | _said("display", form.word(name), _others(form, name))


def _choice(form: Form, spec: FactSpec, value: str) -> dict[str, Any]:
    def called(texts: FactTexts) -> str:
        return texts.choices.get(value) or spec.choices[value]

    others = {language: called(form.fact_texts(spec, language)) for language in form.others}
    return {"system": form.system(spec.name), "code": value} | _said("display", called(form.fact_texts(spec)), others)


def _others(form: Form, name: str, own: str | None = None) -> dict[str, str]:
    return {language: form.word(name, own, language) for language in form.others}


def _said(key: str, text: str, others: Mapping[str, str]) -> dict[str, Any]:
    """A text, with what it is in other languages beside it."""
    if not others:
        return {key: text}
    translated = [
        {
            "url": TRANSLATION,
            "extension": [extension("lang", "valueCode", language), extension("content", "valueString", content)],
        }
        for language, content in others.items()
    ]
    return {key: text, f"_{key}": {"extension": translated}}
