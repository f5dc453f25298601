"""The example app for each test, on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.examples.asking import MONDAY
from tests.examples.serving import Calendar, served


@pytest.fixture
def calendar() -> Calendar:
    """Today is a Monday, until the test says otherwise."""
    return Calendar(MONDAY)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database that does not exist yet."""
    return tmp_path / "runners.db"


@pytest.fixture
def client(database: Path, calendar: Calendar) -> Iterator[httpx.Client]:
    """The app, without anybody in it."""
    with served(database, calendar) as client:
        yield client
