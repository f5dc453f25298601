"""A browser for the tests of what people see in one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.chromium import MISSING, find_chromium, started
from tests.browser.watched import WatchedPages


# Not for the whole session: as long as Playwright runs, no other test of this thread can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Where there is none the tests are skipped, and fail in CI."""
    program = find_chromium()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with started(program) as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[WatchedPages]:
    """Opens pages, `new_page("dark", "phone")`; the test fails for errors in them and for requests that lead out."""
    with WatchedPages(browser) as pages:
        yield pages
