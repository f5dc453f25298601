"""What the commands answer, and with which status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.unit.cli.command import EXAMPLES, ROOT, refused, run
from tests.unit.rulebook.test_dates import TEXT as DATED

from itb_rules import (
    CrossCheckError,
    Decision,
    Rulebook,
    check_activity,
    decide,
    load_rulebook,
    render,
    review_exercise,
)
from itb_rules.facts import Assessment, facts_json_schema
from itb_rules.rulebook.loading.format.schema import rule_file_schema

ANSWERS = {
    "assessment.json": ("progression", "hold"),
    "cleared.json": ("progression", "progress"),
    "red-flag.json": ("progression", "refer_now"),
    "flare.yaml": ("progression", "back_off"),
    "activity.json": ("activity", "modify"),
    "exercise.json": ("exercise", "progress"),
}


@pytest.mark.parametrize("example", ANSWERS)
def test_every_example_is_decided_as_it_is_meant(example: str) -> None:
    """The examples show the outcomes they are there for."""
    rulebook, outcome = ANSWERS[example]
    result = run("decide", EXAMPLES / example, "--rulebook", rulebook, "--format", "json")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert Decision.model_validate_json(result.stdout).outcome == outcome


def test_no_example_is_left_out() -> None:
    """Every file of facts among the examples is decided on above; the table and the diary are looked at elsewhere."""
    assert {path.name for path in EXAMPLES.glob("*.*")} - {"README.md", "cohort.csv", "diary.json"} == set(ANSWERS)


def test_the_first_example_waits_for_one_answer() -> None:
    """Ready to run but for one question: withheld, and the answer settles it either way."""
    facts = json.loads((EXAMPLES / "assessment.json").read_text())
    decision = decide(facts)
    assert decision.withheld
    assert not decision.settled
    assert [question.fact for question in decision.questions] == ["numbness"]
    assert decide({**facts, "numbness": False}).outcome == "progress"
    assert decide({**facts, "numbness": True}).outcome == "refer"


def test_what_a_clinician_cleared_is_shown_and_does_not_count() -> None:
    """The second example has swelling that somebody has looked at."""
    decision = decide(json.loads((EXAMPLES / "cleared.json").read_text()))
    assert decision.next_stage == "return_week_1"
    assert [hit.rule for hit in decision.cleared] == ["referral.swelling"]


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_every_format_is_that_of_the_library(style: str) -> None:
    """The command adds nothing to what `render` says."""
    expected = render(decide(json.loads((EXAMPLES / "assessment.json").read_text())), style)
    result = run("decide", EXAMPLES / "assessment.json", "--format", style)
    assert result.stdout == (expected if expected.endswith("\n") else f"{expected}\n")


def test_facts_come_from_standard_input_too() -> None:
    """JSON or YAML, told apart by content, with or without a byte-order mark."""
    expected = run("decide", EXAMPLES / "red-flag.json").stdout
    given = (EXAMPLES / "red-flag.json").read_bytes()
    assert run("decide", "-", given=given).stdout == expected
    assert run("decide", "-", given=b"\xef\xbb\xbf" + given).stdout == expected
    as_yaml = "".join(f"{name}: {json.dumps(value)}\n" for name, value in json.loads(given).items())
    assert run("decide", "-", given=as_yaml).stdout == expected
    assert run("decide", "-", given=given.replace(b"  ", b"\t")).stdout == expected
    assert run("decide", "-", given="{hot_knee: true}").stdout.startswith("=====")


def test_null_and_absent_mean_unknown() -> None:
    """A form that writes null for every open answer decides the same."""
    assert run("decide", "-", given='{"fever": null, "age": null}').stdout == run("decide", "-", given="{}").stdout


@pytest.mark.parametrize("engine", ["direct", "reference", "durable"])
def test_every_engine_can_be_chosen(engine: str) -> None:
    """The answer is the same and names its engine."""
    result = run("decide", EXAMPLES / "flare.yaml", "--engine", engine, "--format", "json", "--cross-check")
    assert result.exit_code == 0
    decision = Decision.model_validate_json(result.stdout)
    assert decision.engine == engine
    assert decision.outcome == "back_off"


def test_profile_and_parameters_reach_the_decision() -> None:
    """A permissive profile lets a runner on who is held otherwise; a value set by hand holds even then."""
    facts = json.loads((EXAMPLES / "assessment.json").read_text()) | {"numbness": False, "pain_free_days": 6}

    def outcome(*options: str) -> tuple[str, str]:
        result = run("decide", "-", "--format", "json", *options, given=json.dumps(facts))
        decision = Decision.model_validate_json(result.stdout)
        return decision.outcome, decision.rulebook.profile

    assert outcome() == ("hold", "cautious")
    assert outcome("--profile", "permissive") == ("progress", "permissive")
    assert outcome("--profile", "permissive", "--set", "pain_free_days=7") == ("hold", "permissive")


def test_the_other_two_questions_have_their_rulebooks() -> None:
    """`activity` and `exercise` answer as the library does."""
    for name, asked, example in (
        ("activity", check_activity, "activity.json"),
        ("exercise", review_exercise, "exercise.json"),
    ):
        facts: dict[str, Any] = json.loads((EXAMPLES / example).read_text())
        assert run("decide", EXAMPLES / example, "--rulebook", name).stdout == render(asked(facts))


def test_a_rulebook_of_ones_own_is_a_path(tmp_path: Path) -> None:
    """A folder of rule files decides like a packaged rulebook."""
    folder = tmp_path / "fevers"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(
        """
        rulebook:
          id: fevers
          version: 1.0.0
          title: Fevers
          facts: Assessment
          outcomes: [{id: rest, title: Rest}, {id: go, title: Go}]
          default: go
          permissive: []
          stale: [It is tomorrow.]
          disclaimer: No advice.
        people: [{id: doctor, title: a doctor}]
        sources: [{id: A.1, says: Rest with a fever.}]
        rules:
          - id: fever
            title: A fever
            when: {fever: {is: true}}
            outcome: rest
            do: Rest.
            refer_to: [doctor]
            source: [A.1]
            basis: safety
            evidence: expert
            cases: {holds: {fever: true}, fails: {fever: false}, unknown: {fever: null}}
        """
    )
    text = run("decide", "-", "--rulebook", folder, given="fever: true").stdout
    assert text.startswith("REST: Rest ")
    assert "See       a doctor" in text
    assert "A fever (safety, evidence: expert opinion)" in text
    assert (
        "A fever (A.1; safety, evidence: expert opinion)"
        in run("decide", "-", "--rulebook", folder, "--details", given="fever: true").stdout
    )
    assert "when fever is yes" in run("rules", "--rulebook", folder).stdout


def test_engines_that_differ_end_with_the_more_cautious_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A referral is never lost to a fault of an engine: it is shown, and the status says that something is wrong."""
    flagged, fine = decide({"hot_knee": True}), decide({}, engine="reference")

    def differ(*_arguments: object, **_options: object) -> Decision:
        raise CrossCheckError((flagged, fine))

    monkeypatch.setattr(Rulebook, "decide", differ)
    result = run("decide", "-", "--cross-check", given="{}")
    assert result.exit_code == 1
    assert "REFER NOW" in result.stdout
    assert result.stderr == (
        "engines disagree: `direct` says `refer_now`, `reference` says `hold`; act on the more cautious, `refer_now`\n"
    )


def test_rules_are_listed_in_every_format() -> None:
    """As text, as Markdown and as JSON, with the values in use."""
    options = ("rules", "--profile", "permissive", "--set", "pain_free_days=6")
    text = run(*options).stdout
    assert text.startswith("progression 2.")
    assert "profile permissive" in text.splitlines()[0]
    assert "at least 6 ($pain_free_days)" in " ".join(text.split())
    assert run(*options, "--format", "markdown").stdout.startswith("# progression 2.")
    listed = json.loads(run(*options, "--format", "json").stdout)
    assert [rule["id"] for rule in listed["rules"]] == [rule.id for rule in load_rulebook("progression").rules]
    assert next(each for each in listed["parameters"] if each["id"] == "pain_free_days")["value"] == 6
    assert refused("rules", "--rulebook", "x", "--format", "y") == [
        "unknown rulebook `x`; known: `activity`, `exercise`, `progression`, or a folder's path",
        "format: unknown format `y`; allowed: text, markdown, json",
    ]


def test_schemas_are_those_of_the_library_and_valid() -> None:
    """Of the facts, `Assessment` unless another is named, and of rule files."""
    assert json.loads(run("schema", "facts").stdout) == facts_json_schema(Assessment)
    assert json.loads(run("schema", "rules").stdout) == rule_file_schema()
    for name in ("Assessment", "ExerciseSession", "Activity"):
        schema = json.loads(run("schema", "facts", name).stdout)
        Draft202012Validator.check_schema(schema)
        assert schema["title"] == name


def test_help_names_every_command() -> None:
    """With the short option as well."""
    text = run("-h").stdout
    assert text == run("--help").stdout
    assert all(f"\n  {command} " in text for command in ("ask", "decide", "rules", "schema"))
    for command in (["ask"], ["decide"], ["rules"], ["schema"], ["schema", "facts"], ["schema", "rules"]):
        assert run(*command, "--help").exit_code == 0


def test_the_entry_point_is_the_one_that_is_declared() -> None:
    """`itb-rules` runs `itb_rules.cli:main`."""
    assert 'itb-rules = "itb_rules.cli:main"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("day", "outcome"), [((), "progress"), (("--on", "2026-12-31"), "hold"), (("--on", "2027-06-01"), "progress")]
)
def test_rules_with_a_date_are_those_in_force_on_a_day(tmp_path: Path, day: tuple[str, ...], outcome: str) -> None:
    """As `Rulebook.on` has them; without a day, all that begins some day and nothing that ends."""
    (tmp_path / "rulebook.yaml").write_text(DATED, "utf-8")
    (tmp_path / "facts.json").write_text('{"stage": "protect", "pain_at_rest": 2, "daily_pain": 2}', "utf-8")
    result = run("decide", tmp_path / "facts.json", "--rulebook", tmp_path, "--format", "json", *day)
    decision = Decision.model_validate_json(result.stdout)
    rulebook = load_rulebook(tmp_path)
    assert decision.outcome == outcome
    assert decision.rulebook.digest == (rulebook.on(day[1]) if day else rulebook).digest


def test_a_day_that_is_none_is_refused_once() -> None:
    """However many rulebooks it would be for, beside everything else that is wrong."""
    assert refused("check", "--on", "yesterday", "--time-limit", "never") == [
        "--on: found `yesterday`; allowed: a date, such as `2027-01-31`",
        "--time-limit: found `never`; allowed: seconds, from 0.001 to 86400",
    ]
    assert refused("decide", "-", "--on", "yesterday", given='{"pain_at_rest": 99}') == [
        "--on: found `yesterday`; allowed: a date, such as `2027-01-31`",
        "stdin: pain_at_rest: found `99` (number); allowed: a whole number from 0 to 10",
    ]
