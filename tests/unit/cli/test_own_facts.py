"""A facts model of the caller's own on the command line, and rulebooks named in either way."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.cli.command import EXAMPLES, refused, run

CYCLING = EXAMPLES / "own_rulebook" / "rules" / "cycling"
OWN = ("--facts", "facts:CyclingAssessment")


@pytest.fixture(autouse=True)
def _in_the_example(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example's folder is the working directory, and what is imported from it is forgotten again."""
    monkeypatch.chdir(EXAMPLES / "own_rulebook")
    monkeypatch.syspath_prepend("")
    before = sys.modules.pop("facts", None)
    yield
    sys.modules.pop("facts", None)
    if before is not None:
        sys.modules["facts"] = before


def written(folder: Path) -> Path:
    """Facts in a file."""
    path = folder / "facts.json"
    path.write_text(json.dumps({"hot_knee": True, "trainer": True}))
    return path


def test_every_command_about_a_rulebook_takes_a_facts_model(tmp_path: Path) -> None:
    """Listing, documenting, drawing and comparing need it as deciding does."""
    assert run("decide", written(tmp_path), "--rulebook", CYCLING, *OWN).stdout.startswith("SEE SOMEBODY")
    assert run("what-would", written(tmp_path), "--rulebook", CYCLING, *OWN).exit_code in (0, 1)
    assert run("rules", CYCLING, *OWN).stdout == run("rules", "--rulebook", CYCLING, *OWN).stdout != ""
    assert run("document", CYCLING, *OWN, "-o", tmp_path / "pages", "--no-charts").exit_code == 0
    assert (tmp_path / "pages" / "index.md").is_file()


def test_proofs_and_pictures_take_it_too(tmp_path: Path) -> None:
    """The solver's commands, and the graph, whose `--facts` also names a file of facts."""
    assert run("check", CYCLING, *OWN).exit_code == 0
    assert run("check", "--rulebook", CYCLING, *OWN).exit_code == 0
    assert run("diff", CYCLING, f"{CYCLING}@easy_rides=2", *OWN).exit_code == 1
    assert run("golden", CYCLING, *OWN).exit_code in (0, 1)
    drawn = run("graph", CYCLING, *OWN, "--facts", written(tmp_path))
    assert drawn.exit_code == 0
    assert drawn.stdout.startswith("<svg")


def test_a_facts_model_that_cannot_be_had_is_refused() -> None:
    """No such module, no such class, something else of that name, no name of a class at all, two of them."""
    assert refused("rules", CYCLING, "--facts", "nowhere:Facts") == [
        "--facts: `nowhere:Facts` cannot be imported: No module named 'nowhere'"
    ]
    assert refused("rules", CYCLING, "--facts", "facts:Cycling") == [
        "--facts: `facts:Cycling` cannot be imported: module 'facts' has no attribute 'Cycling'"
    ]
    assert refused("rules", CYCLING, "--facts", "json:loads") == [
        "--facts: `json:loads` is no facts model; allowed: a class made from `itb_rules.Facts`"
    ]
    assert refused("rules", CYCLING, "--facts", "facts.json") == [
        "--facts: found `facts.json`; allowed: MODULE:CLASS, such as clinic.facts:AnkleAssessment"
    ]
    assert refused("check", CYCLING, *OWN, *OWN) == [
        "--facts: two facts models; all rulebooks of one call have the same"
    ]


def test_a_module_that_fails_is_named_with_what_it_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model whose declarations do not fit says which."""
    (tmp_path / "broken.py").write_text(
        "from itb_rules import Facts\nclass Bad(Facts):\n    swollen: bool | None = None\n"
    )
    monkeypatch.chdir(tmp_path)
    (line,) = refused("rules", CYCLING, "--facts", "broken:Bad")
    assert line.startswith("--facts: `broken:Bad` fails when it is imported: TypeError: fact `swollen` of `Bad`: ")


def test_an_own_model_for_a_packaged_rulebook_says_the_true_reason() -> None:
    """The rulebook is on other facts."""
    (line,) = refused("rules", "exercise", *OWN)
    assert line.endswith("the facts model is `ExerciseSession`, but `CyclingAssessment` was handed in")
