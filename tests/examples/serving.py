"""The example app on a real server, with a calendar that the test turns."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
import uvicorn

APP = Path(__file__).parents[2] / "examples" / "app"
sys.path.insert(0, str(APP))

from runner_app import create_app  # noqa: E402 - an example is no package of this project


@dataclass
class Calendar:
    """The date of today, wherever the runner is."""

    today: date

    def __call__(self, time_zone: str) -> date:
        """The date of today; every runner of a test lives in one zone."""
        return self.today

    def turn(self, days: int = 1) -> date:
        """Go on to another day."""
        self.today += timedelta(days)
        return self.today


@contextmanager
def served(database: Path, calendar: Calendar) -> Iterator[httpx.Client]:
    """Serve the app on a free port of this machine; the client follows no redirect and knows the address."""
    config = uvicorn.Config(
        create_app(f"sqlite:///{database}", today=calendar), port=0, log_level="warning", lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
