"""What an outcome does, in CQL: the next stage and what to store, or the next load and exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itb_rules.rulebook.definition import Definition, LoadEffect, Referral, StageEffect
from itb_rules.rulebook.effects import BACK
from itb_rules.service.cql.terms import FALSE, cases, certain, every, literal, name, some

FAR = 1_000_000
"""A place behind every stage: no move leads there."""


def effects(definition: Definition) -> Iterator[tuple[str, str]]:
    """The definitions of an effect: their names and expressions; changes to an activity have none."""
    match definition.effect:
        case StageEffect() as effect:
            yield from _stages(definition, effect)
        case LoadEffect() as effect:
            yield from _loads(definition, effect)


def fact(of: str) -> str:
    """The name of the definition of a fact as it is known."""
    return name(f"fact {of}")


def rule(of: str) -> str:
    """The name of the definition of a rule."""
    return name(f"rule {of}")


def outcome_is(outcome: str) -> str:
    """Whether an outcome stands."""
    return f"{name('decision outcome')} = {literal(outcome)}"


def _stages(definition: Definition, effect: StageEffect) -> Iterator[tuple[str, str]]:
    stages, stage, flare = effect.stages, fact(effect.stage), fact(effect.flare)
    for move in (*BACK, "forward", "resume"):
        yield f"move {move}", certain(_moves(definition, effect, move))
    here, target = name("stage number"), name("target number")
    yield (
        "stage number",
        cases(((f"{stage} = {literal(each)}", f"{place}") for place, each in enumerate(stages)), "null"),
    )
    places = {each: place for place, each in enumerate(stages)}
    resume_from = places[effect.resume_from]
    resumed = [
        (f"{flare} = {literal(each)}", f"{max(places[each] - 1, resume_from)}")
        for each in definition.facts.specs[effect.flare].values
        if each != effect.none and each in places
    ]
    last = len(stages) - 1
    leads = {
        "to_first": "0",
        "back": f"(if {here} > 0 then {here} - 1 else 0)",
        "forward": f"(if {name('move resume')} then {FAR} else (if {here} < {last} then {here} + 1 else {last}))",
        "resume": f"({cases(resumed, here)})",
    }
    for move, place in leads.items():
        yield f"target {move}", f"if {name(f'move {move}')} then {place} else {FAR}"
    yield "target backwards", _smaller(name("target to_first"), name("target back"))
    yield "target onwards", _smaller(name("target forward"), name("target resume"))
    yield "earliest target", _smaller(name("target backwards"), name("target onwards"))
    yield "target number", f"if {name('earliest target')} < {FAR} then {name('earliest target')} else {here}"
    silent = some(outcome_is(each) for each in definition.silent)
    yield (
        "decision next_stage",
        cases(
            [
                (silent, "null"),
                (f"{here} is null", "null"),
                *((f"{target} = {place}", literal(each)) for place, each in enumerate(stages)),
            ],
            "null",
        ),
    )
    backs = some(name(f"move {move}") for move in BACK)
    enters = every([f"not ({target} = {here})", f"{target} = {places[effect.clears_flare]}"])
    yield (
        "decision flare_stage",
        cases(
            [
                (silent, "null"),
                (every([f"{here} is null", backs]), "null"),
                (f"{here} is null", flare),
                (every([backs, f"{here} > 0"]), stage),
                (enters, literal(effect.none)),
            ],
            flare,
        ),
    )
    yield "decision open_referral", "null" if effect.referral is None else _referral(definition, effect.referral)


def _moves(definition: Definition, effect: StageEffect, move: str) -> str:
    """Whether a move counts for the outcome that stands."""
    ways = []
    for outcome in definition.outcomes:
        if outcome.id in definition.silent:
            continue
        counted = {outcome.id, effect.back_off} if outcome.id in effect.carries else {outcome.id}
        rules = [rule(each.id) for each in definition.rules if each.outcome in counted and each.effect.move == move]
        ways.append(every([outcome_is(outcome.id), some(rules)]))
    return some(ways)


def _referral(definition: Definition, referral: Referral) -> str:
    def storing(value: str, *, silent: bool) -> str:
        return some(
            rule(each.id)
            for each in definition.rules
            if each.outcome is not None and each.effect.refers == value and (value in definition.silent) is silent
        )

    urgent_first = [*reversed(referral.values)]
    was = fact(referral.stored)
    ended = some(f"{fact(referral.clearance)} = {literal(value)}" for value in referral.ended_by)
    kept = [
        (some([f"{was} = {literal(value)}", storing(value, silent=False)]), literal(value))
        for value in urgent_first[:-1]
    ]
    at_once = [(storing(value, silent=True), literal(value)) for value in urgent_first]
    return cases([*at_once, (ended, literal(referral.values[0])), *kept], was)


def _loads(definition: Definition, effect: LoadEffect) -> Iterator[tuple[str, str]]:
    for step in ("down", "up"):
        yield f"load {step}", certain(_of_outcomes(definition, "load", step))
    exercises = sorted({each.effect.next_exercise for each in definition.rules if each.effect.next_exercise})
    yield (
        "decision next_exercise",
        cases(((_of_outcomes(definition, "next_exercise", each), literal(each)) for each in exercises), "null"),
    )
    ways = []
    for exercise, ladder in effect.ladders.items():
        for place, load in enumerate(ladder):
            at = [f"{fact(effect.exercise)} = {literal(exercise)}", f"{fact(effect.load)} = {literal(load)}"]
            if place > 0:
                ways.append((every([name("load down"), *at]), literal(ladder[place - 1])))
            if place < len(ladder) - 1:
                up = [f"not {name('load down')}", name("load up"), *at]
                ways.append((every(up), literal(ladder[place + 1])))
    yield "decision next_load", cases(ways, "null")


def _of_outcomes(definition: Definition, field: str, value: str) -> str:
    """Whether a rule of the outcome that stands has this effect."""
    ways: list[str] = []
    for outcome in definition.outcomes:
        rules: Sequence[str] = [
            rule(each.id)
            for each in definition.rules
            if each.outcome == outcome.id and getattr(each.effect, field) == value
        ]
        ways.append(every([outcome_is(outcome.id), some(rules)]) if rules else FALSE)
    return some(ways)


def _smaller(one: str, other: str) -> str:
    return f"if {one} < {other} then {one} else {other}"
