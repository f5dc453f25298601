"""The one place that knows fitdecode: the messages of a FIT file as plain values.

FIT is Garmin's binary format. `docs/decisions/reading-runs.md` says why this library reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itb_rules.errors import DiaryError, MissingExtraError, Problem

WANTED = frozenset({"file_id", "activity", "session", "lap", "sport", "record"})

Message = Mapping[str, Any]


def read_messages(data: bytes, where: str) -> dict[str, list[Message]]:
    """The messages of a file by their kind, each as values by name; what is invalid in the file is absent.

    Args:
        data: the whole file.
        where: its name, for messages.

    Raises:
        DiaryError: it is cut off, its check sum is wrong, or it is damaged in another way.
        MissingExtraError: the extra `runs` is not installed.
    """
    try:
        import fitdecode
    except ImportError as missing:
        raise MissingExtraError("reading FIT files needs the extra `runs`: pip install 'itb-rules[runs]'") from missing
    messages: dict[str, list[Message]] = {kind: [] for kind in WANTED}
    options = {"check_crc": fitdecode.CrcCheck.RAISE, "error_handling": fitdecode.ErrorHandling.IGNORE}
    try:
        with fitdecode.FitReader(data, **options) as reader:
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in WANTED:
                    messages[frame.name].append(_values(frame))
    except fitdecode.FitCRCError:
        raise DiaryError([Problem(where, "the check sum of the FIT file is wrong: it is damaged")]) from None
    except fitdecode.FitEOFError:
        raise DiaryError([Problem(where, "the FIT file is cut off")]) from None
    except Exception:  # noqa: BLE001 - inside a damaged file the decoder runs into errors of every kind
        raise DiaryError([Problem(where, "the FIT file is damaged: it cannot be decoded")]) from None
    return messages


def _values(frame: Any) -> Message:
    # A field of a developer may bear the name of one of the format's own, which stands first.
    values: dict[str, Any] = {}
    for field in frame.fields:
        if field.value is not None and not (field.field_def is not None and field.field_def.is_dev):
            values.setdefault(field.name, field.value)
    return values
