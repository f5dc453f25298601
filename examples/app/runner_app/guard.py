"""Who is let in: requests to an address of ours, from our own pages, with a body that somebody could have typed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = ("localhost", "127.0.0.1", "::1")
"""The names under which an app on one's own machine is reached."""
MOST_BODY = 1_000_000
"""Bytes of a form or of entries: hundreds of check-ins."""
SAFE = ("GET", "HEAD")


def allowed_hosts(given: Iterable[str] | None) -> frozenset[str]:
    """The host names that are answered: those given; else those of `ALLOWED_HOSTS`; else those of this machine."""
    named = os.environ.get("ALLOWED_HOSTS", "").split(",") if given is None else given
    return frozenset(name.strip().lower() for name in named if name.strip()) or frozenset(LOCAL)


def check_sender(request: Request, hosts: frozenset[str]) -> None:
    """Refuse a request to a name that is not ours, and what the page of another site has the browser send.

    Whoever makes a name of theirs lead to this machine could otherwise have a browser read everything here.

    Raises:
        HTTPException: 421 for the name, 403 for the sender.
    """
    host = request.headers.get("Host", "")
    if _hostname(f"//{host}") not in hosts:
        raise HTTPException(421)
    if request.method in SAFE:
        return
    # Browsers say where a form comes from; programs, such as curl, have no page and say nothing.
    origin = request.headers.get("Origin")
    elsewhere = origin is not None and origin.partition("://")[2].lower() != host.lower()
    if elsewhere or request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise HTTPException(403)


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


class BoundedBody:
    """Stops reading a body where it becomes too long, whatever its header says of its length.

    Args:
        app: what the request goes on to.
        most: bytes that a body may have.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on; whoever reads too much of it gets an `HTTPException` of 413 instead."""
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413)
            return message

        await self._app(scope, bounded, send)
