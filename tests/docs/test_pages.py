"""What the documentation shows is what happens, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.pages import PAGES, ROOT, blocks, examples

KINDS = {"", "python", "text", "console", "yaml", "json", "sh"}
FOLDERS = ("src", "rules", "docs", "examples", "tests", "benchmarks", ".ci")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@each_page
def test_every_example_prints_what_the_page_says(page: Path) -> None:
    """Python and commands are run in the order of the page, and their output compared."""
    for example in examples(page):
        assert example.agrees, f"{example.where} prints\n{example.prints}\ninstead of\n{example.says}"


@each_page
def test_every_block_says_what_it_is(page: Path) -> None:
    """A block without a kind, or with a misspelt one, would silently not be run."""
    assert {block.kind for block in blocks(page)} <= KINDS


@each_page
def test_a_quoted_rule_file_is_a_part_of_that_file(page: Path) -> None:
    """A `yaml` block that begins with a file's path shows lines of that file as they stand."""
    for block in blocks(page):
        named = re.match(r"# (\S+/\S+\.yaml)\n", block.content) if block.kind == "yaml" else None
        if named:
            whole = (ROOT / named[1]).read_text("utf-8")
            for part in block.content[named.end() :].split("# ...\n"):
                assert part.strip("\n") in whole, block.where


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links name files that exist, and headings that those files have."""
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


@each_page
def test_every_path_in_prose_exists(page: Path) -> None:
    """A file or folder of this repository that a sentence names is there."""
    for path in re.findall(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./-]*)`", _prose(page)):
        assert (ROOT / path).exists(), path


def test_every_page_can_be_reached_from_the_readme() -> None:
    """No page is an orphan."""
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        seen.add(page)
        for target in re.findall(r"\]\(([^)#\s]+\.md)", _prose(page)):
            linked = (page.parent / target).resolve()
            if linked.exists() and linked not in seen:
                ahead.append(linked)
    assert set(PAGES) <= seen


def test_every_make_target_that_is_named_exists() -> None:
    """`make something` on a page is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE):
            assert target in targets, page


def _prose(page: Path) -> str:
    """A page without its blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
