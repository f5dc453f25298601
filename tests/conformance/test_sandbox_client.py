"""Cards before healthchain's SandboxClient, a client of CDS Hooks that nobody here wrote.

It brings an older httpx than the tests have, so it has an environment of its own, and without one this is skipped:

    python -m venv build/healthchain && build/healthchain/bin/pip install 'healthchain>=0.16.1'
    ITB_RULES_HEALTHCHAIN=build/healthchain/bin/python python -m pytest tests/conformance/test_sandbox_client.py
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.unit.service.serving import served

from itb_rules.service import cds_feedback, response_of

PYTHON = os.environ.get("ITB_RULES_HEALTHCHAIN")
SCRIPT = Path(__file__).parent / "sandbox_client.py"
NOBODY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
PEOPLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "a red flag": ({"hot_knee": True}, "critical", "See a doctor today"),
    "a flare": ({"stage": "return_week_2", "run_pain": "worsening"}, "warning", ""),
    "little": ({"stage": "protect", "pain_at_rest": 1}, "info", ""),
}
pytestmark = pytest.mark.skipif(
    PYTHON is None, reason="needs healthchain in an environment of its own, named by ITB_RULES_HEALTHCHAIN"
)


def cards(address: str, folder: Path) -> list[dict[str, Any]]:
    """The card that the client shows for each person."""
    files = []
    for number, (facts, _, _) in enumerate(PEOPLE.values()):
        files.append(folder / f"{number}.json")
        files[-1].write_text(json.dumps({"runner": response_of(facts), "clinician": NOBODY}), "utf-8")
    command = [str(PYTHON), str(SCRIPT), f"{address}/cds-services/progression", *map(str, files)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "NO_PROXY": "*"}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [answer["cards"][0] for answer in json.loads(done.stdout)]


def test_its_cards_say_what_was_decided_and_feedback_is_read(tmp_path: Path) -> None:
    """Critical, warning and info; its model takes each card; what becomes of one is read by its uuid."""
    with served("progression") as (address, _):
        shown = cards(address, tmp_path)
        for card, (_, indicator, summary) in zip(shown, PEOPLE.values(), strict=True):
            assert card["indicator"] == indicator
            assert card["summary"].startswith(summary)
            assert len(card["summary"]) < 140
            assert card["overrideReasons"]
        feedback = {
            "card": shown[0]["uuid"],
            "outcome": "overridden",
            "overrideReason": {"reason": {"code": shown[0]["overrideReasons"][0]["code"]}},
            "outcomeTimestamp": "2026-03-01T09:00:00Z",
        }
        path = f"{address}/cds-services/progression/feedback"
        answer = httpx.post(path, json={"feedback": [feedback]}, trust_env=False)
        assert answer.status_code == 200
    (read,) = cds_feedback({"feedback": [feedback]})
    assert (read.card, read.reason) == (shown[0]["uuid"], "seen")
