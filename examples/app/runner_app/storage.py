"""Diaries in a database. The rows are the truth; the diaries made from them are kept for as long as they are in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import create_engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from itb_rules import Diary, DiaryError, Problem
from itb_rules.diary import Entry, read_entry
from runner_app.models import Base, EntryRow, Runner

KEPT = 256
"""How many diaries are kept in memory."""

ATTEMPTS = 3
"""How often to try to add entries when another process adds the same ones at the same time."""


class Storage:
    """Runners and their diaries. Safe to share between threads; several processes may use one database.

    Args:
        database_url: as SQLAlchemy writes it, such as `sqlite:///runners.db`.
    """

    def __init__(self, database_url: str) -> None:
        self._engine = create_engine(database_url, connect_args={"timeout": 30})
        event.listen(self._engine, "connect", _prepare)
        Base.metadata.create_all(self._engine)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)
        self._kept = lru_cache(maxsize=KEPT)(_Kept)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def runners(self) -> Sequence[Runner]:
        """Every runner, by name."""
        with self._sessions() as session:
            return session.scalars(select(Runner).order_by(Runner.name, Runner.id)).all()

    def runner(self, runner_id: int) -> Runner | None:
        """The runner with this number."""
        with self._sessions() as session:
            return session.get(Runner, runner_id)

    def add_runner(self, name: str, time_zone: str, mode: str) -> Runner:
        """Add somebody without any entry."""
        with self._sessions.begin() as session:
            runner = Runner(name=name, time_zone=time_zone, mode=mode)
            session.add(runner)
        return runner

    def set_mode(self, runner: Runner, mode: str) -> None:
        """Choose whether steps forward wait for a clinician from now on."""
        with self._sessions.begin() as session:
            session.get_one(Runner, runner.id).mode = mode

    @contextmanager
    def diary(self, runner: Runner) -> Iterator[Diary]:
        """A runner's diary with every entry that there is; nobody else uses it meanwhile."""
        kept = self._kept(runner.id, runner.time_zone)
        with kept.lock:
            self._catch_up(kept)
            yield kept.diary

    def add(self, runner: Runner, entries: Sequence[Entry]) -> int:
        """Add entries to a diary, all or none; those that are there already change nothing.

        Returns:
            How many were new.

        Raises:
            DiaryError: an id was given before with other content.
        """
        kept = self._kept(runner.id, runner.time_zone)
        with kept.lock:
            for _ in range(ATTEMPTS):
                self._catch_up(kept)
                new = {entry.id: entry for entry in entries if entry not in kept.diary}
                kept.diary.extend(entries)
                try:
                    self._insert(runner, kept.diary, new.values())
                except BaseException as error:
                    # The diary is ahead of the rows now, so it is made anew from them.
                    kept.forget()
                    if not isinstance(error, IntegrityError):
                        raise
                else:
                    return len(new)
            raise RuntimeError(f"the entries of runner {runner.id} kept changing")

    def _insert(self, runner: Runner, diary: Diary, entries: Iterable[Entry]) -> None:
        with self._sessions.begin() as session:
            session.add_all(
                EntryRow(runner_id=runner.id, entry_id=each.id, day=diary.date_of(each), content=each.to_dict())
                for each in entries
            )

    def _catch_up(self, kept: _Kept) -> None:
        """Read the rows that are new; another process may have written them."""
        with self._sessions() as session:
            rows = session.execute(
                select(EntryRow.number, EntryRow.content)
                .where(EntryRow.runner_id == kept.runner_id, EntryRow.number > kept.seen)
                .order_by(EntryRow.number)
            ).all()
        if rows:
            kept.diary.extend(entries_from(row.content for row in rows))
            kept.seen = rows[-1].number


class _Kept:
    """A diary, how far its rows have been read, and a lock around both."""

    def __init__(self, runner_id: int, time_zone: str) -> None:
        self.lock = Lock()
        self.runner_id = runner_id
        self._time_zone = time_zone
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self.diary = Diary(time_zone=self._time_zone)
        self.seen = 0


def entries_from(contents: Iterable[Any]) -> list[Entry]:
    """Entries from plain JSON values, in their order.

    Raises:
        DiaryError: every problem of every entry, each with its place, such as `entries[0].minutes`.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for place, content in enumerate(contents):
        try:
            entries.append(read_entry(content))
        except DiaryError as error:
            problems += [replace(each, where=f"entries[{place}].{each.where}".rstrip(".")) for each in error.problems]
    if problems:
        raise DiaryError(problems)
    return entries


def _prepare(connection: Any, _record: object) -> None:
    """Let SQLite check references, and read while somebody writes."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()
