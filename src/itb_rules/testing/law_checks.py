"""The laws, each as a check of one situation: nothing is returned, and a broken law raises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from itb_rules.decision import Decision
from itb_rules.errors import MissingExtraError
from itb_rules.facts import Facts
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import StageEffect
from itb_rules.rulebook.engines.reference import ReferenceEngine, truth
from itb_rules.rulebook.engines.registry import ENGINES, build_engine
from itb_rules.rulebook.laws import LawException, Monotone, RedFlagRefers, StricterProfile
from itb_rules.rulebook.loading.parts.cases import TRUTHS, WORDS
from itb_rules.rulebook.parameters import with_values
from itb_rules.testing.messages import broken, described, listed, shown
from itb_rules.testing.situations import Situation

_EFFECT = ("next_stage", "flare_stage", "open_referral", "next_load", "next_exercise", "changes")


def cases_hold(rulebook: Rulebook, engines: Sequence[str] | None) -> None:
    """The cases beside each rule hold on every engine, with the parameter values of the rule files."""
    __tracebackhide__ = True
    definition = with_values(rulebook.definition, "cautious", {})
    wrong = []
    for name in engines or installed(rulebook):
        engine = build_engine(name, definition)
        for index, rule in enumerate(definition.rules):
            for case in rule.cases:
                found = engine.truths(definition.facts.model_validate(dict(case.facts)).known()).of(index)
                if found is not TRUTHS[case.name]:
                    place = f", at {rule.where}" if rule.where else ""
                    wrong.append(f"  {rule.id}: `{case.name}` is {WORDS[found]} on `{name}`{place}")
    if wrong:
        raise broken(f"{rulebook.name}: cases beside rules do not hold", wrong)


def engines_agree(rulebook: Rulebook, situation: Situation, engines: Sequence[str] | None) -> None:
    """Every engine gives the same decision, to the byte."""
    __tracebackhide__ = True
    first, *others = engines or installed(rulebook)
    decision = rulebook.decide(situation.facts, engine=first)
    for name in others:
        other = rulebook.decide(situation.facts, engine=name)
        if other.canonical_json() != decision.canonical_json():
            what = f"{rulebook.name}: the engines `{first}` and `{name}` decide differently"
            raise broken(what, described(situation.facts), shown(f"On {first}", decision), shown(f"On {name}", other))


def json_round_trip(rulebook: Rulebook, situation: Situation) -> None:
    """Facts and decision come back from JSON as they were."""
    __tracebackhide__ = True
    facts = situation.facts
    decision = rulebook.decide(facts)
    again = Decision.model_validate_json(decision.model_dump_json())
    if again != decision or again.model_dump_json() != decision.model_dump_json():
        raise broken(
            f"{rulebook.name}: a decision does not come back from JSON as it was",
            described(facts),
            shown("Before", decision),
            shown("After", again),
        )
    try:
        same = type(facts).model_validate_json(facts.model_dump_json()) == facts
    except ValueError as refused:
        raise broken(f"{rulebook.name}: facts written to JSON are refused: {refused}", described(facts)) from None
    if not same:
        raise broken(f"{rulebook.name}: facts do not come back from JSON as they were", described(facts))


def unknown_safe(rulebook: Rulebook, situation: Situation) -> None:
    """Nothing bolder than the default stands while a more cautious rule is unknown."""
    __tracebackhide__ = True
    definition, facts = rulebook.definition, situation.facts
    decision = rulebook.decide(facts)
    rank = definition.rank(decision.outcome)
    if rank <= definition.rank(definition.default):
        return
    truths = ReferenceEngine(definition).truths(facts.known())
    unknown = [
        f"  {rule.outcome}: {rule.title} ({rule.id})"
        for index, rule in enumerate(definition.rules)
        if rule.outcome is not None and definition.rank(rule.outcome) < rank and truths.of(index) is None
    ]
    if unknown:
        what = f"{rulebook.name}: `{decision.outcome}` stands although a more cautious rule is unknown"
        raise broken(what, described(facts), shown("Decided", decision), ["Unknown", *unknown])


def stable_under_answers(rulebook: Rulebook, situation: Situation) -> None:
    """An answer never takes back an outcome: no caution given up, and nothing bolder than the default revoked."""
    __tracebackhide__ = True
    definition = rulebook.definition
    before, after = _both(rulebook, situation)
    default, first, then = (definition.rank(name) for name in (definition.default, before.outcome, after.outcome))
    if (first < default and then > first) or (first > default and then < first):
        what = f"{rulebook.name}: an answer takes `{before.outcome}` back, for `{after.outcome}`"
        raise broken(what, *_shown_both(situation, "answered", before, after))


def settled_means_settled(rulebook: Rulebook, situation: Situation) -> None:
    """No answer changes what a settled decision says to do."""
    __tracebackhide__ = True
    before, after = _both(rulebook, situation)
    # A silent outcome is settled at once: a further sign of its kind may still be stored as a referral.
    silent = before.outcome in rulebook.definition.silent
    changed = before.outcome != after.outcome or (not silent and _effect(before) != _effect(after))
    if before.settled and changed:
        what = f"{rulebook.name}: a settled `{before.outcome}` is changed by an answer"
        raise broken(what, *_shown_both(situation, "answered", before, after))


def stricter_profile(rulebook: Rulebook, situation: Situation) -> None:
    """The cautious profile is never the bolder one."""
    __tracebackhide__ = True
    definition, facts = rulebook.definition, situation.facts
    for law in definition.laws:
        if isinstance(law, StricterProfile) and any(_excepted(rulebook, each, facts) for each in law.exceptions):
            return
    cautious, permissive = (profile.decide(facts) for profile in _profiles(rulebook))
    if definition.rank(cautious.outcome) > definition.rank(permissive.outcome):
        raise broken(
            f"{rulebook.name}: the cautious profile says `{cautious.outcome}`, the permissive one"
            f" `{permissive.outcome}`",
            described(facts),
            shown("Cautious", cautious),
            shown("Permissive", permissive),
        )


def red_flags_refer(rulebook: Rulebook, situation: Situation) -> None:
    """Where a sign of a declared law is there, the answer is at least as cautious as the law says."""
    __tracebackhide__ = True
    definition, facts = rulebook.definition, situation.facts
    decision = rulebook.decide(facts)
    rank = definition.rank(decision.outcome)
    for law in definition.laws:
        if (
            isinstance(law, RedFlagRefers)
            and rank > definition.rank(law.outcome)
            and truth(law.when, facts.known(), definition) is True
        ):
            what = f"{rulebook.name}: `{decision.outcome}` is bolder than `{law.outcome}`, which a law demands"
            raise broken(what, [f"Law      {law.title} ({law.id})"], described(facts), shown("Decided", decision))


def worse_is_never_bolder(rulebook: Rulebook, situation: Situation) -> None:
    """Where a declared law says so, a worse value of one fact never leads to a bolder answer or a later stage."""
    __tracebackhide__ = True
    definition = rulebook.definition
    changed = list(situation.changed)
    if len(changed) != 1:
        return
    was, now = situation.facts.known(), situation.then.known()
    if any(now[name] is not None and was[name] is None for name in now):
        return  # more is known, and it may be good
    before, after = _both(rulebook, situation)
    bolder = definition.rank(after.outcome) > definition.rank(before.outcome)
    if isinstance(definition.effect, StageEffect) and before.next_stage is not None and after.next_stage is not None:
        stages = definition.effect.stages
        bolder = bolder or stages.index(after.next_stage) > stages.index(before.next_stage)
    if not bolder:
        return
    for law in definition.laws:
        if not isinstance(law, Monotone) or (law.facts and changed[0] not in law.facts):
            continue
        exceptions = [each for each in law.exceptions if each.fact == changed[0]]
        if any(_excepted(rulebook, each, one) for each in exceptions for one in (situation.facts, situation.then)):
            continue
        what = f"{rulebook.name}: a worse `{changed[0]}` leads to a bolder answer"
        raise broken(what, [f"Law      {law.title} ({law.id})"], *_shown_both(situation, "worse", before, after))


@lru_cache(maxsize=32)
def installed(rulebook: Rulebook) -> tuple[str, ...]:
    """The engines whose extras are installed, the meaning first."""
    return tuple(
        name for name in sorted(ENGINES, key=lambda name: name != "reference") if _is_installed(name, rulebook)
    )


def _is_installed(name: str, rulebook: Rulebook) -> bool:
    try:
        build_engine(name, rulebook.definition)
    except MissingExtraError:
        return False
    return True


def _excepted(rulebook: Rulebook, exception: LawException, facts: Facts) -> bool:
    return exception.when is None or truth(exception.when, facts.known(), rulebook.definition) is True


@lru_cache(maxsize=32)
def _profiles(rulebook: Rulebook) -> tuple[Rulebook, Rulebook]:
    return rulebook.with_profile("cautious"), rulebook.with_profile("permissive")


def _both(rulebook: Rulebook, situation: Situation) -> tuple[Decision, Decision]:
    return rulebook.decide(situation.facts), rulebook.decide(situation.then)


def _effect(decision: Decision) -> list[Any]:
    return [getattr(decision, name) for name in _EFFECT]


def _shown_both(situation: Situation, how: str, before: Decision, after: Decision) -> Iterator[Iterator[str]]:
    yield described(situation.facts)
    yield iter([f"{how.capitalize()}", *listed(situation.changed, type(situation.facts).specs)])
    yield shown("Before", before)
    yield shown("After", after)
