"""Spoils good files: by bytes, by words, by lines, and by parts of other files."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

NUMBER = re.compile(rb"[-+]?\d+(?:\.\d+)?")
NUMBERS = "0 -1 1e308 -1e308 1e99 nan inf 99999999999999999999 0.1 1,5 1.234,5 1,234 10000 0.000001 \u0663"
TIMES = (
    "0001-01-01T00:00:00Z 9999-12-31T23:59:59Z 2026-02-30T00:00:00Z 2026-03-29T02:30:00 1970-01-01T00:00:00Z 24:00:00"
    " 00:60:00 -00:00 +14:00 +9999 2126-03-03T06:00:00Z"
)
SIGNS = (
    '-- " "" \' ; , : null true {} [] <a> </a> &amp; &x; <![CDATA[x]]> <!-- %s =1+1 \u202e \x00 \x85 \ufeff \U0001f600'
)
ODD = tuple(word.encode() for words in (NUMBERS, TIMES, SIGNS) for word in words.split(" "))

Spoiler = Callable[[bytes, random.Random, Sequence[bytes], Sequence[bytes]], bytes]


def spoiled(data: bytes, chance: random.Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """The content of a file, spoiled once or a few times.

    Args:
        data: the content.
        chance: what chooses.
        words: words of this kind of file.
        others: the content of others of its kind.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(SPOILERS)(data, chance, words, others)
    return data


def _flip(data: bytes, chance: random.Random, _words: Sequence[bytes], _others: Sequence[bytes]) -> bytes:
    if not data:
        return bytes([chance.randrange(256)])
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random, _words: Sequence[bytes], _others: Sequence[bytes]) -> bytes:
    first, last = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:first] + data[last:] if chance.random() < 0.5 else data[: first or None]


def _put(data: bytes, chance: random.Random, words: Sequence[bytes], _others: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice((*ODD, *words)) * chance.choice((1, 1, 1, 3, 50)) + data[at:]


def _number(data: bytes, chance: random.Random, words: Sequence[bytes], _others: Sequence[bytes]) -> bytes:
    found = [*NUMBER.finditer(data)]
    if not found:
        return data
    match = chance.choice(found)
    near = str(int(float(match[0][:15])) + chance.choice((-1, 1, 60, 3600, 86_400, -86_400))).encode()
    return data[: match.start()] + chance.choice((near, *ODD, *words)) + data[match.end() :]


def _lines(data: bytes, chance: random.Random, _words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Take out, double or move a line, or what a line is where there is none: an element."""
    between = b"\n" if data.count(b"\n") > 3 else b"><"
    lines = data.split(between)
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[at])
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case _:
            theirs = chance.choice(others).split(between)
            lines.insert(at, chance.choice(theirs))
    return between.join(lines)


def _splice(data: bytes, chance: random.Random, _words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


SPOILERS: Sequence[Spoiler] = (_flip, _cut, _put, _number, _number, _number, _lines, _lines, _splice)
