"""The app, put together."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import date

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from itb_rules import DiaryError, Problem
from runner_app import api, asking, clinician, languages, pages
from runner_app.guard import BoundedBody, allowed_hosts, check_sender
from runner_app.rehab import Rehab, today_in
from runner_app.rendering import HERE, page
from runner_app.storage import Storage

HEADERS = {
    # No script at all, and nothing from elsewhere; a decision may bring its own style along.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def create_app(
    database_url: str | None = None, *, today: Callable[[str], date] = today_in, hosts: Iterable[str] | None = None
) -> FastAPI:
    """Make the app.

    Args:
        database_url: as SQLAlchemy writes it; without it `DATABASE_URL`, and without that a file in this folder.
        today: says the date of today in a time zone.
        hosts: the host names under which the app is reached; without them `ALLOWED_HOSTS`, and without that this
            machine's own.
    """
    storage = Storage(database_url or os.environ.get("DATABASE_URL", "sqlite:///runners.db"))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        storage.close()

    # The interactive documentation of FastAPI would load its scripts from a server elsewhere.
    app = FastAPI(title="Runners in rehab", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.rehab = Rehab(storage, today)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.include_router(asking.router)
    app.include_router(clinician.router)
    app.include_router(languages.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.state.hosts = allowed_hosts(hosts)
    app.add_middleware(BoundedBody)
    app.middleware("http")(_guarded)
    app.exception_handler(DiaryError)(_refused)
    app.exception_handler(RequestValidationError)(_misread)
    app.exception_handler(StarletteHTTPException)(_failed)
    return app


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Let in who may come in, and say what our own pages may load."""
    try:
        check_sender(request, request.app.state.hosts)
    except HTTPException as error:
        return await _failed(request, error)
    response = await call_next(request)
    response.headers.update(HEADERS)
    return response


async def _refused(_request: Request, error: DiaryError) -> Response:
    """What the API says to entries that are none."""
    return api.refusal(error.problems, 422)


async def _misread(request: Request, error: RequestValidationError) -> Response:
    """What FastAPI itself could not read, in the same form."""
    problems = [
        Problem(
            ".".join(part for part in each["loc"][1:] if isinstance(part, str)),
            each["msg"][:1].lower() + each["msg"][1:],
        )
        for each in error.errors()
    ]
    if request.url.path.startswith(api.router.prefix):
        return await _refused(request, DiaryError(problems))
    return await _failed(request, HTTPException(404))


async def _failed(request: Request, error: HTTPException) -> Response:
    """An address that leads nowhere."""
    if request.url.path.startswith(api.router.prefix):
        return api.refusal([Problem("", str(error.detail).lower())], error.status_code)
    return page(request, "failed.html", status=error.status_code)
