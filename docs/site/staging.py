"""Lays out what Sphinx builds the site from.

These are the pages of the repository, what is made from code and rules, and the files that pages link to.
"""

from __future__ import annotations

import re
from pathlib import Path

from docs.site import commands, facts, names
from docs.site.links import ROOT, rewritten
from docs.site.repository import ORPHAN, Repository

from itb_rules import load_rulebook
from itb_rules.documenting import document
from itb_rules.rulebook.loading.files import packaged_rulebooks

PLACES = {
    "README.md": "readme.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
}
"""Pages outside the folder `docs`, and where they lie in the site."""

MARK = "<!-- the site adds its reference here -->"
TITLES = {
    "rulebooks/index.md": "# The packaged rulebooks, rule by rule",
    "rulebooks/coverage.md": "# What cites which source",
}
"""What the reference calls pages that are made from the rules."""


def stage(folder: Path) -> None:
    """Write everything that Sphinx needs but its configuration.

    Args:
        folder: an empty folder.
    """
    pages = {ROOT / name: place for name, place in PLACES.items()}
    pages |= {path: path.relative_to(ROOT / "docs").as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))}
    repository = Repository(pages)
    made = {**names.pages(), **commands.pages(), **facts.pages()}
    written = {
        place: rewritten(path.read_text("utf-8"), path, place, repository.place) for path, place in pages.items()
    }
    reference = [*TITLES, *facts.pages(), *commands.pages(), names.INDEX]
    written["index.md"] = with_reference(written["index.md"], {**made, **TITLES}, reference)
    written |= made | _rulebooks()
    for place, content in written.items():
        _write(folder / place, content)
    repository.write(folder)


def with_reference(text: str, titled: dict[str, str], reference: list[str]) -> str:
    """The first page: with the reference that only the site has, and each of its parts in the navigation.

    Args:
        text: the page.
        titled: pages by their places; the first line of each is its title.
        reference: the places to list.

    Raises:
        ValueError: the page has no place for the reference.
    """
    listed = "\n".join(f"- [{titled[place].partition(chr(10))[0].lstrip('# ')}]({place})" for place in reference)
    if MARK not in text:
        raise ValueError(f"docs/index.md has no line `{MARK}`")
    text = text.replace(MARK, listed)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    trees = [_tree("", _places(parts[0]))]
    trees += [_tree(title, _places(content)) for title, content in zip(parts[1::2], parts[2::2], strict=True)]
    return "\n\n".join([text.rstrip(), *trees]) + "\n"


def _places(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"\]\(([^):#]+\.md)\)", text)))


def _tree(caption: str, places: list[str]) -> str:
    if not places:
        return ""
    lines = [
        ":hidden:",
        f":caption: {caption}" if caption else "",
        "",
        *(place.removesuffix(".md") for place in places),
    ]
    return "\n".join(["```{toctree}", *lines, "```"])


def _rulebooks() -> dict[str, str]:
    """The pages made from the rules, the rulebooks in the navigation and their rules on their pages."""
    rulebooks = packaged_rulebooks()
    pages = document(*map(load_rulebook, rulebooks))
    pages["index.md"] += "\n" + _tree("", [f"{name}/index.md" for name in rulebooks]) + "\n"
    # A navigation that lists every rule on every page would be most of the site.
    pages = {path: ORPHAN + text if "/rules/" in path else text for path, text in pages.items()}
    return {f"rulebooks/{path}": text for path, text in pages.items()}


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8", newline="\n")
