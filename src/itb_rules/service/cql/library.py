"""A rulebook as a library of HL7's Clinical Quality Language, whose null is our unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Holds,
    Measured,
    Not,
    Score,
    Setting,
    Weighed,
    weighed,
)
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.cql.answers import DAY, REFUSED, answers
from itb_rules.service.cql.consequences import ConsequencesInCql
from itb_rules.service.cql.effects import effects, fact, rule
from itb_rules.service.cql.measures import measured
from itb_rules.service.cql.terms import FALSE, TRUE, TYPES, cases, certain, every, literal, name, some
from itb_rules.service.fhir.names import BASE

SIGNS = {"is": "=", "at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


def cql(rulebook: Rulebook | str = "progression", *, fhir: bool = False, base: str = BASE) -> str:
    """Write a rulebook, with its profile and the values of its parameters, as a library of CQL 1.5.

    Facts are parameters, null where they are unknown. With `fhir` they are read from a patient's responses to our forms
    instead (`using FHIR version '4.0.1'`): those to this version that are completed and of the `day of the decision`, a
    parameter that is today by default. Where anything in them is not what the forms allow, `answers refused` is true,
    and every fact and the decision are null.

    There is a definition for each fact as it is known (`fact stage`), each finding, each rule (`rule fever`: true,
    false or null), `decision outcome`, `decision withheld`, what is suspected (`suspected meniscus`: true or false),
    `decision refer_within_days`, and what the outcome does: `decision next_stage`, `decision flare_stage` and
    `decision open_referral`, or `decision next_load` and `decision next_exercise`.

    Args:
        rulebook: a loaded rulebook, the name of a packaged one or a folder of rule files.
        fhir: whether facts are read from FHIR R4 resources instead of parameters.
        base: the address under which the forms are said to be.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: the rulebook's files have problems.
    """
    book = chosen_rulebook(rulebook)
    definition = book.definition
    lines = [f"library {library_name(definition, fhir=fhir)} version {literal(book.version)}", "", *_head(book), ""]
    if fhir:
        lines += ["using FHIR version '4.0.1'", "", f"parameter {name(DAY)} default Today()", "", "context Patient", ""]
    else:
        specs = definition.facts.specs
        lines += [f"parameter {name(each)} default null as {TYPES[spec.kind]}" for each, spec in specs.items()]
        lines += ["", "context Unfiltered", ""]
    for title, expression in [*(answers(book, base) if fhir else ()), *_definitions(definition, refusing=fhir)]:
        lines += [f"define {name(title)}:", f"  {expression}", ""]
    return "\n".join(lines)


def library_name(definition: Definition, *, fhir: bool = False) -> str:
    """The name of the library: letters, digits and underscores, as an identifier without quotes."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", definition.name)
    found = plain if plain[:1].isalpha() else f"rulebook_{plain}"
    return f"{found}_fhir" if fhir else found


def _head(book: Rulebook) -> Iterator[str]:
    yield f"// {_one_line(book.definition.title)}"
    yield f"// profile {book.profile}; digest of the rulebook {book.digest}"
    for parameter, value in book.parameters.items():
        yield f"// {parameter} = {value}"


def _definitions(definition: Definition, *, refusing: bool) -> Iterator[tuple[str, str]]:
    """Every definition that both kinds of library have; what is decided is null where answers are refused."""
    for title, expression in _decided(definition):
        refuses = refusing and title.startswith(("decision ", "suspected "))
        yield title, f"if {name(REFUSED)} then null else ({expression})" if refuses else expression


def _decided(definition: Definition) -> Iterator[tuple[str, str]]:
    consequences = ConsequencesInCql(definition.facts)
    for each in definition.facts.specs:
        yield f"fact {each}", consequences.known(each)
    for finding in definition.findings.values():
        yield f"finding {finding.id}", condition(finding.when, definition)
    for one in definition.rules:
        yield f"rule {one.id}", condition(one.condition, definition)
    yield from _resolution(definition)
    yield from _referring(definition)
    yield from effects(definition)


def _referring(definition: Definition) -> Iterator[tuple[str, str]]:
    """What is suspected, and within how many days somebody should look: by every rule that holds."""
    speaking = [
        (name("decision outcome") + f" = {literal(one.outcome)}", one, rule(one.id)) for one in definition.rules
    ]
    holding = [
        (one, every([stands, held]) if one.outcome in definition.permissive else held)
        for stands, one, held in speaking
        if one.outcome is not None
    ]
    holding += [(finding.rule, name(f"finding {finding.id}")) for finding in definition.imported if finding.rule]
    for suspect in definition.suspects:
        yield f"suspected {suspect}", certain(some(held for one, held in holding if suspect in one.suspects))
    days = sorted({one.within_days for one, _ in holding if one.within_days is not None})
    within = [(some(held for one, held in holding if one.within_days == each), f"{each}") for each in days]
    yield "decision refer_within_days", cases(within, "null")


def _resolution(definition: Definition) -> Iterator[tuple[str, str]]:
    """From the rules to the outcome: the most cautious one that holds, a permissive one only if nothing else may."""
    outcomes = [outcome.id for outcome in definition.outcomes]
    for outcome in outcomes:
        yield f"speaks for {outcome}", some(rule(each.id) for each in definition.rules if each.outcome == outcome)
    speaks = [name(f"speaks for {outcome}") for outcome in outcomes]
    yield "first that holds", cases(zip(speaks, map(literal, outcomes), strict=True), "null")
    held = [
        (f"{name('first that holds')} = {literal(outcome)}", f"({some(speaks[:place])} is null)")
        for place, outcome in enumerate(outcomes)
        if outcome in definition.permissive and place > 0
    ]
    yield "decision withheld", cases(held, FALSE)
    default = literal(definition.default)
    found = name("first that holds")
    yield "decision outcome", cases([(name("decision withheld"), default), (f"{found} is null", default)], found)


def condition(of: Condition, definition: Definition) -> str:
    """A condition as an expression that is true, false or null as the condition is true, false or unknown."""
    match of:
        case Compare(named, "in", values) if isinstance(values, tuple):
            spec = definition.facts.specs[named]
            return some(f"{fact(named)} = {literal(value, spec)}" for value in values)
        case Compare(named, operator, value):
            spec = definition.facts.specs[named]
            return f"{fact(named)} {SIGNS[operator]} {literal(definition.value(value), spec)}"
        case Measured():
            return measured(of, definition)
        case Setting():
            return TRUE if definition.set_so(of) else FALSE
        case Holds(finding):
            return name(f"finding {finding}")
        case Not(part):
            return _opposite(condition(part, definition))
        case AllOf(parts) | AnyOf(parts):
            joined = every if isinstance(of, AllOf) else some
            return joined(condition(part, definition) for part in parts)
        case AtLeast(count, parts):
            return _at_least(count, [condition(part, definition) for part in parts])
        case Score(least):
            return _score(weighed(of, definition.value(least)), definition)


def _opposite(part: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(part) or f"not ({part})"


def _at_least(count: int, parts: list[str]) -> str:
    """With the first one fewer of the others, or so many of the others without it."""
    if count <= 0:
        return TRUE
    if count > len(parts):
        return FALSE
    first, rest = parts[0], parts[1:]
    return some([every([first, _at_least(count - 1, rest)]), _at_least(count, rest)])


def _score(score: Weighed, definition: Definition) -> str:
    """Enough points for certain, or too few whatever is unknown."""
    parts = [(weight, condition(part, definition)) for weight, part in score.parts]
    for_certain = " + ".join(f"(if {part} then {weight} else 0)" for weight, part in parts)
    out_of_reach = " + ".join(f"(if {_opposite(part)} then {weight} else 0)" for weight, part in parts)
    reached, missed = f"{for_certain} >= {score.needed}", f"{out_of_reach} >= {score.against}"
    return f"({cases([(reached, TRUE), (missed, FALSE)], 'null')})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
