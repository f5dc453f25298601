"""The resources that carry the rules, and the commands that write them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import fhirkit
import pytest
from tests.unit.cli.command import refused, run

from itb_rules import load_rulebook
from itb_rules.service import cql, library, plan_definition, questionnaire, questionnaire_of_cards

RULEBOOKS = ("progression", "exercise", "activity")


@pytest.mark.parametrize("fhir", [False, True])
@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_library_carries_the_text(name: str, *, fhir: bool) -> None:
    """Valid R4, with the text as it is and the digest of the rules."""
    resource = library(name, fhir=fhir)
    assert not fhirkit.validate(resource)
    text = cql(name, fhir=fhir)
    assert base64.b64decode(resource["content"][0]["data"]).decode() == text
    assert text.startswith(f"library {resource['name']} version '{resource['version']}'")
    assert resource["meta"]["tag"][0]["code"] == load_rulebook(name).digest


def test_the_library_that_reads_answers_names_the_forms() -> None:
    """Under an address of its own, with the canonical addresses that the text looks for."""
    base = "https://rules.clinic.example/fhir"
    resource, text = library(fhir=True, base=base), cql(fhir=True, base=base)
    forms = [questionnaire(who=who, base=base) for who in ("runner", "clinician")]
    named = [f"{form['url']}|{form['version']}" for form in forms]
    assert [each["resource"] for each in resource["relatedArtifact"]] == named
    assert all(f"R.questionnaire.value = '{each}'" in text for each in named)
    assert resource["url"] != library(base=base)["url"]
    assert [each["name"] for each in resource["parameter"]] == ["day of the decision", "decision outcome"]


@pytest.mark.parametrize("fhir", [False, True])
@pytest.mark.parametrize("name", RULEBOOKS)
def test_a_plan_definition_has_an_action_for_each_rule(name: str, *, fhir: bool) -> None:
    """Valid R4; each action applies while its rule holds in the library that it names."""
    resource, book = plan_definition(name, fhir=fhir), load_rulebook(name)
    assert not fhirkit.validate(resource)
    assert [action["title"] for action in resource["action"]] == [rule.title for rule in book.rules]
    text = cql(book, fhir=fhir)
    for action in resource["action"]:
        assert f"define {action['condition'][0]['expression']['expression']}:" in text
    assert resource["library"] == [f"{library(name, fhir=fhir)['url']}|{book.version}"]


def test_commands_write_what_the_functions_make(tmp_path: Path) -> None:
    """To standard output or to a file, under the profile and the parameters that are given."""
    changed = load_rulebook("progression", profile="permissive").with_parameters(pain_free_days=9)
    given = ("--profile", "permissive", "--set", "pain_free_days=9")
    assert run("export", "cql", *given).stdout == cql(changed)
    assert json.loads(run("export", "library", *given).stdout) == library(changed)
    assert run("export", "cql", "--fhir", "--base", "https://a.example").stdout == cql(
        fhir=True, base="https://a.example"
    )
    assert json.loads(run("export", "library", "--fhir", *given).stdout) == library(changed, fhir=True)
    assert json.loads(run("export", "plan-definition", "--base", "https://a.example").stdout) == plan_definition(
        base="https://a.example"
    )
    assert json.loads(run("export", "questionnaire", "--who", "clinician").stdout) == questionnaire(who="clinician")
    assert json.loads(run("export", "questionnaire", "--language", "de").stdout) == questionnaire(language="de")
    out = tmp_path / "form.json"
    run("export", "questionnaire", "activity", "--cards", "-o", str(out))
    assert json.loads(out.read_text("utf-8")) == questionnaire_of_cards("activity")


def test_what_is_wrong_with_a_command_is_said() -> None:
    """Every problem in one go, and nothing is written."""
    said = refused("export", "cql", "--rulebook", "progresion", "--set", "pain_free_days=x")
    assert len(said) == 2
    said = refused("export", "questionnaire", "--who", "doctor", "--language", "xx")
    assert ["unknown one who answers `doctor`" in said[0], "unknown language `xx`" in said[1]] == [True, True]
    assert "unknown language `xx`" in refused("serve", "--language", "xx")[0]
