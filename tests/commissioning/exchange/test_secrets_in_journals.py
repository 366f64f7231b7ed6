"""Where a refuge is, or was before it was one, stands in no journal by which files are taken back.

| what happened | in the journals | taken back |
|---|---|---|
| an open site is moved by a file | both addresses | the earlier one again |
| a file makes it confidential | nothing of where it is | open, its address to be stated anew |
| a person makes it confidential later | nothing, also of earlier files | as above |
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from commissioning.exchange.undoing import undo_import
from directory.exchange.models import ImportedChange
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.places.models import Exposure, Site
from directory.services.siting import edit_site
from tests.makers.days import NOW
from tests.makers.listings import make_person

HEADS = "external_id,name,area,exposure,address,postcode,telephone,access\n"
FIRST = "HALL,Hall,preston,open,1 Fishergate,PR1 2AB,01632 960321,Ring twice\n"
MOVED = "HALL,Hall,preston,open,88 Station Road,PR4 3QT,01632 960654,Side door\n"
SECRET = "HALL,Hall,preston,confidential,,,,\n"
SECRETS = (
    "Fishergate", "Station Road", "PR1 2AB", "PR4 3QT", "960321", "960654", "twice", "Side", "53.7"
)  # fmt: skip


@dataclass
class Files:
    session: Session
    by: Person
    folder: Path
    minutes: int = field(default=0)

    @property
    def now(self) -> dt.datetime:
        self.minutes += 1
        return NOW + dt.timedelta(minutes=self.minutes)

    def take_in(self, row: str) -> int:
        path = self.folder / "sites.csv"
        path.write_text(HEADS + row, "utf-8")
        report = run_import(self.session, kind_called("sites", ""), path, by=self.by, at=self.now)
        assert [str(error) for error in report.errors] == []
        assert report.run_id is not None
        return report.run_id

    def undo(self, number: int) -> Site:
        undo_import(self.session, number, by=self.by, at=self.now)
        return self.site

    @property
    def site(self) -> Site:
        self.session.expire_all()
        return self.session.scalars(select(Site)).one()

    @property
    def kept(self) -> list[str]:
        """The secrets that stand in some journal."""
        rows = self.session.scalars(select(ImportedChange)).all()
        told = json.dumps([[row.before, row.after] for row in rows])
        return [word for word in SECRETS if word in told]


@pytest.fixture
def files(session: Session, importer: Person, places: None, tmp_path: Path) -> Files:
    return Files(session, importer, tmp_path)


def test_an_open_site_goes_back_to_where_it_was(files: Files) -> None:
    files.take_in(FIRST)
    moved = files.take_in(MOVED)
    assert {"Fishergate", "Station Road"} <= set(files.kept)
    assert files.undo(moved).address == "1 Fishergate"


def test_a_file_that_makes_it_confidential_keeps_no_address(files: Files) -> None:
    files.take_in(FIRST)
    files.take_in(MOVED)
    assert files.kept
    hidden = files.take_in(SECRET)
    assert files.kept == []
    site = files.undo(hidden)
    assert (site.exposure, site.address, site.postcode) == (Exposure.OPEN, None, None)
    assert files.kept == []


def test_a_person_who_makes_it_confidential_empties_the_journals_of_earlier_files(
    files: Files,
) -> None:
    files.take_in(FIRST)
    files.take_in(MOVED)
    by = make_person(files.session, "Pat Person")
    edit_site(
        files.session, files.site, {"exposure": Exposure.CONFIDENTIAL},
        based_on=files.site.version, by=by, at=files.now,
    )  # fmt: skip
    assert files.kept == []


def test_forgetting_makes_no_file_one_that_cannot_be_taken_back(files: Files) -> None:
    files.take_in(FIRST)
    files.take_in(MOVED)
    assert files.undo(files.take_in(SECRET)).exposure is Exposure.OPEN


def test_nothing_of_other_sites_is_forgotten(files: Files) -> None:
    files.take_in(FIRST + FIRST.replace("HALL,Hall", "MILL,Mill"))
    files.take_in(MOVED + MOVED.replace("HALL,Hall", "MILL,Mill"))
    files.take_in(SECRET)
    rows = files.session.scalars(select(ImportedChange)).all()
    told = [row.after["address"] for row in rows if row.after and "address" in row.after]
    assert told == ["88 Station Road"]
