"""Running the server: over HTTP until it is stopped, or for one assistant over standard input and output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import anyio
import uvicorn

from itb_rules.rulebook import Rulebook
from itb_rules.service.server.app import ServerOptions, app
from itb_rules.service.server.calls import Calls
from itb_rules.service.server.tools import serve_stdio

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def run_http(rulebooks: Sequence[Rulebook], host: str, port: int, **options: Unpack[ServerOptions]) -> None:
    """Answer over HTTP until the process is stopped. No request is logged.

    Args:
        rulebooks: what is served.
        host: the address to listen on. On a loopback address only its own names are answered, so that no page of
            somebody else can reach it through a name of its own.
        port: the port; 0 for any that is free.
        **options: as for `app`.
    """
    if host in LOOPBACK and options.get("hosts") is None:
        options["hosts"] = LOOPBACK_HOSTS
    made = app(*rulebooks, **options)
    uvicorn.run(made, host=host, port=port, access_log=False, log_level="warning", server_header=False)


def run_stdio(rulebooks: Sequence[Rulebook]) -> None:
    """Answer one assistant over standard input and output, until it hangs up.

    Args:
        rulebooks: what is served.
    """
    anyio.run(serve_stdio, Calls(rulebooks))
