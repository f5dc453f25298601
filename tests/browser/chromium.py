"""Where Chromium is, and how it is started: quietly, and without a word to any server of its maker."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = (
    "no Chromium found; install your system's package `chromium`, or name one: CHROMIUM=/path/to/chromium make test"
)
ARGUMENTS = (
    "--no-sandbox",  # containers run tests as root, where the sandbox does not start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The program that `CHROMIUM` names, or else the first one on the path; None where there is none.

    Raises:
        FileNotFoundError: `CHROMIUM` names something that is no program.
    """
    named = os.environ.get("CHROMIUM")
    if not named:
        return next(filter(None, map(shutil.which, NAMES)), None)
    program = shutil.which(named)
    if program is None:
        raise FileNotFoundError(f"CHROMIUM is `{named}`, which is no program")
    return program


def needed_chromium() -> str:
    """The program; where there is none the tests that need it are skipped, and fail in CI."""
    program = find_chromium()
    if program is not None:
        return program
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@contextmanager
def started(program: str) -> Iterator[Browser]:
    """Run a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS])
        try:
            yield browser
        finally:
            browser.close()
