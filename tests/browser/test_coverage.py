"""The page about coverage as it is seen: on a phone and on a desk, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import WatchedPages

from itb_rules import load_rulebook
from itb_rules.testing import Coverage, coverage_html

pytestmark = pytest.mark.xdist_group("browser")

SHOWN = [
    {"exercise": "clamshell", "sets": 3, "reps": 15, "effort": "easy", "controlled": True, "pain": 0, "load": "none"},
    {"exercise": "band_walk", "pain": 5},
    {},
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_it_can_be_read_by_everybody(new_page: WatchedPages, tmp_path: Path, scheme: str, size: str) -> None:
    """No barrier, no cut text, nothing loaded from anywhere, and no script."""
    path = tmp_path / "coverage.html"
    path.write_text(coverage_html(Coverage(load_rulebook("exercise"), SHOWN), "exercise"), "utf-8")
    page = new_page(scheme, size)
    page.goto(path.as_uri())
    save_screenshot(page, f"coverage-{scheme}-{size}")
    assert axe_violations(page) == []
    assert cut_text(page) == []
    assert page.locator("script").count() == 0
