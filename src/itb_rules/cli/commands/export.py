"""`itb-rules export`: a rulebook in the languages of clinics."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import click

from itb_rules.cli.files import check_place
from itb_rules.cli.options import OneOfThem, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import show
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.files import READABLE, write_whole
from itb_rules.wording.language import LANGUAGE


@dataclass(frozen=True, kw_only=True)
class Options(OneOfThem):
    """What `export` is given whatever it writes."""

    out: Annotated[str | None, option("-o", "--out", metavar="FILE", help="Write to FILE.  [default: standard output]")]


@dataclass(frozen=True, kw_only=True)
class Addressed(Options):
    """What resources are given beside."""

    base: Annotated[str | None, option("--base", metavar="URL", help="The address under which it is said to be.")]

    @property
    def address(self) -> dict[str, Any]:
        """The address, where one is given."""
        return {} if self.base is None else {"base": self.base}


@dataclass(frozen=True, kw_only=True)
class RuleOptions(Addressed):
    """What rules are given beside."""

    fhir: Annotated[
        bool, option("--fhir", is_flag=True, help="Read facts from the answers to its forms, with FHIR's model.")
    ]

    @property
    def how(self) -> dict[str, Any]:
        """From what facts are read, and the address."""
        return {"fhir": self.fhir, **self.address}


@dataclass(frozen=True, kw_only=True)
class FormOptions(Addressed):
    """What a form is given beside."""

    who: Annotated[str, option("--who", default="runner", show_default=True, metavar="WHO", help="Or clinician.")]
    language: Annotated[
        str, option("--language", default=LANGUAGE, show_default=True, metavar="LANGUAGE", help="Such as de.")
    ]
    cards: Annotated[bool, option("--cards", is_flag=True, help="Ask as the cards of an interview do.")]


@click.group()
def export() -> None:
    """Write a rulebook in HL7's languages: CQL, and FHIR R4 as JSON.

    Exit status: 0 when it was written, 2 when something was refused.
    """


@export.command(name="cql")
@takes(RuleOptions)
def export_cql(given: RuleOptions) -> None:
    """Write the rules as CQL, with the profile and the parameters that are given."""
    from itb_rules.service.cql.library import cql

    _export(given, lambda rulebook: cql(rulebook, **given.how))


@export.command()
@takes(FormOptions)
def questionnaire(given: FormOptions) -> None:
    """Write the form of the facts as a Questionnaire."""
    from itb_rules.service.fhir import questionnaire as forms

    make = forms.questionnaire_of_cards if given.cards else forms.questionnaire
    _export(given, lambda rulebook: _json(make(rulebook, who=given.who, language=given.language, **given.address)))


@export.command()
@takes(RuleOptions)
def library(given: RuleOptions) -> None:
    """Write the rules in CQL inside a Library."""
    from itb_rules.service.cql import resources

    _export(given, lambda rulebook: _json(resources.library(rulebook, **given.how)))


@export.command(name="plan-definition")
@takes(RuleOptions)
def plan_definition(given: RuleOptions) -> None:
    """Write what each rule does as a PlanDefinition."""
    from itb_rules.service.cql import resources

    _export(given, lambda rulebook: _json(resources.plan_definition(rulebook, **given.how)))


def _export(given: Options, write: Callable[[Rulebook], str]) -> None:
    refusals = Refusals()
    rulebook = given.rulebook(refusals)
    written = None
    out = given.out
    if out is not None:
        with refusals:
            check_place(Path(out))
    if rulebook is not None:
        with refusals:
            written = write(rulebook)
    refusals.stop()
    if written is None:
        return
    if out is None:
        show(written, newline=False, escape=True)
        return
    with refusals:
        write_whole(Path(out), written, mode=READABLE)
    refusals.stop()


def _json(resource: Mapping[str, Any]) -> str:
    return json.dumps(resource, indent=2, ensure_ascii=False) + "\n"
