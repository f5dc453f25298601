"""The text of a file, in the encodings that websites and spreadsheets write."""

from __future__ import annotations

from itb_rules.errors import DiaryError, Problem

MARKS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WESTERN, WESTERN_NAME = "cp1252", "Windows-1252"


def text_of(data: bytes, where: str) -> tuple[str, str | None]:
    """The text of a file, and the name of its encoding if that had to be guessed.

    Args:
        data: the content of the file.
        where: its name, for messages.

    Raises:
        DiaryError: it is in no encoding that is read, or is none of what it begins as.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), None) or _without_mark(data)
    if encoding is None and b"\x00" in data:
        raise DiaryError([Problem(where, "no text: it has bytes of 0 in it")])
    if encoding is None:
        # What is no UTF-8 was mostly saved by a spreadsheet on Windows.
        encoding, guess = ("utf-8", None) if _decodes(data, "utf-8") else (WESTERN, WESTERN_NAME)
    else:
        guess = None
    try:
        return data.decode(encoding), guess
    except UnicodeDecodeError as error:
        known = f"neither UTF-8, UTF-16 nor {WESTERN_NAME}" if guess else f"begins as {encoding.upper()} and is none"
        message = f"{known}: the byte 0x{data[error.start]:02x} at {error.start}"
        raise DiaryError([Problem(where, message)]) from None


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: text of Western languages has a byte of 0 in every character, on one side."""
    head = data[:200]
    one, other = head[::2].count(0), head[1::2].count(0)
    if 3 * other > len(head) and not one:
        return "utf-16-le"
    return "utf-16-be" if 3 * one > len(head) and not other else None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
