"""The distributions, built once, and environments to install them into."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from tests.packaging.environments import ROOT, Distributions, Environment, make_environment


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """Build the checkout, with the build backend that is installed here."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Distributions(wheel, sdist)


@pytest.fixture(scope="session")
def environment(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Make an environment with the wheel and these extras."""

    def make(*extras: str) -> Environment:
        return make_environment(tmp_path_factory.mktemp("environment"), distributions.wheel, extras)

    return make


@pytest.fixture(scope="session")
def bare(environment: Callable[..., Environment]) -> Environment:
    """The wheel without any extra."""
    return environment()
