"""Files that failed in the field, where they are at hand: `make check-shared SHARED=…`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.exchange.errors import FileRefused
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.providers.models import Provider
from tests.commissioning.exchange.conftest import Import
from tests.makers.days import NOW

pytestmark = pytest.mark.shared


def taken(session: Session, by: Person, name: str, kind: str = "providers") -> Report:
    path = Path(os.environ["SHARED"]) / "field" / "T2" / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return run_import(session, kind_called(kind, ""), path, by=by, at=NOW)


READ: Sequence[tuple[str, list[tuple[str, str | None]]]] = [
    ("case-01-blank-rows-at-the-end.csv",
     [("Ribble Fresh Start", "01632 960123"), ("Tarn House Trust", None)]),
    ("case-02-no-break-space.csv", [("St Oswald’s Trust", None), ("Tarn House Trust", None)]),
    ("case-04-semicolons.csv", [("Ribble Fresh Start", "01632 960123")]),
    ("case-05a-empty-headings.csv", [("Ribble Fresh Start", None)]),
    ("case-16-html-entities.csv",
     [("St. Anne's Lodge", "01632 960123"), ("Westbank – Supported Homes", "01632 960124"),
      ("Hope & Anchor", "01632 960125")]),
    ("case-17-two-numbers-in-a-cell.csv",
     [("Ribble Fresh Start", "01632 960123"),
      ("Tarn House", "Office 01632 960124 / Night line 01632 960125"),
      ("Moor End", "01632 960126 ext 211 or 01632 960127 out of hours")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kept"), READ, ids=[name for name, _ in READ])
def test_it_is_taken_in_as_it_is_meant(
    session: Session, importer: Person, name: str, kept: list[tuple[str, str | None]]
) -> None:
    report = taken(session, importer, name)
    assert [str(error) for error in report.errors] == []
    rows = session.execute(select(Provider.name, Provider.telephone).order_by(Provider.id))
    assert [tuple(row) for row in rows] == kept


REFUSED: Sequence[tuple[str, str, list[str]]] = [
    ("case-03-telephone-spoilt-by-a-spreadsheet.csv", "providers",
     ["row 2, telephone: 1632960123 has lost its leading zero: 01632 960123 is likely",
      "row 3, telephone: 1.63E+09 is a number that a spreadsheet has shortened",
      "row 4, telephone: 441632960125 has lost its plus: +44 1632 960125 is likely"]),
    ("case-18-group-a-century-off.csv", "groups",
     ["row 2, planned_start: 1926-10-03 is 101 years before the day of the file: a slip?",
      "row 3, planned_start: 3 October 2126 is more than two years from today: look at the"]),
    ("case-19-email-and-website.csv", "providers",
     ["row 2, email: not-an-email is not an e-mail address",
      "row 2, website: javascript:alert(1) is not a web address",
      "row 3, email: desk@tarn.example; night@tarn.example holds several addresses"]),
    ("case-20-month-first-dates.csv", "groups",
     ["row 3, planned_start: 03/19/2027 has the month first; day/month/year is read. Every date"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind", "said"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_it_is_refused_with_what_to_do(
    session: Session, importer: Person, take_in: Import, one_line: str, name: str, kind: str,
    said: list[str],
) -> None:  # fmt: skip
    report = taken(session, importer, name, kind)
    assert report.is_refused
    told = sorted((*report.errors, *report.unusual), key=lambda error: (error.row, error.column))
    assert len(told) == len(said)
    for error, sentence in zip(told, said, strict=True):
        assert str(error).startswith(sentence)


def test_a_title_above_the_headings_is_told(session: Session, importer: Person) -> None:
    with pytest.raises(FileRefused, match=r"row 1: .* seems to be row 2: delete what is above it"):
        taken(session, importer, "case-05b-title-above-headings.csv")
