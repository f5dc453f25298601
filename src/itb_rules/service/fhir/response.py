"""Answers: a `QuestionnaireResponse` to the facts it says, and back. Nothing is coerced, nothing odd passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, NotRequired, TypedDict, Unpack

from itb_rules.errors import FactsError, Problem, misnamed
from itb_rules.facts import Facts, FactSpec
from itb_rules.interview.cards import cards_of
from itb_rules.service.fhir.form import Form, FormOptions, Source
from itb_rules.service.fhir.names import ABSENT, ABSENT_REASON, ASKED_UNKNOWN, VALUE_KEYS, YES_NO_SYSTEMS
from itb_rules.service.fhir.questionnaire import CARD, CARDS, GROUP, answer_of, questionnaire, unknown_answer

DONE = ("completed", "amended")
CLINICIANS = ("Practitioner", "PractitionerRole")
DEEPEST = 10
YES_NO_CODES = {"Y": True, "N": False}

_AGAIN = re.compile(r"\.[0-9]{1,3}$")
"""What a card that is asked a second time, with other lines, has behind its linkId."""
_KIND = re.compile(r"[A-Z][A-Za-z]{1,63}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a response says.

    Attributes:
        facts: the facts.
        asked_unknown: the facts that somebody was asked for and does not know: unknown as any other, and not to be
            asked again.
        authored: when it was written, as it says.
        author: who wrote it, as it says; None where it does not.
        subject: whom it is about, as it says; None where it does not.
    """

    facts: Facts
    asked_unknown: tuple[str, ...]
    authored: str
    author: Mapping[str, Any] | None = None
    subject: str | None = None


class ReadOptions(TypedDict):
    """How a response is read.

    Attributes:
        base: the address under which the form is said to be.
        on: the day, or the moment, on which it is read; None for now.
        max_age_days: how many days before it may have been written. The facts are those of one day, so none by default.
    """

    base: NotRequired[str]
    on: NotRequired[date | None]
    max_age_days: NotRequired[int]


class WriteOptions(FormOptions):
    """Who says what a response says, about whom and when.

    Attributes:
        subject: whom it is about, as a reference such as `Patient/7`.
        author: who says so, as a reference. A clearance needs one to a `Practitioner` or `PractitionerRole`.
        authored: when; None for now.
        asked_unknown: the facts that somebody was asked for and does not know. Of numbers the response says nothing.
    """

    subject: NotRequired[str | None]
    author: NotRequired[str | None]
    authored: NotRequired[datetime | None]
    asked_unknown: NotRequired[Collection[str]]


def facts_from_response(
    response: Mapping[str, Any], source: Source = "progression", **options: Unpack[ReadOptions]
) -> Answers:
    """Read what a `QuestionnaireResponse` to one of our forms says.

    An item that is left out, has no answer or is answered with "don't know" is unknown, never no.

    Args:
        response: the resource, as plain JSON values.
        source: what the form was made of.
        **options: see `ReadOptions`.

    Raises:
        FactsError: it is refused; every problem is listed, at its linkId or at the element of the response. It is when
            it answers no form of this source or one of another version, is not completed, or was entered in error; when
            it was written on another day than it may have been; when an item, a code, a type of answer or a second
            answer is not one that the form has; when a value is out of bounds or contradicts another; and when somebody
            gives what only a clinician can and is not said to be one.
        OptionError: no packaged rulebook has this name.
    """
    reader = _Reader(response, source, options)
    return reader.answers()


def response_of(
    facts: Facts | Mapping[str, Any], source: Source = "progression", **options: Unpack[WriteOptions]
) -> dict[str, Any]:
    """Write facts as the `QuestionnaireResponse` to the form of whoever answers; facts of others are left out.

    Args:
        facts: the facts, or a mapping to make them of.
        source: what the form is made of.
        **options: who says so, about whom and when, and what the form is asked with: see `WriteOptions`.

    Raises:
        FactsError: the facts were refused, or `asked_unknown` names one that there is none of or that is known.
        OptionError: an unknown `who`, language or rulebook.
    """
    form = Form.of(source, options)
    known = _validated(form.model, facts)
    values = {name: known.__dict__[name] for name in form.specs if known.__dict__[name] is not None}
    unknown = options.get("asked_unknown", ())
    problems = [
        misnamed(Problem(name, f"unknown fact `{name}`", name), form.model.specs)
        for name in unknown
        if name not in form.model.specs
    ]
    problems += [Problem(name, "is known, and said to be unknown", name) for name in unknown if name in values]
    if problems:
        raise FactsError(problems)
    authored = options.get("authored") or datetime.now(UTC)
    plain: FormOptions = {"who": form.who, "base": form.base}
    items = questionnaire(source, **plain).get("item", [])
    found: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form.address()}|{form.version}",
        "status": "completed",
        "authored": authored.astimezone().isoformat(timespec="seconds"),
    }
    for key in ("subject", "author"):
        reference = options.get(key)
        if reference:
            found[key] = {"reference": reference, **_kind(str(reference))}
    written = [*_written(form, items, values, set(unknown))]
    return found | ({"item": written} if written else {})


def _kind(reference: str) -> dict[str, str]:
    """What a reference is to, for readers that compare texts and cannot take them apart."""
    kinds = reference.split("/")[-2:-1]
    return {"type": kinds[0]} if kinds and _KIND.fullmatch(kinds[0]) else {}


def _written(
    form: Form, items: list[Mapping[str, Any]], values: Mapping[str, Any], unknown: Collection[str]
) -> Iterator[dict[str, Any]]:
    for item in items:
        name, shown = item["linkId"], {key: item[key] for key in ("linkId", "text")}
        if "item" in item:
            inner = [*_written(form, item["item"], values, unknown)]
            if inner:
                yield {**shown, "item": inner}
        elif name in values:
            yield {**shown, "answer": [answer_of(form, form.model.specs[name], values[name])]}
        elif name in unknown and item["type"] == "choice":
            yield {**shown, "answer": [unknown_answer(form)]}


def _validated(model: type[Facts], facts: Facts | Mapping[str, Any]) -> Facts:
    return facts if isinstance(facts, model) else model.model_validate(dict(facts))


class _Reader:
    """Reads one response, and remembers everything that is wrong with it."""

    def __init__(self, response: Mapping[str, Any], source: Source, options: ReadOptions) -> None:
        plain: FormOptions = {"base": options["base"]} if "base" in options else {}
        self._form = Form.of(source, plain)
        self._source = source
        self._response = response
        self._on = options.get("on")
        self._max_age = options.get("max_age_days", 0)
        self._problems: list[Problem] = []
        self._values: dict[str, Any] = {}
        self._unknown: list[str] = []
        self._seen: set[str] = set()

    def answers(self) -> Answers:
        """What it says."""
        response = self._response
        if not isinstance(response, Mapping) or response.get("resourceType") != "QuestionnaireResponse":
            kind = response.get("resourceType") if isinstance(response, Mapping) else type(response).__name__
            self._refuse("resourceType", str(kind), "QuestionnaireResponse")
            raise FactsError(self._problems)
        who = self._check_form()
        self._check_status()
        self._check_age()
        self._read_items(response.get("item", []), "item", DEEPEST)
        facts = None
        try:
            facts = self._form.model.model_validate(self._values)
        except FactsError as error:
            self._problems += error.problems
        self._check_author(who)
        if self._problems or facts is None:
            raise FactsError(self._problems)
        author, subject = response.get("author"), response.get("subject")
        return Answers(
            facts=facts,
            asked_unknown=tuple(self._unknown),
            authored=str(response.get("authored")),
            author=author if isinstance(author, Mapping) else None,
            subject=subject.get("reference") if isinstance(subject, Mapping) else None,
        )

    def _refuse(self, where: str, found: object, allowed: str) -> None:
        shown = str(found)[:80]
        self._problems.append(Problem(where, f"found `{shown}`; allowed: {allowed}", shown, allowed))

    def _check_form(self) -> str | None:
        """Whose form it answers; None where it is none of ours."""
        form, given = self._form, self._response.get("questionnaire")
        forms: dict[str, str] = {}
        for who in ("runner", "clinician"):
            asked = Form.of(self._source, {"who": who, "base": form.base})
            forms |= {f"{address}|{form.version}": who for address in (asked.address(), asked.address(CARDS))}
        if isinstance(given, str) and given.startswith("#"):
            given = self._contained(given[1:])
        if given not in forms:
            self._refuse("questionnaire", given, f"one of {', '.join(forms)}")
        return forms.get(str(given))

    def _contained(self, name: str) -> object:
        """Which form a contained one, that was made question by question, is derived from."""
        contained = self._response.get("contained")
        for each in contained if isinstance(contained, list) else ():
            if isinstance(each, Mapping) and each.get("id") == name and isinstance(each.get("derivedFrom"), list):
                return each["derivedFrom"][0] if len(each["derivedFrom"]) == 1 else None
        return None

    def _check_status(self) -> None:
        status = self._response.get("status")
        if status not in DONE:
            self._refuse("status", status, " or ".join(DONE))
        if "modifierExtension" in self._response:
            self._refuse("modifierExtension", "modifierExtension", "none that could change what the response means")

    def _check_age(self) -> None:
        authored = self._response.get("authored")
        written = _moment(authored)
        if written is None:
            self._refuse("authored", authored, "the day on which it was written")
            return
        on = self._on if self._on is not None else datetime.now(UTC)
        if isinstance(on, datetime):
            zone = written.tzinfo if isinstance(written, datetime) else None
            on = (on.astimezone(zone) if on.tzinfo is not None else on).date()
        age = (on - (written.date() if isinstance(written, datetime) else written)).days
        if not 0 <= age <= self._max_age:
            days = "the day" if self._max_age == 0 else f"the {self._max_age} days before or the day"
            self._refuse("authored", authored, f"{days} on which it is read, {on.isoformat()}")

    def _check_author(self, who: str | None) -> None:
        """What somebody gives to lift a referral has to come from whoever examined the knee."""
        gives = [
            name
            for name, spec in self._form.model.specs.items()
            if spec.asks == "clinician"
            and spec.default is not None
            and self._values.get(name, spec.default) != spec.default
        ]
        if not gives:
            return
        author = self._response.get("author")
        found = author if isinstance(author, Mapping) else {}
        reference = str(found.get("reference", ""))
        kinds = {str(found.get("type")), *reference.split("/")[-2:-1]}
        if not kinds & {*CLINICIANS} or who == "runner":
            shown = reference or found.get("type") or found.get("display")
            self._refuse("author", shown, f"a {' or '.join(CLINICIANS)}, as `{gives[0]}` is given")

    def _read_items(self, items: object, where: str, depth: int) -> None:
        if not isinstance(items, list) or depth == 0:
            self._refuse(where, type(items).__name__, "a list of items")
            return
        for number, item in enumerate(items):
            if not isinstance(item, Mapping) or not isinstance(item.get("linkId"), str):
                found = item.get("linkId") if isinstance(item, Mapping) else item
                self._refuse(f"{where}[{number}].linkId", found, "the linkId of an item")
                continue
            link = item["linkId"]
            if "modifierExtension" in item:
                self._refuse(link, "modifierExtension", "none that could change what an item means")
            if link in self._form.model.specs:
                self._read_fact(self._form.model.specs[link], item)
            elif _AGAIN.sub("", link) not in self._groups:
                known = [*self._form.model.specs, *self._groups]
                self._problems.append(misnamed(Problem(link[:80], f"unknown linkId `{link[:80]}`", link), known))
            elif "answer" in item:
                self._refuse(link, "answer", "items, as it is a group")
            if "item" in item:
                self._read_items(item["item"], link, depth - 1)

    @cached_property
    def _groups(self) -> set[str]:
        groups = {GROUP + spec.group for spec in self._form.model.specs.values()}
        definition = self._form.definition
        return groups if definition is None else groups | {CARD + card.id for card in cards_of(definition)}

    def _read_fact(self, spec: FactSpec, item: Mapping[str, Any]) -> None:
        name = spec.name
        if name in self._seen:
            self._refuse(name, "a second item", "one item for each fact")
        self._seen.add(name)
        answers = item.get("answer")
        if answers is None:
            return
        if not isinstance(answers, list) or len(answers) != 1 or not isinstance(answers[0], Mapping):
            found = f"{len(answers)} answers" if isinstance(answers, list) else type(answers).__name__
            self._refuse(name, found, "one answer, or none")
            return
        (answer,) = answers
        if "modifierExtension" in answer:
            self._refuse(name, "modifierExtension", "none that could change what an answer means")
        if "item" in answer:
            self._refuse(name, "items below an answer", "none")
        keys = [key for key in answer if key.startswith("value")]
        if not keys and _asked_unknown(answer):
            self._unknown.append(name)
        elif keys != [VALUE_KEYS[spec.kind]]:
            self._refuse(name, ", ".join(keys) or "no value", VALUE_KEYS[spec.kind])
        elif spec.kind in ("yes_no", "choice"):
            self._read_code(spec, answer["valueCoding"])
        else:
            self._values[name] = answer[keys[0]]

    def _read_code(self, spec: FactSpec, coding: object) -> None:
        found = coding if isinstance(coding, Mapping) else {}
        system, code = found.get("system"), found.get("code")
        if (system, code) == (ABSENT, ASKED_UNKNOWN):
            self._unknown.append(spec.name)
        elif spec.kind == "yes_no" and system in YES_NO_SYSTEMS and code in YES_NO_CODES:
            self._values[spec.name] = YES_NO_CODES[code]
        elif spec.kind == "choice" and system == self._form.system(spec.name) and code in spec.values:
            self._values[spec.name] = code
        else:
            codes = ("Y", "N") if spec.kind == "yes_no" else spec.values
            of = YES_NO_SYSTEMS[0] if spec.kind == "yes_no" else self._form.system(spec.name)
            self._refuse(spec.name, f"{system}|{code}", f"{', '.join(codes)} of {of}, or {ASKED_UNKNOWN} of {ABSENT}")


def _asked_unknown(answer: Mapping[str, Any]) -> bool:
    """Whether an answer without a value says that the answer is not known."""
    beside = [value for key, value in answer.items() if key.startswith("_value")]
    extensions = [each for element in beside if isinstance(element, Mapping) for each in element.get("extension", ())]
    return any(
        isinstance(each, Mapping) and each.get("url") == ABSENT_REASON and each.get("valueCode") == ASKED_UNKNOWN
        for each in extensions
    )


def _moment(authored: object) -> date | None:
    """A moment, or a day without one; None for what names no day."""
    if not isinstance(authored, str) or _DAY.fullmatch(authored) is None:
        return None
    try:
        return datetime.fromisoformat(authored) if "T" in authored else date.fromisoformat(authored)
    except ValueError:
        return None
