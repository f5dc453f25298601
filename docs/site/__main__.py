"""Builds the site into a folder: `python -m docs.site build/docs`. Every warning is an error."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from docs.site.staging import stage
from sphinx.cmd.build import build_main

HERE = Path(__file__).resolve().parent


def build(target: Path) -> int:
    """Build the site; the status that the program ends with.

    Args:
        target: the folder for it. What it is made from lies beside it, in a folder with `-source` behind its name.
    """
    source = target.with_name(f"{target.name}-source")
    for folder in (source, target):
        shutil.rmtree(folder, ignore_errors=True)
    stage(source)
    options = ["--fail-on-warning", "--keep-going", "--nitpicky", "--quiet", "--conf-dir", str(HERE)]
    return build_main([*options, "--doctree-dir", str(source / ".doctrees"), str(source), str(target)])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1] if len(sys.argv) > 1 else "build/docs").resolve()))
