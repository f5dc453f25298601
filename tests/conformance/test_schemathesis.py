"""What the server says of itself, tried by schemathesis: no error inside, and no answer that it does not describe.

`python -m tests.conformance.test_schemathesis 600` tries for ten minutes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.service.serving import served

EACH = 5
"""How often each page is asked."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)


def tried(address: str, folder: Path, *bounds: str) -> subprocess.CompletedProcess[str]:
    """A run against a server, with an answer from every page."""
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run"]
    options = ["--checks", ",".join(CHECKS), "--warnings", "off", "--no-color", "--continue-on-failure"]
    return subprocess.run(
        [*command, f"{address}/openapi.json", *options, *bounds],
        cwd=folder,  # where it leaves its cache
        env={**os.environ, "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_page_fails_or_answers_what_it_does_not_describe(tmp_path: Path) -> None:
    """A few hundred requests, wrong ones among them; statuses, types and schemas are those of the description."""
    pytest.importorskip("schemathesis", reason="the group `test` installs it")
    with served() as (address, _):
        done = tried(
            address, tmp_path, "--phases", "fuzzing", "--max-examples", str(EACH), "--generation-deterministic"
        )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    tested = re.search(r"Selected: (\d+)/\1\s+Tested: \1\b", done.stdout)
    assert tested is not None, done.stdout[-2000:]
    assert int(tested[1]) > 30


def main() -> None:
    """Try for so many seconds, and show what was found."""
    seconds = sys.argv[1] if len(sys.argv) > 1 else "600"
    with served() as (address, _):
        done = tried(address, Path("build"), "--max-time", seconds, "--max-examples", "1000000")
    print(done.stdout[-6000:] + done.stderr[-2000:])
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
