"""The facts as a patient's responses to our forms say them, with FHIR's model: what is odd is refused, never skipped.

Primitive values are read by `.value`, so that no library of conversions has to be at hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from itb_rules.facts import Facts, FactSpec
from itb_rules.facts.contradictions import Above, Contradiction, Is, NotAbove, NotTogether, Term
from itb_rules.rulebook import Rulebook
from itb_rules.service.cql.terms import cases, certain, every, known, literal, name, some
from itb_rules.service.fhir.form import Form
from itb_rules.service.fhir.names import ABSENT, ASKED_UNKNOWN, YES_NO_SYSTEMS
from itb_rules.service.fhir.questionnaire import CARDS, questionnaire, questionnaire_of_cards
from itb_rules.service.fhir.response import CLINICIANS, DONE, YES_NO_CODES

DAY = "day of the decision"
REFUSED = "answers refused"
"""Whether anything in the responses is not what our forms allow: then nothing is decided."""
_TOLD = "said {}"
"""The definition of a fact as it is answered, whatever else is."""
_NUMBERS = {"whole": "integer", "decimal": "decimal"}


def answers(rulebook: Rulebook, base: str) -> Iterator[tuple[str, str]]:
    """The definitions of every fact as it was told: their names and expressions.

    Args:
        rulebook: whose forms are answered.
        base: the address under which they are.
    """
    model, refused = rulebook.facts, list[str]()
    for who in ("runner", "clinician"):
        form = Form.of(rulebook, {"who": who, "base": base})
        if not form.specs:
            continue
        yield from _parts(form)
        refused += _odd(rulebook, form)
        for spec in form.specs.values():
            yield from _fact(form, spec)
            refused += _unread(spec)
            if who == "clinician" and spec.default is not None:
                refused.append(every([_other_than(spec), _unsigned(form)]))
    refused += [_contradiction(each, model) for each in model.contradictions]
    yield REFUSED, some(certain(each) for each in refused)
    for fact in model.specs:
        yield fact, f"if {name(REFUSED)} then null else {_said(fact)}"


def _said(fact: str) -> str:
    return name(_TOLD.format(fact))


def _parts(form: Form) -> Iterator[tuple[str, str]]:
    """The responses of the day, their groups, and the items in these."""
    addresses = [f"{address}|{form.version}" for address in (form.address(), form.address(CARDS))]
    where = every(
        [
            some(f"R.questionnaire.value = {literal(address)}" for address in addresses),
            some(f"R.status.value = {literal(status)}" for status in DONE),
            f"date from R.authored.value = {name(DAY)}",
        ]
    )
    responses, groups, items = (name(f"{form.who} {part}") for part in ("responses", "groups", "items"))
    yield f"{form.who} responses", f"[QuestionnaireResponse] R where {where}"
    yield f"{form.who} groups", f"flatten ({responses} R where exists R.item return R.item)"
    yield f"{form.who} items", f"flatten ({groups} G where exists G.item return G.item)"
    yield f"{form.who} answers", f"flatten ({items} I where exists I.answer return I.answer)"


def _odd(rulebook: Rulebook, form: Form) -> Iterator[str]:
    """What no response to a form has."""
    responses, groups, items, given = (
        name(f"{form.who} {part}") for part in ("responses", "groups", "items", "answers")
    )
    forms = (questionnaire, questionnaire_of_cards)
    links = {
        each["linkId"]
        for make in forms
        for each in make(rulebook, who=form.who, base=form.base).get("item", ())
        if each["type"] == "group"
    }
    yield f"Count({responses}) > 1"
    yield f"exists ({responses} R where exists R.modifierExtension)"
    odd_group = some(["exists G.answer", "exists G.modifierExtension", _not_one_of("G", links)])
    yield f"exists ({groups} G where {odd_group})"
    odd_item = some(["exists I.item", "exists I.modifierExtension", _not_one_of("I", form.specs)])
    yield f"exists ({items} I where {odd_item})"
    yield f"exists ({given} A where (exists A.item or exists A.modifierExtension))"


def _not_one_of(alias: str, links: Iterable[str]) -> str:
    """Whether an item has another linkId than these, or none."""
    return f"not {certain(some(f'{alias}.linkId.value = {literal(link)}' for link in sorted(links)))}"


def _fact(form: Form, spec: FactSpec) -> Iterator[tuple[str, str]]:
    """The answers about a fact, and what the first one says: null where it says nothing that the form allows."""
    items, first = name(f"{form.who} items"), f"First({name(f'answers {spec.name}')}).value"
    here = every([f"I.linkId.value = {literal(spec.name)}", "exists I.answer"])
    yield f"answers {spec.name}", f"flatten ({items} I where {here} return I.answer)"
    if spec.kind in _NUMBERS:
        number = f"({first} as FHIR.{_NUMBERS[spec.kind]}).value"
        yield f"number {spec.name}", number
        told = name(f"number {spec.name}")
        within = every([f"{told} >= {literal(spec.low, spec)}", f"{told} <= {literal(spec.high, spec)}"])
        yield _TOLD.format(spec.name), cases([(within, told)], "null")
        return
    yield f"coding {spec.name}", f"{first} as FHIR.Coding"
    coded = [(_coded(spec, *code), literal(value)) for code, value in _codes(form, spec)]
    yield _TOLD.format(spec.name), cases(coded, "null")


def _codes(form: Form, spec: FactSpec) -> Iterator[tuple[tuple[str, str], Any]]:
    """Each code with its system, and the value that it stands for."""
    if spec.kind == "yes_no":
        for code, value in YES_NO_CODES.items():
            yield from (((system, code), value) for system in YES_NO_SYSTEMS)
    else:
        yield from (((form.system(spec.name), value), value) for value in spec.values)


def _coded(spec: FactSpec, system: str, code: str) -> str:
    coding = name(f"coding {spec.name}")
    return every([f"{coding}.system.value = {literal(system)}", f"{coding}.code.value = {literal(code)}"])


def _unread(spec: FactSpec) -> Iterator[str]:
    """Whether a fact has two answers, or one that is none of the form's; engines may take two equal ones for one."""
    given = name(f"answers {spec.name}")
    yield f"Count({given}) > 1"
    none = [] if spec.kind in _NUMBERS else [f"not {certain(_coded(spec, ABSENT, ASKED_UNKNOWN))}"]
    yield every([f"exists {given}", f"{_said(spec.name)} is null", *none])


def _other_than(spec: FactSpec) -> str:
    """Whether somebody gives what only a clinician can."""
    return every([known(_TOLD.format(spec.name)), f"not ({_said(spec.name)} = {literal(spec.default)})"])


def _unsigned(form: Form) -> str:
    """Whether the response does not say that it is a clinician's."""
    author = f"First({name(f'{form.who} responses')}).author.type.value"
    return f"not {certain(some(f'{author} = {literal(kind)}' for kind in CLINICIANS))}"


def _contradiction(each: Contradiction, model: type[Facts]) -> str:
    """Whether two facts contradict each other."""
    if isinstance(each, NotTogether):
        return every([_holds(each.first, model), _holds(each.second, model)])
    lower, upper = _said(each.lower), _said(each.upper)
    if each.divided_by == 1:
        return f"{lower} > {upper}"
    if isinstance(each, NotAbove):  # above `upper` divided and rounded down, as `lower` is a whole number
        return f"{lower} * {each.divided_by} > {upper}"
    return f"{lower} >= ({upper} + 1) * {each.divided_by}"


def _holds(term: Term, model: type[Facts]) -> str:
    spec = model.specs[term.fact]
    match term:
        case Is(fact, values):
            return some(f"{_said(fact)} = {literal(value, spec)}" for value in values)
        case Above(fact, value):
            return f"{_said(fact)} > {literal(value, spec)}"
        case _:
            return known(_TOLD.format(term.fact))
