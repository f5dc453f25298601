"""Files and folders of the repository that pages link to: in the site, each is a page that shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from docs.site.links import ROOT

LANGUAGES = {".py": "python", ".yaml": "yaml", ".json": "json", ".toml": "toml", ".sh": "bash", "": "text"}
PICTURES = (".svg", ".png")
HIDDEN = ("__pycache__",)
ORPHAN = "---\norphan: true\n---\n"
LONGEST = 200_000


class Repository:
    """Finds the places in the site for what pages link to, and writes those that are needed.

    Args:
        pages: the pages of the site, with their places.
    """

    def __init__(self, pages: Mapping[Path, str]) -> None:
        self._pages = pages
        self._shown: dict[Path, str] = {}
        self._pictures: dict[Path, str] = {}

    def place(self, path: Path, picture: bool) -> str | None:  # noqa: FBT001 - a callback
        """Where a file or folder lies in the site; None for what does not exist."""
        if path in self._pages:
            return self._pages[path]
        if not path.exists() or not path.is_relative_to(ROOT):
            return None
        name = path.relative_to(ROOT).as_posix()
        if picture or path.suffix in PICTURES:
            return self._pictures.setdefault(path, f"pictures/{name.replace('/', '-')}")
        if path.is_dir() and self._page_of(path):
            return self._pages[self._page_of(path) or path]
        return self._shown.setdefault(path, f"repository/{name}.md")

    def write(self, folder: Path) -> None:
        """Write the pages of all that was asked for, and of what lies in the folders among it."""
        for path, place in self._pictures.items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for path in [*self._shown]:
            for inside in _files(path) if path.is_dir() else ():
                self._shown.setdefault(inside, f"repository/{inside.relative_to(ROOT).as_posix()}.md")
        for path, place in self._shown.items():
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self._folder(path) if path.is_dir() else _file(path), "utf-8")

    def _page_of(self, path: Path) -> Path | None:
        """The page that a code host shows for a folder."""
        readme = path / "README.md"
        return readme if readme in self._pages else None

    def _folder(self, path: Path) -> str:
        name = path.relative_to(ROOT).as_posix()
        depth = "../" * name.count("/")
        listed = [f"- [{one.relative_to(path)}]({depth}{one.relative_to(ROOT).as_posix()}.md)" for one in _files(path)]
        return f"{ORPHAN}\n# `{name}`\n\n" + "\n".join(listed) + "\n"


def _files(folder: Path) -> Iterator[Path]:
    """The text files below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not {*HIDDEN} & {*path.parts} and _text(path) is not None:
            yield path


def _text(path: Path) -> str | None:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= LONGEST and "\0" not in text else None


def _file(path: Path) -> str:
    name = path.relative_to(ROOT).as_posix()
    text = _text(path) or f"{path.stat().st_size} bytes"
    fence = "`" * 8
    return f"{ORPHAN}\n# `{name}`\n\n{fence}{LANGUAGES.get(path.suffix, 'text')}\n{text.rstrip()}\n{fence}\n"
