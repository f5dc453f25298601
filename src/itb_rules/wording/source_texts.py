"""Every text there is to translate, by id: of the phrases, of facts and of rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itb_rules.facts import FactSpec
from itb_rules.rulebook.definition import PROFILES, ChangeEffect, Definition, LoadEffect
from itb_rules.rulebook.effects import Result
from itb_rules.rulebook.explain.behind import FLAGS
from itb_rules.wording.fact_texts import fact_texts
from itb_rules.wording.phrases import ONE, OTHER, source_phrases
from itb_rules.wording.translation import translated_definition
from itb_rules.wording.words import as_words

AREAS: Mapping[str, tuple[str, ...]] = {
    "facts": ("fact", "name", "unit"),
    "cards": ("card",),
    "sources": ("source", "derivation"),
    "rules": (
        "rule", "law", "finding", "outcome", "rulebook", "parameter", "dose", "change", "suspect", "person", "code",
        "disclaimer", "stale",
    ),
}  # fmt: skip
"""The files of a catalogue by the first words of the ids in them; phrases have a file, and what is left is the plan."""
PHRASES, PLAN = "phrases", "plan"
DECIDED = ("outcome", *FLAGS, *(name for name in Result._fields if name != "changes"))
DECIDED += ("next_flare_stage", "next_open_referral")
"""What a decision sets, by name, and as the columns of a table are named."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text to translate.

    Attributes:
        name: its id.
        text: the text in the source.
        more: its form for more than one thing; empty where it counts nothing.
        area: the file of a catalogue that it is kept in.
    """

    name: str
    text: str
    more: str = ""
    area: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The text, and its form for more than one thing where it has one."""
        return (self.text, self.more) if self.more else (self.text,)


def packaged_texts() -> tuple[SourceText, ...]:
    """Every text of the package, each once."""
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading import load_definition
    from itb_rules.rulebook.loading.files import packaged_rulebooks

    found = {(each.name, each.text): each for each in (*texts_of_phrases(), *texts_of_facts(), *_derivations())}
    for name in packaged_rulebooks():
        for each in texts_of(load_definition(name)):
            found.setdefault((each.name, each.text), each)
    return tuple(found.values())


def own_texts(*definitions: Definition) -> tuple[SourceText, ...]:
    """The texts of rulebooks that the package has not, those of their own facts included, each once.

    Args:
        definitions: the rulebooks, such as `rulebook.definition`.
    """
    packaged = {each.text for each in packaged_texts()}
    own = {(each.name, each.text): each for definition in definitions for each in texts_of(definition)}
    return tuple(each for each in own.values() if each.text not in packaged)


def _derivations() -> Iterator[SourceText]:
    """Where the facts of a day come from, as a report says it."""
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    for entry in packaged_data("diary", "derivation.yaml")["derivations"]:
        yield SourceText(f"derivation.{entry['how']}", entry["says"], "", "sources")


def texts_of_phrases() -> Iterator[SourceText]:
    """The phrases. Those that set colours are no texts."""
    phrases = source_phrases()
    for name, text in phrases.items():
        family, _, last = name.rpartition(".")
        if family == "tone":
            continue
        other = phrases.get(f"{family}.{OTHER}")
        if last == ONE and other is not None:
            yield SourceText(family, text, other, PHRASES)
        elif last != OTHER or f"{family}.{ONE}" not in phrases:
            yield SourceText(name, text, "", PHRASES)


def texts_of_facts() -> Iterator[SourceText]:
    """The texts of every packaged fact."""
    for facts in fact_texts().values():
        for name, texts in facts.items():
            yield from _fact(name, texts.question, texts.label, texts.choices)


def texts_of(definition: Definition) -> tuple[SourceText, ...]:
    """The texts of a rulebook and of the facts that it asks for, each once."""
    found: dict[tuple[str, str], SourceText] = {}

    def say(name: str, text: str) -> str:
        found.setdefault((name, text), SourceText(name, text, "", _area(name)))
        return text

    translated_definition(definition, say)
    for spec in definition.facts.specs.values():
        texts = spec.texts()
        for each in _fact(spec.name, texts.question, texts.label, spec.choices):
            say(each.name, each.text)
    for name in _named(definition):
        say(f"name.{name}", as_words(name))
    for unit in _units(definition):
        if f"unit.{unit}.{OTHER}" not in source_phrases():
            say(f"unit.{unit}", unit)
    return tuple(each for each in found.values() if each.text)


def _fact(name: str, question: str, label: str, choices: Mapping[str, str]) -> Iterator[SourceText]:
    yield SourceText(f"fact.{name}.label", label, "", "facts")
    yield SourceText(f"fact.{name}.question", question, "", "facts")
    for value, called in choices.items():
        yield SourceText(f"fact.{name}.choice.{value}", called, "", "facts")


def _named(definition: Definition) -> Iterator[str]:
    """The ids that are shown as words."""
    specs: list[FactSpec] = list(definition.facts.specs.values())
    yield from PROFILES
    yield from DECIDED
    yield from (outcome.id for outcome in definition.outcomes)
    for spec in specs:
        yield spec.group
        yield from spec.values
    kinds = {kind for kind in definition.catalogue if f"kind.{kind}.label" not in source_phrases()}
    yield from sorted(kinds)
    doses = {
        what
        for entries in definition.catalogue.values()
        for entry in entries.values()
        for what in entry.get("dose") or {}
    }
    yield from sorted(what for what in doses if f"dose.{what}" not in source_phrases())
    effect = definition.effect
    if isinstance(effect, LoadEffect):
        for exercise, loads in effect.ladders.items():
            yield from (exercise, *loads)
    if isinstance(effect, ChangeEffect):
        for rule in definition.rules:
            for change in rule.effect.changes:
                yield from (change.what, *(value for value in change.values if isinstance(value, str)))


def _units(definition: Definition) -> Iterator[str]:
    yield from (spec.unit for spec in definition.facts.specs.values() if spec.unit)
    yield from (one.unit for one in definition.thresholds.values() if one.unit)
    yield from (one.unit for one in definition.doses.values() if one.unit)
    yield from (change.unit for rule in definition.rules for change in rule.effect.changes if change.unit)


def _area(name: str) -> str:
    kind = PLAN if name.endswith((".running", ".notes")) else name.partition(".")[0]
    return next((area for area, kinds in AREAS.items() if kind in kinds), PLAN)
