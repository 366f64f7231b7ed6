"""A workbook that was saved before something was said does not put it back without a question."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from openpyxl import Workbook
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.exchange.packages import saved_on_told
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.people.models import Person

SAVED = dt.datetime(2026, 9, 3, 9, tzinfo=dt.UTC)
TAKEN_IN = dt.datetime(2026, 9, 4, 9, tzinfo=dt.UTC)
CORRECTED = dt.datetime(2026, 9, 20, 9, tzinfo=dt.UTC)
AGAIN = dt.datetime(2026, 9, 30, 9, tzinfo=dt.UTC)


@dataclass
class Desk:
    session: Session
    by: Person
    folder: Path

    def workbook(self, kind: str, text: str, *, saved: dt.datetime) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = kind
        for line in text.strip().splitlines():
            sheet.append(line.split(","))
        path = self.folder / f"{kind}.xlsx"
        with time_machine.travel(saved, tick=False):
            book.save(path)
        return path

    def take_in(self, kind: str, path: Path, *, at: dt.datetime, is_meant: bool = False) -> Report:
        taking = Taking(at.date(), accepts_unusual=is_meant)
        kind_of_it = kind_called(kind, "")
        return run_import(self.session, kind_of_it, path, by=self.by, at=at, taking=taking)


@pytest.fixture
def desk(session: Session, importer: Person, one_line: str, tmp_path: Path) -> Desk:
    return Desk(session, importer, tmp_path)


CASES = [
    # kind, row as it was saved first, what is corrected later, column, how it is asked
    (
        "providers",
        "external_id,name,telephone\nONE,One Trust,01632 960101\n",
        ("01632 960101", "01632 960102"),
        "telephone",
        (
            "One Trust: Telephone: the file, last saved on 3 September 2026, says 01632 960101;"
            " 01632 960102 was said after that, on 20 September 2026"
        ),
    ),
    (
        "programmes",
        "external_id,name,kind\nNEW,Old words,accredited_programme\n",
        ("Old words", "New words"),
        "name",
        "last saved on 3 September 2026, says Old words; New words was said after that",
    ),
    (
        "sites",
        "external_id,name,area,exposure,telephone\nHALL,Hall,preston,open,01632 960101\n",
        ("01632 960101", "01632 960102"),
        "telephone",
        "Hall: Telephone: the file, last saved on 3 September 2026, says 01632 960101",
    ),
    (
        "sites",
        "external_id,name,area,exposure,telephone\nHALL,Hall,preston,restricted,01632 960101\n",
        ("01632 960101", "01632 960102"),
        "telephone",
        "site HALL: Telephone: the file, last saved on 3 September 2026, says otherwise; what",
    ),
    (
        "services",
        (
            "external_id,provider,title,summary,delivery_kind,areas,publish\n"
            "S1,ACT,Old title,Debt,one_to_one,preston,yes\n"
        ),
        ("Old title", "New title"),
        "title",
        "says Old title; New title was said after that, on 20 September 2026",
    ),
    (
        "groups",
        "external_id,line,planned_start,places,current_start\nG1,L1,2027-04-05,12,2027-04-05\n",
        ("12,2027-04-05", "14,2027-05-03"),
        "current_start",
        (
            "G1: current start: the file, last saved on 3 September 2026, says 5 April 2027;"
            " 3 May 2027 was said after that, on 20 September 2026"
        ),
    ),
    (
        "agreements",
        "external_id,kind,title,starts_on,ends_on\nA5,contract,Five,2026-04-01,2027-03-31\n",
        ("2027-03-31", "2028-03-31"),
        "ends_on",
        "A5: ends on: the file, last saved on 3 September 2026, says 31 March 2027",
    ),
]


@pytest.mark.parametrize(("kind", "text", "corrected", "column", "asked"), CASES)
def test_an_older_workbook_asks_before_it_puts_something_back(
    desk: Desk, kind: str, text: str, corrected: tuple[str, str], column: str, asked: str
) -> None:
    old = desk.workbook(kind, text, saved=SAVED)
    first = desk.take_in(kind, old, at=TAKEN_IN)
    assert (first.is_refused, first.unusual_count) == (False, 0), (first.errors, first.unusual)
    before = old.read_bytes()
    newer = desk.workbook(kind, text.replace(*corrected), saved=CORRECTED)
    told = desk.take_in(kind, newer, at=CORRECTED)
    assert (told.is_refused, told.outcomes["revised"]) == (False, 1), told.unusual
    newer.write_bytes(before)
    again = desk.take_in(kind, newer, at=AGAIN)
    assert again.is_refused
    assert any(asked in str(one) and one.column == column for one in again.unusual), again.unusual
    assert {one.row for one in again.unusual} == {2}
    assert len(again.unusual) == (2 if kind == "groups" else 1), "one sentence a field"
    meant = desk.take_in(kind, newer, at=AGAIN, is_meant=True)
    assert (meant.is_refused, meant.outcomes["revised"]) == (False, 1)


def test_what_lines_said_before_is_told_and_asked(desk: Desk) -> None:
    text = (
        "external_id,service,areas,target_days,places,places_stated_by\nL9,S9,preston,{},{},Trust\n"
    )
    service = (
        "external_id,provider,title,summary,delivery_kind,areas,publish\n"
        "S9,ACT,Help,Debt,one_to_one,preston,yes\n"
    )
    desk.take_in("services", desk.workbook("services", service, saved=SAVED), at=TAKEN_IN)
    old = desk.workbook("lines", text.format(20, 8), saved=SAVED)
    assert not desk.take_in("lines", old, at=TAKEN_IN).is_refused
    before = old.read_bytes()
    newer = desk.workbook("lines", text.format(30, 9), saved=CORRECTED)
    told = desk.take_in("lines", newer, at=CORRECTED)
    assert told.changes == ["L9: target days 20 → 30", "L9: places 8 → 9"]
    newer.write_bytes(before)
    again = desk.take_in("lines", newer, at=AGAIN)
    assert [one.column for one in again.unusual] == ["target_days", "places"]
    assert "says 20; 30 was said after that, on 20 September 2026" in str(again.unusual[0])


def test_a_workbook_saved_since_asks_nothing(desk: Desk) -> None:
    text = "external_id,name,telephone\nONE,One Trust,{}\n"
    for number, at in (("01632 960101", TAKEN_IN), ("01632 960102", CORRECTED)):
        path = desk.workbook("providers", text.format(number), saved=at)
        assert desk.take_in("providers", path, at=at).unusual == []


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026-09-03T23:30:00Z", dt.date(2026, 9, 4)),
        ("2026-09-03T10:00:00", dt.date(2026, 9, 3)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_day_of_saving_is_read_or_nothing_is_said(
    tmp_path: Path, told: str, day: dt.date | None
) -> None:
    namespaces = 'xmlns:cp="urn:cp" xmlns:dcterms="http://purl.org/dc/terms/"'
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        assert saved_on_told(archive) is None
        text = f"<cp:core {namespaces}><dcterms:modified>{told}</dcterms:modified></cp:core>"
        archive.writestr("docProps/core.xml", text)
    with ZipFile(tmp_path / "a.zip") as archive:
        assert saved_on_told(archive) == day
