"""The rules in CQL, translated by HL7's own translator and decided by an engine in Node: no difference.

Without Node these are skipped; `test_cql` and `test_cql_on_fhir` ask another engine everywhere. `python -m
tests.conformance.test_cql_in_node 200` asks about more facts.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import Any

from tests.conformance.cql_engine import bundle, expectations
from tests.conformance.in_node import in_node, needed
from tests.conformance.odd_answers import FAULTS, of_another_type, said
from tests.conformance.random_facts import RandomFacts

from itb_rules import Rulebook, load_rulebook
from itb_rules.service import cql

RULEBOOKS = ("progression", "exercise", "activity")
COUNT = 6
PATIENT = {"resource": {"resourceType": "Patient", "id": "7"}}
Job = dict[str, Any]


def told(rulebook: Rulebook, count: int) -> Job:
    """Random facts as parameters, and what is expected of every definition."""
    drawn = islice(RandomFacts(rulebook, 7), count)
    cases = [{"facts": each.model_dump(exclude_none=True), "expected": expectations(rulebook, each)} for each in drawn]
    return {"cql": cql(rulebook), "cases": cases}


def answered(rulebook: Rulebook, count: int) -> Job:
    """Random facts as the responses of a patient, read with FHIR's model."""
    cases = []
    for facts in islice(RandomFacts(rulebook, 8), count):
        expected = {**expectations(rulebook, facts), "answers refused": False}
        cases.append({"bundle": bundle(rulebook, facts), "expected": expected})
    return {"cql": cql(rulebook, fhir=True), "cases": cases}


def refused() -> list[dict[str, Any]]:
    """Responses that our reader refuses: nothing is decided, though a red flag stands in them."""
    cases = []
    for spoil in (*FAULTS.values(), of_another_type):
        record = said({"hot_knee": True})
        response = record["entry"][0]["resource"]
        spoil(response, response["item"][0])
        whole = {"resourceType": "Bundle", "type": "collection", "entry": [PATIENT, *record["entry"]]}
        nothing = dict.fromkeys(("decision outcome", "decision withheld", "rule red-flag.hot-knee"))
        cases.append({"bundle": whole, "expected": {"answers refused": True, **nothing}})
    return cases


def test_hl7s_own_tools_translate_and_decide_alike() -> None:
    """No error of the translator, and no difference in any fact, rule, outcome or what it does; from answers too."""
    needed()
    books = {name: load_rulebook(name) for name in RULEBOOKS}
    jobs = {f"{name} {make.__name__}": make(book, COUNT) for name, book in books.items() for make in (told, answered)}
    jobs["progression answered"]["cases"] += refused()
    for name, found in zip(jobs, in_node("decide.mjs", [*jobs.values()]), strict=True):
        assert (name, found["errors"], found["differing"]) == (name, [], [])
        assert found["asked"] == sum(len(case["expected"]) for case in jobs[name]["cases"])


def test_a_threshold_changed_in_the_text_alone_is_noticed_there_too() -> None:
    """The comparison is none that could not fail."""
    needed()
    rulebook = load_rulebook("exercise")
    pain = rulebook.parameters["tolerated_pain"]
    text = cql(rulebook).replace(f'"fact pain" > {pain}', f'"fact pain" > {pain + 1}')
    assert text != cql(rulebook)
    facts = rulebook.validated({"pain": pain + 1})
    case = {"facts": {"pain": pain + 1}, "expected": expectations(rulebook, facts)}
    (found,) = in_node("decide.mjs", [{"cql": text, "cases": [case]}])
    assert found["differing"]


def main() -> None:
    """Ask about so many facts for each rulebook, and say what differs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    failed = False
    for name in RULEBOOKS:
        for make in (told, answered):
            (found,) = in_node("decide.mjs", [make(load_rulebook(name), number)], None)
            print(f"{name} {make.__name__}: {found['asked']:,} answers, {len(found['differing'])} differences")
            failed |= bool(found["errors"] or found["differing"])
    sys.exit(failed)


if __name__ == "__main__":
    main()
