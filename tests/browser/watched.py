"""Pages that are watched: whatever goes wrong in one is noted, and fails the test that opened it."""

from __future__ import annotations

from collections.abc import Collection
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, WebSocket

Scheme = Literal["light", "dark"]
Width = Literal["phone", "desktop"]

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SIZES: dict[Width, tuple[int, int]] = {"phone": (390, 844), "desktop": (1280, 900)}
WITHIN = {"about", "blob", "data", "file"}
"""Addresses that lead to no server."""


class WatchedPages:
    """Opens pages, and raises on leaving if anything went wrong in one of them.

    Args:
        browser: what to open them in.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def __call__(
        self,
        scheme: Scheme = "light",
        width: Width = "desktop",
        *,
        statuses: Collection[int] = (),
        locale: str = "en-GB",
    ) -> Page:
        """Open an empty page.

        The first server that the page is sent to is its own; a request to any other is refused and noted.

        Args:
            scheme: the colours that the reader prefers.
            width: the size of the window, by the device.
            statuses: HTTP statuses of errors that the test provokes, which the browser's console reports.
            locale: the language that the browser asks for.
        """
        columns, rows = SIZES[width]
        context = self._browser.new_context(
            color_scheme=scheme,
            viewport={"width": columns, "height": rows},
            reduced_motion="reduce",
            locale=locale,
            service_workers="block",
        )
        self._contexts.append(context)
        watch = _Watch(self.problems, statuses)
        context.route("**/*", watch.routed)
        page = context.new_page()
        page.on("console", watch.logged)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("websocket", watch.connected)
        return page

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._contexts:
            context.close()
        if error is None and self.problems:
            raise AssertionError("\n".join(self.problems))


class _Watch:
    """What is noted about one page."""

    def __init__(self, problems: list[str], statuses: Collection[int]) -> None:
        self._problems = problems
        self._provoked = tuple(f"responded with a status of {status} " for status in statuses)
        self._own: str | None = None

    def routed(self, route: Route, request: Request) -> None:
        """Let a request to the page's own server pass, and refuse any other."""
        if self._allowed(request.url):
            route.continue_()
        else:
            self._problems.append(f"request beyond the page's own server: {request.url}")
            route.abort()

    def connected(self, socket: WebSocket) -> None:
        """Note a socket to another server."""
        if not self._allowed(socket.url.replace("ws", "http", 1)):
            self._problems.append(f"socket beyond the page's own server: {socket.url}")

    def logged(self, message: ConsoleMessage) -> None:
        """Note an error on the console."""
        if message.type == "error" and not any(provoked in message.text for provoked in self._provoked):
            self._problems.append(f"console: {message.text} ({message.location.get('url')})")

    def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme in WITHIN:
            self._own = self._own or parts.scheme
            return True
        server = f"{parts.scheme}://{parts.netloc}"
        self._own = self._own or server
        return server == self._own
