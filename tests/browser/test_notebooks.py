"""The notebooks run, and what they show can be read by everybody."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from tests.browser.looking import axe_violations, cut_text, save_screenshot
from tests.browser.watched import WatchedPages

pytestmark = [
    pytest.mark.xdist_group("browser"),
    # Of the way to the kernel, which is ours alone for the length of a test.
    pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq", "ignore::DeprecationWarning:jupyter_client"),
]

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples/notebooks").glob("*.ipynb"))
PAGE = """\
<!doctype html><html lang="en"><head><title>{title}</title><meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 1rem; background: Canvas }}
pre {{ overflow-x: auto }} table.dataframe {{ display: block; overflow-x: auto }}</style>
</head><body><main><h1>{title}</h1>{cells}</main></body></html>"""
LIBRARY = "itb-rules"
TABLE = 'class="dataframe"'


def executed(path: Path) -> Any:
    """The notebook with what its cells show.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    return notebook


def shown(notebook: Any) -> list[str]:
    """What its cells show, each in the richest form that needs no script."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {"text/plain": output.get("text", "")})
            html = data.get("text/html", "")
            found.append(
                html if html and "<script" not in html else f"<pre tabindex='0'>{escape(data['text/plain'])}</pre>"
            )
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_can_be_read(new_page: WatchedPages, tmp_path: Path, path: Path) -> None:
    """Every cell, from the top; the views of this library without a barrier, in both schemes, on a phone and a desk."""
    outputs = shown(executed(path))
    views = [each for each in outputs if LIBRARY in each]
    assert views, "nothing of this library is shown"
    page_file = tmp_path / f"{path.stem}.html"
    page_file.write_text(PAGE.format(title=path.stem, cells="\n".join(outputs)), "utf-8")
    for scheme in ("light", "dark"):
        for size in ("phone", "desktop"):
            page = new_page(scheme, size)
            page.goto(page_file.as_uri())
            save_screenshot(page, f"notebook-{path.stem}-{scheme}-{size}")
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            assert axe_violations(page, within=".itb-rules") == []
            assert cut_text(page) == []
            page.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    """What is committed is what somebody wrote; a difference of two versions can be read."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
