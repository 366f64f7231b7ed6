"""A region's workbook as a person makes, fills in and sends it, and what the pages then say."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.models import Person
from portal.running.search_levelling import SearchLevelling
from tests.commissioning.exchange.test_together import PILOT, PILOT_AT, book
from tests.makers.places import make_england
from tests.makers.workbooks import filled

COURT = "preston-magistrates-court"


@pytest.fixture
def england(session: Session, importer: Person) -> None:
    make_england(session, by=importer, at=PILOT_AT)


def run(app: Flask, *arguments: str | Path) -> tuple[int, str, str]:
    done = app.test_cli_runner().invoke(args=[*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def read(client: FlaskClient, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(path).text))


@pytest.mark.usefixtures("england", "at_work")
def test_a_region_is_on_the_portal_by_its_workbook(
    app: Flask, client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "region.xlsx"
    with time_machine.travel(PILOT_AT, tick=False):
        status, told, _ = run(app, "workbook", "--region", "north-west", "--to", path)
        assert (status, "sheets for North West" in told) == (0, True)
        filled(path, PILOT)
        status, told, complaints = run(app, "import-workbook", path, "--dry-run")
        assert (status, complaints, "this was a dry run" in told) == (0, "", True)
        status, told, complaints = run(app, "import-workbook", path)
        assert (status, complaints) == (0, "")
        assert "Start dates worked out for 9 lines." in told
        answer: dict[str, Any] = client.get(f"/api/v1/availability?court={COURT}").get_json()
        page = read(client, f"/courts/{COURT}?requirement=rehabilitation_activity")
    session.expire_all()
    standing = {one["code"]: one for one in answer["requirements"]}
    dated = {
        row["service"]: row["half_start_by"] for one in standing.values() for row in one["rows"]
    }
    weekdays = {
        title: dt.date.fromisoformat(day).strftime("%A") for title, day in dated.items() if day
    }
    assert (weekdays["Saturday work party"], weekdays["Money morning"]) == ("Saturday", "Tuesday")
    assert dated["First appointment with probation"] is not None
    assert standing["programme"]["status"] == "not_known"
    assert standing["drug_rehabilitation"]["status"] == "not_known"
    assert "01632 960 301" in page
    assert "refuge" not in str(answer).casefold()


@pytest.mark.usefixtures("england", "at_work")
def test_what_the_workbook_brought_is_found_and_shown(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """A drop-in, a women's centre, a hub, a bed; neither a draft nor a refuge."""
    with time_machine.travel(PILOT_AT, tick=False):
        assert run(app, "import-workbook", PILOT)[0] == 0
        SearchLevelling().one_pass(lambda: PILOT_AT)
        for words, title in {
            "tea": "Monday tea and advice",
            "women": "Garden room women&#39;s centre",
            "accommodation desk": "Lancashire accommodation desk",
            "supported rooms": "Six supported rooms",
        }.items():
            found = client.get("/services", query_string={"q": words}).text
            [address, *_] = re.findall(
                rf'href="(/services/[0-9a-f-]+)[^"]*"[^>]*>\s*{title}', found
            )
            shown = client.get(address).text
            assert title in shown
        assert "Lancashire accommodation desk" in shown
        everything = client.get("/services").text
        assert "Mentors for work" not in everything
        assert "A refuge" not in everything
        area = read(client, "/areas/north-west/central-lancashire")
        assert "Lancashire accommodation desk" in area


@pytest.mark.usefixtures("england", "at_work")
def test_a_refusal_names_sheet_row_and_column_and_marks_the_cells(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    sheets = {
        "providers": [["external_id", "name"], ["ACT", "Action Trust"], ["BEE", ""]],
        "lines": [["external_id", "service", "areas"], ["L1", "NO", "preston"]],
        "our own notes": [["x"], ["y"]],
        "sites": [["external_id", "name", "area", "exposure"]],
    }
    path, copy = book(tmp_path / "b.xlsx", sheets), tmp_path / "b.errors.xlsx"
    status, told, complaints = run(app, "import-workbook", path)
    assert status == 1
    assert complaints.splitlines() == [
        "providers, row 3, name: is missing",
        "lines, row 2, service: there is no service NO",
        "lines, row 2, areas: there is no area preston; preston lies in central-lancashire",
        "Refused: 3 mistakes. Nothing was written.",
        (
            f"The cells are marked in {copy}, which is to be read only: mend them in your own and"
            " send that again."
        ),
    ]
    assert told.splitlines() == [
        "Not filled in: sites.",
        "Not known, and left out: our own notes.",
    ]
    status, _, complaints = run(app, "import-workbook", copy)
    assert status == 1
    assert complaints.startswith("Refused: b.errors.xlsx is a copy of what was wrong, to be read")


@pytest.mark.usefixtures("england", "at_work")
def test_rows_with_mistakes_of_their_own_are_not_told_as_none(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    sheets = {
        "providers": [["external_id", "name"], ["BEE", ""]],
        "services": [
            ["external_id", "provider", "delivery_kind", "title", "summary"],
            ["TEA", "BEE", "sometimes", "Tea", "Every Monday."],
            ["DEBT", "BEE", "drop_in", "Debt", "Advice on debt."],
        ],
    }
    _, _, complaints = run(app, "import-workbook", book(tmp_path / "b.xlsx", sheets))
    assert "services, row 3: names what was refused above; no mistake." in complaints


@pytest.mark.usefixtures("england", "at_work")
def test_a_workbook_called_csv_is_refused_and_not_found_empty(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    sheets = {"providers": [["external_id", "name"]], "referrals": [["external_id"]]}
    path = book(tmp_path / "b.xlsx", sheets).rename(tmp_path / "b.csv")
    for command in (["import", "providers"], ["import-workbook"]):
        status, _, complaints = run(app, *command, path)
        assert status == 1
        assert "b.csv is a workbook of several sheets, and no CSV" in complaints


@pytest.mark.usefixtures("england", "at_work")
def test_of_a_folder_each_refused_file_has_its_copy(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    folder = tmp_path / "region"
    shutil.copytree(PILOT, folder)
    (folder / "groups.csv").write_text("external_id,line,planned_start,places\nG,NO,1/1/2027,9\n")
    with time_machine.travel(PILOT_AT, tick=False):
        status, _, complaints = run(app, "import-workbook", folder)
    assert (status, "groups, row 2, line: there is no line NO" in complaints) == (1, True)
    assert [one.name for one in folder.glob("*.errors.csv")] == ["groups.errors.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["workbook", "--region", "atlantis", "--to", "x.xlsx"], "There is no one region called"),
        (["workbook", "--region", "north-west", "--to", "no/where/x.xlsx"], "cannot be written"),
        (["import-workbook", "nothing.xlsx"], "cannot be read"),
        (
            ["import-workbook", str(PILOT), "--layout", "cake"],
            "There is no layout",
        ),
        (["import-workbook", str(PILOT / "x"), "--layout", "open-referral"], "cannot be read"),
        (["import-workbook", "nothing.xlsx", "--as-of", "2126-01-01"], "has not come yet"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    app: Flask, client: FlaskClient, session: Session, importer: Person, arguments: list[str],
    said: str,
) -> None:  # fmt: skip
    make_england(session, by=importer, at=PILOT_AT)
    status, told, complaints = run(app, *arguments)
    assert (status, told) == (1, "")
    assert said in complaints
    assert "Traceback" not in complaints
