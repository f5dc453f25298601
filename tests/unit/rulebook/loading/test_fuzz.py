"""Whatever the text, loading ends with a definition or with an error that says what is wrong, and soon."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.rulebook.loading.rulebooks import GOOD, MANIFEST, facts_of, written

from itb_rules.errors import Problem, RulebookError
from itb_rules.rulebook.loading import load_definition

PATIENCE = 5.0
"""Seconds, on a machine that is busy with other tests; each takes a fraction of that."""

ODD = [
    "null",
    "true",
    "-1",
    "1e9",
    "[]",
    "{}",
    "''",
    "$x",
    "$calm_days",
    "always",
    "{is: 0}",
    "[a, b]",
    "&a",
    "*a",
    "!!t",
]
ODD += [
    "<<",
    "---",
    "...",
    "- ",
    ": ",
    "? ",
    "#",
    "|",
    ">",
    "%",
    "@",
    "`",
    "\t",
    "\x00",
    "\x85",
    "\u202e",
    "é",
    "膝",
    "😀",
]
ODD += [
    "9" * 30,
    "x" * 300,
    "..",
    "../x",
    "progression",
    "everything",
    "T.1: Book",
    "settled",
    "stage",
    "none",
    "[" * 40,
]

KEYS = ["rulebook", "rules", "findings", "parameters", "sources", "plan", "phases", "id", "title", "when", "all", "any"]
KEYS += ["not", "at_least", "of", "is", "in", "above", "stage", "fever", "source", "cases", "holds", "fails", "unknown"]
KEYS += [
    "outcome",
    "move",
    "change",
    "do",
    "figures",
    "stages",
    "outcomes",
    "running",
    "notes",
    "dose",
    "cautious",
    "range",
]


def ends(folder: Path) -> None:
    """Load a rulebook: a definition, or an error with at least one problem, within bounded time."""
    start = time.perf_counter()
    problems: tuple[Problem, ...] = ()
    try:
        definition = load_definition(folder, facts=facts_of(folder))
    except RulebookError as error:
        definition, problems = None, error.problems
    assert (definition is None) == bool(problems)
    assert all(problem.message for problem in problems)
    assert time.perf_counter() - start < PATIENCE


def mutated(text: str, seed: random.Random) -> str:
    """The text with a few pieces of it changed, doubled, moved or left out."""
    lines = text.split("\n")
    for _ in range(seed.randint(1, 4)):
        at = seed.randrange(len(lines))
        line = lines[at]
        match seed.randrange(7):
            case 0:
                lines.pop(at)
                lines = lines or [""]
            case 1:
                lines.insert(at, seed.choice(lines))
            case 2:
                cut = seed.randint(0, len(line))
                lines[at] = line[:cut] + seed.choice(ODD) + line[cut:]
            case 3:
                words = line.split(" ")
                words[seed.randrange(len(words))] = seed.choice(ODD)
                lines[at] = " ".join(words)
            case 4:
                key, colon, _ = line.partition(":")
                lines[at] = f"{key}{colon} {seed.choice(ODD)}"
            case 5:
                lines[at] = " " * seed.randint(0, 8) + line.strip()
            case _:
                cut, end = sorted(seed.randint(0, len(line)) for _ in range(2))
                lines[at] = line[:cut] + line[end:]
    return "\n".join(lines)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(GOOD), st.randoms(use_true_random=False))
def test_mutated_rulebooks(folder: Path, seed: random.Random) -> None:
    """One file of a good rulebook, changed at random."""
    with tempfile.TemporaryDirectory() as place:
        beside = Path(place) / "good"
        shutil.copytree(folder.parent, beside)
        file = seed.choice(sorted((beside / folder.name).glob("*.yaml")))
        file.write_text(mutated(file.read_text(encoding="utf-8"), seed), encoding="utf-8", errors="replace")
        ends(beside / folder.name)


STRUCTURES = st.recursive(
    st.sampled_from(ODD) | st.text(max_size=8) | st.integers() | st.booleans() | st.none() | st.floats(width=16),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), STRUCTURES, max_size=5))
def test_random_structures(structure: dict[str, object]) -> None:
    """Keys of the format in places where they do not belong."""
    with tempfile.TemporaryDirectory() as place:
        ends(written(Path(place) / "app", more=yaml.safe_dump(structure, allow_unicode=True)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_random_bytes(data: bytes) -> None:
    """Anything at all, as a file beside the manifest and as the manifest."""
    with tempfile.TemporaryDirectory() as place:
        folder = written(Path(place) / "app")
        (folder / "more.yaml").write_bytes(data)
        ends(folder)
        (folder / "more.yaml").unlink()
        (folder / "rulebook.yaml").write_bytes(MANIFEST.encode() + data)
        ends(folder)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*ODD, *KEYS, "\n", "  ", ": ", "- ", "{", "}", "[", "]", ", ", "'", '"']), max_size=40)
)
def test_random_pieces_of_yaml(pieces: list[str]) -> None:
    """Words of the format and the signs of YAML in any order."""
    with tempfile.TemporaryDirectory() as place:
        ends(written(Path(place) / "app", more="".join(pieces)))
