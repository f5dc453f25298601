"""What there is to see on a page: barriers for some readers, text that is cut, and the page as a picture."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Boxes of one pixel hold text that is for screen readers alone, and is cut on purpose.
CUT = """() => {
  const named = (element) => {
    const text = (element.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 60);
    const name = element.tagName.toLowerCase() + (element.id ? "#" + element.id : "");
    return element.classList.length ? `${name}.${[...element.classList].join(".")} "${text}"` : `${name} "${text}"`;
  };
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page is ${root.scrollWidth} wide and shows ${root.clientWidth}`);
    for (const element of document.body.querySelectorAll("*"))
      if (element.getBoundingClientRect().right > root.clientWidth + 1)
        found.push(`beyond the edge: ${named(element)}`);
  }
  for (const element of document.querySelectorAll("body, body *")) {
    if (element.clientWidth <= 1 || element.clientHeight <= 1 || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
    if (cuts(style.overflowX) && element.scrollWidth > element.clientWidth)
      found.push(`cut at the side: ${named(element)}`);
    if (cuts(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
      found.push(`cut below: ${named(element)}`);
  }
  return found;
}"""


def axe_violations(page: Page, *, within: str | None = None) -> list[str]:
    """What axe finds against WCAG 2.x at A and AA, colour contrast included, and against good practice.

    Args:
        page: the page as it is shown.
        within: a CSS selector of the part to look at; the whole page without it.
    """
    results = Axe().run(page, context=within, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def cut_text(page: Page) -> list[str]:
    """Elements whose content does not fit and cannot be scrolled to, and a page that scrolls sideways."""
    found: list[str] = page.evaluate(CUT)
    return found


def save_screenshot(page: Page, name: str) -> Path:
    """Save the whole page as a picture, for somebody to look at; git ignores the folder.

    Args:
        page: the page as it is shown.
        name: the name of the file without its ending; `/` makes folders.
    """
    path = SCREENSHOTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled")
    return path
