"""The rulebook that somebody names: a packaged one, a folder of rule files, or one that is loaded already."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from itb_rules.rulebook.rulebook import Rulebook, load_rulebook


@cache
def packaged(name: str, profile: str = "cautious") -> Rulebook:
    """A packaged rulebook under a profile, loaded once per process."""
    return load_rulebook(name, profile=profile)


def chosen_rulebook(rulebook: str | Path | Rulebook, profile: str | None = None) -> Rulebook:
    """The rulebook that somebody names.

    Args:
        rulebook: the name of a packaged rulebook, a folder of rule files, or a loaded rulebook.
        profile: `cautious` or `permissive`; None for the cautious one, or the loaded rulebook's own.

    Raises:
        RulebookError: the rulebook's files have problems.
        OptionError: an unknown profile.
    """
    if isinstance(rulebook, Rulebook):
        return rulebook if profile is None else rulebook.with_profile(profile)
    # Where rule files are read, the parser is imported: not before somebody names a rulebook.
    from itb_rules.rulebook.loading.files import packaged_rulebooks

    if isinstance(rulebook, str) and rulebook in packaged_rulebooks():
        return packaged(rulebook, profile or "cautious")
    return load_rulebook(rulebook, profile=profile or "cautious")
