"""What reads files of strangers: each with good files to begin with, and what must hold of whatever it reads."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.unit.cli.command import EXAMPLES, ROOT, run
from tests.unit.diary.importing import fit_files as watch
from tests.unit.diary.importing.recordings import Truth, written
from tests.unit.diary.importing.test_lists import LANGUAGES, header, row, text
from tests.unit.diary.importing.test_runs_from import GOOD
from tests.unit.diary.importing.texts import BERLIN, START

from itb_rules import Diary
from itb_rules.diary import match_runs, runs_from
from itb_rules.errors import ItbRulesError
from itb_rules.rulebook.loading import load_definition

RULEBOOKS = ROOT / "tests/rules/good"
FOLDER = Path(tempfile.mkdtemp(prefix="itb-rules-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@dataclass(frozen=True)
class Target:
    """Something that reads files.

    Attributes:
        name: what it is called.
        seeds: good files.
        read: reads one, and says in a word what came of it; raises what is no error of the library.
        words: words of this kind of file.
    """

    name: str
    seeds: Sequence[bytes]
    read: Callable[[bytes], str]
    words: Sequence[bytes] = ()


def _recording(data: bytes) -> str:
    path = FOLDER / "recording"
    path.write_bytes(data)
    try:
        found = runs_from(path, time_zone=BERLIN, units="km", as_run=True)
    except ItbRulesError as error:
        return str(error).partition(": ")[2]
    for each in found:
        assert each.minutes is None or 0 < each.minutes <= 1440
        assert each.distance_km is None or 0 < each.distance_km <= 300
        assert each.cadence_spm is None or 60 <= each.cadence_spm <= 220
    diary = Diary(match_runs(Diary(time_zone=BERLIN), found, lasted=found.lasted).new, time_zone=BERLIN)
    assert Diary.from_json(diary.to_json()) == diary
    assert all(problem.message for problem in found.problems)
    notes = sorted({f"{note.value} {note.says}" for note in found.notes})
    return f"read {len(found.runs)} {len(found.problems)} {'; '.join(notes)}"


def _with_check_sums(data: bytes) -> str:
    """A FIT file whose lengths and check sums are right again, so that the decoder has to look inside."""
    body = data[14:-2]
    head = data[:4].ljust(4, b"\x00") + len(body).to_bytes(4, "little") + b".FIT"
    head = b"\x0e" + head[1:]
    whole = head + watch.checksum(head).to_bytes(2, "little") + body
    return _recording(whole + watch.checksum(whole).to_bytes(2, "little"))


def _diary(data: bytes) -> str:
    try:
        diary = Diary.from_json(data)
    except ItbRulesError as error:
        return str(error).splitlines()[0].partition(": ")[2]
    assert Diary.from_json(diary.to_json()) == diary
    return f"read {len(diary)}"


def _table(data: bytes) -> str:
    try:
        diary = Diary.from_csv(data.decode("utf-8", "replace"), time_zone=BERLIN)
        again = Diary.from_csv(diary.to_csv(), time_zone=BERLIN)
    except ItbRulesError as error:
        return str(error).splitlines()[0].partition(": ")[2]
    assert again.to_rows() == diary.to_rows()
    return f"read {len(diary)}"


def _facts(data: bytes) -> str:
    path = FOLDER / "facts"
    path.write_bytes(data)
    result = run("decide", path, "--format", "json")
    assert result.exit_code in {0, 1, 2}
    if result.exit_code == 2:
        return result.stderr.splitlines()[0].partition(": ")[2]
    return f"read {result.stdout[:60]}"


def _rules(data: bytes) -> str:
    folder = FOLDER / "rulebooks" / "loads"
    if not folder.exists():
        shutil.copytree(RULEBOOKS, folder.parent)
    (folder / "rulebook.yaml").write_bytes(data)
    try:
        definition = load_definition(folder)
    except ItbRulesError as error:
        return str(error).splitlines()[0].partition(": ")[2]
    return f"read {len(definition.rules)}"


def _examples(*names: str) -> list[bytes]:
    return [(EXAMPLES / name).read_bytes() for name in names]


TRUTHS = [Truth(START, minutes, 2.7, 166, every) for minutes, every in ((8, 30), (10, 60), (20, 45))]
RECORDED = {
    form: [GOOD[form], *(written(form, truth.recorded()) for truth in TRUTHS)] for form in ("fit", "gpx", "tcx")
}
LISTS = [
    text([header(form, language), *(row(form, language, day, ".") for day in range(3))], separator).encode(encoding)
    for form in ("garmin", "strava")
    for language, separator, encoding in zip(
        LANGUAGES, ",;\t,", ("utf-8", "cp1252", "utf-16", "utf-8-sig"), strict=True
    )
]
WHOLE = [RULEBOOKS / name / "rulebook.yaml" for name in ("loads", "smallest", "borrowed")]
XML_WORDS = [b"<trkpt>", b"<trkseg/>", b"<trk>", b"<time>", b"<Lap>", b"<Track>", b"running", b"cycling", b"<gpx>"]
LIST_WORDS = [b'"', b'""', b",", b";", b"\n", b"Running", b"Run", b"Track Running", b"--", b"1,234", b"5,000"]

TARGETS = {
    target.name: target
    for target in (
        Target("fit", RECORDED["fit"], _recording),
        Target("fit-inside", RECORDED["fit"], _with_check_sums),
        Target("gpx", RECORDED["gpx"], _recording, XML_WORDS),
        Target("tcx", RECORDED["tcx"], _recording, XML_WORDS),
        Target("lists", LISTS, _recording, LIST_WORDS),
        Target("diaries", _examples("diary.json"), _diary),
        Target("tables", [Diary.from_json(_examples("diary.json")[0]).to_csv().encode()], _table, LIST_WORDS),
        Target("facts", _examples("assessment.json", "cleared.json", "red-flag.json", "flare.yaml"), _facts),
        Target("rules", [path.read_bytes() for path in WHOLE], _rules),
    )
}
