"""What every request is held to: its size, its time, its kind. What is refused is said; nothing of it is logged."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from itb_rules.errors import ItbRulesError, PrefetchError, Problem, ProblemsError
from itb_rules.facts.strict_json import NoNumberError, strict_json

JSON_KINDS = ("application/json", "application/fhir+json")
Said = Callable[[int, Sequence[Problem]], Response]
"""How problems are said: as our own JSON, or as an `OperationOutcome`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a request may be and how long it may take.

    Attributes:
        bytes: the largest body.
        seconds: the longest that a request may take, its body included.
    """

    bytes: int = 1_000_000
    seconds: float = 30.0


class RefusedError(Exception):
    """A request that is refused before anybody looks at what it says."""

    def __init__(self, status: int, message: str, where: str = "") -> None:
        self.status = status
        self.problems = (Problem(where, message),)
        super().__init__(message)


def problems_json(status: int, problems: Sequence[Problem]) -> Response:
    """Problems as our own JSON."""
    listed = [
        {
            "where": each.where,
            "message": each.message,
            "found": each.found,
            "allowed": each.allowed,
            "nearest": each.nearest,
        }
        for each in problems
    ]
    return JSONResponse({"problems": listed}, status)


def outcome_json(status: int, problems: Sequence[Problem]) -> Response:
    """Problems as an `OperationOutcome`."""
    issues = [
        {
            "severity": "error",
            "code": "exception" if status >= 500 else "invalid",
            "diagnostics": str(each),
            **({"expression": [each.where]} if each.where else {}),
        }
        for each in problems
    ]
    body = {"resourceType": "OperationOutcome", "issue": issues}
    return JSONResponse(body, status, media_type="application/fhir+json")


async def answered(
    request: Request, limits: Limits, answer: Callable[[Any], Any], say: Said = problems_json
) -> Response:
    """Answer a request within its limits.

    Args:
        request: the request; what a POST carries is read as strict JSON.
        limits: its limits.
        answer: makes the answer of what the request carries, in a thread of its own.
        say: how problems are said.
    """
    try:
        with anyio.fail_after(limits.seconds):
            body = await _body(request, limits) if request.method == "POST" else None
            # The answer of one that took too long is thrown away.
            found = await anyio.to_thread.run_sync(answer, body, abandon_on_cancel=True)
            fhir = say is outcome_json
            return JSONResponse(found, media_type=JSON_KINDS[1 if fhir else 0])
    except TimeoutError:
        return say(504, [Problem("", f"took longer than {limits.seconds:g} seconds")])
    except RefusedError as error:
        return say(error.status, error.problems)
    except PrefetchError as error:
        return say(412, error.problems)
    except ProblemsError as error:
        return say(422, error.problems)
    except ClientDisconnect:
        return say(400, [Problem("", "nobody listens any more")])
    except Exception as error:  # noqa: BLE001 - whatever it is, facts of a person must reach no log
        _note(error)
        return say(500, [Problem("", "an error of the server; nothing was decided")])


async def _body(request: Request, limits: Limits) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_KINDS:
        raise RefusedError(415, f"found `{kind[:80]}`; allowed: {', '.join(JSON_KINDS)}", "Content-Type")
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > limits.bytes:
        raise RefusedError(413, f"allowed: at most {limits.bytes:,} bytes", "body")
    read = bytearray()
    async for part in request.stream():
        read += part
        if len(read) > limits.bytes:
            raise RefusedError(413, f"allowed: at most {limits.bytes:,} bytes", "body")
    return await run_in_threadpool(_strict, bytes(read))


def _strict(read: bytes) -> Mapping[str, Any]:
    try:
        found, twice = strict_json(read)
    except NoNumberError as error:
        raise RefusedError(400, str(error), "body") from None
    except (ValueError, RecursionError):
        raise RefusedError(400, "is no JSON in UTF-8", "body") from None
    if twice:
        raise RefusedError(400, f"the key `{twice[0][:80]}` is there twice", "body")
    if not isinstance(found, Mapping):
        raise RefusedError(400, "allowed: an object", "body")
    return found


def _note(error: Exception) -> None:
    """Say where it went wrong and with what kind of error: its message could say something of a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    kind = "error of the library" if isinstance(error, ItbRulesError) else "error"
    sys.stderr.write(f"{kind} {type(error).__name__} at {Path(last.filename).name}:{last.lineno}\n")
