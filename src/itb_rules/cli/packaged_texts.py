"""Every text of the package, and of rulebooks of an app, to be translated."""

from __future__ import annotations

from collections.abc import Iterable

from itb_rules.rulebook.loading import load_definition
from itb_rules.rulebook.loading.files import packaged_rulebooks
from itb_rules.rulebook.loading.packaged_data import packaged_data
from itb_rules.wording.source_texts import SourceText, texts_of, texts_of_facts, texts_of_phrases

SOURCES = "sources"


def packaged_texts() -> tuple[SourceText, ...]:
    """Every text of the package, each once."""
    found = {(each.name, each.text): each for each in (*texts_of_phrases(), *texts_of_facts(), *_derivations())}
    for name in packaged_rulebooks():
        for each in texts_of(load_definition(name)):
            found.setdefault((each.name, each.text), each)
    return tuple(found.values())


def own_texts(sources: Iterable[str]) -> tuple[SourceText, ...]:
    """The texts of rulebooks that the package has not.

    Args:
        sources: their folders.

    Raises:
        RulebookError: the rulebook's files have problems.
        OptionError: there is no such rulebook.
    """
    packaged = {each.text for each in packaged_texts()}
    own = {(each.name, each.text): each for source in sources for each in texts_of(load_definition(source))}
    return tuple(each for each in own.values() if each.text not in packaged)


def _derivations() -> Iterable[SourceText]:
    """Where a diary has its facts from, as a report says it."""
    for entry in packaged_data("diary", "derivation.yaml")["derivations"]:
        yield SourceText(f"derivation.{entry['how']}", entry["says"], "", SOURCES)
