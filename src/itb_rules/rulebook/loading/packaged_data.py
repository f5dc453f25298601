"""Reads data that is no rulebook: plain values from one file, as strictly as a rule file is read."""

from __future__ import annotations

from pathlib import Path
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
    return data_in(packaged_folder().joinpath(*parts))


def data_in(path: Path) -> dict[str, Any]:
    """The content of a file that is read as strictly as a rule file and is none.

    Args:
        path: the file.

    Raises:
        RulebookError: the file is damaged.
    """
    problems = Problems()
    content = read_file(path.read_bytes(), path.name, problems)
    problems.raise_if_any()
    data: dict[str, Any] = plain(content)
    return data
