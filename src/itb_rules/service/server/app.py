"""The server as an ASGI application: every page within its limits, and the same calls for an assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, NotRequired, TypedDict, Unpack

from itb_rules.errors import MissingExtraError, Problem
from itb_rules.rulebook import Rulebook
from itb_rules.service.fhir.names import BASE
from itb_rules.service.server.calls import Calls
from itb_rules.wording.language import LANGUAGE, language_of

try:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.middleware import Middleware
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from itb_rules.service.server.limits import Limits, answered, outcome_json, problems_json
    from itb_rules.service.server.openapi import openapi
    from itb_rules.service.server.pages import Page, Place, pages
    from itb_rules.service.server.tools import mcp_server
except ImportError as error:
    raise MissingExtraError(
        f"the server needs `{error.name}`, which is not installed: pip install 'itb-rules[server]'"
    ) from error


class ServerOptions(TypedDict):
    """How the server answers.

    Attributes:
        base: the address under which its FHIR resources are, such as `https://rules.clinic.example/fhir`.
        language: the language of its forms and cards, such as `de`; English by default. A call such as `/decide` names
            its own.
        origins: web pages of these origins may call it from a browser (CORS); none by default.
        hosts: the names under which it may be called; None for any.
        max_age_days: how old answers that a record hands over may be, by who answers (`runner`, `clinician`); of the
            same day by default.
        most_bytes: the largest body of a request; a million by default.
        most_seconds: the longest that a request may take; 30 by default.
    """

    base: NotRequired[str | None]
    language: NotRequired[str]
    origins: NotRequired[Sequence[str]]
    hosts: NotRequired[Sequence[str] | None]
    max_age_days: NotRequired[Mapping[str, int]]
    most_bytes: NotRequired[int]
    most_seconds: NotRequired[float]


def app(*rulebooks: Rulebook | str, **options: Unpack[ServerOptions]) -> Starlette:
    """Make the server as an ASGI application (extra `server`).

    It keeps nothing of whoever asks, and logs nothing that they say. It has no accounts: who may call it is for
    whatever stands before it.

    Args:
        *rulebooks: loaded rulebooks, names of packaged ones or folders of rule files; all packaged ones by default.
        **options: see `ServerOptions`.

    Raises:
        OptionError: no packaged rulebook has this name, two rulebooks have the same, or there are no texts in this
            language.
        RulebookError: a rulebook's files have problems.
        MissingExtraError: the extra is not installed, or `languages` is not and the language is not English.
    """
    calls = Calls(rulebooks)
    limits = Limits(options.get("most_bytes", 1_000_000), options.get("most_seconds", 30.0))
    place = Place(options.get("base") or BASE, language_of(options.get("language", LANGUAGE)).code)
    found = pages(calls, place, options.get("max_age_days", {}))
    described = openapi(found, calls)
    found += [
        Page("/health", "GET", "Which rules are served", lambda _: health(calls)),
        Page("/openapi.json", "GET", "What can be asked", lambda _: described),
    ]
    tools = mcp_server(calls).streamable_http_app(
        json_response=True, stateless_http=True, max_request_body_size=limits.bytes, host=""
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with tools.router.lifespan_context(tools):
            yield

    routes = [_route(page, limits) for page in found]
    return Starlette(
        routes=[*routes, *tools.routes],
        middleware=[*_middleware(options)],
        exception_handlers={HTTPException: _not_there},
        lifespan=lifespan,
    )


def health(calls: Calls) -> dict[str, Any]:
    """Which rules are served, by their digests."""
    return {
        "status": "ok",
        "library": version("itb-rules"),
        "rulebooks": [
            {"name": book.name, "version": book.version, "profile": book.profile, "digest": book.digest}
            for book in calls.rulebooks.values()
        ],
    }


def _route(page: Page, limits: Limits) -> Route:
    async def endpoint(request: Request) -> Response:
        return await answered(request, limits, page.answer, outcome_json if page.fhir else problems_json)

    return Route(page.path, endpoint, methods=[page.method])


def _middleware(options: ServerOptions) -> Iterable[Middleware]:
    hosts, origins = options.get("hosts"), options.get("origins", ())
    if hosts is not None:
        yield Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts], www_redirect=False)
    if origins:
        yield Middleware(
            CORSMiddleware, allow_origins=[*origins], allow_methods=["GET", "POST"], allow_headers=["Content-Type"]
        )


async def _not_there(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    message = "there is nothing here" if status == 404 else "this is asked in another way"
    found = problems_json(status, [Problem("path", message)])
    found.headers.update(dict(getattr(error, "headers", None) or {}))
    return found
