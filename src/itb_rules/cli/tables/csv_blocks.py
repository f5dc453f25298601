"""A CSV file in blocks of whole records, so that only one block is in memory at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

from itb_rules.cli.tables.csv_rows import CsvError, csv_rows
from itb_rules.errors import FactsError, Problem

SIZE = 32 << 20
MOST = 4
"""Blocks that are put together, at the most, in search of the end of a record."""
LONGEST_HEADER = 1 << 20
MARK = b"\xef\xbb\xbf"
"""The byte-order mark that some programs put before UTF-8."""
QUOTED = re.compile(rb'(?<![^,\n])"[^"]*+(?:""[^"]*+)*+(?:"(?![^,\r\n])|\Z)')
"""A cell in quotes: one that begins with a quote, up to the next one that is not doubled and ends it, or to the end."""


def read_header(path: Path, file: IO[bytes]) -> tuple[list[str], int]:
    """The names of the columns, and how many lines they take; the file is then at the first record.

    Raises:
        FactsError: there is none, or it is not UTF-8.
    """
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        while line := file.readline(LONGEST_HEADER):
            if len(line) == LONGEST_HEADER:
                refuse(path, 1, "the line is too long for names of columns")
            taken += 1
            yield decoded(path, line.removeprefix(MARK) if taken == 1 else line, taken)

    try:
        _, names = next(csv_rows(lines()), (1, []))
    except CsvError as error:
        refuse(path, error.line, error.message)
    if not names:
        raise FactsError([Problem(str(path), "is empty; allowed: a first line with the names of the columns")])
    return names, taken


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file, each block ending with a record."""
    rest = b""
    while data := file.read(SIZE):
        block = rest + data
        cut = _end(block)
        if not cut and len(block) < MOST * SIZE:
            rest = block
            continue
        cut = cut or len(block)
        yield block[:cut]
        rest = block[cut:]
    if rest:
        yield rest


def decoded(path: Path, block: bytes, line: int) -> str:
    """Bytes as text.

    Args:
        path: the file.
        block: some whole lines.
        line: the number of the first of them.

    Raises:
        FactsError: they are not UTF-8; the line is named.
    """
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        refuse(path, line + block.count(b"\n", 0, error.start), "not UTF-8")


def refuse(path: Path, line: int, message: str) -> NoReturn:
    """Refuse the file because of one line."""
    raise FactsError([Problem(f"{path}:{line}", message)])


def _end(block: bytes) -> int:
    """Where the last whole record ends, of a block that begins with one; 0 for nowhere."""
    end = block.rfind(b"\n") + 1
    # Where no line break is within quotes, which is most files, the cells need not be looked at one by one.
    if b'"' in block and QUOTED.sub(b"", block[:end]).count(b"\n") < block.count(b"\n", 0, end):
        for start, stop in reversed([cell.span() for cell in QUOTED.finditer(block) if b"\n" in cell[0]]):
            if stop < end:
                break
            end = block.rfind(b"\n", 0, start) + 1
    return end
