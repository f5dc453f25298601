"""Catalogues of translations: made of every text that there is, brought up to date, and checked (extra `languages`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from itb_rules.rulebook.files import write_whole
from itb_rules.wording.language import PLACE, catalogue, misplaced
from itb_rules.wording.source_texts import SourceText

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

READABLE = 0o644
Fault = Literal["missing", "stale", "places", "long"]
FAULTS: tuple[Fault, ...] = ("missing", "stale", "places", "long")
MOST_ON_A_CARD = 150
"""Characters of one line of a card, beyond which a phone shows it as a paragraph."""
MOST_OF_A_LABEL = 80
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with one text of a catalogue.

    Attributes:
        fault: `missing` (not translated), `stale` (its source has changed, or is gone), `places` (other names in braces
            than its source has) or `long` (longer than a card or a label allows, and than its source).
        name: the id of the text.
        text: its source, or what is wrong.
    """

    fault: Fault
    name: str
    text: str


def check(texts: Sequence[SourceText], catalogues: Iterable[Catalog]) -> tuple[Found, ...]:
    """Compare catalogues with the texts that they translate.

    Args:
        texts: every text there is.
        catalogues: the catalogues of one language.
    """
    messages = [message for read in catalogues for message in read if message.id]
    known = {(str(message.context), _forms(message.id)[0]): message for message in messages}
    wanted = {(each.name, each.text): each for each in texts}
    return (
        *(Found("missing", each.name, each.text) for key, each in wanted.items() if not _translated(known.get(key))),
        *(Found("stale", name, text) for (name, text) in known if (name, text) not in wanted),
        *(found for key, message in known.items() if key in wanted for found in _wrong(wanted[key], message)),
    )


def extract(texts: Iterable[SourceText], folder: Path, language: str) -> Mapping[Path, tuple[int, int]]:
    """Write the catalogues of a language, one for each area, with what is translated there already.

    A translation whose source has changed is put beside the new source and marked as `fuzzy`: it is not shown until
    somebody has looked at it. At the end of the file it stays with the source that it was made of, as obsolete, as do
    those whose source is gone: decisions of before, which were stored with that source, are shown in it.

    Args:
        texts: every text to translate.
        folder: the folder that has a folder for each language.
        language: the language, such as `de`.

    Returns:
        For each file how many of its texts are translated, and how many there are.

    Raises:
        OptionError: a catalogue that is there already cannot be read.
        MissingExtraError: the extra `languages` is not installed.
        OSError: a file cannot be written.
    """
    areas: dict[str, list[SourceText]] = {}
    for each in texts:
        areas.setdefault(each.area, []).append(each)
    (folder / language).mkdir(parents=True, exist_ok=True)
    written = {}
    for area, those in areas.items():
        path = folder / language / f"{area}.po"
        made = merged(those, catalogue(path) if path.is_file() else None, language)
        write_whole(path, in_po(made), mode=READABLE)
        translated = sum(_translated(message) for message in made if message.id)
        written[path] = translated, len(those)
    return written


def merged(texts: Iterable[SourceText], before: Catalog | None, language: str) -> Catalog:
    """A catalogue of these texts with the translations of another one."""
    from babel.messages.catalog import Catalog

    made = Catalog(locale=language.replace("-", "_"), project="itb-rules", fuzzy=False)
    known: dict[tuple[str, str], Message] = {}
    by_name: dict[str, Message] = {}
    if before is not None:
        made.header_comment, made.creation_date = before.header_comment, before.creation_date
        for message in before:
            if message.id:
                known[message.context or "", _forms(message.id)[0]] = message
                by_name.setdefault(message.context or "", message)
    for each in texts:
        old = known.pop((each.name, each.text), None)
        changed = None if old else by_name.get(each.name)
        kept = old or changed
        made.add(
            each.forms if each.more else each.text,
            kept.string if kept is not None and len(_forms(kept.id)) == len(each.forms) else None,
            context=each.name,
            flags=("fuzzy",) if changed is not None or (old is not None and old.fuzzy) else (),
            user_comments=kept.user_comments if kept else (),
            previous_id=_forms(changed.id) if changed is not None else (),
        )
    made.obsolete.update(before.obsolete if before is not None else {})
    for place, message in enumerate(known.values(), len(made.obsolete)):
        made.obsolete[f"{place} {message.context}"] = message
    return made


def in_po(made: Catalog) -> str:
    """A catalogue as a PO file."""
    from babel.messages.pofile import write_po

    written = BytesIO()
    write_po(written, made, width=WIDTH, include_previous=True)
    return written.getvalue().decode()


def _wrong(source: SourceText, message: Message) -> Iterator[Found]:
    if not _translated(message):
        return
    forms = _forms(message.string)
    places = misplaced(source.forms, forms)
    lost = {*PLACE.findall(source.text)} - {name for form in forms for name in PLACE.findall(form)}
    if places or lost:
        said = [f"{{{name}}} is not in the source" for name in places] + [
            f"{{{name}}} is lost" for name in sorted(lost)
        ]
        yield Found("places", source.name, ", ".join(said))
    first, _, last = source.name.partition(".")
    most = MOST_ON_A_CARD if first == "card" and not last.endswith((".why", ".text")) else None
    if first == "fact" and last.endswith(".label"):
        most = MOST_OF_A_LABEL
    longest = max(map(len, forms))
    if most is not None and longest > max(most, len(source.text)):
        yield Found("long", source.name, f"{longest} characters; allowed: {max(most, len(source.text))}")


def _translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_forms(message.string))


def _forms(texts: str | Iterable[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ("",))
