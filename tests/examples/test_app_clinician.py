"""What only a clinician does: where a rehab begins, steps that wait, and clearance."""

from __future__ import annotations

import httpx
from tests.examples.asking import MONDAY, add_runner, begun, decided, quiet_days, send
from tests.examples.serving import Calendar


def test_a_clinician_begins_the_rehab_and_accepts_a_step(client: httpx.Client, calendar: Calendar) -> None:
    """In the mode `clinician` a step forward waits, can be accepted once, and begins on the day of it."""
    runner = add_runner(client, mode="clinician")
    assert "The rehab has not begun" in client.get(runner).text
    form = {"date": str(MONDAY), "stage": "protect", "flare_stage": "none", "reason": "first visit"}
    assert client.post(f"{runner}/clinician/stage", data=form).status_code == 303
    calendar.turn(9)
    assert send(client, runner, *quiet_days(MONDAY, 10)).status_code == 201
    assert "Wait for a clinician before you move on" in client.get(runner).text
    refused = client.post(f"{runner}/clinician/accept", data={"stage": "return_week_1", "reason": "well done"})
    assert refused.status_code == 422
    assert "That step no longer waits" in refused.text
    assert client.post(f"{runner}/clinician/accept", data={"stage": "strengthen", "reason": ""}).status_code == 422
    accepted = client.post(f"{runner}/clinician/accept", data={"stage": "strengthen", "reason": "well done"})
    assert accepted.status_code == 303
    assert decided(client, runner).stage == "strengthen"
    html = client.get(f"{runner}/timeline").text
    assert "By a clinician: well done" in html
    assert "By a clinician: first visit" in html


def test_a_step_back_does_not_wait(client: httpx.Client, calendar: Calendar) -> None:
    """A run with worsening pain leads back from the next day on, in every mode."""
    runner = add_runner(client, mode="clinician")
    send(client, runner, begun("return_week_1"), *quiet_days(MONDAY, 1, daily_pain=0))
    send(client, runner, {"kind": "run", "start": str(MONDAY), "minutes": 12, "run_pain": "worsening"})
    assert decided(client, runner).outcome == "back_off"
    calendar.turn()
    assert decided(client, runner).stage == "protect"


def test_changing_the_mode_leaves_the_past_as_it_was(client: httpx.Client, calendar: Calendar) -> None:
    """Steps that the rules took stay taken when steps begin to wait for a clinician."""
    runner = add_runner(client, mode="automatic")
    send(client, runner, begun("protect", flare_stage="none"))
    calendar.turn(9)
    send(client, runner, *quiet_days(MONDAY, 10))
    before = client.get(f"/api{runner}/timeline").json()
    assert [change["stage"] for change in before["changes"]] == ["protect", "strengthen"]
    assert client.post(f"{runner}/clinician/mode", data={"mode": "clinician"}).status_code == 303
    assert client.get(f"/api{runner}/timeline").json()["changes"] == before["changes"]
    assert client.post(f"{runner}/clinician/mode", data={"mode": "nobody"}).status_code == 422


def test_a_clearance_is_given_with_the_findings_of_its_day(client: httpx.Client) -> None:
    """It lifts the referral for what was found on that day."""
    runner = add_runner(client)
    send(client, runner, begun("protect"), *quiet_days(MONDAY, 1, giving_way=True))
    assert decided(client, runner).outcome == "refer"
    form = {"date": str(MONDAY), "varus_test": "negative", "giving_way": "yes", "clearance": "given"}
    assert client.post(f"{runner}/clinician/examination", data=form).status_code == 303
    decision = decided(client, runner)
    assert decision.outcome != "refer"
    assert decision.cleared
