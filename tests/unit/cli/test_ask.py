"""The interview as it is seen: what is asked, what is answered, and what comes out at the end."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from tests.unit.cli.command import run

from itb_rules import Decision, FactsError, load_rulebook
from itb_rules.cli import conversation as asking
from itb_rules.interview import AskedLine, Choice, Interview
from itb_rules.rulebook import files as whole_file
from itb_rules.wording.words import Words

STAGES = (Choice("protect", "Protect"), Choice("return_week_1", "Week 1"))
WELCOME = """\
    Answer with y or n, a number, or a choice by its number or name; in a list with the numbers of
    all that apply, or 0 for none. ? says why it is asked, - that you do not know, b goes one card
    back, q ends.
"""


def healthy(rulebook: str) -> list[str]:
    """What somebody who does well types, line by line."""
    interview, lines = Interview(load_rulebook(rulebook)), []
    while (card := interview.card) is not None:
        specs = interview.facts.specs
        if card.kind == "checklist":
            lines.append("0")
            interview.none_of_these()
            continue
        values = {name: specs[name].typical for name in card.names}
        lines += [
            {True: "y", False: "n"}[value] if isinstance(value, bool) else str(value) for value in values.values()
        ]
        interview.answer(values)
    return lines


def test_a_whole_interview_about_an_exercise() -> None:
    """Fields with what is allowed, and the decision on standard output alone."""
    result = run("ask", "--rulebook", "exercise", given="\n".join(healthy("exercise")) + "\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("REPEAT: Do the same again next time")
    assert result.stderr.startswith(WELCOME + "\n1.  Which exercise did you just do?\n    1 Clamshell\n")
    assert "\n    Sets\n    a whole number from 0 to 20 (sets)\n> 3\n" in result.stderr
    assert result.stderr.endswith("    Done after 2 cards.\n\n")


def test_a_list_is_answered_by_numbers() -> None:
    """Those that apply, or none; two lines about the same fact are refused."""
    said = run("ask", given="2 12\n1,3\nq\n")
    assert "allowed: 0 for none of these, or numbers from 1 to 8" in said.stderr
    assert said.stdout.startswith("=" * 100)
    assert "    1 I cannot take four steps on this leg\n" in said.stderr
    assert "    0 None of these\n" in said.stderr


def test_a_bad_answer_is_refused_and_asked_again() -> None:
    """With what is allowed; the field stands, and the card keeps its number."""
    said = run("ask", "--rulebook", "exercise", given="12\nlots\nclamshell\nnone\n21\n3\nq\n").stderr
    assert "> 12\n    found `12`; allowed: one of: clamshell, side lying abduction" in said
    assert "> lots\n    found `lots`; allowed: one of: clamshell" in said
    assert "> 21\n    found `21`; allowed: a whole number from 0 to 20 (sets)\n> 3\n" in said
    assert said.count("1.  Which exercise") == said.count("2.  How did it go") == 1


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        (AskedLine("fever", "yes_no", ""), " Yes ", True),
        (AskedLine("fever", "yes_no", ""), "n", False),
        (AskedLine("fever", "yes_no", ""), "maybe", None),
        (AskedLine("fever", "yes_no", ""), "1", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "+3", 3),
        (AskedLine("pain", "whole", "", low=0, high=10), "3.0", 3),
        (AskedLine("pain", "whole", "", low=0, high=10), "2.5", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "11", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "2,5", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "nan", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "1e1", None),
        (AskedLine("pain", "whole", "", low=0, high=10), "\u0663", None),
        (AskedLine("hours", "decimal", "", low=0, high=168), "1.5", 1.5),
        (AskedLine("stage", "choice", "", choices=STAGES), "Return-Week-1", "return_week_1"),
        (AskedLine("stage", "choice", "", choices=STAGES), "2", "return_week_1"),
        (AskedLine("stage", "choice", "", choices=STAGES), "0", None),
        (AskedLine("stage", "choice", "", choices=STAGES), "late\x1bral", None),
    ],
)
def test_answers_are_taken_as_people_type_them(line: AskedLine, text: str, value: object) -> None:
    """Yes and no in short, numbers, a choice by number or by name; anything else is refused."""
    if value is None:
        with pytest.raises(FactsError, match="allowed"):
            asking.typed(line, text, Words())
    else:
        found = asking.typed(line, text, Words())
        assert found == value
        assert type(found) is type(value) or text == "3.0"


def test_a_question_mark_says_why() -> None:
    """Why the card is there, and the rules that hang on it with the outcome of each; at most five of them."""
    said = run("ask", given="?\nq\n").stderr
    assert "    Each of them, alone, has to be looked at today.\n    It is asked because of:\n    - " in said
    assert ": refer now\n" in said
    assert "    - and " in said
    assert said.count("\n    - ") == 6


def test_what_is_not_known_is_left_open() -> None:
    """A dash or an empty line leaves a card open, or one field of it; the decision still asks for it."""
    result = run("ask", given="-\n\nq\n")
    assert result.stderr.count("    Left open.\n") == 2
    assert "3.  " in result.stderr
    one = run("ask", "--rulebook", "exercise", given="1\n-\n3\n15\n0\neasy\ny\n\n")
    assert "Done after 2 cards." in one.stderr
    assert "not settled" in one.stdout


def test_a_card_is_taken_back() -> None:
    """`b` asks the card before again; at the first there is none to go back to."""
    said = run("ask", given="b\n0\nB\n0\nq\n").stderr
    assert "> b\n    There is no card to go back to.\n> 0" in said
    assert said.count("1.  Any of these, now") == 2
    assert "    One card back.\n" in said


def test_a_contradiction_is_shown_in_the_words_of_the_questions() -> None:
    """Nobody in an interview has seen the names of facts."""
    interview = Interview(load_rulebook("progression"))
    message = "`swelling_new` is true but `swelling` is `none`"
    assert asking._with_labels(message, interview) == "new swelling is true but swelling of the knee is `none`"


@pytest.mark.parametrize("given", ["q\n", "Q\n", "", "q"])
def test_one_can_leave_at_any_time(given: str) -> None:
    """By `q` or by the end of the input; the decision so far is shown."""
    result = run("ask", given=given)
    assert result.exit_code == 0
    assert "    Ended after 0 cards.\n" in result.stderr
    assert result.stdout.startswith("HOLD: Stay in this stage")


def test_an_interrupt_leaves_like_q(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no reason to lose what was answered."""

    def interrupted(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "_line", interrupted)
    result = run("ask")
    assert result.exit_code == 0
    assert "Ended after 0 cards." in result.stderr
    assert result.stdout.startswith("HOLD")


def test_a_red_flag_ends_the_interview() -> None:
    """Nothing more is asked, and the answer is loud."""
    result = run("ask", given="3\n" + "0\n" * 50)
    assert result.stdout.startswith("=" * 100)
    assert "Done after one card." in result.stderr


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
    assert "allowed: 0 for none of these" in result.stderr
    assert "\x00" not in result.stderr
