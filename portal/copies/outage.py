"""Whether the database is out of reach, and since when: the log is told once, not by each page."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

log = logging.getLogger("portal.outage")

GONE_ON_SQLITE: Final = (
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_NOTADB",
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_NOMEM",
    "SQLITE_PERM",
    "SQLITE_AUTH",
    "SQLITE_PROTOCOL",
)
"""How its result codes begin when the file is not there, or not a database any more."""

ONLY_BUSY: Final = frozenset({"40001", "40P01", "55P03", "57014"})
"""PostgreSQL is there, but others are in the way: serialisation, deadlock, lock, cancelled."""


def is_gone(error: DBAPIError) -> bool:
    """Whether the database cannot be reached or read at all; busy writers are no such thing."""
    name: str | None = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return name.startswith(GONE_ON_SQLITE)
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return getattr(error.orig, "sqlstate", None) not in ONLY_BUSY


@dataclass(slots=True)
class Outage:
    """One for each process; `since` is when a page first found the database gone."""

    since: dt.datetime | None = None

    @property
    def is_on(self) -> bool:
        return self.since is not None

    def noticed(self, error: DBAPIError, at: dt.datetime) -> None:
        if not self.is_on:
            log.error("the database is gone: pages are answered from copies", exc_info=error)
            self.since = at

    def is_over(self, at: dt.datetime) -> None:
        if self.since is not None:
            log.warning("the database is back after %d s", (at - self.since).total_seconds())
            self.since = None
