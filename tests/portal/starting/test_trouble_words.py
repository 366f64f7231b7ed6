"""A command meets a database or a disk in trouble: a sentence and 1, never a traceback."""

from __future__ import annotations

import errno
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from click.globals import get_current_context, pop_context
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from directory.errors import DatabaseBusy
from portal.starting.trouble_words import sentence_of
from tests.portal.conftest import MakeShell

COMMANDS = {
    "import": ("providers", "FILE"),
    "worker": ("--once",),
    "check-answers": (),
    "reference": (),
    "agreement-lines": (),
    "imports": (),
    "offers": (),
    "take-offer": ("1", "--by", "A team"),
    "problems": (),
    "duplicates": ("--region", "north-west"),
    "rollover": ("--region", "north-west"),
    "answer-problem": ("1", "Done."),
    "undo-import": ("1",),
    "workbook": ("--region", "north-west", "--to", "FILE.xlsx"),
    "import-workbook": None,  # reads its file first
    "find-case": None,  # asks for a number first
    "copies": (),
    "messages": ("show",),
    "audit": ("verify",),
    "back-test": (),
    "demo": ("--no-serve",),
    "backup": ("--to", "FILE-copies"),
    "restore": None,  # wants none
    "check-restored": None,  # reads its copy first
    "downgrade": None,  # Flask-Migrate's own way, as “db upgrade”
    "forecast": None,  # asks no database
    "postcodes": None,
    "user": (
        *("create", "--email", "ada@example.org", "--name", "Ada Member"),
        *("--password", "seven paper lanterns drift"),
    ),
}
"""Every command with what it is given here, so that a new one cannot be left out."""

ASKING = [name for name, words in COMMANDS.items() if words is not None and name != "demo"]


def run(make_shell: MakeShell, database: Path, *words: str) -> Result:
    """As a process of its own would: click keeps the context of a command that ends in trouble."""
    portal = FlaskGroup(
        create_app=partial(make_shell, SQLALCHEMY_DATABASE_URI=f"sqlite:///{database}")
    )
    result = CliRunner().invoke(portal, words)
    while get_current_context(silent=True) is not None:
        pop_context()
    return result


def test_every_command_is_tried(shell: Flask) -> None:
    assert set(shell.cli.commands) - {"db"} == set(COMMANDS)


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no database|cannot be reached"), (b"", "not that of this release")],
)
def test_a_database_that_is_not_there_or_not_made_is_a_sentence(
    make_shell: MakeShell, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("external_id,name\nA,B\n")
    database = tmp_path / "portal.sqlite3"
    if content is not None:
        database.write_bytes(content)
    given = [word.replace("FILE", str(file)) for word in COMMANDS[name] or ()]
    result = run(make_shell, database, name, *given)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert any(part in result.stderr for part in said.split("|"))


def test_migrations_speak_as_plainly(make_shell: MakeShell, tmp_path: Path) -> None:
    database = tmp_path / "portal.sqlite3"
    database.write_bytes(b"no database at all, but long enough to have a heading" * 100)
    result = run(make_shell, database, "db", "upgrade")
    assert (result.exit_code, result.stderr.count("is damaged; restore a copy")) == (1, 1)


def on_sqlite(name: str) -> DBAPIError:
    driver = sqlite3.OperationalError("in the driver's words")
    driver.sqlite_errorname = name
    return OperationalError("SELECT 1", {}, driver)


class ServerSays(Exception):
    """What psycopg raises: with the server's code, or None where none was reached."""

    def __init__(self, sqlstate: str | None) -> None:
        self.sqlstate = sqlstate


def on_postgresql(code: str | None) -> DBAPIError:
    return ProgrammingError("SELECT 1", {}, ServerSays(code))


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (DatabaseBusy(), "busy with another change"),
        (on_sqlite("SQLITE_BUSY_SNAPSHOT"), "busy with another change"),
        (on_sqlite("SQLITE_READONLY_DBMOVED"), "can only be read"),
        (on_sqlite("SQLITE_FULL"), "full or fails"),
        (on_sqlite("SQLITE_IOERR_WRITE"), "full or fails"),
        (on_sqlite("SQLITE_CANTOPEN"), "There is no database at"),
        (on_sqlite("SQLITE_CORRUPT_VTAB"), "is damaged"),
        (on_postgresql(None), "cannot be reached"),
        (on_postgresql("08006"), "cannot be reached"),
        (on_postgresql("28P01"), "does not let the portal in"),
        (on_postgresql("3D000"), "There is no database at"),
        (on_postgresql("25006"), "can only be read"),
        (on_postgresql("53100"), "full or fails"),
        (on_postgresql("55P03"), "busy with another change"),
        (
            OSError(errno.EROFS, "Read-only file system", "/srv/x"),
            "/srv/x cannot be used: Read-only",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "A file cannot be used: No space left"),
    ],
)
def test_what_is_said_of_a_trouble(
    shell: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trouble: Exception, said: str
) -> None:
    url = f"sqlite:///{tmp_path / 'none'}"
    monkeypatch.setitem(shell.config, "SQLALCHEMY_DATABASE_URI", url)
    assert said in (sentence_of(trouble, shell) or "")


@pytest.mark.parametrize("fault", [ValueError("x"), OSError(errno.EPIPE, "Broken pipe")])
def test_a_fault_of_ours_keeps_its_traceback(shell: Flask, fault: Exception) -> None:
    assert sentence_of(fault, shell) is None
