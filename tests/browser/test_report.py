"""The report as it is seen: on a phone, on a desk and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import WatchedPages

from itb_rules import CheckIn, Diary, StageChange, simulate
from itb_rules.report import report_html

pytestmark = pytest.mark.xdist_group("browser")

A4 = (595, 842)


def flared() -> Diary:
    """Months of a runner with a flare, and a day with a red flag at the end."""
    diary = simulate.diary(11, days=140, habits=simulate.Habits(adherence=0.9, flares=0.02, missed=0.05))
    last = diary.last_date
    assert last is not None
    diary.append(CheckIn(date=last, fever=True))
    return diary


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_it_can_be_read_by_everybody(new_page: WatchedPages, tmp_path: Path, scheme: str, size: str) -> None:
    """No barrier, no cut text, nothing loaded from anywhere; folded parts included."""
    path = tmp_path / "report.html"
    path.write_text(report_html(flared(), title="Runner 7"), "utf-8")
    page = new_page(scheme, size)
    page.goto(path.as_uri())
    save_screenshot(page, f"report-{scheme}-{size}")
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    assert axe_violations(page) == []
    assert cut_text(page) == []


def test_a_long_word_does_not_break_the_page(new_page: WatchedPages, tmp_path: Path) -> None:
    """A name or a reason without spaces is wrapped."""
    path = tmp_path / "report.html"
    change = StageChange(date=simulate.runner.FIRST_DAY, stage="protect", by="clinician", reason="y" * 300)
    path.write_text(report_html(Diary([change]), title="x" * 200), "utf-8")
    page = new_page("light", "phone")
    page.goto(path.as_uri())
    assert cut_text(page) == []


def test_it_prints_on_a4_with_what_is_folded(new_page: WatchedPages, tmp_path: Path) -> None:
    """On paper nothing can be opened, so all of it is there."""
    path = tmp_path / "report.html"
    path.write_text(report_html(flared()), "utf-8")
    page = new_page("light", "desktop")
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    found = re.findall(rb"/MediaBox \[([^\]]+)\]", printed)
    boxes = {tuple(round(float(each)) for each in box.split()[2:]) for box in found}
    assert boxes == {A4}
    page.emulate_media(media="print")
    folded = page.locator("details > :not(summary)").first
    assert folded.evaluate("(each) => each.getBoundingClientRect().height") > 0
