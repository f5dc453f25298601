"""`itb-rules serve`: the rules for other programs, over HTTP and MCP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import click

from itb_rules.cli.options import Sources, Values, option, takes
from itb_rules.cli.refusals import Refusals
from itb_rules.cli.terminal import note
from itb_rules.wording.language import LANGUAGE

if TYPE_CHECKING:
    from itb_rules.service.server.app import ServerOptions

HIGHEST_PORT = 65_535
MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Options(Values, Sources):
    """What `serve` is given."""

    host: Annotated[
        str, option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
    ]
    port: Annotated[str, option("--port", default="8080", show_default=True, metavar="PORT", help="0: any free one.")]
    base: Annotated[str | None, option("--base", metavar="URL", help="The address of its FHIR resources.")]
    origins: Annotated[
        tuple[str, ...], option("--origin", multiple=True, metavar="URL", help="Pages that may call it; repeatable.")
    ]
    hosts: Annotated[
        tuple[str, ...], option("--allow-host", multiple=True, metavar="NAME", help="Names it has; repeatable.")
    ]
    ages: Annotated[
        tuple[str, ...],
        option("--max-age", multiple=True, metavar="WHO=DAYS", help="How old answers in a record may be."),
    ]
    language: Annotated[
        str, option("--language", default=LANGUAGE, show_default=True, metavar="LANGUAGE", help="Of forms and cards.")
    ]
    mcp: Annotated[bool, option("--mcp", is_flag=True, help="Serve one assistant over standard input and output.")]


@click.command()
@takes(Options)
def serve(given: Options) -> None:
    """Serve the rulebooks NAME or PATH (default: every packaged one) over HTTP, with MCP under /mcp.

    Nothing is stored or logged of whoever asks. There are no accounts: let nobody reach it who may not.

    Exit status: 0 when it was stopped, 2 when something was refused.
    """
    refusals = Refusals()
    rulebooks = [given.rulebook_of(refusals, source) for source in given.named]
    port = _number(refusals, "--port", given.port, HIGHEST_PORT)
    ages = _ages(refusals, given.ages)
    refusals.stop()
    found = [each for each in rulebooks if each is not None]
    with refusals:
        # An extra, looked for when it is first needed.
        from itb_rules.service.server.app import app

        app(*found, language=given.language)  # what is wrong with the rulebooks is said before anything listens
        from itb_rules.service.server.run import run_http, run_stdio

        if given.mcp:
            run_stdio(found)
            return
        options: ServerOptions = {"base": given.base, "origins": given.origins, "max_age_days": ages}
        options["language"] = given.language
        if given.hosts:
            options["hosts"] = given.hosts
        note(f"listening on http://{given.host}:{port}; what can be asked is in /openapi.json")
        run_http(found, given.host, port, **options)
    refusals.stop()


def _number(refusals: Refusals, where: str, given: str, most: int) -> int:
    if given.isascii() and given.isdigit() and int(given) <= most:
        return int(given)
    refusals.add(where, f"found `{given[:80]}`; allowed: a whole number from 0 to {most}")
    return 0


def _ages(refusals: Refusals, given: tuple[str, ...]) -> Mapping[str, int]:
    ages: dict[str, int] = {}
    for each in given:
        who, _, days = each.partition("=")
        if who not in ("runner", "clinician"):
            refusals.add("--max-age", f"found `{each[:80]}`; allowed: runner=DAYS or clinician=DAYS")
        else:
            ages[who] = _number(refusals, "--max-age", days, MOST_DAYS)
    return ages
