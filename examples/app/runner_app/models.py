"""What the database holds: runners, and the entries of their diaries, which are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LONGEST_NAME = 100
LONGEST_ID = 200
LONGEST_ZONE = 64
LONGEST_MODE = 16


class Base(DeclarativeBase):
    """The tables of this app."""


class Runner(Base):
    """Somebody with a diary.

    Attributes:
        name: what the pages call them.
        time_zone: the zone whose calendar their days are of.
        mode: whether a step forward is taken at once (`automatic`) or waits for a clinician (`clinician`).
    """

    __tablename__ = "runner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    time_zone: Mapped[str] = mapped_column(String(LONGEST_ZONE))
    mode: Mapped[str] = mapped_column(String(LONGEST_MODE))


class EntryRow(Base):
    """One entry of a diary, as the library writes it.

    Attributes:
        number: counts up, so that whoever has read up to a number knows what is new.
        entry_id: the id of the entry in its diary.
        day: its date by the runner's calendar, for people who look into the table.
        content: the entry as plain JSON values.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("runner_id", "entry_id"), {"sqlite_autoincrement": True})

    number: Mapped[int] = mapped_column(primary_key=True)
    runner_id: Mapped[int] = mapped_column(ForeignKey("runner.id"), index=True)
    entry_id: Mapped[str] = mapped_column(String(LONGEST_ID))
    day: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
