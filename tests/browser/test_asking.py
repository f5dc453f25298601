"""What a runner sees of the cards on a phone: the intake, and a week of check-ins, to a decision each day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import SCHEMES, SIZES, WatchedPages
from tests.examples.serving import Calendar, served

pytestmark = pytest.mark.xdist_group("browser")

MONDAY = date(2026, 3, 2)
TRUTH = {
    "stage": "protect",
    "pain_site": "lateral",
    "symptom_weeks": "3",
    "pain_improving": "yes",
    "age": "34",
    "open_referral": "none",
    "flare_stage": "none",
    "stage_day": "5",
    "rehab_day": "5",
    "consistent_weeks": "0",
    "return_weeks": "0",
    "back_offs_12_weeks": "0",
    "exercises_completed": "no",
    "run_pain": "no_run",
    "pain_at_rest": "0",
    "daily_pain": "1",
    "pain_free_days": "0",
    "next_morning_worse": "no",
    "painkillers": "no",
    "changed": "nothing",
    "ran": "no",
    "trained": "no",
}


@pytest.fixture
def calendar() -> Calendar:
    """The day of the intake."""
    return Calendar(MONDAY)


@pytest.fixture
def client(tmp_path: Path, calendar: Calendar) -> Iterator[httpx.Client]:
    """The app with one runner, of whom nothing is known."""
    with served(tmp_path / "runners.db", calendar) as client:
        client.post("/api/runners", json={"name": "Ada Winter", "time_zone": "Europe/Berlin"}).raise_for_status()
        yield client


def look(page: Page, name: str) -> None:
    """A card has no barrier and cuts nothing on a phone, by light and dark; keep what it looks like."""
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        save_screenshot(page, f"asking/{name}-{scheme}")
        assert axe_violations(page) == [], (name, scheme)
        assert cut_text(page) == [], (name, scheme)


def send(page: Page, button: str = "button[value=answer]") -> None:
    """Send a card or form or follow a link, and wait for the page that it leads to, laid out by its style sheet."""
    with page.expect_navigation():
        page.locator(button).click()


def answered(page: Page, truth: dict[str, str], seen: str = "") -> list[str]:
    """Answer card after card, until the page of today; the ids of the cards."""
    ids = []
    while page.url.partition("?")[0].endswith("/ask"):
        card = page.locator("input[name=card]")
        if not card.count():
            break
        ids.append(card.get_attribute("value") or "")
        if seen:
            look(page, f"{seen}-{len(ids)}-{ids[-1]}")
        none = page.locator("button[value=none]")
        if none.count():
            send(page, "button[value=none]")
            continue
        for name, value in truth.items():
            radio = page.locator(f"input[type=radio][name='{name}'][value='{value}']")
            field = page.locator(f"input[type=text][name='{name}']")
            if radio.count():
                radio.check()
            elif field.count():
                field.fill(value)
        send(page)
    return ids


def test_the_intake_leads_to_a_decision_on_a_few_cards(client: httpx.Client, new_page: WatchedPages) -> None:
    """Somebody new: nothing is known, and ten cards later there is something to do."""
    page = new_page(width="phone")
    page.goto(f"{client.base_url}/runners/1")
    look(page, "1-new")
    send(page, "a:has-text('a few cards')")
    ids = answered(page, TRUTH, seen="2-intake")
    assert 5 <= len(ids) <= 10
    look(page, "3-decided")
    text = page.inner_text("main").upper()
    assert "PROTECT THE KNEE" in text
    assert "WHAT TO ASK" not in text.partition("WHY, AND EVERYTHING BEHIND IT")[0]


def test_a_week_of_check_ins_is_a_card_or_two_a_day(
    client: httpx.Client, calendar: Calendar, new_page: WatchedPages
) -> None:
    """The day after the first is one card, and signs come back one card at a time; a run has its form."""
    page = new_page(width="phone")
    page.goto(f"{client.base_url}/runners/1/ask")
    answered(page, TRUTH)
    counts = []
    for day in range(7):
        calendar.turn()
        page.goto(f"{client.base_url}/runners/1/ask")
        ids = answered(page, {**TRUTH, "daily_pain": "0" if day else "1"}, seen=f"4-day-{day}" if day in (0, 5) else "")
        assert ids[0] == "today"
        counts.append(len(ids))
    assert max(counts) <= 4
    assert sum(counts) / len(counts) <= 2
    calendar.turn()
    page.goto(f"{client.base_url}/runners/1/ask")
    page.locator("input[name=ran][value=yes]").check()
    for name in ("pain_at_rest", "daily_pain"):
        page.locator(f"input[name={name}][value='0']").check()
    for name, value in (("changed", "nothing"), ("trained", "no")):
        page.locator(f"input[name={name}][value={value}]").check()
    send(page)
    assert page.url.partition("?")[0].endswith("/run")
    look(page, "5-run")
    page.locator("input[name=minutes]").fill("12")
    page.locator("input[name=run_pain][value=none]").check()
    send(page, "button:has-text('Save the run')")
    assert "/ask" in page.url or "saved" in page.url


def test_an_alarm_is_told_after_one_card(client: httpx.Client, new_page: WatchedPages) -> None:
    """A tick, and the page says to see a doctor today."""
    page = new_page(width="phone", statuses=(422,))
    page.goto(f"{client.base_url}/runners/1/ask")
    while page.locator("input[name=card]").get_attribute("value") != "alarm":
        answer = {**TRUTH}
        for name, value in answer.items():
            radio = page.locator(f"input[type=radio][name='{name}'][value='{value}']")
            if radio.count():
                radio.check()
        send(page)
    send(page)
    assert "Please correct" in page.inner_text("main")
    look(page, "6-nothing-ticked")
    page.locator("input[name=calf_swelling]").check()
    look(page, "7-ticked")
    send(page)
    assert page.get_by_role("region", name="See a doctor today").is_visible()
    look(page, "8-alarm")
