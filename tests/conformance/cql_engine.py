"""A foreign engine of CQL, ms-cql-sdk, beside ours: what differs between them on many facts.

`python -m tests.conformance.cql_engine 3000` asks it about so many facts for each rulebook, profile and changed
parameter; the tests ask about fewer.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from cql_sdk.api import load_library_from_cql_text
from cql_sdk.fhir.context import context_from_bundle
from cql_sdk.runtime.context import RuntimeContext
from tests.conformance import worked_out
from tests.conformance.random_facts import RandomFacts

from itb_rules import Rulebook, load_rulebook
from itb_rules.facts import Facts
from itb_rules.rulebook.definition import LoadEffect, StageEffect
from itb_rules.rulebook.engines.reference import ReferenceEngine
from itb_rules.service import cql, response_of
from itb_rules.verification.golden import committed

OWN = Path(__file__).parents[2] / "examples" / "own_rulebook"
EFFECTS = {StageEffect: ("next_stage", "flare_stage", "open_referral"), LoadEffect: ("next_load", "next_exercise")}


def rulebooks() -> dict[str, Rulebook]:
    """The packaged rulebooks under both profiles and with changed parameters, the example's, and one with scores."""
    found = {
        f"{name}-{profile}": load_rulebook(name, profile=profile)
        for name in ("progression", "exercise", "activity")
        for profile in ("cautious", "permissive")
    }
    for name in ("progression", "exercise", "activity"):
        rulebook = found[f"{name}-cautious"]
        thresholds = rulebook.definition.thresholds.items()
        strict = {each: one.low if one.low != one.cautious else one.high for each, one in thresholds}
        allowed = {each: value for each, value in strict.items() if _accepted(rulebook, each, value)}
        found[f"{name}-changed"] = rulebook.with_parameters(**allowed)
    sys.path.insert(0, str(OWN))
    try:
        own = runpy.run_path(str(OWN / "run.py"))
    finally:
        sys.path.remove(str(OWN))
    own_ones = {"own-cycling": own["cycling"](), "own-saddle": own["saddle"]()}
    return found | own_ones | {"worked-out": worked_out.rulebook()}


def _accepted(rulebook: Rulebook, name: str, value: float) -> bool:
    try:
        rulebook.with_parameters(**{name: value})
    except ValueError:
        return False
    return True


def asked(rulebook: Rulebook, count: int) -> Iterator[Facts]:
    """Golden cases where the rulebook has some, then random facts around the thresholds, unknown ones included."""
    specs = rulebook.facts.specs
    if rulebook.name in ("progression", "exercise", "activity"):
        for golden in committed(rulebook.name):
            yield from (rulebook.validated(case.facts(specs)) for case in golden.cases)
    yield from islice(RandomFacts(rulebook, 16), count)


def differences(rulebook: Rulebook, facts: Iterable[Facts], text: str | None = None) -> tuple[int, list[str]]:
    """What the two engines were asked, and where they differ.

    Args:
        rulebook: the rulebook.
        facts: who is decided on.
        text: the rulebook in CQL; None for what the library writes.
    """
    library = load_library_from_cql_text(cql(rulebook) if text is None else text)
    specs = rulebook.facts.specs
    count, differing = 0, []
    for each in facts:
        values = {
            name: Decimal(str(value)) if specs[name].kind == "decimal" and value is not None else value
            for name, value in each.__dict__.items()
        }
        ask = RuntimeContext.default().with_library(library).with_parameters(values).evaluate_definition
        expected = expectations(rulebook, each)
        count += len(expected)
        for name, value in expected.items():
            found = ask(name)
            found = float(found) if isinstance(found, Decimal) else found
            if found != value or isinstance(found, bool) is not isinstance(value, bool):
                differing.append(f"{name}: {found} instead of {value} for {each!r}")
    return count, differing


def bundle(rulebook: Rulebook, facts: Facts) -> dict[str, Any]:
    """A patient with today's responses to the forms of a rulebook, one by the runner and one by a clinician."""
    told = response_of(facts, rulebook, subject="Patient/7")
    found = response_of(facts, rulebook, who="clinician", subject="Patient/7", author="Practitioner/1")
    resources = [{"resourceType": "Patient", "id": "7"}, {**told, "id": "told"}, {**found, "id": "found"}]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def on_fhir(library: Any, record: Mapping[str, Any]) -> Callable[[str], Any]:
    """What every definition of a library says to a record.

    The engine hands primitive values over as they are in JSON; FHIR's model has them inside an element, as `value`.
    """
    resources = [json.loads(json.dumps(each["resource"]), parse_float=Decimal) for each in record["entry"]]
    entries = [
        {"resource": {**{key: _element(value) for key, value in each.items()}, "resourceType": each["resourceType"]}}
        for each in resources
    ]
    context = context_from_bundle({"entry": entries}).with_library(library)

    def ask(name: str) -> Any:
        found = context.evaluate_definition(name)
        return float(found) if isinstance(found, Decimal) else found

    return ask


def _element(value: Any) -> Any:
    match value:
        case dict():
            return {key: _element(each) for key, each in value.items()}
        case list():
            return [_element(each) for each in value]
        case _:
            return {"value": value}


def expectations(rulebook: Rulebook, facts: Facts) -> dict[str, Any]:
    """What every definition of the text has to say about somebody, by the reference engine."""
    known = facts.known()
    truths = ReferenceEngine(rulebook.definition).truths(known)
    decision = rulebook.decide(facts, engine="reference")
    expected: dict[str, Any] = {f"fact {name}": value for name, value in known.items()}
    for index, rule in enumerate(rulebook.rules):
        unknown = truths.unknown >> index & 1
        expected[f"rule {rule.id}"] = None if unknown else bool(truths.true >> index & 1)
    expected |= {"decision outcome": decision.outcome, "decision withheld": decision.withheld}
    expected |= {f"suspected {one}": one in decision.suspected for one in rulebook.definition.suspects}
    expected["decision refer_within_days"] = decision.refer_within_days
    effects = EFFECTS.get(type(rulebook.definition.effect), ())
    return expected | {f"decision {name}": getattr(decision, name) for name in effects}


def main() -> None:
    """Ask about so many facts for each rulebook, and say what differs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    failed = False
    for name, rulebook in rulebooks().items():
        count, differing = differences(rulebook, asked(rulebook, number))
        print(f"{name}: {count:,} answers, {len(differing)} differences")
        failed |= bool(differing)
    sys.exit(failed)


if __name__ == "__main__":
    main()
