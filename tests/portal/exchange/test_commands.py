"""The import command as a person runs it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import LineFigures
from directory.people.models import Person
from directory.providers.models import Provider
from tests.makers.days import NOW
from tests.makers.places import make_england

GOOD = "external_id,name\nA,Anawim\nB,Bee\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "providers.csv"


def run(app: Flask, *arguments: str | Path) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(args=["import", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def kept(session: Session) -> int | None:
    return session.scalar(select(func.count(Provider.id)))


def test_a_good_file_is_all_in(
    app: Flask, client: FlaskClient, session: Session, file: Path
) -> None:
    file.write_text(GOOD)
    status, told, complaints = run(app, "providers", file)
    assert (status, complaints) == (0, "")
    assert "2 rows of providers" in told
    assert "2 added" in told
    assert kept(session) == 2
    status, told, _ = run(app, "providers", file)
    assert status == 0
    assert "2 unchanged" in told


def command(app: Flask, *arguments: str) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(args=[*arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def test_a_file_is_listed_and_taken_back(
    app: Flask, client: FlaskClient, session: Session, file: Path
) -> None:
    assert command(app, "imports") == (0, "No file was taken in yet.\n", "")
    file.write_text(GOOD)
    _, told, _ = run(app, "providers", file)
    [number] = re.findall(r"undo-import (\d+)", told)
    status, listed, _ = command(app, "imports")
    assert status == 0
    assert "providers: providers.csv, 2 rows (2 added)\n" in listed
    assert command(app, "undo-import", number)[0] == 0
    assert kept(session) == 0
    assert "; taken back on " in command(app, "imports")[1]
    status, _, complaint = command(app, "undo-import", number)
    assert status == 1
    assert complaint == (f"Refused: Import {number} (providers.csv) was taken back already.\n")


def test_a_folder_is_listed_as_one_and_taken_back_as_one(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "both"
    folder.mkdir()
    (folder / "providers.csv").write_text("external_id,name\nACT,Action Trust\n")
    kind = "external_id,name,kind\nTSP,Thinking,accredited_programme\n"
    (folder / "programmes.csv").write_text(kind)
    status, told, _ = command(app, "import-workbook", str(folder))
    assert status == 0
    [number] = re.findall(r"undo-import (\d+)` takes all of it back", told)
    assert told.count("undo-import") == 1
    assert told.count("It counts as the word of “import”; --source NAME says whose it is.") == 2
    listed = command(app, "imports")[1].splitlines()
    assert len(listed) == 3
    assert listed[0].endswith("taken in together: 2 tables, 2 rows")
    assert all(line.startswith("        ") for line in listed[1:])
    assert command(app, "undo-import", number)[0] == 0
    assert kept(session) == 0
    assert command(app, "imports")[1].count("; taken back on ") == 2


def test_a_dry_run_writes_nothing(
    app: Flask, client: FlaskClient, session: Session, file: Path
) -> None:
    file.write_text(GOOD)
    status, told, _ = run(app, "providers", file, "--dry-run")
    assert status == 0
    assert "2 would be added" in told
    assert "Nothing was written" in told
    assert kept(session) == 0


def test_a_wrong_file_is_refused_with_its_cells_and_a_copy_to_mend(
    app: Flask, client: FlaskClient, session: Session, file: Path
) -> None:
    file.write_text(GOOD + "C,\n")
    status, told, complaints = run(app, "providers", file)
    assert (status, told) == (1, "")
    assert "row 4, name: is missing" in complaints
    assert "Refused: 1 mistake in 3 rows. Nothing was written." in complaints
    assert file.with_name("providers.errors.csv").exists()
    assert kept(session) == 0


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("cakes", GOOD, "There is no kind of file called “cakes”"),
        ("providers", "", "Refused: The file is empty."),
        ("providers", "external_id,name\nA,\x00\n", "Refused: row 2: holds a NUL character"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(
    app: Flask, client: FlaskClient, file: Path, kind: str, content: str, said: str
) -> None:
    file.write_text(content)
    status, told, complaints = run(app, kind, file)
    assert (status, told) == (1, "")
    assert said in complaints


def test_a_file_that_is_not_there_is_a_sentence(
    app: Flask, client: FlaskClient, file: Path
) -> None:
    status, _, complaints = run(app, "providers", file)
    assert status == 1
    assert "cannot be read: No such file or directory" in complaints


def test_a_layout_that_is_not_there_is_a_sentence(
    app: Flask, client: FlaskClient, file: Path
) -> None:
    file.write_text(GOOD)
    status, _, complaints = run(app, "groups", file, "--layout", "hmpps")
    assert status == 1
    assert "hmpps" in complaints


def test_the_lines_touched_are_answered_at_the_end(
    app: Flask, client: FlaskClient, session: Session, importer: Person, tmp_path: Path
) -> None:
    make_england(session, by=importer, at=NOW)
    files = {
        "programmes": "external_id,name,kind\nT,Thinking,accredited_programme\n",
        "availability": "programme,area\nT,derby-city\nT,derbyshire\n",
    }
    for kind, content in files.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(content)
        status, told, complaints = run(app, kind, path)
        assert (status, complaints) == (0, "")
    assert "Start dates worked out for 2 lines." in told
    session.expire_all()
    figures = session.scalars(select(LineFigures)).all()
    assert len(figures) == 2
    assert all(one.answered_version == one.facts_version for one in figures)


def test_the_reference_tables_are_loaded_once(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    for areas in ("108", "0"):
        done = app.test_cli_runner().invoke(args=["reference"])
        assert done.exit_code == 0
        assert f"{areas} local delivery unit" in done.stdout


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("providers", ["--as-of", "2126-01-01"], "--as-of: 2126-01-01 has not come yet"),
        ("providers", ["--as-of", "soon"], "--as-of: soon is not a date such as 2027-03-16"),
        ("providers", ["--set-aside"], "providers come in whole or not at all"),
        ("providers", ["--sheet", "Providers"], "providers.csv has no sheets; leave out --sheet"),
        (
            "referrals",
            ["--confirm-as-of", "2026-01-01", "--confirmed-by", "A. Clerk"],
            "say nothing of referrals",
        ),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_with_what_to_do(
    app: Flask, client: FlaskClient, session: Session, file: Path, kind: str, options: list[str],
    said: str,
) -> None:  # fmt: skip
    file.write_text(GOOD)
    status, told, complaints = run(app, kind, file, *options)
    assert (status, told) == (1, "")
    assert said in complaints
    assert kept(session) == 0
