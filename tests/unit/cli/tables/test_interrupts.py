"""A batch that is interrupted leaves nothing half-done, and works the next time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.cli.tables.tables import csv_at, decided_json, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

TIMEOUT = 120
ROWS = 400
SLOWLY = """
import sys, time
from itb_rules.cli.tables import csv_blocks
from itb_rules.cli.tables.decider import Decider

csv_blocks.SIZE = 200
decide = Decider.decide

def slowly(*arguments):
    sys.stderr.write("batch\\n")
    sys.stderr.flush()
    time.sleep(0.1)
    return decide(*arguments)

Decider.decide = slowly
from itb_rules.cli import main
main()
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table in a folder of its own."""
    return csv_at(tmp_path / "in.csv", "id,stage,fever\n" + "".join(f"{row},protect,true\n" for row in range(ROWS)))


@pytest.fixture(params=[".csv", ".parquet"])
def out(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Where the output goes."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / f"decided{request.param}"


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own, in the midst of its work: two batches are written."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOWLY, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for _ in range(3):
        assert process.stderr.readline() == "batch\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_leaves_nothing_behind(table: Path, out: Path, number: signal.Signals) -> None:
    """No output and no part of it; one line says so, and the status is that of the signal."""
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("whoever started the tests ignores this signal, and so does what they start")
    process = started("batch", table, "-o", out)
    assert [path.suffix for path in out.parent.iterdir()] == [".part"]
    process.send_signal(number)
    said, complained = process.communicate(timeout=TIMEOUT)
    assert said == ""
    assert complained.replace("batch\n", "") == f"interrupted; {out} was not written\n"
    assert process.returncode == 128 + number
    assert list(out.parent.iterdir()) == []


def test_a_killed_process_leaves_no_output_and_the_next_one_tidies_up(table: Path, out: Path) -> None:
    """The part that it left is hidden, and goes when the command is run again."""
    process = started("batch", table, "-o", out)
    process.kill()
    process.communicate(timeout=TIMEOUT)
    (left,) = out.parent.iterdir()
    assert left.name.startswith(f".{out.name}.")
    assert run("batch", table, "-o", out).exit_code == 0
    assert list(out.parent.iterdir()) == [out]
    assert len(decided_json(out)) == ROWS


def test_a_run_leaves_the_part_of_another_alone(table: Path, out: Path) -> None:
    """Two at the same time: the last one to finish has the place."""
    process = started("batch", table, "-o", out)
    assert run("batch", table, "-o", out).exit_code == 0
    assert sum(path.suffix == ".part" for path in out.parent.iterdir()) == 1
    process.communicate(timeout=TIMEOUT)
    assert process.returncode == 0
    assert list(out.parent.iterdir()) == [out]


def test_an_interrupt_leaves_an_older_output_as_it_was(table: Path, out: Path) -> None:
    """It is replaced at the very end."""
    out.write_text("old")
    process = started("batch", table, "-o", out)
    process.terminate()
    process.communicate(timeout=TIMEOUT)
    assert out.read_text() == "old"
    assert list(out.parent.iterdir()) == [out]


def test_a_comparison_can_be_interrupted(table: Path, out: Path) -> None:
    """With an output and without."""
    arguments = ("compare", "progression", "progression@permissive", table)
    for more, line in (((), "interrupted\n"), (("-o", out), f"interrupted; {out} was not written\n")):
        process = started(*arguments, *more)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=TIMEOUT)[1].replace("batch\n", "") == line
        assert process.returncode == 130
    assert list(out.parent.iterdir()) == []


def test_a_full_disk_is_said_in_one_line_and_leaves_nothing(table: Path, out: Path) -> None:
    """What does not fit is not there at all."""
    limited = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))
{SLOWLY.replace("time.sleep(0.1)", "")}
"""
    done = subprocess.run(
        [sys.executable, "-c", limited, "batch", str(table), "-o", str(out)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.stderr.replace("batch\n", "") == f"{out}: cannot be written: file too large\n"
    assert (done.stdout, done.returncode) == ("", 2)
    assert list(out.parent.iterdir()) == []
