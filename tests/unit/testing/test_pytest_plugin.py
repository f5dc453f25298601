"""The option `--itb-coverage` of pytest, in a suite of somebody else's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.testing.hopping import PROJECT
from tests.unit.testing.test_property_suite import library_at, run

SUITE = """
import pytest
from hop_rules import hop_rules

RULES = hop_rules()

@pytest.mark.parametrize("pain", [0, 1, 3, None])
def test_pain(pain):
    RULES.decide({"pain": pain, "dizzy": False})

def test_another_profile():
    RULES.with_profile("permissive").decide({"hops": 15, "landing": "quiet", "pain": 0, "dizzy": False})
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite that decides five times by one rulebook, once of them under another profile."""
    (tmp_path / "suite").mkdir()
    (tmp_path / "suite" / "test_hops.py").write_text(SUITE)
    return tmp_path / "suite"


@pytest.mark.parametrize("given", [("-p", "no:xdist"), ("-n", "2")])
def test_every_decision_of_a_run_is_counted(suite: Path, given: tuple[str, ...]) -> None:
    """In one process or several: a table, and a page and JSON of each rulebook, whatever its profile."""
    paths = [PROJECT / "src", *library_at(suite.parent)]
    done = run(suite, *paths, given=[*given, "--itb-coverage", "-q"])
    assert done.returncode == 0, done.stdout + done.stderr
    table = [line.split() for line in done.stdout.splitlines() if line.startswith(("Rulebook", "hop "))]
    assert table == [["Rulebook", "Decisions", "Rules", "Comparisons"], ["hop", "5", "2", "of", "3", "2", "of", "6"]]
    found = json.loads((suite / "itb-coverage" / "hop.json").read_text("utf-8"))
    rules = {rule["rule"]: rule for rule in found["rules"]}
    assert found["decisions"] == 5
    assert [rules["hop.hurts"][name] for name in ("met", "unmet", "unknown", "decided")] == [1, 3, 1, 1]
    page = (suite / "itb-coverage" / "hop.html").read_text("utf-8")
    assert "rules/rulebook.yaml" in page
    assert "sources:" in page


def test_without_the_option_nothing_is_counted(suite: Path) -> None:
    """And a folder of one's own may be named."""
    paths = [PROJECT / "src", *library_at(suite.parent)]
    done = run(suite, *paths, given=["-p", "no:xdist"])
    assert (done.returncode, "coverage of rules" in done.stdout) == (0, False)
    assert not (suite / "itb-coverage").exists()
    done = run(suite, *paths, given=["-p", "no:xdist", "--itb-coverage-dir", "pages"])
    assert f"pages and JSON: {suite / 'pages'}" in done.stdout
    assert sorted(path.name for path in (suite / "pages").iterdir()) == ["hop.html", "hop.json"]


def test_the_plugin_costs_a_suite_that_does_not_want_it_nothing() -> None:
    """Its module loads no rulebook, no pydantic, and nothing else that the face does not."""
    code = (
        "import sys, itb_rules; before = {*sys.modules}; import itb_rules.cli.pytest_plugin;"
        "print(sorted(name for name in {*sys.modules} - before if 'itb_rules' in name or 'pydantic' in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['itb_rules.cli', 'itb_rules.cli.pytest_plugin']\n"
