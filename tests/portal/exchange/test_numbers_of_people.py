"""A case reference number that a report carries stands nowhere once the report is in or refused."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from portal.extensions import db
from portal.running.transactions import in_writing
from tests.databases import (
    application,
    drop_postgresql_database,
    new_postgresql_database,
    new_sqlite_database,
)
from tests.makers.days import NOW

NUMBERS = ("X765432", "X765433")
KEY = "a key of this installation, kept apart from all"
HEADS = (
    "referral_ref", "contract_ref", "service_user_crn", "date_referral_received",
    "date_of_first_attended_session",
)  # fmt: skip


@pytest.fixture
def own_app(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The portal on a database of its own, files and all."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    url = new_sqlite_database(tmp_path) if database == "sqlite" else new_postgresql_database()
    app = application(url, tmp_path)
    app.config["REFERENCE_KEY"] = KEY
    yield app
    with app.app_context():
        db.engine.dispose()
    if database == "postgresql":
        drop_postgresql_database(url)


@pytest.fixture
def reports(own_app: Flask, tmp_path: Path) -> Path:
    """A folder of our own with a report that is sound and one that is not; a line to take both."""
    folder = tmp_path / "sent"
    folder.mkdir()
    files = {
        "providers": "external_id,name\nACT,Action Trust\n",
        "programmes": "external_id,name,kind\nTSP,Thinking,accredited_programme\n",
        "availability": (
            "programme,area,provider,external_id,delivery_kind\n"
            "TSP,central-lancashire,ACT,L1,closed_group\n"
        ),
        "agreements": ("external_id,kind,title,provider,line\nPRJ_1,contract,Help,ACT,L1\n"),
    }
    with own_app.app_context():
        in_writing(
            lambda session: load_reference_tables(
                session, by=system_actor(session, SystemActor.IMPORT), at=NOW
            )
        )
    for kind, content in files.items():
        (folder / f"{kind}.csv").write_text(content)
        assert run(own_app, "import", kind, folder / f"{kind}.csv")[0] == 0
    _write(folder / "sound.csv", [("AB1001", NUMBERS[0], ""), ("AB1002", NUMBERS[1], "")])
    _write(
        folder / "wrong.csv",
        [("AB1003", NUMBERS[0], "2020-01-01"), ("AB1004", f"{NUMBERS[1]}9", "")],
    )
    return folder


def _write(path: Path, rows: list[tuple[str, str, str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADS)
        writer.writerows((ref, "PRJ_1", crn, "2026-11-02", started) for ref, crn, started in rows)


def run(app: Flask, *arguments: str | Path, typed: str = "") -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=[*map(str, arguments)], input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_the_number_stands_nowhere_afterwards(
    own_app: Flask, reports: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    status, said = run(
        own_app, "import", "referrals", reports / "wrong.csv", "--layout", "rm-performance"
    )
    assert status == 1
    assert "mend your own file" in " ".join(said.split())
    told = [said]
    assert list(reports.glob("wrong.errors.*"))
    status, said = run(
        own_app, "import", "referrals", reports / "sound.csv", "--layout", "rm-performance"
    )
    assert status == 0, said
    told.append(said)
    status, said = run(own_app, "find-case", typed=f"{NUMBERS[0].lower()}\n")
    assert status == 0
    assert "AB1001" in said
    assert "AB1002" not in said
    told.append(said)
    for sent in ("wrong.csv", "sound.csv"):
        (reports / sent).unlink()
    assert [path for path in _files(tmp_path) if _holds_a_number(path.read_bytes())] == []
    assert not _holds_a_number(" ".join(told).encode())
    assert not _holds_a_number(caplog.text.encode())
    assert "AB1001" in _dumped(own_app)
    assert not _holds_a_number(_dumped(own_app).encode())


def test_a_number_planted_would_be_found(tmp_path: Path, own_app: Flask) -> None:
    (tmp_path / "log").write_text(f"looked for {NUMBERS[0].lower()}")
    assert [path.name for path in _files(tmp_path) if _holds_a_number(path.read_bytes())] == ["log"]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _holds_a_number(content: bytes) -> bool:
    return any(number.encode() in content.upper() for number in NUMBERS)


def _dumped(app: Flask) -> str:
    """Every cell of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return "\n".join(
            repr(row)
            for table in db.metadata.sorted_tables
            for row in connection.execute(table.select())
        )
