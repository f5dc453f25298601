"""Writes small FIT files: header, definitions, messages and check sum, by the published layout of the format."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
START = datetime(2026, 3, 3, 6, 12, 5, tzinfo=UTC)

RUNNING, CYCLING, TRANSITION, SWIMMING, WALKING = 1, 2, 3, 5, 11
GENERIC, TREADMILL, TRACK = 0, 1, 4

BASES = {"B": 0x02, "E": 0x00, "H": 0x84, "I": 0x86, "i": 0x85}
"""The numbers of the base types, by a letter; `E` is an enumeration, a byte as well."""

FILE_ID, SESSION, LAP, RECORD, ACTIVITY = 0, 18, 19, 20, 34
FIELDS: Mapping[int, Mapping[str, tuple[int, str, float]]] = {
    FILE_ID: {"type": (0, "E", 1)},
    SESSION: {
        "timestamp": (253, "I", 1),
        "start_time": (2, "I", 1),
        "sport": (5, "E", 1),
        "sub_sport": (6, "E", 1),
        "elapsed": (7, "I", 1000),
        "timer": (8, "I", 1000),
        "distance": (9, "I", 100),
        "cadence": (18, "B", 1),
        "fraction": (92, "B", 128),
        "ascent": (22, "H", 1),
        "descent": (23, "H", 1),
    },
    LAP: {
        "timestamp": (253, "I", 1),
        "start_time": (2, "I", 1),
        "elapsed": (7, "I", 1000),
        "timer": (8, "I", 1000),
        "distance": (9, "I", 100),
        "ascent": (21, "H", 1),
        "descent": (22, "H", 1),
        "sport": (25, "E", 1),
        "sub_sport": (39, "E", 1),
    },
    RECORD: {
        "timestamp": (253, "I", 1),
        "latitude": (0, "i", 2**31 / 180),
        "longitude": (1, "i", 2**31 / 180),
        "altitude": (2, "H", 5),
        "heart_rate": (3, "B", 1),
        "cadence": (4, "B", 1),
        "distance": (5, "I", 100),
        "fraction": (53, "B", 128),
    },
    ACTIVITY: {"timestamp": (253, "I", 1), "local_timestamp": (5, "I", 1)},
}
"""The fields that the tests need: number, base type and scale, by Garmin's FIT profile; altitudes begin at -500 m."""

Message = tuple[int, Mapping[str, Any]]


def seconds(moment: datetime) -> int:
    """A moment as FIT counts it."""
    return int((moment - EPOCH).total_seconds())


def session(**values: Any) -> Message:
    """A run of 30 minutes and 5 km with 160 steps a minute, on the flat, but for these values; None leaves one out."""
    plain = {
        "timestamp": seconds(START) + 1800,
        "start_time": seconds(START),
        "sport": RUNNING,
        "sub_sport": GENERIC,
        "elapsed": 1800,
        "timer": 1800,
        "distance": 5000,
        "cadence": 80,
        "fraction": 0,
        "ascent": 20,
        "descent": 20,
    }
    return SESSION, {**plain, **values}


def activity(hours: float = 1) -> Message:
    """The end of the recording, on a watch that is so many hours ahead of UTC."""
    end = seconds(START) + 1800
    return ACTIVITY, {"timestamp": end, "local_timestamp": end + int(hours * 3600)}


def fit(*messages: Message, kind: int = 4) -> bytes:
    """A FIT file of these messages; kind 4 is an activity."""
    body = b"".join(_written(number, values) for number, values in [(FILE_ID, {"type": kind}), *messages])
    head = struct.pack("<BBHI4s", 14, 0x20, 2195, len(body), b".FIT")
    whole = head + struct.pack("<H", checksum(head)) + body
    return whole + struct.pack("<H", checksum(whole))


def run(*messages: Message, **values: Any) -> bytes:
    """A FIT file of one run."""
    return fit(*messages, session(**values), activity())


def checksum(data: bytes) -> int:
    """The check sum of the format: CRC-16 with the polynomial 0xA001, bit by bit."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def records(cadences: Sequence[float], **values: Any) -> list[Message]:
    """Records, one a second from the start on, with these cadences."""
    start = seconds(START)
    return [
        (RECORD, {"timestamp": start + at, "cadence": int(each), "fraction": each % 1, **values})
        for at, each in enumerate(cadences)
    ]


def _written(number: int, values: Mapping[str, Any]) -> bytes:
    fields = [(FIELDS[number][name], value) for name, value in values.items() if value is not None]
    definition = struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields))
    data = b"\x00"
    for (field, kind, scale), value in fields:
        form = f"<{kind.replace('E', 'B')}"
        definition += struct.pack("<BBB", field, struct.calcsize(form), BASES[kind])
        data += struct.pack(form, round(value * scale))
    return definition + data
