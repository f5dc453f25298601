"""What a form is about: a facts model or a rulebook, for whom, in which language, and under which address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, Self, TypedDict, get_args

from itb_rules.errors import OptionError, unknown_choice
from itb_rules.facts import FACTS_VERSION, Facts, FactSpec, FactTexts
from itb_rules.facts.spec import Asks
from itb_rules.rulebook import Rulebook
from itb_rules.rulebook.definition import Definition
from itb_rules.rulebook.named import chosen_rulebook
from itb_rules.service.fhir.names import BASE, address, fhir_id
from itb_rules.wording.language import LANGUAGE, Language, language_of, packaged_languages
from itb_rules.wording.phrases import phrases
from itb_rules.wording.words import Words

Source = type[Facts] | Rulebook | str | Path
"""What a form is made of: a facts model, a loaded rulebook, the name of a packaged one or a folder of rule files."""

WORDS = ("yes", "no", "asked_unknown", "runner", "clinician")


@dataclass(frozen=True, slots=True)
class Translation:
    """The words of a form in another language.

    Attributes:
        facts: the texts by fact.
        words: those of the form itself: `yes`, `no`, `asked_unknown`, `runner`, `clinician`, and titles of groups and
            cards by their ids.
    """

    facts: Mapping[str, FactTexts] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


class FormOptions(TypedDict):
    """For whom a form is, and in which words.

    Attributes:
        who: `runner` (the default) or `clinician`: whoever answers. What only a clinician can answer is on a form of
            its own.
        base: the address under which forms and code systems are said to be.
        language: the language of the form: `en`, one whose texts are packaged, one of the translations, or a `Language`
            with texts of an app's own.
        translations: words in other languages. Those that are not the form's own are in it as extensions. What one of
            them leaves out is as the packaged texts of the language have it, and else in English.
    """

    who: NotRequired[str]
    base: NotRequired[str]
    language: NotRequired[str | Language]
    translations: NotRequired[Mapping[str, Translation]]


@dataclass(frozen=True)
class Form:
    """What one form is about.

    Attributes:
        model: the facts.
        definition: the rules, where the form is a rulebook's.
        name: the rulebook's name, or the model's.
        version: the rulebook's version, or that of the facts.
        who: who answers.
        base: the address of everything.
        language: the language of the form.
        translations: words in other languages.
        own: the language, where an app hands in its texts; None for a packaged one.
    """

    model: type[Facts]
    definition: Definition | None
    name: str
    version: str
    who: Asks
    base: str
    language: str
    translations: Mapping[str, Translation]
    own: Language | None = None

    @classmethod
    def of(cls, source: Source, options: FormOptions) -> Self:
        """The form of a source.

        Raises:
            OptionError: nobody is called so, or there are no words in this language; all problems at once.
            RulebookError: the rulebook's files have problems.
        """
        model, definition = _described(source)
        who, asked = options.get("who", "runner"), options.get("language", LANGUAGE)
        own = asked if isinstance(asked, Language) else None
        language = asked.code if isinstance(asked, Language) else asked
        translations = dict(options.get("translations", {}))
        problems = []
        if who not in get_args(Asks):
            problems.append(unknown_choice("who", "one who answers", who, get_args(Asks)))
        known = dict.fromkeys((*packaged_languages(), *translations))
        if own is None and language not in known:
            problems.append(unknown_choice("language", "language", language, known))
        if problems:
            raise OptionError(problems)
        if own is None and language not in translations:
            language_of(language)  # what it needs is there, or is said to be missing
        return cls(
            model=model,
            definition=definition,
            name=definition.name if definition is not None else model.model_name(),
            version=definition.version if definition is not None else FACTS_VERSION,
            who="clinician" if who == "clinician" else "runner",
            base=options.get("base", BASE).rstrip("/"),
            language=language,
            translations=translations,
            own=own,
        )

    @property
    def specs(self) -> dict[str, FactSpec]:
        """The facts that whoever answers is asked for, by name."""
        return {name: spec for name, spec in self.model.specs.items() if spec.asks == self.who}

    @property
    def title(self) -> str:
        """What the rulebook answers, in the form's language; the name of a model."""
        if self.definition is None:
            return self.name
        return self.packaged().text(f"rulebook.{self.name}", self.definition.title)

    @property
    def others(self) -> tuple[str, ...]:
        """The other languages that the form has words in."""
        return tuple(language for language in self.translations if language != self.language)

    def address(self, *parts: str) -> str:
        """Where the form, or a variant of it, is said to be."""
        return address(self.base, "Questionnaire", self.name, self.who, *parts)

    @property
    def id(self) -> str:
        """The form's id."""
        return fhir_id(self.name, self.who)

    def system(self, fact: str | None = None) -> str:
        """The code system of the facts, or of the values of one of them."""
        return address(self.base, "CodeSystem", self.model.model_name(), *(() if fact is None else (fact,)))

    def fact_texts(self, spec: FactSpec, language: str | None = None) -> FactTexts:
        """The texts of a fact in the form's language, or in one of the others."""
        translation = self.translations.get(language or self.language)
        found = translation.facts.get(spec.name) if translation is not None else None
        return found if found is not None else self.packaged(language).fact(spec)

    def packaged(self, language: str | None = None) -> Language:
        """The texts of the form's language, or of one of the others; of English where there are none."""
        name = language or self.language
        if self.own is not None and name == self.language:
            return self.own
        return language_of(name if name in packaged_languages() else LANGUAGE)

    def word(self, name: str, own: str | None = None, language: str | None = None) -> str:
        """A word of the form itself in its language, or in one of the others.

        Args:
            name: one of `WORDS`, or the id of a group or a card.
            own: what it is called in the rulebook; None for a packaged phrase.
            language: another language.
        """
        translation = self.translations.get(language or self.language)
        if translation is not None and name in translation.words:
            return translation.words[name]
        if own is not None:
            return self.packaged(language).text(f"card.{name}.title", own)
        said = phrases(self.packaged(language))
        if name in WORDS:
            return said.say(f"form.{name}")
        shown = Words(language=said.language).name(name)
        return shown[:1].upper() + shown[1:]


def _described(source: Source) -> tuple[type[Facts], Definition | None]:
    if isinstance(source, type):
        return source, None
    definition = chosen_rulebook(source).definition
    return definition.facts, definition
