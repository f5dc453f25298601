"""What became of imported runs, in words and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itb_rules.diary import ImportedRuns, Known, Matched, Note, Run
from itb_rules.diary.entries.run_facts import RunFacts
from itb_rules.errors import Problem
from itb_rules.rendering.outline import Item, Line, Outline, section
from itb_rules.wording.language import LANGUAGE, Language
from itb_rules.wording.words import Words

TOLD = ("minutes", "distance_km", "cadence_spm", "terrain")


@dataclass(frozen=True, slots=True)
class Imported:
    """Runs of files, and what became of them.

    Attributes:
        target: the diary's file.
        files: what each file held.
        matched: which runs are new.
        refused: what could not be read.
        begun: whether the diary began with them.
        dry: whether nothing was written.
    """

    target: str
    files: Mapping[str, ImportedRuns]
    matched: Matched
    refused: tuple[Problem, ...]
    begun: bool
    dry: bool

    def notes(self, run: Run) -> list[Note]:
        """What is unknown about a run."""
        return [note for each in self.files.values() if run in each.runs for note in each.notes if note.run == run.id]


def imported_json(imported: Imported) -> dict[str, Any]:
    """Plain values, for JSON."""
    matched = imported.matched
    return {
        "diary": imported.target,
        "begun": imported.begun,
        "written": bool(matched.new) and not imported.dry,
        "added": [
            {**run.to_dict(), "unknown": _reasons(imported, run), "weighed": _reasons(imported, run, known=True)}
            for run in matched.new
        ],
        "known": [{"id": each.run.id, "as": each.entry.id, "differs": [*each.differs]} for each in matched.known],
        "unclear": [{**each.run.to_dict(), "beside": each.entry.id} for each in matched.unclear],
        "refused": [str(problem) for problem in imported.refused],
        "left_out": {file: [note.says for note in each.notes if not note.run] for file, each in imported.files.items()},
    }


def outlined(imported: Imported, language: Language | str = LANGUAGE) -> Outline:
    """Outline what became of the runs of all files."""
    words, matched = Words(language=language), imported.matched
    count = len(matched.new)
    if not count:
        heading = words.say("import.none", path=imported.target)
    elif imported.dry:
        heading = words.say_count("import.would", count, path=imported.target)
    else:
        heading = words.say_count("import.added", count, path=imported.target)
    state = words.say("import.dry") if imported.dry else words.say("import.begun") if imported.begun and count else ""
    of_files = [(file, note) for file, each in imported.files.items() for note in each.notes if not note.run]
    left_out, read_as = (
        [
            Item(words.say("import.file", path=file, says=note.said(words.language)))
            for file, note in of_files
            if note.known is known
        ]
        for known in (False, True)
    )
    groups = (
        (section(words, "added", [_added(imported, run, words) for run in matched.new]),),
        (section(words, "unclear", [_unclear(each, words) for each in matched.unclear]),),
        (section(words, "known", [_known(each, words) for each in matched.known]),),
        (section(words, "refused", [Item(str(problem)) for problem in imported.refused]),),
        (section(words, "left_out", left_out),),
        (section(words, "read_as", read_as),),
    )
    return Outline(heading, state, loud=False, groups=groups)


def _added(imported: Imported, run: Run, words: Words) -> Item:
    below: list[Line] = [
        (
            words.say(
                "import.weighed" if note.known else "import.unknown",
                value=_label(note.value, words),
                why=note.said(words.language),
            ),
        )
        for note in imported.notes(run)
    ]
    return Item(_line(run, words), below=tuple(below))


def _known(known: Known, words: Words) -> Item:
    run = _line(known.run, words)
    if known.differs:
        names = ", ".join(_label(name, words) for name in known.differs)
        return Item(words.say("import.differs", run=run, id=known.entry.id, names=names))
    return Item(words.say("import.known", run=run, id=known.entry.id))


def _unclear(known: Known, words: Words) -> Item:
    return Item(words.say(f"import.unclear.{known.why}", run=_line(known.run, words), id=known.entry.id))


def _line(run: Run, words: Words) -> str:
    told = ((name, getattr(run, name)) for name in TOLD)
    values = [words.say_one("run_value", name, value=_shown(value, words)) for name, value in told if value is not None]
    start = run.start.isoformat().replace("T", " ")[:16]
    return words.say("import.run", start=start, values=", ".join(values)) if values else start


def _shown(value: object, words: Words) -> str:
    return words.value(value) if isinstance(value, int | float | str) else str(value)


def _label(name: str, words: Words) -> str:
    return words.fact(RunFacts.specs[name]) if name in RunFacts.specs else words.say("import.start")


def _reasons(imported: Imported, run: Run, *, known: bool = False) -> dict[str, str]:
    """The reason for each value that is unknown, or for the reading that was taken of it; several are one text."""
    reasons: dict[str, str] = {}
    for note in imported.notes(run):
        if note.known is known:
            reasons[note.value] = f"{reasons[note.value]}; {note.says}" if note.value in reasons else note.says
    return reasons
