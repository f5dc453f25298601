"""`itb-rules schema`: JSON Schema of facts, of decisions, or of rule files."""

from __future__ import annotations

from collections.abc import Mapping

import click

from itb_rules.cli.facts_model import facts_model
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show_json
from itb_rules.decision import Decision
from itb_rules.errors import OptionError, unknown_choice
from itb_rules.facts import Activity, Assessment, ExerciseSession, Facts, facts_json_schema
from itb_rules.facts.model import DIALECT
from itb_rules.rulebook.loading.format.schema import rule_file_schema

MODELS: Mapping[str, type[Facts]] = {model.__name__: model for model in (Assessment, ExerciseSession, Activity)}


@click.group()
def schema() -> None:
    """Write JSON Schema: of facts, of decisions, or of rule files."""


@schema.command(name="facts")
@click.argument("name", default="Assessment", metavar="[NAME|MODULE:CLASS]")
def facts_schema(name: str) -> None:
    """Write the JSON Schema of the facts NAME: Assessment (the default), ExerciseSession or Activity.

    MODULE:CLASS is a facts model of your own, found from the working directory.
    """
    refusals = Refusals()
    with refusals:
        if name not in MODELS and ":" not in name:
            raise OptionError([unknown_choice("", "facts", name, MODELS)])
        show_json(facts_json_schema(MODELS[name] if name in MODELS else facts_model(name)))
    refusals.stop()


@schema.command(name="decision")
def decision_schema() -> None:
    """Write the JSON Schema of a decision, as `decide --format json` and `model_dump_json` write it."""
    show_json({"$schema": DIALECT, **Decision.model_json_schema(mode="serialization")})


@schema.command(name="rules")
def rules_schema() -> None:
    """Write the JSON Schema of rule files."""
    show_json(rule_file_schema())
