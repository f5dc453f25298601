"""Which files belong to a rulebook, and that none outside it is ever read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.unit.rulebook.loading.rulebooks import MANIFEST, PACKAGED, RULE, written

from itb_rules.errors import OptionError, RulebookError
from itb_rules.rulebook.loading import files, load_definition


def problems(source: str | Path) -> list[str]:
    """The problems that a rulebook is refused with."""
    with pytest.raises(RulebookError) as caught:
        load_definition(source)
    return [str(problem) for problem in caught.value.problems]


def including(*names: str) -> str:
    """A manifest that includes these."""
    return MANIFEST.replace("  outcomes:", f"  include: [{', '.join(names)}]\n  outcomes:")


def test_unknown_name_is_refused_with_the_nearest_one() -> None:
    """A name is an option, so the error is that of options."""
    with pytest.raises(OptionError, match="unknown rulebook `progresion`; did you mean `progression`\\?") as caught:
        load_definition("progresion")
    assert caught.value.problems[0].nearest == "progression"


@pytest.mark.parametrize("name", ["", "x", "a" * 10_000, "..", "progression\0"])
def test_odd_names_are_refused(name: str) -> None:
    """Whatever the operating system thinks of them."""
    with pytest.raises((OptionError, RulebookError)):
        load_definition(name)


def test_text_with_a_separator_is_a_path(tmp_path: Path) -> None:
    """And so is one that names an existing folder."""
    folder = written(tmp_path / "app")
    assert load_definition(str(folder)).name == "small"
    assert load_definition(folder).name == "small"


def test_name_of_an_existing_folder_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen from the working folder."""
    written(tmp_path / "app")
    monkeypatch.chdir(tmp_path)
    assert load_definition("app").name == "small"
    monkeypatch.chdir(tmp_path / "app")
    assert load_definition(".").name == "small"


def test_packaged_name_does_not_depend_on_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that happens to be called like a packaged rulebook never takes its place."""
    written(tmp_path / "progression")
    monkeypatch.chdir(tmp_path)
    assert load_definition("progression").name == "progression"
    assert load_definition("./progression").name == "small"
    assert load_definition(Path("progression")).name == "small"


def test_rules_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed wheel carries them there; a checkout has them at its top."""
    assert files.packaged_folder() == PACKAGED
    module = tmp_path / "itb_rules" / "rulebook" / "loading" / "files.py"
    monkeypatch.setattr(files, "__file__", str(module))
    written(tmp_path / "itb_rules" / "rules" / "inside")
    assert files.packaged_folder() == tmp_path / "itb_rules" / "rules"
    assert files.packaged_rulebooks() == ("inside",)


def test_missing_folder_is_named(tmp_path: Path) -> None:
    """With its whole path, because that is what is wrong."""
    assert problems(tmp_path / "none") == [f"none: there is no folder `{tmp_path / 'none'}`"]


def test_file_instead_of_a_folder_is_refused(tmp_path: Path) -> None:
    """The folder is what is asked for."""
    folder = written(tmp_path / "app")
    (problem,) = problems(folder / "rulebook.yaml")
    assert problem.endswith("is a file; give the folder of a rulebook")


def test_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    """The message names the file that is missing."""
    assert problems(tmp_path) == [f"{tmp_path.name}: the folder has no `rulebook.yaml`"]


def test_other_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    """A folder may have a README and what editors leave behind."""
    folder = written(tmp_path / "app")
    (folder / "README.md").write_text("{{{", encoding="utf-8")
    (folder / ".#rules.yaml").write_text("{{{", encoding="utf-8")
    (folder / "old").mkdir()
    assert load_definition(folder).name == "small"


def test_include_looks_beside_the_folder_before_the_packaged_rules(tmp_path: Path) -> None:
    """An app's own `sources.yaml` wins over the packaged one."""
    folder = written(tmp_path / "app", rulebook=including("sources.yaml"))
    assert "P1.1" in load_definition(folder).sources
    (tmp_path / "sources.yaml").write_text("sources: [{id: A, says: Mine.}]", encoding="utf-8")
    assert load_definition(folder).sources == {"T.1": "What the tests cite.", "A": "Mine."}


def test_included_folder_gives_all_its_files(tmp_path: Path) -> None:
    """In the order of their names."""
    folder = written(tmp_path / "app", rulebook=including("more"))
    (tmp_path / "more").mkdir()
    for name in ("b", "a"):
        text = f"people: [{{id: {name}, title: Somebody}}]"
        (tmp_path / "more" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert list(load_definition(folder).people) == ["a", "b"]


@pytest.mark.parametrize(
    "name", ["../other", "/etc", "..", ".", "a/b", "'a\\b'", "''", "'~'", ".hidden", "'C:'", "more.txt", "'x\\0y'"]
)
def test_include_takes_plain_names_only(tmp_path: Path, name: str) -> None:
    """Nothing outside the rulebook's surroundings can be named."""
    (tmp_path / "more.txt").write_text("rules: []", encoding="utf-8")
    (problem,) = problems(written(tmp_path / "app", rulebook=including(name)))
    assert problem.startswith("app/rulebook.yaml:6:13: ")


def link(place: Path, target: Path) -> None:
    """Make a link, or skip the test where links cannot be made."""
    try:
        place.symlink_to(target)
    except OSError:
        pytest.skip("no symbolic links here")


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    """A rulebook from somebody else cannot make the loader read other files."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("people: [{id: secret, title: Secret}]", encoding="utf-8")
    folder = written(tmp_path / "app")
    link(folder / "people.yaml", secret)
    assert problems(folder) == ["app/people.yaml: the link leads out of the folder"]


def test_links_out_of_an_included_folder_are_refused(tmp_path: Path) -> None:
    """Nor by way of an included folder that is a link itself."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "people.yaml").write_text("people: [{id: secret, title: Secret}]", encoding="utf-8")
    folder = written(tmp_path / "inside" / "app", rulebook=including("more"))
    link(tmp_path / "inside" / "more", tmp_path / "outside")
    assert problems(folder) == ["more/people.yaml: the link leads out of the folder"]


def test_links_within_the_folder_are_followed(tmp_path: Path) -> None:
    """As Kubernetes mounts its configuration."""
    folder = written(tmp_path / "app")
    (folder / "..data").mkdir()
    (folder / "..data" / "rules.yaml").write_text(RULE, encoding="utf-8")
    link(folder / "rules.yaml", folder / "..data" / "rules.yaml")
    assert len(load_definition(folder).rules) == 1


def test_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    """A problem, not an endless walk."""
    folder = written(tmp_path / "app")
    link(folder / "loop.yaml", folder / "loop.yaml")
    assert problems(folder) == ["app/loop.yaml: is no file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_folders_are_not_read(tmp_path: Path) -> None:
    """Opening a pipe would wait for ever."""
    folder = written(tmp_path / "app")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "folder.yaml").mkdir()
    assert problems(folder) == ["app/folder.yaml: is no file", "app/pipe.yaml: is no file"]


def test_unreadable_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback of the operating system's."""
    folder = written(tmp_path / "app", rules=RULE)
    opened = Path.open

    def refuse(self: Path, mode: str = "r") -> object:
        if self.name == "rules.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(self, mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert problems(folder) == ["app/rules.yaml: cannot be read: permission denied"]


def test_unreadable_folder_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor that of a folder."""
    folder = written(tmp_path / "app")

    def refuse(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert problems(folder) == ["app: cannot be read: permission denied"]
