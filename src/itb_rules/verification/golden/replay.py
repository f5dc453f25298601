"""Replays golden cases on an engine. No solver."""

from __future__ import annotations

from collections.abc import Iterator

from itb_rules.errors import FactsError
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.loading.yaml.flow_text import flow_text
from itb_rules.verification.golden.answers import Answerer
from itb_rules.verification.golden.cases import Answer, GoldenSet


def replay(golden_set: GoldenSet, rulebook: Rulebook | Definition, engine: str = "direct") -> list[str]:
    """Decide every golden case again.

    Args:
        golden_set: the cases.
        rulebook: what decides. A rulebook of another profile than the cases' is taken under theirs; a definition is
            taken as it is.
        engine: the engine that finds the truths.

    Returns:
        A sentence for each difference; none when the rulebook answers as recorded.

    Raises:
        OptionError: no engine has this name.
        MissingExtraError: the engine needs an extra that is not installed.
    """
    if isinstance(rulebook, Rulebook):
        if rulebook.profile != golden_set.profile:
            rulebook = rulebook.with_profile(golden_set.profile)
        definition = rulebook.definition
    else:
        definition = rulebook
    answerer = Answerer(definition, engine)
    found: list[str] = []
    for number, case in enumerate(golden_set.cases, 1):
        place = f"case {number} ({case.shows})"
        try:
            facts = definition.facts.model_validate(case.facts(definition.facts.specs))
        except FactsError as error:
            found += [f"{place}: the facts are refused: {problem}" for problem in error.problems]
            continue
        found += [f"{place}: {each}" for each in changes(case.answer, answerer.answer(facts))]
    return found


def changes(before: Answer, now: Answer) -> Iterator[str]:
    """What changed from one answer to another, in words."""
    if before.outcome != now.outcome:
        yield f"the outcome is {now.outcome}, not {before.outcome}"
    if before.effect != now.effect:
        yield f"the effect is {flow_text(now.effect)}, not {flow_text(before.effect)}"
    if before.withheld != now.withheld:
        yield "a permissive outcome is withheld" if now.withheld else "no permissive outcome is withheld any more"
    if before.settled != now.settled:
        yield "the answer is settled" if now.settled else "the answer is not settled any more"
    for rule in sorted(set(now.holds) - set(before.holds)):
        yield f"{rule} holds"
    for rule in sorted(set(before.holds) - set(now.holds)):
        yield f"{rule} holds no more"
