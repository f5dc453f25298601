"""Recorded runs, imported from the command line: whole or not at all, and each once."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.cli.command import refused, run
from tests.unit.diary.importing import fit_files as watch
from tests.unit.diary.importing.test_csv import ROW
from tests.unit.diary.importing.texts import BERLIN, GARMIN, gpx, steady

from itb_rules import CheckIn, Diary, Run
from itb_rules.rulebook import files as whole_file

DAY = watch.START.date()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a diary in Berlin, and files of one run and of another."""
    diary = Diary([CheckIn(date=DAY, pain_at_rest=0, complete=True)], time_zone=BERLIN)
    (tmp_path / "diary.json").write_text(diary.to_json(), "utf-8")
    (tmp_path / "run.fit").write_bytes(watch.run())
    (tmp_path / "again.gpx").write_bytes(gpx(steady(1, 601)))
    later = watch.seconds(watch.START) + 86_400
    (tmp_path / "next.fit").write_bytes(watch.run(start_time=later, timer=None, cadence=None))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kept(name: str = "diary.json") -> Diary:
    """The diary as it stands in the file."""
    return Diary.from_json(Path(name).read_text("utf-8"))


def test_runs_are_added_and_said(folder: Path) -> None:
    """With what is unknown about each, and what was there already."""
    result = run("import", "run.fit", "next.fit", "again.gpx", "--into", "diary.json")
    assert result.stdout == (
        "2 runs added to diary.json\n"
        "\n"
        "Runs   - 2026-03-03 07:12: 30 minutes, 5 km, 160 steps a minute, flat\n"
        "       - 2026-03-04 07:12: 5 km, flat\n"
        "           running time unknown: the file does not say it\n"
        "           cadence unknown: the file has no cadence above 0\n"
        "\n"
        "There  2026-03-03 07:12: 10 minutes, 1.8 km, 162 steps a minute, flat · there as\n"
        "       run-2026-03-03T06:12:05Z, with another value for running time, distance, cadence\n"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert [entry.id for entry in kept() if isinstance(entry, Run)] == [
        "run-2026-03-03T06:12:05Z",
        "run-2026-03-04T06:12:05Z",
    ]


def test_importing_twice_adds_nothing(folder: Path) -> None:
    """Nor is the file written again."""
    run("import", "run.fit", "--into", "diary.json")
    before = Path("diary.json").stat()
    result = run("import", "run.fit", "run.fit", "--into", "diary.json")
    assert result.stdout.splitlines()[0] == "No run is new to diary.json"
    assert "there as run-2026-03-03T06:12:05Z" in " ".join(result.stdout.split())
    after = Path("diary.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """And says what would be added."""
    before = Path("diary.json").read_bytes()
    result = run("import", "run.fit", "--into", "diary.json", "--dry-run")
    assert result.stdout.startswith("One run would be added to diary.json")
    assert "nothing was written" in result.stdout
    assert Path("diary.json").read_bytes() == before


def test_one_broken_file_of_several_is_named_and_the_others_go_on(folder: Path) -> None:
    """Exit status 1; a ride is no fault. If nothing can be read, the call is refused."""
    before = Path("diary.json").read_bytes()
    Path("cut.fit").write_bytes(watch.run()[:-5])
    assert refused("import", "cut.fit", "none.fit", "--into", "diary.json") == [
        "cut.fit: the FIT file is cut off",
        "none.fit: cannot be read: no such file or directory",
    ]
    assert Path("diary.json").read_bytes() == before
    Path("ride.fit").write_bytes(watch.run(sport=watch.CYCLING))
    assert run("import", "run.fit", "ride.fit", "--into", "diary.json", "--dry-run").exit_code == 0
    result = run("import", "run.fit", "ride.fit", "cut.fit", "none.fit", "--into", "diary.json")
    assert result.stdout.splitlines()[-4:] == [
        "Refused   cut.fit: the FIT file is cut off",
        "          none.fit: cannot be read: no such file or directory",
        "",
        "Left out  ride.fit: no run: cycling",
    ]
    assert (result.exit_code, len(kept())) == (1, 2)


def test_a_bad_row_of_a_list_is_named_and_the_others_go_on(folder: Path) -> None:
    """With its line, also in JSON."""
    Path("list.csv").write_text(f'{GARMIN}\nRunning,2026-03-01 07:00:00,"10x20"/40",,,,,,\n{ROW}', "utf-8")
    result = run("import", "list.csv", "--into", "diary.json", "--format", "json")
    assert result.exit_code == 1
    assert [each["id"] for each in json.loads(result.stdout)["added"]] == ["run-2026-03-03T06:12:05Z"]
    (problem,) = json.loads(result.stdout)["refused"]
    assert problem.startswith("list.csv: line 2: not valid CSV: a quote")


def test_a_folder_is_looked_through(folder: Path) -> None:
    """For the endings of recordings, also packed ones and those in folders below; for nothing else."""
    (folder / "all/below").mkdir(parents=True)
    (folder / "all/below/run.FIT").write_bytes(watch.run())
    (folder / "all/ride.fit.gz").write_bytes(gzip.compress(watch.run(sport=watch.CYCLING)))
    (folder / "all/photo.jpg").write_bytes(b"\xff\xd8")
    result = run("import", "all", "--into", "diary.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("One run added to diary.json")
    (folder / "none").mkdir()
    assert refused("import", "none", "--into", "diary.json") == ["none: the folder holds no FIT, GPX, TCX or CSV file"]


def test_what_was_weighed_is_said(folder: Path) -> None:
    """Beside the value, which is known."""
    Path("both.gpx").write_bytes(gpx(steady(0, 600, cadence=172)))
    result = run("import", "both.gpx", "--into", "diary.json", "--dry-run")
    assert "cadence: 172 is taken for the steps of both feet" in " ".join(result.stdout.split())


def test_a_diary_that_cannot_be_written_stays_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file is only put in the place of the old one when it is complete."""
    before = Path("diary.json").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_file.Path, "replace", full)
    assert refused("import", "run.fit", "--into", "diary.json") == [
        "diary.json: cannot be written: no space left on device"
    ]
    assert Path("diary.json").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["again.gpx", "diary.json", "next.fit", "run.fit"]


def test_a_day_with_a_run_by_hand_waits_for_an_answer(folder: Path) -> None:
    """Exit status 1; with --beside it is added."""
    diary = Diary([Run(start=DAY, minutes=30, id="by hand")], time_zone=BERLIN)
    Path("diary.json").write_text(diary.to_json(), "utf-8")
    result = run("import", "run.fit", "--into", "diary.json")
    assert result.exit_code == 1
    assert "the day has a run without a start time, by hand; add it with --beside" in " ".join(result.stdout.split())
    assert kept() == diary
    assert run("import", "run.fit", "--into", "diary.json", "--beside").exit_code == 0
    assert len(kept()) == 2


def test_a_new_diary_is_begun(folder: Path) -> None:
    """With the time zone that is given; nobody else may read it."""
    result = run("import", "again.gpx", "--into", "new.json", "--time-zone", BERLIN)
    assert "a new diary" in result.stdout.splitlines()[0]
    assert (len(kept("new.json")), kept("new.json").time_zone) == (1, BERLIN)
    assert Path("new.json").stat().st_mode & 0o077 == 0


def test_who_may_read_a_diary_stays_as_it_is(folder: Path) -> None:
    """A link to it stays a link."""
    Path("diary.json").chmod(0o640)
    Path("link.json").symlink_to("diary.json")
    run("import", "run.fit", "--into", "link.json")
    assert Path("link.json").is_symlink()
    assert Path("diary.json").stat().st_mode & 0o777 == 0o640
    assert len(kept()) == 2


def test_a_table_takes_runs_as_well(folder: Path) -> None:
    """Its time zone has to be given."""
    Path("diary.csv").write_text(kept().to_csv(), "utf-8")
    run("import", "run.fit", "--into", "diary.csv", "--time-zone", BERLIN)
    assert Diary.from_csv(Path("diary.csv").read_text("utf-8"), time_zone=BERLIN).to_rows()[0]["run.minutes"] == 30
    assert refused("import", "again.gpx", "--into", "diary.csv") == [
        "again.gpx: time_zone: the file does not say in which time zone the runner was; give one, such as Europe/Berlin"
    ]


def test_json_says_everything(folder: Path) -> None:
    """The entries, what is unknown, what was there, what was left out."""
    Path("list.csv").write_text(f"{GARMIN}\nCycling,x,,,,,,,\n{ROW}", "utf-8")
    result = run("import", "next.fit", "run.fit", "list.csv", "--into", "diary.json", "--format", "json", "--dry-run")
    said = json.loads(result.stdout)
    assert said["written"] is False
    assert [each["id"] for each in said["added"]] == ["run-2026-03-03T06:12:05Z", "run-2026-03-04T06:12:05Z"]
    assert said["added"][1]["unknown"] == {
        "minutes": "the file does not say it",
        "cadence_spm": "the file has no cadence above 0",
    }
    assert said["known"] == [
        {"id": "run-2026-03-03T06:12:05Z", "as": "run-2026-03-03T06:12:05Z", "differs": ["minutes", "cadence_spm"]}
    ]
    assert said["left_out"] == {"next.fit": [], "run.fit": [], "list.csv": ["no run: Cycling"]}


def test_units_and_tracks_without_a_sport_are_chosen(folder: Path) -> None:
    """For what the files do not say."""
    Path("list.csv").write_text(f"{GARMIN}\n{ROW}", "utf-8")
    Path("bare.gpx").write_bytes(gpx(steady(7200, 7800), sport=None))
    result = run("import", "list.csv", "bare.gpx", "--into", "diary.json", "--units", "km", "--as-run")
    assert "5.48 km" in result.stdout
    assert result.stdout.startswith("2 runs added")


def test_everything_wrong_with_a_call_is_said_at_once(folder: Path) -> None:
    """Options and the diary."""
    assert refused(
        "import", "run.fit", "--into", "diary.json", "--units", "m", "--format", "x", "--time-zone", "UTC"
    ) == [
        "format: unknown format `x`; allowed: text, markdown, json",
        "--units: unknown units `m`; allowed: km, mi; did you mean `mi`?",
        "--time-zone: the diary has its own, `Europe/Berlin`",
    ]
    Path("diary.json").write_text("{}", "utf-8")
    assert refused("import", "run.fit", "--into", "diary.json")[0] == "diary.json: version: found `null`; allowed: 1"
    assert refused("import", "run.fit", "--into", "no/diary.json") == [
        f"{folder}/no/diary.json: there is no such folder"
    ]


def test_of_ten_imports_at_the_same_time_none_is_lost(tmp_path: Path) -> None:
    """Each waits for the one before it, and adds to what it finds then."""
    text = gpx(steady(1, 601)).decode()
    for number in range(10):
        (tmp_path / f"{number}.gpx").write_text(text.replace(f"{DAY}T", f"{DAY + timedelta(number)}T"), "utf-8")
    command = [sys.executable, "-c", "from itb_rules.cli import main; main()", "import"]
    running = [
        subprocess.Popen(
            [*command, f"{number}.gpx", "--into", "diary.json", "--time-zone", BERLIN],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
        )
        for number in range(10)
    ]
    assert all(b"One run added to diary.json" in each.communicate(timeout=120)[0] for each in running)
    assert [each.returncode for each in running] == [0] * 10
    assert len(Diary.from_json((tmp_path / "diary.json").read_text("utf-8"))) == 10
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
