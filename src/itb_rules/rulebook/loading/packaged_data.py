"""Reads packaged data that is no rulebook: plain values from one file, as strictly as a rule file is read."""

from __future__ import annotations

from typing import Any

from itb_rules.rulebook.loading.files import packaged_folder
from itb_rules.rulebook.loading.parts.catalogue import plain
from itb_rules.rulebook.loading.yaml.problems import Problems
from itb_rules.rulebook.loading.yaml.reader import read_file


def packaged_data(*parts: str) -> dict[str, Any]:
    """The content of a file among the packaged rules.

    Args:
        parts: its path below the rules, folder by folder.

    Raises:
        RulebookError: the file is damaged.
    """
    path = packaged_folder().joinpath(*parts)
    problems = Problems()
    content = read_file(path.read_bytes(), path.name, problems)
    problems.raise_if_any()
    data: dict[str, Any] = plain(content)
    return data
