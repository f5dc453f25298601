"""The phrases that renderers add to a rulebook's own words: data with ids, read when the first one is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from itb_rules.wording.language import LANGUAGE, PLACE, Language, language_of

ONE = "one"
OTHER = "other"


class Phrases:
    """Phrases by id, for instance `basis.safety`.

    Args:
        phrases: every phrase in the source; `{name}` in one stands for a value.
        language: the language to say them in.
    """

    def __init__(self, phrases: Mapping[str, str], language: str | Language = LANGUAGE) -> None:
        self._phrases = dict(phrases)
        self.language = language_of(language)

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._phrases

    def say(self, phrase: str, /, **values: object) -> str:
        """The phrase with its values put in. Values are never searched for further names.

        Raises:
            KeyError: no phrase has this id, or a value that it names is not given.
        """
        return self._filled(self.language.text(phrase, self._phrases[phrase]), values)

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        # Not `format`: values come from strangers' rulebooks too, and a format string can reach into objects.
        return PLACE.sub(lambda place: self.language.shown(values[place[1]]), text)

    def say_one(self, family: str, name: str, /, **values: object) -> str:
        """The phrase of a family for this name, or the one it has for every other name."""
        phrase = f"{family}.{name}"
        return self.say(phrase if phrase in self._phrases else f"{family}.{OTHER}", **values)

    def say_count(self, phrase: str, count: float, /, **values: object) -> str:
        """The phrase for one thing or for so many: of `{phrase}.one` and `{phrase}.other`, with `{count}` put in."""
        forms = self._phrases[f"{phrase}.{ONE}"], self._phrases[f"{phrase}.{OTHER}"]
        text = self.language.plural(phrase, forms, count)
        return self._filled(text, {"count": self.language.count(count), **values})


def phrases(language: str | Language = LANGUAGE) -> Phrases:
    """The phrases in a language, read once per process.

    Raises:
        RulebookError: the file is damaged.
        OptionError: an unknown language.
    """
    return _phrases(language_of(language))


@cache
def _phrases(language: Language) -> Phrases:
    return Phrases(source_phrases(), language)


@cache
def source_phrases() -> Mapping[str, str]:
    """The packaged phrases by id, read once per process.

    Raises:
        RulebookError: the file is damaged.
    """
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.files import packaged_folder
    from itb_rules.rulebook.loading.yaml.problems import Problems
    from itb_rules.rulebook.loading.yaml.reader import read_file

    path = packaged_folder() / "texts" / f"{LANGUAGE}.yaml"
    problems = Problems()
    content = read_file(path.read_bytes(), path.name, problems)
    problems.raise_if_any()
    return dict(_flat(content or {}, ""))


def _flat(content: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
