"""What is asked in Node: where its packages are, and how a script is run.

`make node` installs them beside the environment. Where they are not, tests that need them are skipped, and fail in CI.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ.get("ITB_RULES_NODE") or Path(sys.prefix, "node"))
MISSING = "needs Node of 18 or later and its packages: `make node` installs them, into .venv/node"
SCRIPTS = Path(__file__).parent / "node"


def needed(part: str = "node_modules") -> Path:
    """A folder of what `make node` installs."""
    found = FOLDER / part
    if shutil.which("node") is not None and found.is_dir():
        return found.resolve()
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


def in_node(script: str, given: Any, seconds: float | None = 300) -> Any:
    """What a script of ours says to something, within so many seconds."""
    command = ["node", str(SCRIPTS / script), str(needed())]
    done = subprocess.run(
        command, input=json.dumps(given, default=float), capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
