"""Bare environments outside the checkout, made without a network."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Distributions:
    """What `python -m build` makes: the wheel is built from the sdist."""

    wheel: Path
    sdist: Path


@dataclass(frozen=True)
class Environment:
    """A virtual environment that knows nothing of the checkout."""

    path: Path

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one of its programs, in its own folder and with nothing inherited that could lead elsewhere."""
        program = self.path / "bin" / command[0]
        return subprocess.run(
            [program, *command[1:]],
            cwd=self.path,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def python(self, program: str) -> subprocess.CompletedProcess[str]:
        """Run a Python program given as text."""
        return self.run("python", "-I", "-c", program)


def make_environment(folder: Path, wheel: Path, extras: tuple[str, ...]) -> Environment:
    """Install a wheel with these extras into a new environment; pip checks every requirement, and asks no index."""
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"]]
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    for path in sorted(_installed(wanted)):
        (packages / path.name).symlink_to(path)
    python = folder / "bin" / "python"
    what = f"{wheel}[{','.join(extras)}]" if extras else str(wheel)
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--quiet", what]
    installed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return Environment(folder)


def _installed(requirements: Iterable[str]) -> set[Path]:
    """Everything these requirements, and those of them in turn, have put into this interpreter's site-packages."""
    return {path for name in _closure(requirements, set()) for path in _top_level(name)}


def _closure(requirements: Iterable[str], seen: set[str]) -> set[str]:
    for requirement in map(Requirement, requirements):
        needed = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if needed and requirement.name not in seen:
            seen.add(requirement.name)
            _closure(distribution(requirement.name).requires or (), seen)
    return seen


def _top_level(name: str) -> Iterator[Path]:
    installed = distribution(name)
    for top in {file.parts[0] for file in installed.files or ()} - {"..", "__pycache__"}:
        yield Path(str(installed.locate_file(top)))
