"""The interview as it is seen: what is asked, what is answered, and what comes out at the end."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.unit.cli.command import run

from itb_rules import Assessment, Decision, load_rulebook
from itb_rules.cli import conversation as asking
from itb_rules.files import whole_file
from itb_rules.interview import Interview

WELCOME = """\
    Answer with y or n, a number, or a choice by its number or name. ? says why it is asked, - that
    you do not know, b takes the last answer back, q ends.
"""


def healthy(rulebook: str) -> list[str]:
    """What somebody who does well types, question by question."""
    interview, typed = Interview(load_rulebook(rulebook)), []
    while not interview.done:
        value = interview.spec.typical
        typed.append({True: "y", False: "n"}[value] if isinstance(value, bool) else str(value))
        interview.answer(typed[-1])
    return typed


def test_a_whole_interview_about_an_exercise() -> None:
    """Questions with what is allowed, and the decision on standard output alone."""
    result = run("ask", "--rulebook", "exercise", given="0\n1\nn\n3\n15\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("REPEAT: Do the same again next time")
    assert result.stderr == WELCOME + (
        """
1.  How strong was the pain on the outer side of the knee at its worst during the exercise, from 0
    (none) to 10 (the worst you can imagine)?
    a whole number from 0 to 10
> 0

2.  Which exercise did you just do?
    1 clamshell
    2 side lying abduction
    3 glute bridge
    4 single leg bridge
    5 band walk
    6 box squat
> 1

3.  Did the usual mistake of this exercise happen? Clamshell: the pelvis rolls back. Bridge: you
    feel it in the lower back. Single-leg bridge: the hip of the free leg sags. Band walk: the band
    goes slack or the feet meet. Box squat: the knee falls inward. Side-lying hip abduction: there
    is none, so answer no.
    yes or no
> n

4.  How many sets of it did you complete?
    a whole number from 0 to 20
> 3

5.  How many repetitions did you do on each side in your shortest set? For the band walk: how many
    steps in each direction?
    a whole number from 0 to 100
> 15

    Done after 5 questions.

"""
    )


def test_a_bad_answer_is_refused_and_asked_again() -> None:
    """With what is allowed; the question keeps its number."""
    said = run("ask", "--rulebook", "exercise", given="11\nlots\n0\nq\n").stderr
    assert (
        "> 11\n    found `11` (number); allowed: a whole number from 0 to 10\n> lots\n    found `lots`; allowed" in said
    )
    assert said.count("1.  How strong") == 1
    assert "\n2.  Which exercise" in said


def test_a_question_mark_says_why() -> None:
    """The rules that hang on the answer, with the outcome each leads to; at most five of them."""
    said = run("ask", given="?\nq\n").stderr
    assert "    It is asked because of:\n    - " in said
    assert ": refer now\n" in said
    said = run("ask", "--rulebook", "exercise", given="0\n?\nq\n").stderr
    assert "    - and " in said
    assert said.count("\n    - ") == 6


def test_what_is_not_known_is_left_open() -> None:
    """A dash or an empty line; the decision at the end still asks for it."""
    result = run("ask", "--rulebook", "exercise", given="-\n\nq\n")
    assert result.stderr.count("    Left open.\n") == 2
    assert "3.  " in result.stderr
    assert "Ask       1. How strong was the pain" in result.stdout


def test_an_answer_is_taken_back() -> None:
    """`b` asks the question before again; at the first there is nothing to take back."""
    said = run("ask", "--rulebook", "exercise", given="b\n3\nb\n0\nB\n0\nq\n").stderr
    assert "> b\n    There is no answer to take back.\n> 3" in said
    said = run("ask", "--rulebook", "exercise", given="0\nb\nq\n").stderr
    assert said.count("1.  How strong") == 2
    assert "    Taken back.\n" in said


def test_a_contradiction_is_shown_in_the_words_of_the_questions() -> None:
    """Nobody in an interview has seen the names of facts."""
    interview = Interview(load_rulebook("progression"), facts=Assessment(swelling_new=True))
    message = "`swelling_new` is true but `swelling` is `none`"
    assert asking._with_labels(message, interview) == "new swelling is true but swelling of the knee is `none`"


@pytest.mark.parametrize("given", ["q\n", "Q\n", "", "q"])
def test_one_can_leave_at_any_time(given: str) -> None:
    """By `q` or by the end of the input; the decision so far is shown."""
    result = run("ask", given=given)
    assert result.exit_code == 0
    assert "    Ended after 0 questions.\n" in result.stderr
    assert result.stdout.startswith("HOLD: Stay in this stage")


def test_an_interrupt_leaves_like_q(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no reason to lose what was answered."""

    def interrupted() -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "_line", interrupted)
    result = run("ask")
    assert result.exit_code == 0
    assert "Ended after 0 questions." in result.stderr
    assert result.stdout.startswith("HOLD")


def test_a_red_flag_ends_the_interview() -> None:
    """Nothing more is asked, and the answer is loud."""
    result = run("ask", given="refer_now\n")
    assert result.stdout.startswith("=" * 100)
    assert "Done after 1 questions" not in result.stderr
    assert "Done after one question." in result.stderr


def test_the_answers_are_saved_for_decide(tmp_path: Path) -> None:
    """As JSON that decides the same, and that nobody else can read."""
    path = tmp_path / "answers.json"
    asked = run("ask", "--rulebook", "exercise", "--save", path, given="\n".join(healthy("exercise")))
    assert asked.stderr.endswith(f"Saved to {path}.\n")
    assert json.loads(path.read_text())["exercise"] == "clamshell"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["answers.json"]
    assert run("decide", path, "--rulebook", "exercise").stdout == asked.stdout


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The decision is shown all the same, and the file of before is whole."""
    path = tmp_path / "answers.json"
    path.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.Path, "replace", full)
    result = run("ask", "--save", path, given="q\n")
    assert result.exit_code == 2
    assert result.stdout.startswith("HOLD")
    assert result.stderr.endswith(f"{path}: cannot be written: no space left on device\n")
    assert path.read_text() == "before"
    assert [each.name for each in tmp_path.iterdir()] == ["answers.json"]


def test_standard_output_is_the_decision_alone() -> None:
    """So that it can be piped on, in any format, by any engine and with any parameters."""
    options = ("--format", "json", "--engine", "reference", "--profile", "permissive", "--set", "pain_free_days=6")
    decision = Decision.model_validate_json(run("ask", *options, given="q\n").stdout)
    assert decision.engine == "reference"
    assert decision.rulebook.profile == "permissive"


def test_what_is_piped_in_may_be_anything() -> None:
    """Bytes that are no text and very long lines are bad answers, not crashes."""
    result = run("ask", given=b"\xff\xfe\x00\n" + b"y" * 5000 + b"\nq\n")
    assert result.exit_code == 0
    assert "allowed: one of: none, refer, refer_now" in result.stderr
    assert "\x00" not in result.stderr
