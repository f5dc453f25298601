"""Times one decision, and loading a rulebook, with pyperf. `benchmarks/run.py` runs it and writes the results."""

from __future__ import annotations

import json
from pathlib import Path

import pyperf

from itb_rules import Assessment, decide, load_rulebook

EXAMPLE = Path(__file__).parents[1] / "examples" / "assessment.json"
ASKED = (
    "fever", "hot_knee", "calf_swelling", "foot_drop", "locked_now", "saddle_symptoms", "tingling", "night_pain",
    "bone_pain", "shooting_pain",
)  # fmt: skip

SETTLED = json.dumps(json.loads(EXAMPLE.read_text("utf-8")) | {"numbness": False})
OPEN = json.dumps({name: value for name, value in json.loads(SETTLED).items() if name not in ASKED})


def json_to_json(text: str) -> str:
    """The whole way: JSON text of facts to JSON text of the explained decision."""
    return decide(Assessment.model_validate_json(text)).model_dump_json()


def main() -> None:
    """Run every benchmark; the names are those of the results."""
    assessment = Assessment.model_validate_json(SETTLED)
    settled, opened = decide(assessment), decide(Assessment.model_validate_json(OPEN))
    assert settled.settled
    assert settled.outcome == "progress"
    assert not opened.settled
    assert len(opened.questions) == len(ASKED)

    runner = pyperf.Runner()
    for engine in ("direct", "reference", "durable"):
        decide(assessment, engine=engine)  # builds the engine
        runner.bench_func(f"decide, {engine}", lambda engine=engine: decide(assessment, engine=engine))
    runner.bench_func("JSON to JSON, settled", json_to_json, SETTLED)
    runner.bench_func("JSON to JSON, 10 questions", json_to_json, OPEN)
    for name in ("progression", "exercise", "activity"):
        runner.bench_func(f"load and compile, {name}", load_rulebook, name)


if __name__ == "__main__":
    main()
