"""What a German reader sees: the app by the browser's languages, a choice that stays, cards, and the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.test_app import BEGUN, earlier, says
from tests.browser.watched import SIZES, WatchedPages
from tests.examples.serving import Calendar, served

pytestmark = pytest.mark.xdist_group("browser")

TODAY = date(2026, 3, 11)
RUN = {"kind": "run", "start": "2026-03-10", "minutes": 12.5, "run_pain": "worsening", "run_pain_level": 3}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """The app with one runner, who ran once and should not have."""
    with served(tmp_path / "runners.db", Calendar(TODAY)) as client:
        client.post("/api/runners", json={"name": "Ada Winter", "time_zone": "Europe/Berlin"}).raise_for_status()
        client.post("/api/runners/1/entries", json=[*earlier(TODAY), RUN]).raise_for_status()
        yield client


def look(page: Page, name: str) -> None:
    """No barrier, nothing cut, on a phone and at a desk; keep what it looks like."""
    for device, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        save_screenshot(page, f"german/{name}-{device}")
        assert axe_violations(page) == [], (name, device)
        assert cut_text(page) == [], (name, device)


def test_the_app_speaks_the_browsers_language_and_keeps_a_choice(client: httpx.Client, new_page: WatchedPages) -> None:
    """`Accept-Language` first; a button changes it on every page from then on."""
    page = new_page(locale="de-AT")
    home = f"{client.base_url}/runners/1"
    page.goto(home)
    assert page.locator("html").get_attribute("lang") == "de"
    assert f"Mittwoch, {TODAY.day}. März 2026" in says(page)
    assert "BLEIBEN: Bleib in dieser Stufe" in says(page)
    look(page, "1-today")
    page.locator("summary", has_text="Warum, und alles dahinter").click()
    assert "Was zu fragen ist" in says(page)
    look(page, "2-why")
    page.goto(f"{home}/ask")
    look(page, "3-card")
    for where in ("check-in", "run", "exercises", "timeline", "clinician"):
        page.goto(f"{home}/{where}")
        look(page, f"4-{where}")
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    assert page.url == f"{home}/clinician"
    assert "Examination and clearance" in says(page)
    page.goto(home)
    assert "HOLD: Stay in this stage" in says(page)


def test_the_report_is_german_with_commas_dates_and_plurals(client: httpx.Client, new_page: WatchedPages) -> None:
    """Minutes of a run with a decimal comma, dates as people write them, days in their right number."""
    page = new_page(locale="de-DE")
    page.goto(f"{client.base_url}/runners/1/report")
    text = says(page)
    for wanted in ("02.03.2026 bis 11.03.2026", "12,5 Minuten", "Ada Winter", "Läufe", "Diese deutsche Übersetzung"):
        assert wanted in text, wanted
    assert str(BEGUN) not in text
    for device, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        save_screenshot(page, f"german/report-{device}")
        assert axe_violations(page) == []
        assert cut_text(page) == []
