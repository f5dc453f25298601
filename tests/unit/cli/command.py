"""Runs the command line inside the test, as a terminal would."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from itb_rules.cli.program import program

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"

# click of before 8.2 puts both streams into one unless it is told not to.
APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}


def run(*arguments: str | Path, given: str | bytes | None = None, locale: str = "C.UTF-8") -> Result:
    """Run `itb-rules` with these arguments, this standard input and this locale."""
    return CliRunner(**APART).invoke(
        program,
        [str(each) for each in arguments],
        input=given,
        # Whoever runs the tests may speak another language.
        env={"LC_ALL": locale},
        catch_exceptions=False,
        prog_name="itb-rules",
    )


def refused(*arguments: str | Path, given: str | bytes | None = None) -> list[str]:
    """Run what has to be refused; its lines on standard error."""
    result = run(*arguments, given=given)
    assert result.exit_code == 2
    assert result.stdout == ""
    return result.stderr.splitlines()
