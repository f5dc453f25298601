"""Times importing the library over importing pydantic: whole processes, turn about, on the same machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

PYDANTIC = "import pydantic; pydantic.BaseModel"
ONE_MODEL = f"{PYDANTIC}\nclass Model(pydantic.BaseModel):\n    field: int = 0"

IMPORTS = {
    "import itb_rules, over pydantic alone": ("import itb_rules", PYDANTIC),
    "import Assessment and decide, over pydantic with one model": (
        "from itb_rules import Assessment, decide",
        ONE_MODEL,
    ),
}

# Compiling the sources is no part of importing them: the byte code is written, as pip does for what it installs.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(program: str) -> float:
    """Wall time of one Python process that runs this program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)
    return time.perf_counter() - start


def over(program: str, baseline: str, rounds: int = 40) -> list[float]:
    """For each round, how much longer one program took than the other."""
    for each in (program, baseline):
        seconds(each)  # writes the byte code
    return [seconds(program) - seconds(baseline) for _ in range(rounds)]


if __name__ == "__main__":
    for name, programs in IMPORTS.items():
        print(f"{name}: {statistics.median(over(*programs)) * 1e3:.0f} ms")
