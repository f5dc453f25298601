"""What the packaged rulebooks say: `python -m tests.architecture.snapshot` writes it.

It is written before a house is rearranged, and when the rules are meant to say something else; never to please a test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from itb_rules import load_rulebook, render

ROOT = Path(__file__).parents[2]
KEPT = Path(__file__).with_name("snapshot.json")
RULEBOOKS = ("progression", "exercise", "activity")


def snapshot() -> dict[str, str]:
    """A digest for every rulebook, its decisions on all its cases, their texts, and every committed golden text."""
    found: dict[str, str] = {}
    for name in RULEBOOKS:
        for profile in ("cautious", "permissive"):
            rulebook = load_rulebook(name, profile=profile)
            decisions = [rulebook.decide(dict(case.facts)) for rule in rulebook.rules for case in rule.cases]
            key = f"{name} {profile}"
            found[key] = rulebook.digest
            found[f"{key} decisions"] = _hash(decision.canonical_json() for decision in decisions)
            for form in ("text", "markdown", "html"):
                found[f"{key} {form}"] = _hash(render(decision, form) for decision in decisions)
    for path in sorted(
        [*ROOT.glob("rules/**/*.csv"), *ROOT.glob("rules/**/golden*"), *ROOT.glob("tests/unit/rendering/golden/*")]
    ):
        if path.is_file():
            found[str(path.relative_to(ROOT))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _hash(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode())
    return digest.hexdigest()


if __name__ == "__main__":
    KEPT.write_text(json.dumps(snapshot(), indent=2) + "\n", "utf-8")
