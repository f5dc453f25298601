"""The example of an outside project runs against the installed library, offline."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from tests.unit.testing.hopping import PROJECT

import itb_rules

ROOT = PROJECT.parents[1]
OURS = {"hypothesis": "itb_rules.testing.registration:register", "pytest11": "itb_rules.cli.pytest_plugin"}


def run(
    folder: Path, *paths: Path, given: Sequence[str] = ("-p", "no:xdist", "-v")
) -> subprocess.CompletedProcess[str]:
    """Run a project's suite as its authors would, with nothing of this checkout but the library."""
    found = [str(path) for path in paths] + os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *given, "-rf", "--tb=short"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in found if path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example, away from the checkout."""
    kept = shutil.ignore_patterns("__pycache__", ".hypothesis", "*.egg-info")
    return Path(shutil.copytree(PROJECT, tmp_path / "property_suite", ignore=kept))


@pytest.fixture
def library(tmp_path: Path) -> list[Path]:
    """Where the library's entry point is declared, when it is only on the path and not installed."""
    return library_at(tmp_path)


def library_at(tmp_path: Path) -> list[Path]:
    """What `library` gives."""
    if all(any(point.value == ours for point in entry_points(group=group)) for group, ours in OURS.items()):
        return []
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    info = tmp_path / "library" / "itb_rules-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: itb-rules\nVersion: 0\n")
    points = {group: declared["entry-points"][group].items() for group in OURS}
    text = "".join(f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points[group]) for group in OURS)
    (info / "entry_points.txt").write_text(text)
    return [info.parent, Path(itb_rules.__file__).parents[1]]


def test_the_example_passes_each_law_as_a_test_of_its_own(project: Path, library: list[Path]) -> None:
    """Its suite is a few lines, and every law shows by name."""
    done = run(project, project / "src", *library)
    assert done.returncode == 0, done.stdout + done.stderr
    for law in (
        "cases_hold",
        "engines_agree",
        "json_round_trip",
        "unknown_safe",
        "stable_under_answers",
        "settled_means_settled",
        "stricter_profile",
        "red_flags_refer",
        "worse_is_never_bolder",
    ):
        assert f"TestHopRules::test_{law} PASSED" in done.stdout
    assert "11 passed" in done.stdout


def test_a_fault_in_the_example_is_found_and_told_in_words(project: Path, library: list[Path]) -> None:
    """With the ends of its range swapped, exactly one law fails, and its report is no repr."""
    rules = project / "src" / "hop_rules" / "rules" / "rulebook.yaml"
    text = rules.read_text("utf-8")
    range_ = "cautious: 20\n    permissive: 15\n    range: [15, 60]"
    assert range_ in text
    swapped = text.replace(range_, "cautious: 15\n    permissive: 20\n    range: [1, 20]")
    rules.write_text(swapped.replace("fails: {hops: 19}", "fails: {hops: 14}"), "utf-8")
    done = run(project, project / "src", *library)
    failed = [line.split(" ")[1] for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert failed == ["tests/test_hop_rules.py::TestHopRules::test_stricter_profile"], done.stdout
    assert "hop: the cautious profile says `hop`, the permissive one `wait`" in done.stdout
    assert "Hop(" not in done.stdout


def test_the_example_can_be_built_and_installed(project: Path, library: list[Path], tmp_path: Path) -> None:
    """Its wheel holds the rules, so that the suite runs without the sources."""
    pytest.importorskip("hatchling")
    target = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    installed = subprocess.run(
        [*command, "--target", str(target), str(project)], capture_output=True, text=True, timeout=120, check=False
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    shutil.rmtree(project / "src")
    done = run(project, target, *library)
    assert done.returncode == 0, done.stdout + done.stderr
