"""A file that was made to do harm is refused, and quickly."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.rulebook.loading.rulebooks import MANIFEST, RULE, written

from itb_rules.errors import RulebookError
from itb_rules.rulebook.loading import load_definition

PATIENCE = 15.0
"""Seconds, on a machine that is busy with other tests; each takes a fraction of that."""


@pytest.fixture(autouse=True)
def _soon() -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < PATIENCE


def first_problem(folder: Path) -> str:
    """The first problem of a rulebook that must be refused."""
    with pytest.raises(RulebookError) as caught:
        load_definition(folder)
    return str(caught.value.problems[0])


def test_alias_bomb(tmp_path: Path) -> None:
    """A billion laughs: refused at the first anchor."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "the anchor `&a0`" in first_problem(written(tmp_path / "app", bomb="\n".join(lines)))


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 100_000, "a: " + "{b: " * 100_000, "- " * 100_000, "[" * 100_000 + "]" * 100_000],
)
def test_deep_nesting(tmp_path: Path, text: str) -> None:
    """Refused at the depth that is allowed, long before the end."""
    assert "nested more than 32 deep" in first_problem(written(tmp_path / "app", deep=text))


def test_huge_file(tmp_path: Path) -> None:
    """No more than a mebibyte of it is read."""
    folder = written(tmp_path / "app", huge="a: " + "x" * 5_000_000)
    assert first_problem(folder) == "app/huge.yaml:1:1: the file is larger than 1024 KiB"


def test_huge_scalar(tmp_path: Path) -> None:
    """A message shows the beginning of it only."""
    folder = written(tmp_path / "app", huge=RULE.replace("outcome: progress", "outcome: " + "x" * 500_000))
    assert first_problem(folder) == "app/huge.yaml:5:14: `outcome` is 500000 characters long; at most 80 are allowed"


def test_huge_number(tmp_path: Path) -> None:
    """Python's own conversion would be slow, or fail."""
    folder = written(tmp_path / "app", huge="parameters:\n- {id: a, cautious: " + "9" * 500_000 + "}")
    assert "has too many digits" in first_problem(folder)


@pytest.mark.parametrize(
    "tag",
    ["!!python/object/apply:os.system [exit 1]", "!!python/name:os.system x", "!!binary aGk=", "!!set {a}", "!x y"],
)
def test_tags_make_no_objects(tmp_path: Path, tag: str) -> None:
    """Whatever they would stand for."""
    assert "tags are not used in rule files" in first_problem(written(tmp_path / "app", tag=f"a: {tag}"))


def test_very_many_values(tmp_path: Path) -> None:
    """Half a million of them in a file that is not too large."""
    folder = written(tmp_path / "app", many="a: [" + "1," * 500_000 + "]")
    assert "holds more than 100000 values" in first_problem(folder)


def test_very_many_mistakes(tmp_path: Path) -> None:
    """The list ends, and says that it does."""
    folder = written(tmp_path / "app", many="rules:\n" + "- {id: a, whenn: b}\n" * 15_000)
    with pytest.raises(RulebookError) as caught:
        load_definition(folder)
    assert len(caught.value.problems) == 501
    assert caught.value.problems[-1].message == "reading ended after 500 problems; there may be more"


def test_very_many_wrong_names(tmp_path: Path) -> None:
    """Looking for the nearest name is slow, so only the first ones get one."""
    tests = ", ".join(f"{{pain_at_{number}: {{is: 0}}}}" for number in range(15_000))
    rules = RULE.replace("{pain_at_rest: {is: 0}}", f"{{any: [{tests}]}}")
    assert "unknown fact `pain_at_0`; did you mean `pain_at_rest`?" in first_problem(written(tmp_path / "app", r=rules))


def test_very_many_rules(tmp_path: Path) -> None:
    """More than two thousand are refused, over all files together."""
    for_one = "- {id: r%d, title: R, when: always, source: [T.1], basis: article, evidence: article}\n"
    texts = ["rules:\n" + "".join(for_one % (file * 1500 + n) for n in range(1500)) for file in range(2)]
    folder = written(tmp_path / "app", a=texts[0], b=texts[1])
    assert first_problem(folder) == "app/b.yaml:2:1: more than 2000 rules"


def test_very_many_files(tmp_path: Path) -> None:
    """More than two hundred are refused."""
    folder = written(tmp_path / "app", **{f"f{number}": "rules: []" for number in range(250)})
    assert first_problem(folder) == "app: more than 200 files"


def test_very_much_text_in_all_files_together(tmp_path: Path) -> None:
    """Each file is small enough; all of them are not."""
    folder = written(tmp_path / "app", **{f"f{number}": "# " + "x" * 900_000 + "\nrules: []" for number in range(6)})
    assert first_problem(folder) == "app: files of more than 4096 KiB together"


def test_finding_bomb(tmp_path: Path) -> None:
    """Each finding names the one before twice: written out, the last one would never end."""
    findings = ["- {id: f0, title: F, when: {any: [{fever: {is: true}}, {fever: {is: true}}]}, source: [T.1]}"]
    findings += [
        f"- {{id: f{n}, title: F, when: {{any: [f{n - 1}, f{n - 1}]}}, source: [T.1]}}" for n in range(1, 1500)
    ]
    folder = written(tmp_path / "app", bomb="findings:\n" + "\n".join(findings))
    assert "is too large: more than 5000 parts with its findings" in first_problem(folder)


def test_long_chain_of_findings(tmp_path: Path) -> None:
    """Evaluating it would run out of stack."""
    findings = ["- {id: f0, title: F, when: {fever: {is: true}}, source: [T.1]}"]
    findings += [f"- {{id: f{n}, title: F, when: f{n - 1}, source: [T.1]}}" for n in range(1, 1900)]
    folder = written(tmp_path / "app", chain="findings:\n" + "\n".join(reversed(findings)))
    assert "is too large: nested 65 deep with its findings" in first_problem(folder)


def test_long_circle_of_findings(tmp_path: Path) -> None:
    """The message names the beginning of it."""
    findings = [f"- {{id: f{n}, title: F, when: f{(n + 1) % 1900}, source: [T.1]}}" for n in range(1900)]
    folder = written(tmp_path / "app", circle="findings:\n" + "\n".join(findings))
    assert "in a circle: `f0` -> `f1`" in first_problem(folder)


def test_rulebooks_that_use_each_other_in_every_way(tmp_path: Path) -> None:
    """Ten rulebooks that each use all others would be loaded millions of times."""
    names = [f"b{number}" for number in range(10)]
    for name in names:
        others = ", ".join(each for each in names if each != name)
        manifest = MANIFEST.replace("  outcomes:", f"  uses: [{others}]\n  outcomes:")
        written(tmp_path / name, rulebook=manifest)
    assert "use each other in a circle" in first_problem(tmp_path / "b0")


def test_long_chain_of_rulebooks(tmp_path: Path) -> None:
    """Each uses the next one; loading them all would run out of stack."""
    for number in range(600):
        manifest = MANIFEST.replace("  outcomes:", f"  uses: [b{number + 1}]\n  outcomes:")
        written(tmp_path / f"b{number}", rulebook=manifest)
    assert "use each other more than 8 deep" in first_problem(tmp_path / "b0")
