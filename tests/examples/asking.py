"""What tests ask of the example app: entries to send, forms to fill in, and what became of them."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx

from itb_rules import Assessment, Decision

MONDAY = date(2026, 3, 2)
SIGNS = {
    name: spec.typical
    for name, spec in Assessment.specs.items()
    if spec.group in ("knee", "nerve", "injury", "red_flags", "history") and name != "swelling_new"
}


def add_runner(client: httpx.Client, name: str = "Ada", mode: str = "automatic") -> str:
    """Add a runner through the form; returns the path of their page."""
    done = client.post("/runners", data={"name": name, "time_zone": "Europe/Berlin", "mode": mode})
    assert done.status_code == 303, done.text
    return done.headers["location"].partition("?")[0]


def send(client: httpx.Client, runner: str, *entries: dict[str, Any]) -> httpx.Response:
    """Send entries to the API."""
    return client.post(f"/api{runner}/entries", json=[*entries])


def begun(stage: str, on: date = MONDAY, **more: Any) -> dict[str, Any]:
    """The entry with which a clinician begins a rehab."""
    return {"kind": "stage_change", "date": str(on), "stage": stage, "by": "clinician", "reason": "seen", **more}


def quiet_days(first: date, count: int, **facts: Any) -> list[dict[str, Any]]:
    """Check-ins of days without any sign, with everything answered that a runner in `protect` is asked."""
    told = {
        **SIGNS,
        "pain_at_rest": 0,
        "daily_pain": 1,
        "painkillers": False,
        "pain_site": "lateral",
        "pain_diffuse": False,
        "consistent_weeks": 0,
        "symptom_weeks": 3,
        **facts,
    }
    return [
        {"kind": "check_in", "date": str(first + timedelta(days)), "complete": True, "facts": told}
        for days in range(count)
    ]


def decided(client: httpx.Client, runner: str, **query: str) -> Decision:
    """What the API says is decided."""
    answer = client.get(f"/api{runner}/decision", params=query)
    assert answer.status_code == 200, answer.text
    return Decision.model_validate_json(answer.text)


class Fields(HTMLParser):
    """The names and values that a form would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.names: list[str] = []
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note a field."""
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "select":
            self._select = name
            self.names.append(name)
        elif tag == "option" and (self._select not in self.sent or "selected" in given):
            self.sent[self._select] = value
        elif tag == "input" and "viewport" not in name:
            self.names.append(name)
            if given.get("type") != "radio" or "checked" in given:
                self.sent[name] = value


def fields(client: httpx.Client, path: str) -> Fields:
    """The form of a page."""
    return Fields(client.get(path).text)


def rows(database: Path) -> int:
    """How many entries the database holds."""
    with sqlite3.connect(database) as connection:
        (count,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    connection.close()
    return int(count)
