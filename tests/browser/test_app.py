"""What a runner and a clinician see of the example app, from the first check-ins to a referral."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import SCHEMES, SIZES, WatchedPages
from tests.examples.asking import SIGNS
from tests.examples.serving import Calendar, served

from itb_rules.diary import ExerciseSession

pytestmark = pytest.mark.xdist_group("browser")

BEGUN = date(2026, 3, 2)
"""The first day of `strengthen`."""
KNOWN = {**SIGNS, "pain_site": "lateral", "pain_diffuse": False, "consistent_weeks": 2}


@pytest.fixture
def calendar() -> Calendar:
    """The day before the week of this story."""
    return Calendar(BEGUN + timedelta(9))


@pytest.fixture
def client(tmp_path: Path, calendar: Calendar) -> Iterator[httpx.Client]:
    """The app with one runner, who has strengthened the hips for a while."""
    with served(tmp_path / "runners.db", calendar) as client:
        client.post("/api/runners", json={"name": "Ada Winter", "time_zone": "Europe/Berlin"}).raise_for_status()
        client.post("/api/runners/1/entries", json=earlier(calendar.today)).raise_for_status()
        yield client


def earlier(until: date) -> list[dict[str, object]]:
    """The rehab so far: begun by a clinician, two calm days with some pain, and nothing told since."""
    change = {"kind": "stage_change", "date": str(BEGUN), "stage": "strengthen", "flare_stage": "none"}
    told = {**KNOWN, "varus_test": None, "pain_at_rest": 0, "daily_pain": 2, "painkillers": False}
    days = [BEGUN + timedelta(day) for day in range((until - BEGUN).days + 1)]
    checked = [{"kind": "check_in", "date": str(day), "complete": True, "facts": told} for day in days]
    return [{**change, "by": "clinician", "reason": "The acute pain is over"}, *checked]


def look(page: Page, name: str) -> None:
    """A page has no barrier and cuts nothing, by light and dark and on both devices; keep what it looks like."""
    for scheme in SCHEMES:
        for device, (width, height) in SIZES.items():
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            save_screenshot(page, f"app/{name}-{scheme}-{device}")
            assert axe_violations(page) == [], (name, scheme, device)
            assert cut_text(page) == [], (name, scheme, device)


def answer(page: Page, name: str, value: str) -> None:
    """Choose an answer, in a folded group as well."""
    field = page.locator(f"[id='field-{name}']")
    for fold in page.locator(f"details:has([id='field-{name}'])").all():
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
    if field.locator("select").count():
        field.locator("select").select_option(value)
    elif field.locator("input[type=radio]").count():
        field.locator(f"input[value='{value}']").check()
    else:
        field.locator("input").fill(value)


def save(page: Page, button: str) -> None:
    """Send the form, and wait for the page that it leads to, laid out by its style sheet."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def says(page: Page) -> str:
    """All that the page says."""
    return " ".join(page.inner_text("body").split())


def heading(page: Page) -> str:
    """What is decided, in the first lines of the decision."""
    return " ".join(page.locator(".itb-rules > header").first.inner_text().upper().split())


def test_a_runner_checks_in_for_a_week_runs_flares_and_is_referred(
    client: httpx.Client, calendar: Calendar, new_page: WatchedPages
) -> None:
    """A week through the form ends with the step to running, a bad run leads back, and a red flag to a doctor."""
    page = new_page(statuses=(422,))
    home = f"{client.base_url}/runners/1"
    page.goto(home)
    assert "HOLD" in heading(page)
    assert "Strengthen the hips" in says(page)
    look(page, "1-today")
    _week(page, home, calendar)
    calendar.turn()
    _flare(page, home)
    calendar.turn()
    _afterwards(page, home)
    _red_flag(page, home)


def _week(page: Page, home: str, calendar: Calendar) -> None:
    """Seven painless days in a row, a training, and what the form asks for; then the return to running begins."""
    for day in range(7):
        calendar.turn()
        page.goto(f"{home}/check-in")
        if day == 0:
            look(page, "2-check-in")
            save(page, "Save the check-in")
            assert "No question was answered" in says(page)
        for name, value in (("pain_at_rest", "0"), ("daily_pain", "0"), ("painkillers", "no"), ("complete", "yes")):
            answer(page, name, value)
        if day == 3:
            _signs_once_more(page)
        save(page, "Save the check-in")
        assert "Your check-in was saved." in says(page)
        assert page.locator(".alarm").count() == 0
        if day == 4:
            _train(page, home)
    _examine(page, home)
    page.goto(home)
    assert "PROGRESS" in heading(page)
    assert re.search("STRENGTHEN THE HIPS →.* RETURN TO RUNNING, WEEK 1", heading(page))
    assert "Begin with short, easy runs on every other day." in says(page)
    look(page, "4-cleared-to-run")


def _flare(page: Page, home: str) -> None:
    """The first run hurts more and more; a slip in the form is said and mended first."""
    page.goto(f"{home}/run")
    look(page, "5-run")
    answer(page, "minutes", "12000")
    answer(page, "run_pain", "worsening")
    save(page, "Save the run")
    assert "Answered: 12000. Allowed: a number from 0 to 1440" in says(page)
    assert page.locator("#field-run_pain input:checked").get_attribute("value") == "worsening"
    look(page, "6-run-refused")
    answer(page, "minutes", "12")
    save(page, "Save the run")
    assert "Your run was saved." in says(page)
    assert "BACK OFF" in heading(page)
    assert re.search("RETURN TO RUNNING, WEEK 1 →.* PROTECT THE KNEE", heading(page))
    look(page, "7-back-off")


def _afterwards(page: Page, home: str) -> None:
    """The timeline says where it went, and why."""
    page.goto(f"{home}/timeline")
    stages = [" ".join(step.split()) for step in page.locator(".stages .step").all_inner_texts()]
    assert stages == [
        "Return to running, week 1 → on to Protect the knee",
        "Strengthen the hips → on to Return to running, week 1",
        "Strengthen the hips",
    ]
    assert "The outer knee hurt more and more during the latest run" in says(page)
    look(page, "8-timeline")


def _red_flag(page: Page, home: str) -> None:
    """One yes on the screen, and the referral stands above everything, on every page."""
    page.goto(f"{home}/check-in")
    look(page, "9-signs")
    answer(page, "calf_swelling", "yes")
    save(page, "Save the check-in")
    alarm = page.get_by_role("region", name="See a doctor today")
    box = alarm.bounding_box()
    assert box is not None
    assert box["y"] < 10
    assert "URGENT" in alarm.inner_text()
    assert "call the emergency services" in alarm.inner_text()
    assert "REFER NOW" in heading(page)
    assert page.title().startswith("Urgent")
    look(page, "10-refer-now")
    page.goto(f"{home}/check-in")
    assert alarm.is_visible()


def _signs_once_more(page: Page) -> None:
    """An answer about a sign counts for a week, so the form asks again; the typical answers, whatever it asks for."""
    for name, value in KNOWN.items():
        if page.locator(f"[id='field-{name}']").count():
            answer(page, name, {True: "yes", False: "no"}.get(value, str(value)))  # type: ignore[call-overload]


def _train(page: Page, home: str) -> None:
    """All six exercises, without pain."""
    page.goto(f"{home}/exercises")
    for exercise in ExerciseSession.specs["exercise"].values:
        for name, value in (("sets", "3"), ("reps", "15"), ("pain", "0")):
            answer(page, f"{exercise}.{name}", value)
    look(page, "3-exercises")
    save(page, "Save the exercises")
    assert "Your exercises were saved." in says(page)


def _examine(page: Page, home: str) -> None:
    """One question is for the clinician alone: the runner's form says so, and the clinician's page has it."""
    page.goto(f"{home}/check-in")
    assert "A clinician is asked, too On the clinician's page: varus test." in says(page)
    page.goto(f"{home}/clinician")
    answer(page, "varus_test", "negative")
    save(page, "Save the examination")
    assert "The examination was saved." in says(page)


def test_a_clinician_begins_a_rehab_and_accepts_a_step(
    client: httpx.Client, calendar: Calendar, new_page: WatchedPages
) -> None:
    """Somebody new is added, the rehab is begun, a step waits, and the clinician accepts it."""
    calendar.today = BEGUN
    page = new_page(statuses=(422,))
    page.goto(f"{client.base_url}/")
    look(page, "clinician-1-start")
    page.get_by_label("Name").fill("Ben <b>Sommer</b>")
    page.get_by_label("Time zone").fill("Europe/Berlim")
    save(page, "Add the runner")
    assert "Did you mean Europe/Berlin?" in says(page)
    page.get_by_label("Time zone").fill("Europe/Berlin")
    save(page, "Add the runner")
    assert "Ben <b>Sommer</b>" in says(page)
    assert "The rehab has not begun" in says(page)
    look(page, "clinician-2-new")

    home = page.url.partition("?")[0]
    page.goto(f"{home}/clinician")
    page.get_by_label("Stage", exact=True).select_option("protect")
    page.get_by_label("Stage left at the last back-off").select_option("none")
    page.get_by_label("Why?").fill("Seen today")
    save(page, "Begin the rehab")
    assert "The stage was saved." in says(page)

    calendar.turn(8)
    told = {
        **KNOWN,
        "symptom_weeks": 3,
        "consistent_weeks": 0,
        "pain_at_rest": 0,
        "daily_pain": 1,
        "painkillers": False,
    }
    days = [
        {"kind": "check_in", "date": str(BEGUN + timedelta(day)), "complete": True, "facts": told} for day in range(9)
    ]
    client.post(f"/api/runners/{home.rpartition('/')[2]}/entries", json=days).raise_for_status()
    page.goto(home)
    assert "Wait for a clinician before you move on" in says(page)
    look(page, "clinician-3-waits")
    page.goto(f"{home}/clinician")
    look(page, "clinician-4-page")
    save(page, "Accept the step from today on")
    assert "The step was accepted." in says(page)
    assert "Protect the knee → on to Strengthen the hips By a clinician: Start strengthening" in says(page)
    page.goto(home)
    assert "HOLD" in heading(page)
    assert "STRENGTHEN THE HIPS" in heading(page)


def test_a_decision_is_printed_whole(client: httpx.Client, new_page: WatchedPages) -> None:
    """On paper nothing can be unfolded: the plan is there with everything in it, and no button."""
    page = new_page(width="phone")
    page.goto(f"{client.base_url}/runners/1")
    step = page.get_by_text("like a shell")
    # Playwright itself takes what is in a closed fold for hidden, whatever the style says.
    shown = "element => element.checkVisibility() && element.getBoundingClientRect().height > 0"
    assert not step.evaluate(shown)
    page.emulate_media(media="print")
    assert step.evaluate(shown)
    assert not page.get_by_role("link", name="Log a run").is_visible()
    save_screenshot(page, "app/print")
