"""The JSON Schema that editors use says the same as the loader, as far as a schema can."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.rulebook.loading.rulebooks import GOOD, PACKAGED, PACKAGED_NAMES, RULES

from itb_rules.rulebook.loading.format.schema import rule_file_schema
from itb_rules.rulebook.loading.yaml.nodes import YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import read_file

COMMITTED = PACKAGED / "rule-file.schema.json"
VALIDATOR = jsonschema.Draft202012Validator(rule_file_schema())
FOLDERS = [
    *GOOD,
    RULES / "good" / "exercises-of-tests",
    PACKAGED / "catalogue",
    *(PACKAGED / n for n in PACKAGED_NAMES),
]
FILES = [*(file for folder in FOLDERS for file in sorted(folder.glob("*.yaml"))), PACKAGED / "sources.yaml"]

MISSHAPEN = (
    "all-empty",
    "at-least-alone",
    "brace-with-comma",
    "cited-without-quotes",
    "compare-bare",
    "compare-nothing",
    "condition-number",
    "condition-two-keys",
    "effect-kind-unknown",
    "finding-both",
    "finding-neither",
    "id-with-capitals",
    "in-duplicate",
    "in-empty",
    "list-where-text",
    "long-text",
    "missing-source",
    "move-unknown",
    "no-source-cited",
    "operator-unknown",
    "parameter-without-value",
    "rules-no-list",
    "unknown-basis",
    "unknown-key",
    "unknown-section",
    "version-as-number",
)
"""Bad rulebooks whose mistake is one of shape, so that an editor shows it."""


def read(file: Path) -> YamlMapping:
    """A rule file's plain values."""
    root = read_file(file.read_bytes(), file.name, Problems())
    assert root is not None
    return root


def test_committed_schema_is_the_generated_one() -> None:
    """After a change of the format: write `rule_file_schema()` to `rules/rule-file.schema.json` again."""
    generated = json.dumps(rule_file_schema(), indent=2, ensure_ascii=False) + "\n"
    assert COMMITTED.read_text(encoding="utf-8") == generated


def test_schema_is_one() -> None:
    """Of the draft it names."""
    jsonschema.Draft202012Validator.check_schema(rule_file_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_files_that_load_fit_the_schema(file: Path) -> None:
    """An editor shows no mistake where there is none."""
    VALIDATOR.validate(read(file))


@pytest.mark.parametrize("name", MISSHAPEN)
def test_misshapen_files_do_not_fit_the_schema(name: str) -> None:
    """An editor shows the mistake before the loader does."""
    folder = RULES / "bad" / name
    assert not all(VALIDATOR.is_valid(read(file)) for file in sorted(folder.glob("*.yaml")))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_files_name_the_schema(file: Path) -> None:
    """The first line tells editors where it is."""
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    before, _, path = first.partition("$schema=")
    assert before == "# yaml-language-server: "
    assert (file.parent / path).resolve() == COMMITTED


def test_every_key_is_described() -> None:
    """Editors show what a key is for."""

    def undescribed(schema: Any, path: str) -> Iterator[str]:
        if isinstance(schema, dict):
            for name, value in schema.get("properties", {}).items():
                if "description" not in value:
                    yield f"{path}/{name}"
            for key, value in schema.items():
                yield from undescribed(value, f"{path}/{key}")
        elif isinstance(schema, list):
            for index, value in enumerate(schema):
                yield from undescribed(value, f"{path}/{index}")

    assert list(undescribed(rule_file_schema(), "")) == []
