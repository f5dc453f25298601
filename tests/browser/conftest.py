"""A browser for the tests of what people see in one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.chromium import needed_chromium, started
from tests.browser.watched import WatchedPages


# Not for the whole session: as long as Playwright runs, no other test of this thread can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with started(needed_chromium()) as browser:
        yield browser


@pytest.fixture
def new_page(browser: Browser) -> Iterator[WatchedPages]:
    """Opens pages, `new_page("dark", "phone")`; the test fails for errors in them and for requests that lead out."""
    with WatchedPages(browser) as pages:
        yield pages
