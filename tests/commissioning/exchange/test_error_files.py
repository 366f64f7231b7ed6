"""What is sent back: every row of a refused file, its wrong cells marked, nothing of a person."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.referrals.models import Referral
from directory.exchange.error_files import write_error_file
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.people.models import Person
from directory.providers.models import Provider
from tests.commissioning.exchange.trouble import HEADS, ROW, Make, sheet, text
from tests.makers.days import NOW, TODAY


def taken(
    session: Session, by: Person, path: Path, kind: str = "providers", taking: Taking | None = None
) -> Report:
    return run_import(session, kind_called(kind, ""), path, by=by, at=NOW, taking=taking)


def test_a_spreadsheet_comes_back_as_one_with_its_wrong_cells_marked(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    rows = [ROW, ("X2", '=HYPERLINK("x")', None), ("X3", "Moor End", 1632960125)]
    path = sheet(HEADS, ("Help: the code",), *rows, change=as_typed)(tmp_path)
    report = taken(session, importer, path)
    assert report.is_refused
    sent = write_error_file(report)
    assert sent == tmp_path / "file.errors.xlsx"
    assert sent.stat().st_mode & 0o077 == 0
    table: Any = load_workbook(sent)["providers"]
    assert [[cell.value for cell in row] for row in table.iter_rows(max_col=4)] == [
        [*HEADS, "row"],
        [*ROW, 3],
        ["X2", '=HYPERLINK("x")', None, 4],
        ["X3", "Moor End", "1632960125", 5],
    ]
    assert table["B3"].data_type == "s"
    wrong = table["C4"]
    assert wrong.fill.start_color.rgb.endswith("F6D7D2")
    assert wrong.comment.text.startswith("1632960125 has lost its leading zero")
    assert str(table["E4"].value).startswith("telephone: 1632960125 has lost")
    assert table["C2"].comment is None


def as_typed(active: Any) -> None:
    """A text that begins like a formula, as somebody may have pasted it."""
    active["B4"].data_type = "s"


def test_the_marked_spreadsheet_comes_back_in_when_it_is_mended(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    path = sheet(HEADS, ROW, ("X3", "Moor End", 1632960125))(tmp_path)
    sent = write_error_file(taken(session, importer, path))
    workbook = load_workbook(sent)
    table: Any = workbook["providers"]
    table["C3"] = "01632 960125"
    workbook.save(sent)
    assert taken(session, importer, sent).outcomes["added"] == 2
    kept = select(Provider.telephone).order_by(Provider.external_id)
    assert session.scalars(kept).all() == ["01632 960123", "01632 960125"]


HEADING = "reference,line,basis,received_on\n"
PERSON = (
    "R-1,L1,licence,2026-09-01\nX123456,L1,licence,2026-13-01\nR-3,A1234BC,licence,2026-09-02\n"
)


@pytest.mark.parametrize("name", ["referrals.csv", "referrals.xlsx"])
def test_what_tells_who_somebody_is_is_blank_in_it(
    session: Session, importer: Person, one_line: str, tmp_path: Path, name: str
) -> None:
    lines = [line.split(",") for line in (HEADING + PERSON).splitlines()]
    make = sheet(*lines, title="referrals", name=name) if "xlsx" in name else text(
        HEADING + PERSON, name=name
    )  # fmt: skip
    report = taken(session, importer, make(tmp_path), "referrals")
    assert {error.row for error in report.errors} == {3, 4}
    sent = write_error_file(report)
    rows = table_of(sent)
    assert [row[:5] for row in rows[1:]] == [
        ["R-1", "L1", "licence", "2026-09-01", "2"],
        ["", "L1", "licence", "2026-13-01", "3"],
        ["R-3", "", "licence", "2026-09-02", "4"],
    ]
    told = " ".join(map(str, report.errors)) + sent.read_bytes().decode("latin-1") + str(rows)
    assert "X123456" not in told
    assert "A1234BC" not in told


def table_of(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_a_column_that_is_not_the_kinds_is_searched_too(
    session: Session, importer: Person, one_line: str, tmp_path: Path
) -> None:
    """A row beyond the headings, and a heading twice as wide: nothing of a person is copied."""
    path = text(HEADING + "R-1,L1,licence,2026-13-01,X123456\n")(tmp_path)
    sent = write_error_file(taken(session, importer, path, "referrals"))
    assert "X123456" not in sent.read_text()


def test_rows_set_aside_stand_in_it_alone_and_may_come_again(
    session: Session, importer: Person, one_line: str, tmp_path: Path
) -> None:
    path = text(HEADING + "R-1,L1,licence,2026-09-01\nR-2,L9,licence,2026-09-01\n")(tmp_path)
    report = taken(session, importer, path, "referrals", Taking(TODAY, sets_aside=True))
    sent = write_error_file(report)
    assert [row[:2] for row in table_of(sent)] == [["reference", "line"], ["R-2", "L9"]]
    sent.write_text(sent.read_text("utf-8-sig").replace("L9", "L1"))
    assert taken(session, importer, sent, "referrals").outcomes["added"] == 1
    kept = select(Referral.reference).order_by(Referral.reference)
    assert session.scalars(kept).all() == ["R-1", "R-2"]


def test_what_is_unusual_is_marked_in_another_colour(
    session: Session, importer: Person, one_line: str, tmp_path: Path
) -> None:
    make: Make = sheet(
        ("external_id", "line", "planned_start", "places"),
        ("G1", "L1", "03/10/1926", 8),
        title="groups",
    )
    report = taken(session, importer, make(tmp_path), "groups")
    assert (report.is_refused, report.error_count, report.unusual_count) == (True, 0, 1)
    table: Any = load_workbook(write_error_file(report))["groups"]
    assert table["C2"].fill.start_color.rgb.endswith("FFF2CC")
    assert str(table["F2"].value).startswith("unusual: planned_start: 1926-10-03 is 101 years")
