"""Decisions as resources: guidance, a referral to be made, a plan. A suspicion is text, and never a `Condition`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NotRequired, TypedDict, Unpack

from itb_rules.decision import Decision
from itb_rules.explanation import PlanItem
from itb_rules.service.fhir.names import BASE, address
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_decision
from itb_rules.wording.words import Words

STORED = ("outcome", "next_stage", "flare_stage", "open_referral", "next_load", "next_exercise")
"""What a caller stores or acts on, by the decision's own names."""
CODE_SYSTEMS = {"ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm"}


class OutOptions(TypedDict):
    """What is said about a decision beside it.

    Attributes:
        base: the address under which rules are said to be.
        at: when it was decided, the moment or the day; None for now.
        language: the language of its texts, as for `itb_rules.render`; English by default. Ids, codes and what to store
            are the same in each.
        codings: whether suspicions have codes beside their text. ICD-10-CM is a system of the United States, and to a
            machine a code reads as a diagnosis, so they have none by default.
    """

    base: NotRequired[str]
    at: NotRequired[date | None]
    language: NotRequired[str | Language]
    codings: NotRequired[bool]


def guidance_response(decision: Decision, subject: str, **options: Unpack[OutOptions]) -> dict[str, Any]:
    """Make a FHIR R4 `GuidanceResponse` of a decision.

    `success` where it is settled. Else `data-requested`, with the open facts, the best question first; what stands by
    now is there as well. `outputParameters` has what to store: `next_stage`, `flare_stage` and `open_referral`.

    Args:
        decision: the decision.
        subject: whom it is about, as a reference such as `Patient/7`.
        **options: see `OutOptions`.
    """
    base, stamp = options.get("base", BASE), decision.rulebook
    plan = care_plan(decision, subject, **options)
    decision, words = _worded(decision, options)
    contained = [_parameters(decision)]
    found: dict[str, Any] = {
        "resourceType": "GuidanceResponse",
        "meta": _meta(decision, base),
        "contained": contained,
        "moduleCanonical": f"{address(base, 'PlanDefinition', stamp.name)}|{stamp.version}",
        "status": "success" if decision.settled else "data-requested",
        "subject": {"reference": subject},
        "occurrenceDateTime": _at(options),
        "reasonCode": [{"text": hit.title} for hit in decision.because],
        "note": [
            {"text": text} for text in (decision.title, withheld_text(decision, words), decision.disclaimer) if text
        ],
        "outputParameters": {"reference": "#stored"},
    }
    if not decision.because:
        del found["reasonCode"]
    if plan is not None:
        contained.append({"id": "plan", **plan})
        found["result"] = {"reference": "#plan"}
    if not decision.settled and decision.questions:
        system = address(base, "CodeSystem", decision.facts.model)
        found["dataRequirement"] = [
            {
                "type": "QuestionnaireResponse",
                "codeFilter": [
                    {
                        "path": "item.linkId",
                        "code": [{"system": system, "code": question.fact, "display": question.text}],
                    }
                ],
            }
            for question in decision.questions
        ]
    return found


def service_request(decision: Decision, subject: str, **options: Unpack[OutOptions]) -> dict[str, Any] | None:
    """Make a FHIR R4 `ServiceRequest` of a referral: a draft, a proposal, for somebody to sign.

    Args:
        decision: the decision.
        subject: whom it is about, as a reference such as `Patient/7`.
        **options: see `OutOptions`.

    Returns:
        The resource; None where nobody has to look.
    """
    if not decision.refer_to:
        return None
    base, stamp = options.get("base", BASE), decision.rulebook
    decision, words = _worded(decision, options)
    dos = [hit.do for hit in decision.because if hit.do]
    found: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "meta": _meta(decision, base),
        "instantiatesCanonical": [f"{address(base, 'PlanDefinition', stamp.name)}|{stamp.version}"],
        "status": "draft",
        "intent": "proposal",
        "code": {"text": decision.title},
        "subject": {"reference": subject},
        "authoredOn": _at(options),
        "performerType": {"text": words.one_of([decision.labels.get(each, each) for each in decision.refer_to])},
        "note": [{"text": text} for text in dict.fromkeys([*dos, decision.disclaimer])],
    }
    days = decision.refer_within_days
    if days is not None:
        start = moment(options.get("at")).date()
        found["occurrencePeriod"] = {"start": start.isoformat(), "end": (start + timedelta(days)).isoformat()}
        if days == 0:
            found["priority"] = "stat"
    reasons = [*_reasons(decision, words, codings=options.get("codings", False))]
    return found | ({"reasonCode": reasons} if reasons else {})


def care_plan(decision: Decision, subject: str, **options: Unpack[OutOptions]) -> dict[str, Any] | None:
    """Make a FHIR R4 `CarePlan` of a decision's plan: a draft, a proposal.

    Args:
        decision: the decision.
        subject: whom it is about, as a reference such as `Patient/7`.
        **options: see `OutOptions`.

    Returns:
        The resource; None where the decision has no plan.
    """
    decision, words = _worded(decision, options)
    plan = decision.plan
    if plan is None:
        return None
    base, stamp = options.get("base", BASE), decision.rulebook
    running = (
        []
        if plan.running is None
        else [_activity(words.say("section.running.title"), plan.running.do, prohibited=plan.running.allowed is False)]
    )
    activities = [*running, *(_activity(item.title, _how(item, words)) for item in plan.items)]
    found: dict[str, Any] = {
        "resourceType": "CarePlan",
        "meta": _meta(decision, base),
        "instantiatesCanonical": [f"{address(base, 'PlanDefinition', stamp.name)}|{stamp.version}"],
        "status": "draft",
        "intent": "proposal",
        "title": plan.title,
        "subject": {"reference": subject},
        "period": {"start": moment(options.get("at")).date().isoformat()},
        "note": [
            {"text": text} for text in (*(note.do for note in plan.notes), *decision.stale_when, decision.disclaimer)
        ],
    }
    return found | ({"activity": activities} if activities else {})


def _activity(kind: str, text: str, *, prohibited: bool = False) -> dict[str, Any]:
    detail: dict[str, Any] = {"code": {"text": kind}, "status": "not-started", "description": text}
    return {"detail": detail | ({"doNotPerform": True} if prohibited else {})}


def _worded(decision: Decision, options: OutOptions) -> tuple[Decision, Words]:
    """The decision with its texts in the language that is asked for, and the words of that language."""
    language = language_of(options.get("language", LANGUAGE))
    return translated_decision(decision, language), Words(language=language)


def _how(item: PlanItem, words: Words) -> str:
    """What to do, with the dose in words."""
    rest = (item.how, words.dose(item.dose, item.per), item.times, item.note)
    return ". ".join(text.strip().rstrip(".") for text in rest if text)


def handed_on(decision: Decision) -> dict[str, str | bool]:
    """What a program stores or acts on, by name: ids, truths, and the digests of the rules and of the facts."""
    ids = {name: value for name in STORED if (value := getattr(decision, name)) is not None}
    digests = {"rulebook_digest": decision.rulebook.digest, "facts_digest": decision.facts.digest}
    return {**ids, "settled": decision.settled, "withheld": decision.withheld, **digests}


def _parameters(decision: Decision) -> dict[str, Any]:
    keys = dict.fromkeys(STORED, "valueCode") | dict.fromkeys(("settled", "withheld"), "valueBoolean")
    parameters = [{"name": name, keys.get(name, "valueString"): value} for name, value in handed_on(decision).items()]
    return {"resourceType": "Parameters", "id": "stored", "parameter": parameters}


def _reasons(decision: Decision, words: Words, *, codings: bool) -> Iterator[dict[str, Any]]:
    """What is suspected, each time with that word."""
    for suspect in decision.suspected:
        yield {"text": words.say("form.suspected", what=decision.labels.get(suspect, suspect))}
    for code in decision.codes if codings else ():
        system = CODE_SYSTEMS.get(code.system, code.system)
        coding = {"system": system, "code": code.code, "display": code.title}
        yield {"text": words.say("form.suspected", what=code.title), "coding": [coding]}


def withheld_text(decision: Decision, words: Words) -> str | None:
    """That a step on is held back, and by how many questions; None where none is."""
    if not decision.withheld:
        return None
    rules = words.one_of([words.say("withheld.rule", rule=hit.title) for hit in decision.would_hold])
    return words.say_count("withheld", len(decision.questions), rules=rules)


def _meta(decision: Decision, base: str) -> dict[str, Any]:
    """The digests of the rules and of the facts, as tags: whoever has the same rules can tell."""
    return {
        "tag": [
            {"system": address(base, "CodeSystem", "rulebook-digest"), "code": decision.rulebook.digest},
            {"system": address(base, "CodeSystem", "facts-digest"), "code": decision.facts.digest},
        ]
    }


def moment(at: date | None) -> datetime:
    """A moment with its zone: now for None; of a day its beginning, and without a zone it is of this machine's."""
    if at is None:
        return datetime.now(UTC)
    found = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day)
    return found if found.tzinfo is not None else found.astimezone()


def _at(options: OutOptions) -> str:
    return moment(options.get("at")).isoformat(timespec="seconds")
