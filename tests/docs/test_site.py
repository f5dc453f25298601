"""The documentation as a site: whole, without a warning, nothing loaded from elsewhere, no link that leads nowhere."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from docs.site.names import MODULES, public
from docs.site.staging import PLACES
from tests.docs.pages import PAGES, ROOT

from itb_rules import load_rulebook
from itb_rules.cli.program import program
from itb_rules.rulebook.loading.files import packaged_rulebooks

pytestmark = pytest.mark.xdist_group("site")

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}
OFFLINE = {f"{kind}_proxy": "http://127.0.0.1:9" for kind in ("http", "https", "all")}
"""Whoever reaches for the network while the site is built gets nothing."""


class Page(HTMLParser):
    """What a page loads, links to and can be linked at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.words = text
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        given = dict(attrs)
        self.anchors |= {value for name, value in attrs if name in ("id", "name") and value}
        if tag in LOADED and given.get(LOADED[tag]):
            self.loads.append(given[LOADED[tag]] or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it; a warning fails it."""
    target = tmp_path_factory.mktemp("site") / "docs"
    done = subprocess.run(
        [sys.executable, "-m", "docs.site", str(target)],
        cwd=ROOT,
        env={**os.environ, **OFFLINE},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    return target


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_page_of_the_repository_is_there(site: Path) -> None:
    """What can be read on a code host can be read here."""
    for page in PAGES:
        relative = page.relative_to(ROOT).as_posix()
        place = PLACES.get(relative, relative.removeprefix("docs/")).removesuffix(".md")
        assert (site / f"{place}.html").is_file(), place


def test_every_rule_has_a_page_with_its_picture(site: Path, pages: dict[Path, Page]) -> None:
    """The packaged rulebooks are documented while the site is built."""
    for name in packaged_rulebooks():
        for rule in load_rulebook(name).rules:
            assert site / "rulebooks" / name / "rules" / f"{rule.id}.html" in pages
    start = pages[site / "rulebooks/progression/rules/return-to-run.start.html"]
    assert any(each.endswith("return-to-run.start.pain_free_days.svg") for each in start.loads)
    assert (site / "rulebooks/coverage.html") in pages


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_its_reference(module: str, site: Path) -> None:
    """Each stands on its module's page, described there or with a link to where it is."""
    text = (site / "reference" / f"{module}.html").read_text("utf-8")
    names = public(module)
    assert names
    for name in names:
        told = f'id="{module}.{name}"' in text
        assert told or re.search(rf"itb_rules(\.\w+)*\.{name}</span></code>", text), name


def test_every_package_with_public_names_has_its_reference() -> None:
    """A package of the library that lists names and is left out of the reference is noticed."""
    listed = {
        f"itb_rules.{path.parent.name}"
        for path in (ROOT / "src/itb_rules").glob("*/__init__.py")
        if "__all__" in path.read_text("utf-8")
    }
    inside = {
        "itb_rules.rulebook.loading",
        "itb_rules.frame",
        "itb_rules.rulebook.engines",
        "itb_rules.rulebook.what_would",
    }
    assert listed - inside <= MODULES.keys()


def test_every_command_has_its_reference(site: Path) -> None:
    """With its own help."""
    text = (site / "reference/commands.html").read_text("utf-8")
    for name in program.commands:
        assert f"itb-rules {name}</span>" in text or f'id="itb-rules-{name}"' in text, name


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    """No script, style, font or picture comes over the network."""
    for path, page in pages.items():
        assert [each for each in page.loads if re.match(r"(?:\w+:)?//", each)] == [], path
    for path in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        text = path.read_text("utf-8")
        assert re.findall(r"url\(\s*['\"]?(?:https?:)?//", text) == [], path
        assert re.findall(r"@import|(?:href|src)=\"(?:https?:)?//", text) == [], path


def test_every_link_leads_somewhere(site: Path, pages: dict[Path, Page]) -> None:
    """Every page, picture and heading that a page links to is there."""
    broken = [
        f"{path.relative_to(site)} -> {target}" for path, page in pages.items() for target in _broken(path, page, pages)
    ]
    assert broken == []


def test_every_page_can_be_reached(site: Path, pages: dict[Path, Page]) -> None:
    """From the first page, by links alone."""
    seen, ahead = set(), [site / "index.html"]
    while ahead:
        path = ahead.pop()
        if path in seen or path not in pages:
            continue
        seen.add(path)
        ahead += [_place(path, link) for link in pages[path].links if "://" not in link]
    own = {path for path in pages if path.name not in ("search.html", "genindex.html", "py-modindex.html")}
    assert own <= seen


def test_a_missing_place_for_the_reference_is_noticed() -> None:
    """Without its mark the reference would silently be missing."""
    staging = importlib.import_module("docs.site.staging")
    with pytest.raises(ValueError, match="the site adds its reference here"):
        staging.with_reference("# Documentation\n", {}, [])


def test_a_link_to_what_is_not_there_is_noticed() -> None:
    """A page that links to a file that nobody has fails the build and is named."""
    links = importlib.import_module("docs.site.links")
    with pytest.raises(ValueError, match=r"docs/index\.md links to nowhere\.md"):
        links.rewritten("[x](nowhere.md)", ROOT / "docs/index.md", "index.md", lambda _path, _picture: None)


def _place(path: Path, link: str) -> Path:
    target = unquote(link.partition("#")[0])
    return Path(os.path.normpath(path.parent / target)) if target else path


def _broken(path: Path, page: Page, pages: dict[Path, Page]) -> Iterator[str]:
    for link in [*page.links, *page.loads]:
        if re.match(r"(?:\w+:)", link):
            continue
        there, anchor = _place(path, link.partition("?")[0]), unquote(link.partition("#")[2])
        if not there.exists() or (anchor and there in pages and anchor not in pages[there].anchors):
            yield link
