"""What needs the solver says so where it is missing, and what does not need it works."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.unit.cli.proving import EXAMPLES, ROOT

WITHOUT_Z3 = """
import sys
sys.modules["z3"] = None
from itb_rules.cli import main
sys.argv[1:] = {arguments}
main()
"""


def without(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that cannot import the solver."""
    code = WITHOUT_Z3.format(arguments=list(arguments))
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--format", "json"], ["diff", "exercise", "exercise"], ["golden", "exercise"]]
)
def test_without_the_solver_the_extra_is_named(arguments: list[str]) -> None:
    """One line, and no traceback."""
    done = without(*arguments)
    assert done.stdout == ""
    assert done.stderr == "proofs need the extra `verify`: pip install 'itb-rules[verify]'\n"
    assert done.returncode == 2


def test_what_else_is_wrong_is_said_as_well() -> None:
    """The missing extra is one of the problems."""
    done = without("check", "exercize")
    assert done.stderr.splitlines() == [
        "unknown rulebook `exercize`; did you mean `exercise`?",
        "proofs need the extra `verify`: pip install 'itb-rules[verify]'",
    ]


def test_what_would_and_decide_need_no_solver() -> None:
    """They are for everybody."""
    for command in ("what-would", "decide"):
        done = without(command, str(EXAMPLES / "assessment.json"))
        assert done.stderr == ""
        assert done.returncode == 0
