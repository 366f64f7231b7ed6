"""What a command says, instead of a traceback, where the database or the disk is in trouble."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from directory.errors import DatabaseBusy, DirectoryError
from portal.extensions import db, migrate, reading_view

DISK_TROUBLE: Final = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EEXIST,
        errno.ENOTDIR,
        errno.EISDIR,
    }
)

MAKE_IT: Final = "“flask --app portal db upgrade” makes it"

BUSY: Final = str(DatabaseBusy())
ABSENT: Final = "There is no database at {place}; " + MAKE_IT + "."
CLOSED: Final = "The database at {place} cannot be opened; look at who may read it and its folder."
READ_ONLY: Final = "The database at {place} can only be read; nothing was written."
FULL: Final = "The disk of the database at {place} is full or fails; nothing of this step was kept."
DAMAGED: Final = "What lies at {place} is no database, or is damaged; restore a copy."
NOT_REACHED: Final = "The database at {place} cannot be reached; look whether its server runs."
REFUSES_US: Final = "The database at {place} does not let the portal in; look at its URL."
BEHIND: Final = (
    "The database at {place} is not that of this release; "
    "“flask --app portal db upgrade” brings it level."
)

ON_SQLITE: Final[Mapping[str, str]] = {
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_PROTOCOL": BUSY,
    "SQLITE_CANTOPEN": CLOSED,
    "SQLITE_PERM": CLOSED,
    "SQLITE_AUTH": CLOSED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_FULL": FULL,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_IOERR": FULL,
}
"""By how the name of its result code begins."""

ON_POSTGRESQL: Final[Mapping[str, str]] = {
    "08": NOT_REACHED,
    "57P": NOT_REACHED,
    "28": REFUSES_US,
    "3D": ABSENT,
    "25006": READ_ONLY,
    "40001": BUSY,
    "40P01": BUSY,
    "55P03": BUSY,
    "57014": BUSY,
    "53": FULL,
}
"""By how its SQLSTATE begins; the longest that fits."""


def sentence_of(error: Exception, app: Flask) -> str | None:
    """None for what is no such trouble: a fault of ours shows where it is."""
    if isinstance(error, DirectoryError):
        return str(error)
    if isinstance(error, OSError):
        return _of_disk(error)
    return _of_database(error, app) if isinstance(error, DBAPIError) else None


def _of_database(error: DBAPIError, app: Flask) -> str | None:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    place = url.database if url.host is None else f"{url.host}/{url.database}"
    said = _of_code(error, Path(url.database or ""))
    if said is None and _is_behind(app):
        said = BEHIND
    return None if said is None else said.format(place=place)


def _of_disk(error: OSError) -> str | None:
    if error.errno not in DISK_TROUBLE:
        return None
    what = "A file" if error.filename is None else os.fsdecode(error.filename)
    return f"{what} cannot be used: {error.strerror}."


def _of_code(error: DBAPIError, file: Path) -> str | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is None:
        code = getattr(error.orig, "sqlstate", None)  # None where nobody was there to give one
        return _of_longest(ON_POSTGRESQL, code) if code else NOT_REACHED
    if name.startswith("SQLITE_CANTOPEN") and not file.exists():
        return ABSENT
    return _of_longest(ON_SQLITE, str(name))


def _of_longest(sentences: Mapping[str, str], code: str) -> str | None:
    fitting = [begins for begins in sentences if begins and code.startswith(begins)]
    return sentences[max(fitting, key=len)] if fitting else None


def _is_behind(app: Flask) -> bool:
    """Whether migrations of this release are still to be run, or were never."""
    with app.app_context(), reading_view(db.engine).connect() as connection:
        held = MigrationContext.configure(connection).get_current_heads()
        config = migrate.get_config()
        # The stub does not say that this is a configuration of Alembic's.
        wanted = ScriptDirectory.from_config(config).get_heads()  # type: ignore[arg-type]
    return set(held) != set(wanted)
