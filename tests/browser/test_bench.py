"""The bench itself: it notices what it is there to notice."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser import chromium, looking
from tests.browser.chromium import find_chromium, needed_chromium, started
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import SIZES, WatchedPages

pytestmark = pytest.mark.xdist_group("browser")

SOUND = """<!doctype html><html lang="en"><head><title>Sound</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark }</style></head><body><main><h1>Sound</h1><p>Text</p></main></body></html>"""


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(SOUND.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server with one sound page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_sound_page_passes(new_page: WatchedPages, server: str) -> None:
    """A page without errors is opened, found free of barriers, and seen in the size that was asked for."""
    page = new_page("dark", "phone")
    page.goto(server)
    assert axe_violations(page) == []
    assert cut_text(page) == []
    assert page.evaluate("[innerWidth, innerHeight]") == [*SIZES["phone"]]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<script>console.error('broken')</script>", "console: broken"),
        ("<script>missing()</script>", "page error: missing is not defined"),
        ("<img alt='' src='http://127.0.0.1:9/pixel.png'>", "request beyond the page's own server: http://127.0.0.1:9"),
        ("<img alt='' src='none.png'>", "console: Failed to load resource"),
    ],
)
def test_what_goes_wrong_in_a_page_fails_its_test(browser: Browser, tmp_path: Path, body: str, says: str) -> None:
    """Errors of scripts, of the console and of files that are not there, and every request that leads out."""
    path = tmp_path / "page.html"
    path.write_text(SOUND.replace("<p>Text</p>", body), "utf-8")

    def visit() -> None:
        with WatchedPages(browser) as pages:
            pages().goto(path.as_uri())

    with pytest.raises(AssertionError, match=says):
        visit()


def test_another_server_than_the_first_is_refused(browser: Browser, server: str) -> None:
    """Another port of the same machine is another server."""

    def visit() -> None:
        with WatchedPages(browser) as pages:
            page = pages()
            page.goto(server)
            page.evaluate("fetch('http://127.0.0.1:9/data').catch(() => null)")

    with pytest.raises(AssertionError, match=r"beyond the page's own server: http://127\.0\.0\.1:9/data"):
        visit()


def test_a_status_that_is_provoked_is_no_error_and_any_other_is(browser: Browser, server: str) -> None:
    """A test of a page for a mistake says which status it expects."""

    def visit(status: int) -> None:
        with WatchedPages(browser) as pages:
            pages(statuses=(status,)).goto(f"{server}/missing")

    visit(404)
    with pytest.raises(AssertionError, match="status of 404"):
        visit(422)


def test_a_barrier_is_found(new_page: WatchedPages) -> None:
    """Grey on white and an input without a label keep readers out."""
    page = new_page()
    page.set_content(SOUND.replace("<p>Text</p>", "<p style='color:#bbb;background:#fff'>Pale</p><input>"))
    found = "\n".join(axe_violations(page))
    assert "color-contrast" in found
    assert "label" in found


def test_cut_text_is_found(new_page: WatchedPages) -> None:
    """Text that ends at the edge of its box, text below a fixed height, and a page wider than the window."""
    page = new_page(width="phone")
    box = "<p id='{name}' style='{style}'>A line that is much longer than the room that there is for it</p>"
    page.set_content(
        SOUND.replace(
            "<p>Text</p>",
            box.format(name="side", style="width:90px;white-space:nowrap;overflow:hidden")
            + box.format(name="below", style="width:90px;height:20px;overflow:hidden")
            + box.format(name="wide", style="width:900px")
            + box.format(name="hidden", style="width:1px;height:1px;overflow:hidden;position:absolute"),
        )
    )
    found = "\n".join(cut_text(page))
    assert "the page is" in found
    for problem in ("cut at the side: p#side", "cut below: p#below", "beyond the edge: p#wide"):
        assert problem in found
    assert "#hidden" not in found


def test_a_screenshot_is_a_file(new_page: WatchedPages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is of the whole page, and folders are made for it."""
    monkeypatch.setattr(looking, "SCREENSHOTS", tmp_path)
    page = new_page()
    page.set_content(SOUND)
    path = save_screenshot(page, "folder/sound")
    assert path == tmp_path / "folder" / "sound.png"
    assert path.read_bytes().startswith(b"\x89PNG")


def test_chromium_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`CHROMIUM` counts before the path, and a name that leads nowhere is an error and no reason to skip."""
    program = tmp_path / "my-chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert find_chromium() == str(program)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError, match="which is no program"):
        find_chromium()
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setattr(chromium, "NAMES", ("no-such-browser",))
    assert find_chromium() is None


def test_without_chromium_tests_are_skipped_and_fail_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """On somebody's machine the reason says how to get one; in CI nobody would read it."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "NAMES", ("no-such-browser",))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no Chromium found"):
        needed_chromium()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="install your system's package `chromium`"):
        needed_chromium()


def test_event_loops_run_again_after_the_browser() -> None:
    """Playwright keeps the event loop of its thread until it ends, and then gives it back."""
    program = needed_chromium()
    done = []

    def run() -> None:
        with started(program):
            pass
        done.append(asyncio.run(asyncio.sleep(0, "ran")))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert done == ["ran"]
