"""The YAML parser is imported when a rulebook is loaded, and not before."""

from __future__ import annotations

import subprocess
import sys


def imported(code: str) -> set[str]:
    """The modules that a fresh interpreter has after this code."""
    code = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    return set(done.stdout.split())


def test_yaml_is_imported_only_by_loading() -> None:
    """Importing the library costs no parser."""
    before = imported("import itb_rules.rulebook.loading")
    assert not {"yaml", "itb_rules.rulebook.loading.format.documents"} & before
    after = imported("from itb_rules.rulebook.loading import load_definition\nload_definition('exercise')")
    assert {"yaml", "itb_rules.rulebook.loading.format.documents"} <= after
