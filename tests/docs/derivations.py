"""The table of derivations on the page about the diary, from the data. `python -m tests.docs.derivations` writes it."""

from __future__ import annotations

import re

from tests.docs.pages import ROOT

from itb_rules.diary.rules import diary_rules

PAGE = ROOT / "docs" / "diary.md"
PLACE = re.compile(r"(?<=<!-- derivations -->\n).*?(?=<!-- end -->)", re.DOTALL)


def table() -> str:
    """A row for each derivation, with the facts that it tells."""
    rows: dict[str, list[str]] = {}
    for rule in diary_rules().derivations.values():
        rows.setdefault(rule.says, []).append(f"`{rule.fact}`")
    lines = [f"| {', '.join(facts)} | {says} |" for says, facts in rows.items()]
    return "\n".join(["| fact | where it comes from |", "| --- | --- |", *lines, ""])


if __name__ == "__main__":
    PAGE.write_text(PLACE.sub(lambda _: table(), PAGE.read_text("utf-8")), "utf-8")
