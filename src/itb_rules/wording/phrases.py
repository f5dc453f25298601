"""The phrases that renderers add to a rulebook's own words: data with ids, read when the first one is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

LANGUAGE = "en"
ONE = "one"
OTHER = "other"

_PLACE = re.compile(r"\{([a-z_]+)\}")


class Phrases:
    """Phrases by id, for instance `basis.safety`.

    Args:
        phrases: every phrase; `{name}` in one stands for a value.
    """

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._phrases = dict(phrases)

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._phrases

    def say(self, phrase: str, /, **values: object) -> str:
        """The phrase with its values put in. Values are never searched for further names.

        Raises:
            KeyError: no phrase has this id, or a value that it names is not given.
        """
        # Not `format`: values come from strangers' rulebooks too, and a format string can reach into objects.
        return _PLACE.sub(lambda place: str(values[place[1]]), self._phrases[phrase])

    def say_one(self, family: str, name: str, /, **values: object) -> str:
        """The phrase of a family for this name, or the one it has for every other name."""
        phrase = f"{family}.{name}"
        return self.say(phrase if phrase in self._phrases else f"{family}.{OTHER}", **values)

    def say_count(self, phrase: str, count: int, /, **values: object) -> str:
        """The phrase for one thing or for so many: of `{phrase}.one` and `{phrase}.other`, with `{count}` put in."""
        return self.say(f"{phrase}.{ONE if count == 1 else OTHER}", count=f"{count:,}", **values)


@cache
def phrases(language: str = LANGUAGE) -> Phrases:
    """The packaged phrases of a language, read once per process.

    Raises:
        RulebookError: the file is damaged.
    """
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.files import packaged_folder
    from itb_rules.rulebook.loading.yaml.problems import Problems
    from itb_rules.rulebook.loading.yaml.reader import read_file

    path = packaged_folder() / "texts" / f"{language}.yaml"
    problems = Problems()
    content = read_file(path.read_bytes(), path.name, problems)
    problems.raise_if_any()
    return Phrases(dict(_flat(content or {}, "")))


def _flat(content: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
