"""Golden cases beside the rules: the folder `golden` of a rulebook's folder, a file for each profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from itb_rules.facts import Facts
from itb_rules.rulebook import load_rulebook
from itb_rules.rulebook.definition import PROFILES
from itb_rules.rulebook.files import READABLE, refusing, write_whole
from itb_rules.rulebook.loading.files import locate
from itb_rules.verification.faults.faults import faults
from itb_rules.verification.golden.cases import GoldenSet
from itb_rules.verification.golden.differences import differences
from itb_rules.verification.golden.reader import read_golden
from itb_rules.verification.golden.selection import golden
from itb_rules.verification.golden.text import to_text
from itb_rules.verification.solver.solver import TIME_LIMIT

FOLDER = "golden"

Progress = Callable[[str, str, int, int], None]
"""Told of each fault as it is decided: the profile, its sentence, how many are done, how many there are."""


@dataclass(frozen=True, slots=True)
class Regenerated:
    """One file of golden cases, made anew.

    Attributes:
        path: the file.
        before: the cases that it held; None when there was no such file.
        now: the cases that it should hold; None when the profile shows nothing of its own.
        differences: what changed, in sentences; empty when nothing did.
    """

    path: Path
    before: GoldenSet | None = field(repr=False)
    now: GoldenSet | None = field(repr=False)
    differences: tuple[str, ...]


def golden_path(source: str | Path, profile: str) -> Path:
    """Where the golden cases of a rulebook are kept.

    Raises:
        OptionError: no packaged rulebook has this name.
    """
    return locate(source).folder / FOLDER / f"{profile}.yaml"


def committed(source: str | Path) -> Iterator[GoldenSet]:
    """The golden sets beside a rulebook's rules, by profile; none when none were written.

    Raises:
        OptionError: no packaged rulebook has this name.
        RulebookError: a file is damaged; every problem is listed.
    """
    for profile in PROFILES:
        path = golden_path(source, profile)
        if path.is_file():
            yield read_golden(path)


def regenerate(
    source: str | Path,
    *,
    facts: type[Facts] | None = None,
    write: bool = False,
    progress: Progress | None = None,
    time_limit: float = TIME_LIMIT,
) -> list[Regenerated]:
    """Make the golden cases of a rulebook anew, for every profile that needs some, and compare them with its files.

    Args:
        source: a packaged rulebook's name, or a folder of rule files.
        facts: the facts model of an app's own rulebook.
        write: whether to write the files that differ. Without it nothing is touched.
        progress: told of each fault as it is decided.
        time_limit: seconds for one question to the solver.

    Raises:
        RulebookError: the rules, or a file of golden cases, have problems.
        OptionError: no packaged rulebook has this name, or a file cannot be written.
        MissingExtraError: z3, the extra `verify`, is not installed.
        VerificationError: the solver and an engine disagree: a mistake of this library.
    """
    cautious = load_rulebook(source, facts=facts)
    made: list[Regenerated] = []
    for profile in PROFILES:
        rulebook = cautious.with_profile(profile)
        path = golden_path(source, profile)
        before = read_golden(path) if path.is_file() else None
        now = None
        if faults(rulebook.definition):
            found = golden(rulebook, progress=_for(profile, progress), time_limit=time_limit)
            now = found if found.cases or found.undecided else None
        made.append(Regenerated(path, before, now, _compared(before, now)))
        if write and made[-1].differences:
            with refusing(path):
                if now is None:
                    path.unlink()
                else:
                    path.parent.mkdir(exist_ok=True)
                    write_whole(path, to_text(now), mode=READABLE)
    return [each for each in made if each.before is not None or each.now is not None]


def _for(profile: str, progress: Progress | None) -> Callable[[str, int, int], None] | None:
    if progress is None:
        return None
    return lambda sentence, done, of: progress(profile, sentence, done, of)


def _compared(before: GoldenSet | None, now: GoldenSet | None) -> tuple[str, ...]:
    if before is None:
        return (f"{len(now.cases)} cases, and none before",) if now is not None else ()
    if now is None:
        return (f"no cases any more, and {len(before.cases)} before",)
    return tuple(differences(before, now))
