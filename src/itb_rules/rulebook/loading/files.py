"""Finds the files of a rulebook, its includes and the rulebooks it uses, and never leaves their folders."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from itb_rules.errors import OptionError, Problem, misnamed
from itb_rules.rulebook.loading.yaml.nodes import At, Where, YamlMapping
from itb_rules.rulebook.loading.yaml.problems import Problems, listed, shown
from itb_rules.rulebook.loading.yaml.reader import MOST_BYTES

MANIFEST_FILE = "rulebook.yaml"
CARDS_FOLDER = "interview"
MOST_FILES = 200
MOST_TOGETHER = 4 * MOST_BYTES

_SIMPLE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")


def packaged_folder() -> Path:
    """The folder of the packaged rules: inside the package when installed, else the checkout's."""
    here = Path(__file__).resolve()
    installed = here.parents[2] / "rules"
    return installed if installed.is_dir() else here.parents[4] / "rules"


def packaged_rulebooks() -> tuple[str, ...]:
    """The names of the packaged rulebooks, sorted."""
    folder = packaged_folder()
    if not folder.is_dir():
        return ()
    return tuple(sorted(each.name for each in folder.iterdir() if (each / MANIFEST_FILE).is_file()))


@dataclass(frozen=True, slots=True)
class Location:
    """Where a rulebook is.

    Attributes:
        folder: its folder, resolved.
        packaged: whether it came with the library.
        given: for one that is no folder but was handed in whole: reads it, and notes what is wrong with it.
    """

    folder: Path
    packaged: bool
    given: Callable[[Problems], YamlMapping | None] | None = None

    @property
    def name(self) -> str:
        """The folder's name, which problems begin with."""
        return self.folder.name

    @property
    def manifest(self) -> str:
        """The manifest, as problems name it."""
        return self.name if self.given is not None else f"{self.name}/{MANIFEST_FILE}"

    @property
    def roots(self) -> tuple[Path, ...]:
        """Where `include` and `uses` look: beside the folder first, then among the packaged rules."""
        beside, packaged = self.folder.parent, packaged_folder()
        if self.given is not None:
            return (packaged,)
        return (beside,) if beside == packaged else (beside, packaged)


def locate(source: str | Path) -> Location:
    """Find a packaged rulebook by name, or one by its folder.

    Raises:
        OptionError: when a name is none of a packaged rulebook and no folder has it.
    """
    if "\0" in str(source):
        raise OptionError([Problem("", "a path cannot contain the character U+0000", allowed="a name or a path")])
    if isinstance(source, str):
        packaged = packaged_rulebooks()
        if source in packaged:
            return Location(packaged_folder() / source, packaged=True)
        separators = tuple(each for each in (os.sep, os.altsep, "/") if each)
        if not any(each in source for each in separators) and not _is_folder(source):
            others = f"; known: {listed(packaged)}, or a folder's path"
            problem = Problem("", f"unknown rulebook {shown(source)}", source, ", ".join(packaged))
            raise OptionError([misnamed(problem, packaged, others)])
    # `Path.resolve` fails on a link that leads back to itself; this does not.
    folder = Path(os.path.realpath(source))
    return Location(folder, packaged=folder.parent == packaged_folder())


def _is_folder(path: str) -> bool:
    try:
        return bool(path) and Path(path).is_dir()
    except (OSError, ValueError):
        return False


def find_used(location: Location, name: str, at: At, problems: Problems) -> Location | None:
    """Find a rulebook named in `uses`; note a problem and return None when there is none."""
    if not _simple(name, at, problems):
        return None
    for root in location.roots:
        folder = Path(os.path.realpath(root / name))
        if (folder / MANIFEST_FILE).is_file() and folder.is_relative_to(root):
            return Location(folder, packaged=root == packaged_folder())
    beside = {each.parent.name for root in location.roots for each in root.glob(f"*/{MANIFEST_FILE}")}
    problems.unknown(at, "rulebook", name, sorted(beside - {location.name}))
    return None


def _simple(name: str, at: At, problems: Problems) -> bool:
    if _SIMPLE.fullmatch(name):
        return True
    problems.add(at, f"{shown(name)} must be a plain name, without a path", found=name)
    return False


class Files:
    """Hands out the files of one rulebook: each once, each only when it lies where it should.

    Attributes:
        complete: whether every file so far could be handed out.
    """

    def __init__(self, location: Location, problems: Problems) -> None:
        self.complete = True
        self._location = location
        self._problems = problems
        self._seen: set[Path] = set()
        self._bytes = 0

    def manifest(self) -> tuple[str, bytes] | None:
        """The manifest; None, and a problem, when there is none."""
        folder, shown_as = self._location.folder, self._location.manifest
        at = Where(self._location.name, 0, 0)
        try:
            if folder.is_file():
                self._refuse(at, f"`{folder}` is a file; give the folder of a rulebook")
            elif not folder.is_dir():
                self._refuse(at, f"there is no folder `{folder}`")
            elif not (folder / MANIFEST_FILE).exists():
                self._refuse(at, f"the folder has no `{MANIFEST_FILE}`")
            else:
                return self._read(folder / MANIFEST_FILE, shown_as, folder)
        except (OSError, ValueError) as error:
            self._refuse(at, f"cannot be read: {_reason(error)}")
        return None

    def others(self) -> Iterator[tuple[str, bytes]]:
        """Every other file of the folder by name, then those of its folder `interview`."""
        folder = self._location.folder
        yield from self._folder(folder, folder)
        if (folder / CARDS_FOLDER).is_dir():
            yield from self._folder(folder / CARDS_FOLDER, folder)

    def included(self, name: str, at: At) -> Iterator[tuple[str, bytes]]:
        """The files that one entry of `include` stands for."""
        if not _simple(name, at, self._problems):
            self.complete = False
            return
        for root in self._location.roots:
            path = root / name
            if path.is_dir():
                if (path / MANIFEST_FILE).exists():
                    self._refuse(at, f"{shown(name)} is a rulebook; name it in `uses`")
                else:
                    yield from self._folder(path, root)
                return
            if path.is_file():
                read = self._read(path, name, root) if path.suffix == ".yaml" else None
                if read:
                    yield read
                elif path.suffix != ".yaml":
                    self._refuse(at, f"{shown(name)} must end in `.yaml`")
                return
        known = {each.name for root in self._location.roots for each in _includable(root)}
        self.complete = False
        self._problems.unknown(at, "file or folder", name, sorted(known))

    def _folder(self, folder: Path, within: Path) -> Iterator[tuple[str, bytes]]:
        for path in self._listed(folder):
            shown_as = f"{folder.name}/{path.name}"
            if path.suffix == ".yml":
                self._refuse(Where(shown_as, 0, 0), "the name must end in `.yaml`")
            elif path.suffix == ".yaml" and not path.name.startswith(".") and path not in self._seen:
                read = self._read(path, shown_as, within)
                if read:
                    yield read

    def _listed(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except OSError as error:
            self._refuse(Where(folder.name, 0, 0), f"cannot be read: {_reason(error)}")
            return []

    def _read(self, path: Path, shown_as: str, within: Path) -> tuple[str, bytes] | None:
        where = Where(shown_as, 0, 0)
        self._seen.add(path)
        if len(self._seen) > MOST_FILES:
            self._refuse(Where(self._location.name, 0, 0), f"more than {MOST_FILES} files")
            return None
        try:
            if not Path(os.path.realpath(path)).is_relative_to(within):
                self._refuse(where, "the link leads out of the folder")
            elif not path.is_file():
                self._refuse(where, "is no file")
            else:
                with path.open("rb") as file:
                    data = file.read(MOST_BYTES + 1)
                self._bytes += len(data)
                if self._bytes <= MOST_TOGETHER:
                    return shown_as, data
                self._refuse(
                    Where(self._location.name, 0, 0), f"files of more than {MOST_TOGETHER // 1024} KiB together"
                )
        except OSError as error:
            self._refuse(where, f"cannot be read: {_reason(error)}")
        return None

    def _refuse(self, where: At | Where, message: str) -> None:
        self.complete = False
        self._problems.add(where, message)


def _includable(root: Path) -> list[Path]:
    return [path for path in root.glob("*") if path.suffix == ".yaml" or path.is_dir()]


def _reason(error: Exception) -> str:
    return (error.strerror or type(error).__name__).lower() if isinstance(error, OSError) else str(error)
