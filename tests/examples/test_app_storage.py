"""The rows of the example app: they outlive it, and requests at the same time lose nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.examples.asking import MONDAY, add_runner, begun, decided, quiet_days, rows, send
from tests.examples.serving import Calendar, served


def test_everything_is_there_after_a_restart(database: Path, calendar: Calendar) -> None:
    """The rows are the diary: another process decides the same."""
    with served(database, calendar) as client:
        runner = add_runner(client)
        send(client, runner, begun("protect", flare_stage="none"), *quiet_days(MONDAY, 1))
        send(client, runner, {"kind": "run", "start": f"{MONDAY}T07:30:00+01:00", "minutes": 12.5})
        before = decided(client, runner)
        timeline = client.get(f"/api{runner}/timeline").json()
    with served(database, calendar) as client:
        assert decided(client, runner) == before
        assert client.get(f"/api{runner}/timeline").json() == timeline


def test_two_processes_on_one_database_see_each_other(database: Path, calendar: Calendar) -> None:
    """What one has stored the other decides on, although it has kept the diary."""
    with served(database, calendar) as one, served(database, calendar) as other:
        runner = add_runner(one)
        assert decided(other, runner).outcome == "hold"
        send(one, runner, {"kind": "screen_answer", "date": str(MONDAY), "fact": "chest_symptoms", "answer": True})
        assert decided(other, runner).outcome == "refer_now"
        run = {"kind": "run", "id": "watch-7", "start": str(MONDAY), "minutes": 12}
        assert [send(each, runner, run).json()["new"] for each in (one, other)] == [1, 0]


def test_requests_at_once_lose_no_entry(database: Path, calendar: Calendar) -> None:
    """Many at a time, through two processes, some of them twice, readers in between: each entry is there once."""
    with served(database, calendar) as one, served(database, calendar) as other:
        runner = add_runner(one)

        def store(number: int) -> int:
            client = (one, other)[number % 2]
            run = {"kind": "run", "id": f"run-{number // 3}", "start": str(MONDAY), "minutes": number // 3}
            answer = send(client, runner, run, {"kind": "run", "id": f"own-{number}", "start": str(MONDAY)})
            assert answer.status_code == 201, answer.text
            assert client.get(f"/api{runner}/decision").status_code == 200
            return int(answer.json()["new"])

        with ThreadPoolExecutor(8) as threads:
            new = sum(threads.map(store, range(60)))
        assert new == rows(database) == 20 + 60
        assert decided(one, runner) == decided(other, runner)
