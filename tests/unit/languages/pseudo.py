"""A language that nobody speaks: every letter of the source replaced by one that English has not."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from itb_rules.wording.catalogues import extract, in_po
from itb_rules.wording.language import PLACE, Language, catalogue
from itb_rules.wording.source_texts import SourceText, packaged_texts

CODE = "sv"
"""A language that is not packaged, with a comma before its decimals and no letters of the table below."""
AS_IT_IS = ("chart.axis", "interview.typed_yes", "interview.typed_no")
"""What is no text to read: a format of times, and what may be typed."""

_SMALL, _LARGE = "абвгдежзийклмнопрстуфхцчшщ", "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩ"
_LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", _SMALL + _LARGE)


def pseudo(text: str) -> str:
    """The text in letters that English has not; names in braces stay."""
    parts = re.split(f"({PLACE.pattern.replace('(', '(?:')})", text)
    return "".join(part if PLACE.fullmatch(part) else part.translate(_LETTERS) for part in parts)


@cache
def pseudo_language() -> Language:
    """Every text of the package in the pseudo-language."""
    return pseudo_of(packaged_texts())


def pseudo_of(texts: tuple[SourceText, ...]) -> Language:
    """These texts in the pseudo-language, handed in by a folder as an app does it."""
    folder = Path(mkdtemp())
    for path in extract(texts, folder, CODE):
        read = catalogue(path)
        for message in read:
            if message.id:
                forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
                shown = forms if message.context in AS_IT_IS else tuple(map(pseudo, forms))
                message.string = shown if len(shown) > 1 else shown[0]
        path.write_text(in_po(read), encoding="utf-8")
    return Language(CODE, folder)


def english_in(text: str, *but: str) -> list[str]:
    """The words of a text in letters of English, other than these.

    What is in code marks, ids of sources, digests, file names and names of published grounds are no words to translate.
    """
    text = re.sub(r"`[^`]*`", " ", text)
    for each in sorted(but, key=len, reverse=True):
        text = text.replace(each, " ")
    words: list[str] = re.findall(r"[A-Za-z][A-Za-z'-]{2,}", text)
    return words
