"""Importing all of `itb_rules` is cheap and has no effect: no rule file, no extra, no thread."""

from __future__ import annotations

import json
import subprocess
import sys

WATCHED = """
import json, sys, threading

opened, threads = [], []

def watch(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]))
    elif event in ("_thread.start_new_thread", "_thread.start_joinable_thread"):
        threads.append(event)

import pydantic
class Warm(pydantic.BaseModel):
    '''pydantic looks for its own plug-ins when the first model is made.'''
    field: int = 0
sys.addaudithook(watch)
import itb_rules
from itb_rules import *
imported = sorted({name.partition(".")[0] for name in sys.modules})
alive = threading.active_count()
print(json.dumps({"opened": opened, "threads": threads, "imported": imported, "alive": alive}))
"""


def _watched() -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, timeout=60, check=True)
    watched: dict[str, object] = json.loads(done.stdout)
    return watched


def test_importing_opens_no_file_but_code_and_starts_no_thread() -> None:
    """Rules are read when a rulebook is first asked for, so that importing costs nothing and cannot fail on a file."""
    watched = _watched()
    opened = watched["opened"]
    assert isinstance(opened, list)
    assert any("itb_rules" in path for path in opened), "the hook saw nothing"
    assert [path for path in opened if ".py" not in path and not path.endswith((".so", ".pyd"))] == []
    assert watched["threads"] == []
    assert watched["alive"] == 1


def test_importing_imports_no_extra_and_no_parser() -> None:
    """An app that never loads a rule file, or never uses an extra, does not pay for it."""
    imported = _watched()["imported"]
    assert isinstance(imported, list)
    extras = {"durable", "click", "hypothesis", "fitdecode", "defusedxml", "polars", "pyarrow", "pandas", "duckdb"}
    extras |= {"babel", "altair", "vl_convert", "jinja2", "anywidget", "pygraphviz"}
    assert not {"yaml", "pytest", "pyarrow", "pyspark", "numpy", *extras} & set(imported)
