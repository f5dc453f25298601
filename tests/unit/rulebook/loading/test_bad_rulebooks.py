"""Every mistake has its message, and one mistake has one."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from tests.unit.rulebook.loading.rulebooks import BAD, MANIFEST, RULE, written

from itb_rules.errors import RulebookError
from itb_rules.rulebook.loading import load_definition

SEVERAL = {
    "cards-wrong",
    "case-all-untrue",
    "dose-unknown",
    "effect-values-unknown",
    "ids-twice",
    "ladders",
    "misshapen-rule-with-more",
    "plan-entries-unknown",
    "plan-outcomes",
    "plan-rules",
    "derived-wrong",
    "score-wrong",
    "several-mistakes",
}
"""Rulebooks with more than one mistake; every other one has one."""


def refused(folder: Path) -> RulebookError:
    """The error that a rulebook is refused with."""
    with pytest.raises(RulebookError) as caught:
        load_definition(folder)
    return caught.value


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_message_is_the_one_beside_the_bad_rulebook(folder: Path) -> None:
    """The whole message, places included, is what a person was meant to read."""
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    assert f"{refused(folder)}\n" == expected


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_one_mistake_gives_one_problem(folder: Path) -> None:
    """No problem is a mere consequence of another one."""
    problems = refused(folder).problems
    assert (len(problems) > 1) == (folder.name in SEVERAL)


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_messages_follow_the_style_of_the_library(folder: Path) -> None:
    """Lower case at the start (or what the user wrote), one line, no full stop at the end."""
    for problem in refused(folder).problems:
        assert problem.message == problem.message.strip()
        assert "\n" not in problem.message
        assert not problem.message.endswith(".")
        assert problem.message[0] == "`" or problem.message[0].islower() or problem.message.startswith("not UTF-8")


def test_problems_of_all_files_come_in_order_of_their_places(tmp_path: Path) -> None:
    """By file, then line, then column, as numbers: line 9 comes before line 10."""
    lines = "".join(f"  - {{id: F{number}, title: Finding, source: [T.1]}}\n" for number in range(12))
    error = refused(written(tmp_path / "app", b=RULE.replace("T.1", "T.2"), a=f"findings:\n{lines}"))
    places = [problem.where.split(":") for problem in error.problems]
    numbers = [(path, int(line), int(column)) for path, line, column in places]
    assert numbers == sorted(numbers)
    assert [path for path, _, _ in numbers] == ["app/a.yaml"] * 12 + ["app/b.yaml"]


def test_wrong_name_is_data_as_well_as_words(tmp_path: Path) -> None:
    """A program can show what was found, what is allowed and what was probably meant."""
    error = refused(written(tmp_path / "app", rules=RULE.replace("outcome: progress", "outcome: progres")))
    (problem,) = error.problems
    assert (problem.where, problem.found, problem.allowed, problem.nearest) == (
        "app/rules.yaml:5:14",
        "progres",
        "hold, progress",
        "progress",
    )


def test_error_survives_pickling(tmp_path: Path) -> None:
    """A worker process can hand the error back."""
    error = refused(written(tmp_path / "app", rulebook=MANIFEST.replace("default: hold", "default: held")))
    assert pickle.loads(pickle.dumps(error)).problems == error.problems  # noqa: S301


def test_misspelt_finding_is_not_reported_by_those_who_use_it(tmp_path: Path) -> None:
    """A finding whose own condition is wrong is known by name: its rule says nothing, its case is not replayed."""
    finding = "findings:\n  - {id: calm, title: Calm, when: {pain_at_rst: {is: 0}}, source: [T.1]}\n"
    rules = RULE.replace("{pain_at_rest: {is: 0}}", "calm")
    (problem,) = refused(written(tmp_path / "app", findings=finding, rules=rules)).problems
    assert problem.nearest == "pain_at_rest"


def test_misspelt_parameter_is_not_reported_by_those_who_use_it(tmp_path: Path) -> None:
    """A parameter that is wrong itself makes no comparison wrong."""
    parameter = "parameters:\n  - {id: days, title: Days, cautious: 7, range: [9, 8], source: [T.1]}\n"
    rules = RULE.replace("{pain_at_rest: {is: 0}}", "{pain_free_days: {at_least: $days}}")
    (problem,) = refused(written(tmp_path / "app", parameters=parameter, rules=rules)).problems
    assert problem.where == "app/parameters.yaml:2:49"


def test_unreadable_file_hides_no_mistake_of_another_one(tmp_path: Path) -> None:
    """Shapes are checked everywhere; names are not, because the unreadable file may declare them."""
    rules = RULE.replace("    title: Ready to go on\n", "").replace("T.1", "T.9")
    error = refused(written(tmp_path / "app", broken="findings: ]", rules=rules))
    assert [problem.where for problem in error.problems] == ["app/broken.yaml:1:11", "app/rules.yaml:2:5"]
