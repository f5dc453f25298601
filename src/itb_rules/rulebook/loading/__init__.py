"""Turns rule files into a `Definition`, or into one error that lists everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from itb_rules.facts import Facts
from itb_rules.rulebook.definition import Definition

__all__ = ["definition_from_mapping", "definition_from_text", "load_definition"]


def load_definition(
    source: str | Path, *, facts: type[Facts] | None = None, check_cases: bool | None = None
) -> Definition:
    """Load a rulebook and check everything in it.

    Args:
        source: the name of a packaged rulebook, or the path of a folder with a `rulebook.yaml`. A `Path` and a text
            with a separator are always paths; a packaged name comes before a folder of that name.
        facts: the facts model, when the rulebook names one of the caller's own, or a subclass of the packaged one.
        check_cases: whether each rule's cases are replayed. None: for every rulebook but the packaged ones, whose
            cases the library's own tests hold.

    Returns:
        The whole rulebook, with the values of the profile `cautious`.

    Raises:
        RulebookError: when anything is wrong in any file; it lists every problem with its place.
        OptionError: when no packaged rulebook has that name.
    """
    # The parser is not needed to import the library, only to load a rulebook.
    from itb_rules.rulebook.loading.files import locate
    from itb_rules.rulebook.loading.loader import load

    return load(locate(source), facts, replay=check_cases)


def definition_from_text(text: str | bytes, *, facts: type[Facts] | None = None) -> Definition:
    """Load a rulebook from one text that holds all that the files of a folder would.

    `include` and `uses` find packaged files and rulebooks only.

    Args:
        text: YAML, as in a rule file; bytes are UTF-8.
        facts: as for `load_definition`.

    Raises:
        RulebookError: when anything is wrong; it lists every problem with its line and column.
    """
    from itb_rules.rulebook.loading.given import in_text
    from itb_rules.rulebook.loading.loader import load

    return load(in_text(text), facts, replay=True)


def definition_from_mapping(content: Mapping[str, object], *, facts: type[Facts] | None = None) -> Definition:
    """Load a rulebook from plain data that holds all that the files of a folder would, under the same keys.

    Args:
        content: mappings, lists, texts, numbers, booleans and None; conditions may be `Expression`s.
        facts: as for `load_definition`.

    Raises:
        RulebookError: when anything is wrong; it lists every problem with the keys that lead to it.
    """
    from itb_rules.rulebook.loading.given import in_mapping
    from itb_rules.rulebook.loading.loader import load

    return load(in_mapping(content), facts, replay=True)
