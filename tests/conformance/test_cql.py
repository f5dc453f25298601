"""The rules in CQL mean what they mean here, says an engine that nobody here wrote."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from tests.conformance.cql_engine import asked, differences, rulebooks
from tests.conformance.random_facts import RandomFacts

from itb_rules import load_rulebook
from itb_rules.service import cql

COUNT = 300
"""`python -m tests.conformance.cql_engine 3000` asks about more."""
RULEBOOKS = rulebooks()


@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_foreign_engine_decides_alike(name: str) -> None:
    """Every fact as it is known, every rule, what is withheld, the outcome and what it does: no difference."""
    rulebook = RULEBOOKS[name]
    count, differing = differences(rulebook, asked(rulebook, COUNT))
    assert count > COUNT * len(rulebook.rules)
    assert differing == []


def test_a_threshold_changed_in_the_text_alone_is_noticed() -> None:
    """The comparison is none that could not fail."""
    rulebook = load_rulebook("progression")
    days = rulebook.parameters["pain_free_days"]
    text, replaced = re.subn(rf'("fact pain_free_days" >=) {days}\b', rf"\1 {days + 1}", cql(rulebook))
    assert replaced
    _, differing = differences(rulebook, islice(RandomFacts(rulebook, 16), 1000), text)
    assert differing


@pytest.mark.parametrize("name", RULEBOOKS)
def test_only_constructs_that_every_engine_means_alike_are_used(name: str) -> None:
    """No `in`, no `is true`, no `~`; every parameter is null by default."""
    rulebook = RULEBOOKS[name]
    code = "\n".join(line for line in cql(rulebook).splitlines() if not line.startswith("//"))
    words = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", "", code)
    assert not re.search(r"\bin\b|\bis (?!null)|~|!=|\bdiv\b", words)
    parameters = [line for line in code.splitlines() if line.startswith("parameter")]
    assert len(parameters) == len(rulebook.facts.specs)
    assert all(" default null as " in line for line in parameters)


@pytest.mark.parametrize("name", RULEBOOKS)
def test_every_name_is_given_once(name: str) -> None:
    """HL7's translator refuses a library that has a parameter and a definition of one name."""
    names = re.findall(r'^(?:parameter|define) ("[^"]*")', cql(RULEBOOKS[name]), re.MULTILINE)
    assert len(names) > len(RULEBOOKS[name].rules)
    assert len(names) == len({*names})


def test_the_text_says_which_rules_it_is() -> None:
    """The digest, the profile and every parameter as it is set are at its head."""
    rulebook = load_rulebook("progression", profile="permissive").with_parameters(pain_free_days=9)
    head = cql(rulebook).split("parameter ")[0]
    assert f"version '{rulebook.version}'" in head
    assert f"profile permissive; digest of the rulebook {rulebook.digest}" in head
    assert "// pain_free_days = 9" in head
