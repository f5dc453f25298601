"""The tools for an assistant, called by the official client: in memory, over standard input, and over HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from tests.unit.cli.command import refused
from tests.unit.service.serving import SERVE, served

from itb_rules import decide, load_rulebook
from itb_rules.service.server.calls import Calls
from itb_rules.service.server.tools import mcp_server


def with_client(use: Callable[[Client], Awaitable[Any]], server: Any = None) -> Any:
    """What an assistant gets."""

    async def run() -> Any:
        async with Client(mcp_server(Calls()) if server is None else server) as client:
            return await use(client)

    return asyncio.run(run())


def test_every_call_is_a_tool_that_says_what_it_takes() -> None:
    """Names, words and schemas are those of the calls; the instructions say that unknown is not no."""

    async def use(client: Client) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = with_client(use)
    calls = Calls().all
    assert [tool.name for tool in tools] == [name.replace("-", "_") for name in calls]
    assert [tool.input_schema for tool in tools] == [call.schema for call in calls.values()]
    assert all(tool.description for tool in tools)
    assert "unknown is not no" in instructions


def test_an_assistant_takes_the_decision_and_the_referral_comes_first() -> None:
    """The text begins with the referral, the decision is that of the library, and what was not heard stays unknown."""

    async def use(client: Client) -> Any:
        return await client.call_tool("decide", {"facts": {"hot_knee": True}})

    result = with_client(use)
    assert not result.is_error
    assert result.content[0].text.startswith('{"referral": {')
    assert result.structured_content == json.loads(result.content[0].text)
    decision = decide({"hot_knee": True})
    assert result.structured_content["decision"]["facts"]["digest"] == decision.facts.digest
    assert "!! REFER NOW !!" in result.structured_content["text"].splitlines()[1]


def test_an_assistant_is_led_card_by_card() -> None:
    """Every tool answers: what can be told, a card, the next one, a review, an activity, and what it would take."""

    async def use(client: Client) -> None:
        async def call(name: str, **given: Any) -> dict[str, Any]:
            result = await client.call_tool(name, given)
            assert not result.is_error, result.content
            found: dict[str, Any] = result.structured_content
            return found

        assert "fever" in (await call("facts", rulebook="progression"))["properties"]
        page = await call("interview")
        again = await call("answer", state=page["state"], move="none")
        assert again["card"]["id"] != page["card"]["id"]
        assert (await call("decide", facts={"stage": "protect"}))["card"]["lines"]
        assert (await call("check", facts={"activity": "run", "fever": True}))["outcome"] == "avoid"
        assert (await call("review", facts={"exercise": "clamshell", "pain": 9}))["outcome"] == "stop"
        assert (await call("what_would", facts={"stage": "protect"}))["now"] == "hold"

    with_client(use)


def test_a_fact_that_was_made_up_is_refused_with_its_name() -> None:
    """An assistant is told what was wrong, and no decision comes with it."""

    async def use(client: Client) -> Any:
        return [
            await client.call_tool("decide", {"facts": {"feverish": "a bit"}}),
            await client.call_tool("decide", {"facts": {"fever": "probably not"}}),
            await client.call_tool("diagnose", {}),
        ]

    for result, named in zip(with_client(use), ("feverish", "fever", "diagnose"), strict=True):
        assert result.is_error
        assert named in result.content[0].text
        assert "outcome" not in result.structured_content


def test_over_standard_input_and_output() -> None:
    """`itb-rules serve --mcp` answers one assistant, under the values that it was given."""
    given = [*SERVE[1:], "progression", "--mcp", "--set", "pain_free_days=10"]

    async def use(client: Client) -> Any:
        return await client.call_tool("decide", {"facts": {"stage": "protect"}})

    parameters = StdioServerParameters(command=SERVE[0], args=given, env=dict(os.environ))
    found = with_client(use, stdio_client(parameters)).structured_content
    digest = load_rulebook("progression").with_parameters(pain_free_days=10).digest
    assert found["decision"]["rulebook"]["digest"] == digest


def test_over_http_and_after_a_kill() -> None:
    """Both doors of one process; killed in the middle of an interview, another one goes on with its state."""

    async def use(client: Client) -> Any:
        return await client.call_tool("decide", {"facts": {"hot_knee": True}})

    with served() as (address, process):
        assert with_client(use, f"{address}/mcp").structured_content["outcome"] == "refer_now"
        page = httpx.post(f"{address}/interview", json={}, trust_env=False).json()
        assert httpx.get(f"{address}/health", headers={"Host": "evil.example"}, trust_env=False).status_code == 400
        process.send_signal(signal.SIGKILL)
    with served("progression") as (address, process):
        page = httpx.post(f"{address}/answer", json={"state": page["state"], "move": "none"}, trust_env=False).json()
        assert page["card"]["lines"]
        process.send_signal(signal.SIGTERM)
        out, said = process.communicate(timeout=20)
    assert out == ""
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+; what can be asked is in /openapi\.json\n", said)


def test_what_is_wrong_with_the_command_is_said() -> None:
    """All at once, before anything listens."""
    said = refused("serve", "progresion", "--port", "99999", "--max-age", "doctor=3", "--max-age", "runner=x")
    assert len(said) == 4
    with pytest.raises(AssertionError):
        refused("serve", "--help")
