"""The reference of the command line, from the commands' own help."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from itb_rules.cli.program import program
from itb_rules.documenting.markdown import code, table
from itb_rules.rendering.markdown import escaped

NAME = "itb-rules"


def pages() -> dict[str, str]:
    """The page by its place."""
    blocks = [f"# The command line: `{NAME}`", *_command(program, (NAME,))]
    return {"reference/commands.md": "\n\n".join(blocks) + "\n"}


def _command(command: click.Command, path: tuple[str, ...]) -> Iterator[str]:
    context = click.Context(command, info_name=" ".join(path))
    if len(path) > 1:
        yield f"## `{' '.join(path)}`"
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{' '.join(path)} {usage}\n```"
    yield from (escaped(part.replace("\n", " ")) for part in inspect.cleandoc(command.help or "").split("\n\n"))
    yield _options(command, context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield from _command(found, (*path, name))


def _options(command: click.Command, context: click.Context) -> str:
    records = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
    return table(["Option", "What it does"], ([code(names), escaped(says)] for names, says in records))
