"""The command in processes of its own: statuses, pipes, encodings, terminals, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest
from tests.unit.cli.command import EXAMPLES

from itb_rules import Decision

ASSESSMENT = EXAMPLES / "assessment.json"
MAIN = "import sys; from itb_rules.cli import main; main()"
COMMAND = [sys.executable, "-c", MAIN]
TIMEOUT = 120

posix = pytest.mark.skipif(os.name != "posix", reason="pipes and terminals of POSIX")


def run(
    *arguments: str | Path, given: bytes = b"", main: str = MAIN, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process with this standard input."""
    return subprocess.run(
        [sys.executable, "-c", main, *map(str, arguments)],
        input=given,
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
        env=os.environ | {"PYTHONUTF8": "1"} | environment,
    )


def shell(script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which `itb` is the command."""
    return subprocess.run(
        ["/bin/sh", "-c", f'itb() {{ "{sys.executable}" -c "{MAIN}" "$@"; }}; {script}'],
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
    )


def test_a_decision_ends_with_status_0() -> None:
    """From a file and from standard input alike."""
    from_file = run("decide", ASSESSMENT)
    from_stdin = run("decide", "-", given=ASSESSMENT.read_bytes())
    assert from_file.returncode == from_stdin.returncode == 0
    assert from_file.stdout == from_stdin.stdout
    assert from_file.stdout.startswith(b"HOLD: Stay in this stage")
    assert from_file.stderr == from_stdin.stderr == b""


def test_bad_input_ends_with_status_2_and_no_traceback() -> None:
    """Everything on standard error, nothing on standard output."""
    result = run("decide", "-", "--format", "xml", given=b'{"fever": 1}')
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.decode().splitlines() == [
        "format: unknown format `xml`; allowed: text, markdown, json",
        "stdin: fever: found `1` (number); allowed: true or false",
    ]


def test_without_click_the_command_says_what_to_install() -> None:
    """One line, status 2, no traceback."""
    result = run("decide", ASSESSMENT, main=f"import sys; sys.modules['click'] = None; {MAIN}")
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.decode() == "the command line needs click: pip install 'itb-rules[cli]'\n"


def test_without_durable_rules_its_engine_says_what_to_install() -> None:
    """A missing extra is bad input, not a crash."""
    main = f"import sys; sys.modules['durable'] = sys.modules['durable_rules_engine'] = None; {MAIN}"
    result = run("decide", ASSESSMENT, "--engine", "durable", main=main)
    assert result.returncode == 2
    assert result.stdout == b""
    assert "itb-rules[durable]" in result.stderr.decode()
    assert len(result.stderr.splitlines()) == 1


def test_a_terminal_without_unicode_gets_plain_characters() -> None:
    """Text degrades; JSON is escaped and reads back the same."""
    text = run("decide", ASSESSMENT, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert text.returncode == 0
    assert text.stdout.decode("ascii").startswith("HOLD: Stay in this stage - Strengthen the hips")
    plain = run("decide", ASSESSMENT, "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    whole = run("decide", ASSESSMENT, "--format", "json")
    assert json.loads(plain.stdout.decode("ascii")) == json.loads(whole.stdout)


def test_colour_is_for_terminals_only() -> None:
    """A pipe gets no escape codes."""
    assert b"\x1b" not in run("decide", EXAMPLES / "red-flag.json").stdout


@posix
def test_a_pipe_that_is_closed_early_is_no_error_message() -> None:
    """`itb-rules rules | head -1` is quiet."""
    result = shell("itb rules --format json | head -1")
    assert result.stdout == b"{\n"
    assert result.stderr == b""


@posix
@pytest.mark.parametrize(
    "arguments", ["decide ASSESSMENT", "--help", "schema facts", "document exercise --no-charts -o OUT"]
)
def test_nobody_who_reads_is_the_status_of_a_closed_pipe(tmp_path: Path, arguments: str) -> None:
    """Without a word, whatever the command; 1 would mean something else."""
    words = arguments.replace("ASSESSMENT", f'"{ASSESSMENT}"').replace("OUT", f'"{tmp_path}"')
    # The pipe is closed before anything can be written to it.
    result = shell(f'{{ sleep 0.5; itb {words}; echo "status $?" >&2; }} | true')
    assert result.stderr == b"status 141\n"


@posix
@pytest.mark.parametrize("after", ["modules load", "it decides"])
def test_an_interrupt_is_no_traceback(after: str) -> None:
    """While modules are imported, and later: the status of an interrupt, and nothing to read."""
    place = "itb_rules.cli.options" if after == "modules load" else "itb_rules.cli.commands.decide"
    main = f"""
import builtins, os, signal, sys
wanted = {place!r}
imported = builtins.__import__
def interrupted(name, *arguments, **named):
    if name == wanted and wanted.endswith("options"):
        signal.raise_signal(signal.SIGINT)
    return imported(name, *arguments, **named)
builtins.__import__ = interrupted
if not wanted.endswith("options"):
    from itb_rules.rulebook import Rulebook
    Rulebook.decide = lambda *_, **__: signal.raise_signal(signal.SIGINT)
{MAIN}"""
    result = run("decide", ASSESSMENT, main=main)
    assert (result.returncode, result.stdout, result.stderr.strip()) == (130, b"", b"")


HOSTILE = ["\x1b[31mred", "bell\x07", "two\nlines", "\u202egnp", "é膝", "x" * 300, "\udcff\udcfe", ""]


@posix
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["HOSTILE"],
        ["--HOSTILE"],
        ["decide", "HOSTILE"],
        ["decide", ASSESSMENT, "HOSTILE"],
        ["decide", ASSESSMENT, "--rulebook", "HOSTILE"],
        ["decide", ASSESSMENT, "--set", "HOSTILE"],
        ["ask", "--save", "HOSTILE"],
        ["report", EXAMPLES / "diary.json", "-o", "report.html", "--title", "HOSTILE"],
        ["batch", EXAMPLES / "cohort.csv", "-o", "HOSTILE.csv", "--prefix", "HOSTILE"],
    ],
    ids=lambda each: " ".join(str(part).rpartition("/")[2] for part in each) if isinstance(each, list) else each,
)
def test_hostile_texts_end_in_words_that_a_terminal_does_not_obey(
    tmp_path: Path, arguments: list[str | Path], encoding: str
) -> None:
    """Control characters, what reorders text, what no encoding has: no traceback, and none of it is shown."""
    for text in HOSTILE:
        given = [str(each).replace("HOSTILE", text) for each in arguments]
        result = subprocess.run(
            [*COMMAND, *given],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            cwd=tmp_path,
            timeout=TIMEOUT,
            env=os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding, "LC_ALL": "C.UTF-8"},
        )
        assert result.returncode in (0, 1, 2)
        shown = result.stdout.decode(encoding) + result.stderr.decode(encoding)
        assert "Traceback" not in shown
        assert not {each for each in shown if each in "\u202e\x7f" or (each < " " and each != "\n")}


@posix
def test_closed_streams_are_no_traceback() -> None:
    """Without standard input there are no facts and no answers; without standard output there is nowhere to write."""
    result = shell("itb decide - <&-")
    assert (result.returncode, result.stderr) == (2, b"stdin: is closed\n")
    result = shell("itb ask <&-")
    assert result.returncode == 0
    assert b"Ended after 0 cards." in result.stderr
    result = shell(f'itb decide "{ASSESSMENT}" >&-')
    assert (result.returncode, result.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_said_in_one_line() -> None:
    """What could not be written was not decided for anybody."""
    result = shell(f'itb decide "{ASSESSMENT}" >/dev/full')
    assert (result.returncode, result.stderr) == (2, b"the answer cannot be written: no space left on device\n")


def on_terminal(columns: int, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """Start the command on a terminal of its own, of this width; what it shows and is sent goes through pipes."""
    main = (
        "import fcntl, os, pty, struct, sys, termios\n"
        "pid, terminal = pty.fork()\n"
        "if pid == 0:\n"
        f"    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 50, {columns}, 0, 0))\n"
        "    os.execv(sys.argv[1], sys.argv[1:])\n"
        "def read(_): return os.read(terminal, 4096)\n"
        "pty._copy(terminal, read, lambda fd: os.read(fd, 4096))\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    return subprocess.Popen(
        [sys.executable, "-c", main, *COMMAND, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment | {"TERM": "xterm", "PYTHONUTF8": "1"},
    )


def read_until(stream: IO[bytes], end: bytes) -> bytes:
    """Everything that is shown up to here."""
    shown = b""
    while not shown.endswith(end):
        each = stream.read(1)
        if not each:
            pytest.fail(f"ended with {shown!r}")
        shown += each
    return shown


@posix
def test_a_terminal_gets_its_width_and_a_heading_that_is_set_off() -> None:
    """Wrapped to the columns that there are; bold and red where it is loud."""
    with on_terminal(60, "decide", EXAMPLES / "red-flag.json") as process:
        shown = process.communicate(timeout=TIMEOUT)[0].decode()
    assert process.returncode == 0
    lines = shown.splitlines()
    assert lines[0] == "\x1b[31m\x1b[1m" + "=" * 60
    assert all(len(line) <= 60 for line in lines[4:])
    assert "\x1b" not in "".join(lines[4:])


@posix
@pytest.mark.parametrize("leave", [b"q\n", b"\x03", b"\x04"], ids=["q", "Ctrl-C", "Ctrl-D"])
def test_an_interview_on_a_terminal_can_be_left_with_the_decision_so_far(leave: bytes) -> None:
    """By `q`, by an interrupt, by the end of the input."""
    with on_terminal(80, "ask", "--rulebook", "exercise") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for answer in (b"1", b"1", b"3", b"20", b"0", b"1", b"y", b"n"):
            read_until(process.stdout, b"> ")
            process.stdin.write(answer + b"\n")
            process.stdin.flush()
        read_until(process.stdout, b"> ")
        process.stdin.write(leave)
        process.stdin.flush()
        shown = process.communicate(timeout=TIMEOUT)[0].decode()
    assert process.returncode == 0
    assert "Ended after 2 cards." in shown
    assert "REPEAT: Do the same again next time" in shown
    assert "Traceback" not in shown


def test_answers_piped_in_and_saved_decide_the_same(tmp_path: Path) -> None:
    """The way of a script: ask, save, decide."""
    path = tmp_path / "answers.json"
    asked = run("ask", "--rulebook", "exercise", "--format", "json", "--save", path, given=b"0\n5\nn\n3\n15\nq\n")
    decided = run("decide", path, "--rulebook", "exercise", "--format", "json")
    assert asked.returncode == decided.returncode == 0
    assert Decision.model_validate_json(asked.stdout) == Decision.model_validate_json(decided.stdout)
