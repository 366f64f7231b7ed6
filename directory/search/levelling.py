"""Bringing the index of words level with the records, by version; also the check at start-up."""

from __future__ import annotations

import datetime as dt
import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from directory.search.document import documents, moved_between, versions
from directory.search.errors import WordsNotReady
from directory.search.index import change_index, is_damaged, open_index, rebuild_index
from directory.search.shelf import Stamp
from directory.search.stocking import stamp_of

log = logging.getLogger("directory.search")

AT_A_TIME: Final = 500
"""Documents written in one pass, so that an edit never waits behind a long import."""

LOCK: Final = "levelling.lock"
LEVELLED_ON: Final = "levelled_on"


@dataclass(frozen=True, slots=True)
class Levelled:
    """What a pass did; `is_level` False when more is left for the next one."""

    written: int = 0
    struck_out: int = 0
    is_rebuilt: bool = False
    is_level: bool = True


class Leveller:
    """Remembers what it last saw, so that a pass without any change costs one statement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._level_with: Stamp | None = None

    def level(self, session: Session, *, today: dt.date) -> Levelled:
        """Write what differs. Reads what is committed, so killing it loses nothing."""
        stamp = stamp_of(session, today=today)
        if stamp == self._level_with and not is_damaged(self.folder):
            return Levelled()
        with _alone(self.folder) as is_alone:
            if not is_alone:
                return Levelled(is_level=False)
            done = _level(session, self.folder, today=today)
        self._level_with = stamp if done.is_level else None
        return done

    def rebuild(self, session: Session, *, today: dt.date) -> Levelled:
        """Write the whole index anew beside the old one, which answers until then."""
        self._level_with = None
        with _alone(self.folder) as is_alone:
            if not is_alone:
                return Levelled(is_level=False)
            return _rebuild(session, self.folder, today=today)


def _level(session: Session, folder: Path, *, today: dt.date) -> Levelled:
    if is_damaged(folder):
        return _rebuild(session, folder, today=today)
    try:
        held = open_index(folder).held()
        last = _levelled_on(folder)
        if last is None or last > today:
            return _rebuild(session, folder, today=today)
        return _write_differences(session, folder, held, last=last, today=today)
    except WordsNotReady:
        return _rebuild(session, folder, today=today)


def _write_differences(
    session: Session, folder: Path, held: dict[int, int], *, last: dt.date, today: dt.date
) -> Levelled:
    wanted = versions(session)
    moved = () if last == today else moved_between(session, since=last, until=today)
    differing = sorted({key for key, version in wanted.items() if held.get(key) != version})
    due = [*(key for key in moved if key in wanted), *differing]
    gone = held.keys() - wanted.keys()
    if not due and not gone:
        _say_levelled_on(folder, today)
        return Levelled()
    # What the calendar moved is not seen by version: it is all written before the day is noted.
    some = due[: max(AT_A_TIME, len(moved))]
    if not change_index(folder, documents(session, some, today=today), gone=gone):
        return Levelled(is_level=False)
    _say_levelled_on(folder, today)
    return Levelled(len(some), len(gone), is_level=len(some) == len(due))


def _rebuild(session: Session, folder: Path, *, today: dt.date) -> Levelled:
    count = rebuild_index(folder, documents(session, sorted(versions(session)), today=today))
    _say_levelled_on(folder, today)
    log.info("the index of words was rebuilt with %s services", count)
    return Levelled(count, is_rebuilt=True)


def _levelled_on(folder: Path) -> dt.date | None:
    try:
        return dt.date.fromisoformat((folder / LEVELLED_ON).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def _say_levelled_on(folder: Path, today: dt.date) -> None:
    if _levelled_on(folder) != today:
        unfinished = folder / f"{LEVELLED_ON}.unfinished"
        unfinished.write_text(today.isoformat(), encoding="ascii")
        unfinished.replace(folder / LEVELLED_ON)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process is at it; the system gives the lock back when one is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _is_taken(lock)
    finally:
        os.close(lock)


def _is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
