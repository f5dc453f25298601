"""The packaged texts of facts: data, read when the first one is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from itb_rules.facts import FactTexts
from itb_rules.wording.language import LANGUAGE


@cache
def fact_texts() -> Mapping[str, Mapping[str, FactTexts]]:
    """The texts of the packaged facts, by the model that declares them; read once per process.

    Raises:
        RulebookError: the file is damaged.
    """
    # The parser is not needed to import the library, only to read a file.
    from itb_rules.rulebook.loading.packaged_data import packaged_data

    content = packaged_data("texts", LANGUAGE, "facts.yaml")
    return {section: {name: FactTexts(**texts) for name, texts in facts.items()} for section, facts in content.items()}
