"""`itb-rules document` writes pages, and refuses with every problem at once."""

from __future__ import annotations

from pathlib import Path

from tests.unit.cli.command import EXAMPLES, refused, run


def test_it_writes_the_packaged_rulebooks_when_none_is_named(tmp_path: Path) -> None:
    """The answer is the page to begin with."""
    result = run("document", "--no-charts", "-o", tmp_path / "pages")
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'pages' / 'index.md'}\n")
    assert {each.name for each in (tmp_path / "pages").iterdir() if each.is_dir()} == {
        "activity",
        "exercise",
        "progression",
    }


def test_one_rulebook_with_its_values(tmp_path: Path) -> None:
    """A profile and values set by hand show on the pages."""
    options = ("--profile", "permissive", "--set", "pain_free_days=9", "--no-charts")
    assert run("document", "progression", *options, "-o", tmp_path).exit_code == 0
    assert not (tmp_path / "exercise").exists()
    page = (tmp_path / "progression" / "rules" / "return-to-run.start.md").read_text("utf-8")
    assert "| 9 days | 7 days | 5 days |" in page
    assert "profile permissive" in (tmp_path / "progression" / "index.md").read_text("utf-8")


def test_pictures_are_drawn_unless_they_are_not_wanted(tmp_path: Path) -> None:
    """One for each number that a rule compares."""
    assert run("document", "exercise", "-o", tmp_path).exit_code == 0
    assert list((tmp_path / "exercise" / "charts").glob("*.svg"))


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """A misspelt rulebook, and a value that the other one does not have."""
    lines = refused("document", "progresion", "exercise", "--set", "reps=3", "-o", tmp_path / "pages")
    assert len(lines) == 2
    assert "did you mean `progression`?" in lines[0]
    assert "unknown parameter `reps`" in lines[1]
    assert not (tmp_path / "pages").exists()


def test_a_folder_of_somebody_else_is_refused() -> None:
    """Nothing in it is overwritten."""
    before = (EXAMPLES / "assessment.json").read_bytes()
    lines = refused("document", "--no-charts", "exercise", "-o", EXAMPLES / "assessment.json")
    assert lines
    assert "cannot be written" in lines[0]
    assert (EXAMPLES / "assessment.json").read_bytes() == before
