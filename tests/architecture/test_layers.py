"""The order of the stages is held by import-linter; here it is shown that each contract can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _lint(checkout: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a checkout on the package in it."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the sources that a test may spoil."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_package_keeps_every_contract() -> None:
    """As it stands, every stage imports only from the stages before it."""
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("facts/fields.py", "import itb_rules.rulebook", "A stage imports only from the stages before it"),
        ("rulebook/rules.py", "import itb_rules.questions", "A stage imports only from the stages before it"),
        ("rulebook/resolution.py", "from itb_rules.rulebook.rulebook import Rulebook", "Inside a rulebook"),
        ("rulebook/engines/direct.py", "import itb_rules.rulebook.loading", "Inside a rulebook"),
        ("rulebook/engines/base.py", "import itb_rules.rulebook.effects", "Inside a rulebook"),
        ("rulebook/digest.py", "from itb_rules.facts.models import Assessment", "The engine knows no domain"),
        ("frame/decide.py", "import itb_rules.questions", "The engine knows no domain"),
        ("wording/phrases.py", "import itb_rules.diary", "The engine knows no domain"),
        ("rulebook/engines/registry.py", "import durable.lang", "durable-rules, an extra, is imported in one place"),
        ("rulebook/rulebook.py", "import yaml", "Only loading reads YAML"),
        ("diary/diary.py", "import itb_rules.simulate", "A stage imports only from the stages before it"),
        ("diary/monitor.py", "import durable.lang", "durable-rules, an extra, is imported in one place"),
        ("questions.py", "import polars", "Only what works on whole tables knows polars, an extra"),
        ("frame/decide.py", "import pyarrow", "Only the doors of tables know pyarrow, an extra"),
        ("frame/decide.py", "import pandas", "Each library of tables is known behind its own door: pandas"),
        ("frame/decide.py", "import duckdb", "Each library of tables is known behind its own door: DuckDB"),
        ("frame/decide.py", "import pyspark", "Each library of tables is known behind its own door: PySpark"),
        ("frame/decide.py", "import numpy", "No module imports numpy"),
        ("rendering/text.py", "import itb_rules.documenting", "A stage imports only from the stages before it"),
        ("questions.py", "import click", "Only the command line knows click"),
        ("rulebook/rulebook.py", "import itb_rules.drawing", "A stage imports only from the stages before it"),
        ("diary/diary.py", "import itb_rules.report", "A stage imports only from the stages before it"),
        ("rendering/text.py", "import jinja2", "Templates are filled in one place"),
        ("notebook/displays.py", "import anywidget", "The explorer is the one widget"),
        ("report/page.py", "import altair", "Only drawing draws"),
        (
            "verification/solver/encoding.py",
            "from itb_rules.verification.witness.data import Witness",
            "Proofs build on the solver, never the other way round",
        ),
        (
            "verification/checks/query.py",
            "from itb_rules.verification.golden import golden",
            "Proofs build on the solver, never the other way round",
        ),
        ("verification/check.py", "import z3", "z3, an extra, is imported in one place"),
        ("rulebook/effects.py", "from pydantic import BaseModel", "The meaning of rules is plain data"),
    ],
)
def test_an_import_against_the_order_breaks_its_contract(checkout: Path, module: str, line: str, contract: str) -> None:
    """One line in the wrong module is enough to fail the check, under the name of what it breaks."""
    path = checkout / "src" / "itb_rules" / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    done = _lint(checkout)
    assert done.returncode == 1, done.stdout
    broken = [line for line in done.stdout.splitlines() if line.startswith(contract)]
    assert any("BROKEN" in line for line in broken), done.stdout


@pytest.mark.parametrize(
    ("room", "module", "line"),
    [
        ("facts", "spec.py", "import itb_rules.facts.values"),
        ("rulebook.loading.yaml", "nodes.py", "def late():\n    from itb_rules.rulebook.loading.yaml import problems"),
        ("diary", "timeline.py", "from itb_rules.diary.diary import Diary"),
    ],
)
def test_a_circle_of_siblings_is_named(checkout: Path, room: str, module: str, line: str) -> None:
    """Two modules of one room that import each other fail the check, even where one does so inside a function."""
    path = checkout / "src" / "itb_rules" / room.replace(".", "/") / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    done = _lint(checkout)
    assert done.returncode == 1, done.stdout
    assert f"No cycles are allowed in itb_rules.{room}." in done.stdout


@pytest.mark.parametrize("room", ["", "rulebook"])
def test_a_new_module_has_to_find_its_place(checkout: Path, room: str) -> None:
    """The lists of layers are exhaustive: a module that nobody placed fails the check."""
    (checkout / "src" / "itb_rules" / room / "afterthought.py").write_text('"""Nobody placed this."""\n', "utf-8")
    done = _lint(checkout)
    assert done.returncode == 1, done.stdout
    assert "afterthought" in done.stdout
