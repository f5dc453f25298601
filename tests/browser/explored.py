"""An explorer on a page: its script in the browser, its decisions in this process, as in a notebook but without one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from itb_rules.notebook import Explorer

PAGE = """<!doctype html><html lang="en"><head><title>Explorer</title>
<meta name="viewport" content="width=device-width">
<style>:root {{ color-scheme: light dark }} body {{ background: Canvas; margin: 0.5rem }} {style}</style></head>
<body><main><h1>Explorer</h1><h2>Facts and decision</h2><div id="here"></div></main><script type="module">
{script}
const state = {state}, heard = {{}}, changed = {{}};
const model = {{
  get: (name) => state[name],
  set: (name, value) => {{
    state[name] = value;
    changed[name] = value;
    (heard[`change:${{name}}`] ?? []).forEach((each) => each());
  }},
  on: (name, each) => (heard[name] ??= []).push(each),
  off: () => {{}},
  save_changes: async () => {{
    const sent = {{ ...changed }};
    for (const name of Object.keys(changed)) delete changed[name];
    for (const [name, value] of Object.entries(await window.python(sent))) model.set(name, value);
    delete changed.view; delete changed.facts;
    window.answered = (window.answered ?? 0) + 1;
  }},
}};
window.model = model;
SCRIPT.render({{ model, el: document.getElementById("here") }});
</script></body></html>"""


def shown(page: Page, explorer: Explorer, folder: Path) -> None:
    """Show an explorer on a page.

    Args:
        page: the page.
        explorer: decides on what the page sends.
        folder: where the page is kept.
    """

    def python(changed: dict[str, Any]) -> dict[str, Any]:
        for name, value in changed.items():
            setattr(explorer, name, value)
        return {"view": explorer.view}

    page.expose_function("python", python)
    script = str(explorer._esm).replace("export default", "const SCRIPT =")
    state = {name: getattr(explorer, name) for name in ("asked", "words", "facts", "view")}
    # As JSON inside a script: nothing in it may end the script.
    html = PAGE.format(style=explorer._css, script=script, state=json.dumps(state).replace("<", "\\u003c"))
    path = folder / "explorer.html"
    path.write_text(html, "utf-8")
    page.goto(path.as_uri())
