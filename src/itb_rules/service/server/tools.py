"""The calls as tools of MCP: an assistant that talks with a runner takes the decision from the rules."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, Tool

from itb_rules.errors import Problem, ProblemsError, unknown_choice
from itb_rules.service.server.calls import Call, Calls

INSTRUCTIONS = (
    "Decisions about rehab come from the rules of these tools, never from yourself. Give as facts only what the person "
    "has said; leave out everything else, as unknown is not no. Repeat what comes back without softening it: where "
    "`referral` is not null say it first and by itself, without exercises. Where the decision is not settled, ask the "
    "`card` that came back and call again. Nothing here is a diagnosis: what is suspected is for whoever looks at it."
)
SHORT = ("decide", "check", "review")
"""Calls whose decision comes without what an assistant would have to read for nothing."""


def mcp_server(calls: Calls) -> Server[Any]:
    """The tools over these calls, as a server of MCP without a transport.

    Args:
        calls: what can be asked.
    """
    tools = {_name(call): call for call in calls.all.values()}

    async def on_list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name, call) for name, call in tools.items()])

    async def on_call_tool(_context: Any, params: CallToolRequestParams) -> CallToolResult:
        return await anyio.to_thread.run_sync(_called, tools, params.name, params.arguments or {})

    return Server(
        "itb-rules",
        version=version("itb-rules"),
        instructions=INSTRUCTIONS,
        on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
    )


async def serve_stdio(calls: Calls) -> None:
    """Answer one assistant over standard input and output, until it hangs up."""
    server = mcp_server(calls)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _name(call: Call) -> str:
    return call.name.replace("-", "_")


def _tool(name: str, call: Call) -> Tool:
    return Tool(name=name, title=call.title, description=f"{call.title}. {call.text}", input_schema=dict(call.schema))


def _called(tools: dict[str, Call], name: str, arguments: dict[str, Any]) -> CallToolResult:
    if name not in tools:
        return _result({"problems": [_plain(unknown_choice("tool", "tool", name[:80], tools))]}, error=True)
    try:
        given = {"text": True, "compact": True, **arguments} if tools[name].name in SHORT else arguments
        found = tools[name].answer(given)
    except ProblemsError as error:
        return _result({"problems": [_plain(each) for each in error.problems]}, error=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, facts of a person must reach no log
        return _result(
            {"problems": [{"where": "", "message": f"an error of the server ({type(error).__name__})"}]}, error=True
        )
    return _result(found, error=False)


def _plain(problem: Problem) -> dict[str, Any]:
    return {"where": problem.where, "message": problem.message, "nearest": problem.nearest}


def _result(content: dict[str, Any], *, error: bool) -> CallToolResult:
    text = json.dumps(content, ensure_ascii=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content, is_error=error)
