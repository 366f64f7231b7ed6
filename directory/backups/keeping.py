"""Copying a whole database at one moment while it is used, and putting a copy back.

SQLite by its own `VACUUM INTO`; PostgreSQL by its own `pg_dump` and `pg_restore`, which must be
those of the server's version or later. In both the fingerprint is of the very rows copied.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from alembic.runtime.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, create_engine, inspect
from sqlalchemy.pool import NullPool

from directory.backups.errors import CopyOfOtherKind, DatabaseNotEmpty, NothingToCopy, ToolFailed
from directory.backups.fingerprint import LEFT_OUT, Fingerprint, fingerprint_of
from directory.backups.manifest import (
    Manifest,
    beside,
    read_manifest,
    sha256_of,
    write_manifest,
)
from directory.connections import file_of
from directory.dialect import is_sqlite, kind_of

_NAME: Final = "portal-%Y%m%dT%H%M%SZ"
_LAST_LINES: Final = 5

Copied = tuple[Fingerprint, str | None]
"""What the copy holds, and its place in the history of the database."""


def copy_database(engine: Engine, folder: Path, *, at: dt.datetime) -> tuple[Path, Manifest]:
    """A new file `portal-<moment>.sqlite3` or `.dump` in the folder, and its manifest beside it.

    Others read and write meanwhile. Neither file is there before the copy is whole. Raises
    `ToolFailed`, and `OSError` where the folder cannot be written or is full.
    """
    embedded = is_sqlite(engine)
    with engine.connect() as connection:
        if _revision(connection) is None:
            raise NothingToCopy(engine.url.render_as_string())
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / (at.astimezone(dt.UTC).strftime(_NAME) + (".sqlite3" if embedded else ".dump"))
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        tables, revision = (_copy_sqlite if embedded else _copy_postgresql)(engine, unfinished)
        unfinished.chmod(0o600)
        manifest = Manifest(at, kind_of(engine), revision, sha256_of(unfinished), tables)
        write_manifest(copy, manifest)
        unfinished.rename(copy)
    except BaseException:
        for left in (unfinished, beside(copy)):
            with suppress(OSError):
                left.unlink(missing_ok=True)
        raise
    return copy, manifest


def _copy_sqlite(engine: Engine, to: Path) -> Copied:
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("VACUUM INTO ?", (str(to),))
    with closing(sqlite3.connect(to, isolation_level=None)) as raw:
        _leave_out(raw)
    copied = create_engine(f"sqlite:///{to}", poolclass=NullPool)
    with copied.connect() as connection:
        return fingerprint_of(connection), _revision(connection)


def _leave_out(raw: sqlite3.Connection) -> None:
    there = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in there & LEFT_OUT:
        raw.execute(f"DELETE FROM {table}")  # noqa: S608  a name of our own list
    raw.execute("VACUUM")  # what was deleted would still stand in free pages


def _copy_postgresql(engine: Engine, to: Path) -> Copied:
    reading = engine.execution_options(isolation_level="REPEATABLE READ")
    with reading.connect() as connection:
        moment = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        keys = [f"--exclude-table-data={table}" for table in sorted(LEFT_OUT)]
        _run(engine.url, "pg_dump", "--format=custom", f"--snapshot={moment}", *keys,
             "--no-owner", "--no-privileges", f"--file={to}")  # fmt: skip
        return fingerprint_of(connection), _revision(connection)


def put_back(engine: Engine, copy: Path) -> Manifest:
    """The copy as the engine's database, which must not be there yet (PostgreSQL: be empty).

    Raises `NoCopy`, `CopyDamaged`, `CopyOfOtherKind`, `DatabaseNotEmpty` and `ToolFailed`;
    then nothing was changed.
    """
    manifest = read_manifest(copy)
    if manifest.database != kind_of(engine):
        raise CopyOfOtherKind(manifest.database, kind_of(engine))
    put: Callable[[Engine, Path], None] = _put_sqlite if is_sqlite(engine) else _put_postgresql
    put(engine, copy)
    return manifest


def _put_sqlite(engine: Engine, copy: Path) -> None:
    file = file_of(engine)
    # A write-ahead log left from another database would be played into this one.
    if file is None or any(one.exists() for one in (file, Path(f"{file}-wal"))):
        raise DatabaseNotEmpty(str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.part")
    try:
        shutil.copyfile(copy, unfinished)
        unfinished.chmod(0o600)
        with unfinished.open("rb") as opened:
            os.fsync(opened.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _put_postgresql(engine: Engine, copy: Path) -> None:
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise DatabaseNotEmpty(f"{engine.url.host}/{engine.url.database}")
    _run(engine.url, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
         "--no-privileges", str(copy))  # fmt: skip


def _run(url: URL, tool: str, *arguments: str) -> None:
    """The password goes by the environment: a command line can be read by everybody."""
    plain = url.set(drivername="postgresql", password=None)
    secret = {} if url.password is None else {"PGPASSWORD": str(url.password)}
    command = (tool, f"--dbname={plain.render_as_string()}", *arguments)
    environment = {**os.environ, **secret}
    try:
        done = subprocess.run(  # noqa: S603  our own words
            command, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise ToolFailed(tool, "it is not installed; Debian has it in postgresql-client") from None
    if done.returncode:
        raise ToolFailed(tool, " ".join(done.stderr.split("\n")[-_LAST_LINES:]).strip())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
