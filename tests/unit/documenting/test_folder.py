"""Writing pages: whole folders, nothing of somebody else's touched, nothing of a rule that is gone left behind."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from itb_rules import OptionError
from itb_rules.documenting import folder, write_pages
from itb_rules.rulebook.files import write_whole


def files(folder: Path) -> set[str]:
    """Every file below a folder but the list of what was written."""
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()} - {"written-pages.txt"}


def test_pages_are_written_where_they_belong(tmp_path: Path) -> None:
    """Folders are made on the way."""
    write_pages({"index.md": "a\n", "one/rules/b.md": "b\n"}, tmp_path / "new" / "pages")
    assert files(tmp_path / "new" / "pages") == {"index.md", "one/rules/b.md"}


def test_a_page_that_is_gone_is_removed_and_others_stay(tmp_path: Path) -> None:
    """A second run leaves what it would have made, and what somebody else put there."""
    write_pages({"index.md": "a\n", "old.md": "b\n"}, tmp_path)
    (tmp_path / "notes.md").write_text("mine")
    write_pages({"index.md": "c\n"}, tmp_path)
    assert files(tmp_path) == {"index.md", "notes.md"}
    assert (tmp_path / "index.md").read_text() == "c\n"


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    """Every such file is named, and nothing is written."""
    for name in ("index.md", "other.md"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(OptionError) as refused:
        write_pages({"index.md": "a", "other.md": "b", "third.md": "c"}, tmp_path)
    assert [Path(problem.where).name for problem in refused.value.problems] == ["index.md", "other.md"]
    assert files(tmp_path) == {"index.md", "other.md"}


def test_a_list_that_names_files_elsewhere_removes_none_of_them(tmp_path: Path) -> None:
    """Whoever edited the list cannot have a file outside the folder removed."""
    outside = tmp_path / "outside.md"
    outside.write_text("mine")
    folder = tmp_path / "pages"
    write_pages({"index.md": "a"}, folder)
    (folder / "written-pages.txt").write_text("../outside.md\nindex.md\n")
    write_pages({"index.md": "b"}, folder)
    assert outside.read_text() == "mine"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """It is said in one sentence, with its path."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError, match="cannot be written"):
        write_pages({"one/index.md": "a"}, tmp_path / "file")


@pytest.mark.parametrize("written", range(5))
def test_a_run_that_is_cut_off_can_be_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """After any file: the next run knows its own pages, and none of a rule that is gone stays."""
    write_pages({"index.md": "a", "old.md": "b"}, tmp_path)
    left = [written]

    def cut_off(path: Path, text: str, *, mode: int | None) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        write_whole(path, text, mode=mode)

    with monkeypatch.context() as patched:
        patched.setattr(folder, "write_whole", cut_off)
        with contextlib.suppress(KeyboardInterrupt):
            write_pages({"index.md": "c", "new.md": "d", "two/new.md": "e"}, tmp_path)
    write_pages({"index.md": "f", "new.md": "g"}, tmp_path)
    assert files(tmp_path) == {"index.md", "new.md"}
    assert (tmp_path / "index.md").read_text() == "f"
