"""Times importing what deciding needs of `itb_rules` over `import pydantic` alone: whole processes, turn about, under the same load."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

PYDANTIC = "import pydantic; pydantic.BaseModel"
LIBRARY = "from itb_rules import Assessment, decide"

# Compiling the sources is no part of importing them: the byte code is written, as pip does for what it installs.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(program: str) -> float:
    """Wall time of one Python process that runs this program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)
    return time.perf_counter() - start


def over_pydantic(rounds: int = 40) -> list[float]:
    """For each round, how much longer importing the library took than importing pydantic."""
    for program in (PYDANTIC, LIBRARY):
        seconds(program)  # writes the byte code
    return [seconds(LIBRARY) - seconds(PYDANTIC) for _ in range(rounds)]


if __name__ == "__main__":
    print(f"{statistics.median(over_pydantic()) * 1e3:.0f} ms")
