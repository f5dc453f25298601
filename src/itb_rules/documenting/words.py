"""The words that all pages about one rulebook share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from itb_rules.documenting.boundaries import ProfileAnswer
from itb_rules.explanation import Changed
from itb_rules.rendering.markdown import escaped
from itb_rules.rulebook.conditions import Parameter, Truth
from itb_rules.rulebook.definition import Change, Definition, Number, Rule, Threshold
from itb_rules.wording.conditions import ConditionWords
from itb_rules.wording.language import LANGUAGE, Language, language_of
from itb_rules.wording.translation import translated_definition
from itb_rules.wording.words import Words


class PageWords:
    """Words for one rulebook's pages.

    Args:
        definition: the rulebook, with the values in use; its texts are shown in the language.
        beside: the rulebooks whose pages lie beside those of this one.
        language: the language of the pages.
    """

    def __init__(
        self, definition: Definition, beside: Collection[str] = (), language: str | Language = LANGUAGE
    ) -> None:
        self.beside = beside
        language = language_of(language)
        definition = translated_definition(definition, language.text)
        named = (definition.people, definition.suspects, definition.codes)
        titles = {name: one.title for kind in named for name, one in kind.items()}
        self.definition = definition
        self.words = Words(titles, language)
        self.conditions = ConditionWords(definition, self.words)
        self._outcomes = {outcome.id: outcome.title for outcome in definition.outcomes}

    @property
    def heading(self) -> str:
        """The name of the rulebook, with its version and its title."""
        return self.words.rulebook(self.definition)

    def say(self, phrase: str, **values: object) -> str:
        """A phrase of the pages, as Markdown."""
        return escaped(self.words.say(phrase, **values))

    def columns(self, *names: str) -> list[str]:
        """The names of a table's columns."""
        return [self.say(f"pages.columns.{name}") for name in names]

    def outcome(self, rule: Rule) -> str:
        """The outcome of a rule, with its title; that it is advice, where it has none."""
        if rule.outcome is None:
            return self.words.say("rules.advice.title")
        title = self._outcomes[rule.outcome]
        return self.words.say("rules.outcome", outcome=self.words.name(rule.outcome), title=title)

    def answer(self, answer: ProfileAnswer) -> str:
        """What is decided, in a word or two."""
        outcome = self.words.name(answer.outcome)
        return self.words.say("pages.withheld", outcome=outcome) if answer.withheld else outcome

    def truth(self, truth: Truth) -> str:
        """Whether a rule holds."""
        return self.words.say({True: "pages.truth.holds", False: "pages.truth.fails", None: "pages.truth.open"}[truth])

    def truths(self, answers: Mapping[str, ProfileAnswer]) -> str:
        """Whether a rule holds under both profiles, once if they agree."""
        return self._once({profile: self.truth(answer.truth) for profile, answer in answers.items()})

    def decided(self, answers: Mapping[str, ProfileAnswer]) -> str:
        """What both profiles decide, once if they agree."""
        return self._once({profile: self.answer(answer) for profile, answer in answers.items()})

    def _once(self, texts: Mapping[str, str]) -> str:
        if len({*texts.values()}) == 1:
            return next(iter(texts.values()))
        return ", ".join(self.words.say("pages.by_profile", profile=each, says=says) for each, says in texts.items())

    def label(self, fact: str) -> str:
        """What a person reads for a fact."""
        return self.words.fact(self.definition.facts.specs[fact])

    def unit(self, fact: str) -> str | None:
        """The unit of a fact where its label does not say it."""
        spec = self.definition.facts.specs[fact]
        return self.words.unit_beside(self.words.fact(spec), spec.unit)

    def facts(self, facts: Mapping[str, Any]) -> str:
        """Facts with their values."""
        say, amount = self.words.say, self.words.amount
        return " · ".join(
            say("fact.observed", fact=self.label(fact), value=amount(value, self.unit(fact)))
            for fact, value in facts.items()
        )

    def values(self, threshold: Threshold) -> list[str]:
        """A parameter's value in use, both ends of its range, and how far it may be set."""
        amount, unit = self.words.amount, threshold.unit
        used = amount(self.definition.values[threshold.id], unit)
        ends = [amount(threshold.cautious, unit), amount(threshold.permissive, unit)]
        allowed = self.words.say("value.range_words", low=threshold.low, high=threshold.high)
        return [escaped(each) for each in (used, *ends, allowed)]

    def change(self, change: Change) -> str:
        """One thing that an activity has to change."""
        words = self.words
        low, high = self._bound(change.at_least), self._bound(change.at_most)
        unit = change.unit or None
        bounds = words.bounds(Changed(change.what, change.title, low, high, (), unit))
        title = change.title or words.label(change.what)
        if change.values:
            values = words.one_of([words.value(value) for value in change.values])
            title = words.say("change.only", what=title, values=values)
        return words.say("change.bound", title=title, bounds=bounds) if bounds else title

    def _bound(self, bound: Number | Parameter | None) -> Number | None:
        number: Number | None = self.definition.value(bound)
        return number

    def cited(self, sources: Sequence[str]) -> str:
        """Sources, one behind the other."""
        return escaped(", ".join(sources))
