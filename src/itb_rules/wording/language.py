"""A language: its texts by id, and how it writes numbers, dates and plurals (extra `languages` for all but English)."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from itb_rules.errors import MissingExtraError, OptionError, Problem, unknown_choice
from itb_rules.facts import FactSpec, FactTexts

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog

LANGUAGE = "en"
"""The language of the texts that everything else is translated from."""

PATTERN = "*.po"
PLACE = re.compile(r"\{([a-z_]+)\}")
MOST_BYTES = 4_000_000

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_CATEGORY_SAMPLES = range(201)
"""Whole numbers among which every plural form of a catalogue occurs."""

Forms = tuple[str, ...]


class Language:
    """A language that texts are shown in.

    English is the source: its texts stand in the rule files and nothing is translated. Every other language has
    catalogues (gettext PO) in a folder of its own, packaged ones in `rules/texts/<language>`. A translation is found by
    the id of a text and by the English that it was made of: where the English has changed since, or nothing is
    translated, the English is shown, never the translation of something else.

    Args:
        code: the language as IETF writes it, such as `de` or `pt-BR`; `de-AT` has the texts of `de` where it has none
            of its own.
        folders: where to look first: each has a folder for each language, with any number of `.po` files. An app hands
            in its own, for texts of its own rulebooks or for a language that is not packaged.

    Attributes:
        code: the language.
        folders: where its texts are looked for first.

    Raises:
        OptionError: no such language, or a catalogue that cannot be read.
        MissingExtraError: a language other than English without the extra `languages`.
    """

    def __init__(self, code: str = LANGUAGE, *folders: str | Path) -> None:
        self.check_code(code, *folders)
        self.code = code.replace("_", "-")
        self.folders = tuple(Path(folder) for folder in folders)
        first = self.code.split("-")[0].lower()
        names = dict.fromkeys((self.code, first))
        self.is_source = first == LANGUAGE
        paths = [
            path
            for folder in (*self.folders, _packaged())
            for name in names
            for path in sorted((folder / name).glob(PATTERN))
        ]
        if not paths and not self.is_source:
            raise OptionError([unknown_choice("language", "language", code, _known(folders))])
        self._by: dict[tuple[str, str], Forms] = {}
        self._any: dict[str, Forms] = {}
        self._plural: Callable[[int], int] = int
        for path in paths:
            self._take(catalogue(path))

    @staticmethod
    def check_code(code: str, *folders: str | Path) -> None:
        """Refuse what cannot be the code of a language.

        Raises:
            OptionError: it is none.
        """
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            raise OptionError([unknown_choice("language", "language", str(code)[:40], _known(folders))])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Language) and (self.code, self.folders) == (other.code, other.folders)

    def __hash__(self) -> int:
        return hash((self.code, self.folders))

    def __repr__(self) -> str:
        return f"Language({', '.join(map(repr, (self.code, *map(str, self.folders))))})"

    @property
    def translates(self) -> bool:
        """Whether any text differs from the source."""
        return bool(self._by)

    def text(self, name: str, source: str) -> str:
        """A text in this language, or as it stands in the source where there is no translation of it.

        Args:
            name: its id, such as `rule.refer.swelling.title`.
            source: the text in the source.
        """
        forms = self._by.get((name, source)) or self._any.get(source)
        return forms[0] if forms else source

    def filled(self, name: str, template: str, text: str) -> str:
        """A text that was made of a template, in this language.

        Args:
            name: the id of the template.
            template: the template in the source, with `{name}` for each value.
            text: what became of it.
        """
        translated = self.text(name, template)
        pattern = re.escape(template)
        for place in dict.fromkeys(PLACE.findall(template)):
            first, *more = pattern.split(re.escape(f"{{{place}}}"))
            pattern = f"{first}(?P<{place}>.*?){f'(?P={place})'.join(more)}"
        found = re.fullmatch(pattern, text, re.DOTALL)
        if translated == template or found is None:
            return text
        return PLACE.sub(lambda each: found[each[1]], translated)

    def templates(self, name: str) -> tuple[str, ...]:
        """The sources of all translations that a text has under its id."""
        return tuple(source for known, source in self._by if known == name)

    def plural(self, name: str, forms: tuple[str, str], count: float) -> str:
        """The form of a text that goes with a number.

        Args:
            name: its id.
            forms: the source for one thing, and for so many.
            count: the number.
        """
        translated = self._by.get((name, forms[0])) or self._any.get(forms[0], ())
        if not translated:
            return forms[0] if count == 1 else forms[1]
        return translated[min(self._form(count), len(translated) - 1)]

    def _form(self, count: float) -> int:
        if count == int(count):
            return self._plural(abs(int(count)))
        # Catalogues count whole things: of a fraction the form is that of whole numbers which CLDR puts with it.
        category = self._locale.plural_form(Decimal(str(count)))
        alike = (each for each in _CATEGORY_SAMPLES if self._locale.plural_form(each) == category)
        whole = next(alike, None)
        return len(_CATEGORY_SAMPLES) if whole is None else self._plural(whole)

    def fact(self, spec: FactSpec) -> FactTexts:
        """What people read of a fact."""
        texts, name = spec.texts(), f"fact.{spec.name}"
        if not self.translates:
            return texts
        return FactTexts(
            self.text(f"{name}.question", texts.question),
            self.text(f"{name}.label", texts.label),
            {value: self.text(f"{name}.choice.{value}", label) for value, label in spec.choices.items()},
        )

    def number(self, value: float) -> str:
        """A number without a needless fraction, and never in exponent form."""
        if self.is_source:
            return number(value)
        from babel.numbers import format_decimal

        return format_decimal(Decimal(str(value)), locale=self._locale, decimal_quantization=False)

    def count(self, value: float) -> str:
        """A whole number with its thousands set apart."""
        return f"{value:,}" if self.is_source else self.number(value)

    def share(self, value: float, decimals: int = 0) -> str:
        """A share as per cent: whole ones, or with so many decimals."""
        if self.is_source:
            return f"{value:.{decimals}%}"
        from babel.numbers import format_percent

        return format_percent(round(value, decimals + 2), locale=self._locale, decimal_quantization=False)

    def date(self, day: date) -> str:
        """A date; in English as ISO 8601 has it, else as the language writes it."""
        if self.is_source:
            return day.isoformat()
        from babel.dates import format_date

        return format_date(day, locale=self._locale)

    def shown(self, value: object) -> str:
        """A value of a phrase as this language writes it: dates and numbers; all else is text already."""
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and not self.is_source:
            return self.number(value)
        return str(value)

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.code, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale.parse(self.code.split("-")[0])

    def _take(self, read: Catalog) -> None:
        # The texts of an earlier folder come first.
        if not self.is_source:
            self._plural = gettext.c2py(read.plural_expr)
        # What is obsolete is the text of decisions that were stored before its source changed.
        for message in (*read, *read.obsolete.values()):
            sources, forms = _tupled(message.id), _tupled(message.string)
            if not sources[0] or message.fuzzy or not all(forms) or misplaced(sources, forms):
                continue
            self._by.setdefault((message.context or "", sources[0]), forms)
            self._any.setdefault(sources[0], forms)


def number(value: float) -> str:
    """A number in the source: without a needless `.0`, and never in exponent form."""
    return format(Decimal(str(value)), "f").removesuffix(".0")


def language_of(language: str | Language) -> Language:
    """The language that somebody names; packaged ones are read once per process.

    Raises:
        OptionError: as for `Language`.
        MissingExtraError: as for `Language`.
    """
    if isinstance(language, Language):
        return language
    if language not in _read:
        _read[language] = Language(language)
    return _read[language]


_read: dict[str, Language] = {}


def catalogue(path: Path) -> Catalog:
    """A catalogue of translations.

    Args:
        path: a PO file; its folder has the name of its language.

    Raises:
        OptionError: it cannot be read.
        MissingExtraError: the extra `languages` is not installed.
    """
    try:
        from babel.messages.pofile import PoFileError, read_po
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "babel":
            raise
        raise MissingExtraError(
            "languages other than English need the extra `languages`: pip install 'itb-rules[languages]'"
        ) from missing
    try:
        if path.stat().st_size > MOST_BYTES:
            raise OptionError([Problem(path.name, f"the catalogue is too long; allowed: {MOST_BYTES:,} bytes")])
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except (PoFileError, OSError, ValueError) as error:
        raise OptionError([Problem(str(path), f"no catalogue that can be read: {error}", str(path))]) from None


def misplaced(sources: Iterable[str], forms: Iterable[str]) -> list[str]:
    """The names in braces that a translation has and its source has not."""
    known = {name for source in sources for name in PLACE.findall(source)}
    return sorted({name for form in forms for name in PLACE.findall(form)} - known)


def _tupled(texts: str | Iterable[str] | None) -> Forms:
    return (texts,) if isinstance(texts, str) else tuple(texts or ("",))


def _packaged() -> Path:
    from itb_rules.rulebook.loading.files import packaged_folder

    return packaged_folder() / "texts"


def packaged_languages() -> tuple[str, ...]:
    """The languages whose texts are packaged, the source first."""
    return _known(())


def _known(folders: Iterable[str | Path]) -> tuple[str, ...]:
    found = {
        each.name
        for folder in (*map(Path, folders), _packaged())
        if folder.is_dir()
        for each in folder.iterdir()
        if any(each.glob(PATTERN))
    }
    return (LANGUAGE, *sorted(found - {LANGUAGE}))
