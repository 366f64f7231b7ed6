"""A portal to which nobody has told anything invents nothing from that."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy.orm import Session

from commissioning.availability.answer import area_answer
from commissioning.availability.question import CourtQuestion
from commissioning.availability.statuses import Status
from commissioning.exchange.kinds import kind_called
from commissioning.sweep.sweeping import sweep
from directory.exchange.runner import run_import
from directory.people.models import Person
from directory.places.loading import load_reference_tables
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from portal.sweep.formats import web_formats
from tests.makers.days import NOW
from tests.makers.start_dates import answer_everything
from tests.thoroughness import THOROUGH

SILENT = {Status.NOT_KNOWN, Status.AT_ONCE, Status.CHECK_COMMENCEMENT}
FILES = (
    ("providers", "service_providers.csv"),
    ("programmes", "programmes.csv"),
    ("agreements", "crs_contracts.csv"),
    ("availability", "programme_availability_by_pdu.csv"),
)
SWEPT_OFTEN = "north-west"
CODE_OF_SWEPT = "B"
"""Of the real files the lines of one region are taken in and its pages asked in each run, all of
them by `make check-shared`."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told_otherwise(session: Session, areas: Iterable[LocalDeliveryUnit]) -> list[str]:
    """Every requirement of an area that says more than anybody said."""
    return [
        f"{area.slug}: {found.code} {found.status} {found.reason}"
        for area in areas
        for found in area_answer(session, [area.slug], CourtQuestion(), NOW).requirements
        if found.status not in SILENT or found.reason is not None
    ]


def assert_silent(session: Session, *, region: str | None = None) -> None:
    """Everywhere; where a region is named, the pages of its areas."""
    swept = sweep(session, NOW, region=region, last_resort="01632 960 000", formats=web_formats)
    assert swept.contradictions == []
    areas = [one for one in all_areas(session, on=NOW.date()) if region in {None, one.region.slug}]
    assert swept.areas == len(areas)
    assert areas
    assert told_otherwise(session, areas) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_with_reference_data_alone_nothing_is_known_but_the_law(
    session: Session, importer: Person
) -> None:
    load_reference_tables(session, by=importer, at=NOW)
    assert len(all_areas(session, on=NOW.date())) == 108
    assert_silent(session)


@pytest.mark.shared
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_with_the_four_real_files_services_are_listed_and_no_start_is_invented(
    session: Session, importer: Person, tmp_path: Path
) -> None:
    folder = Path(os.environ["SHARED"]) / "data"
    load_reference_tables(session, by=importer, at=NOW)
    for kind, file in FILES:
        path = folder / file
        if kind == "availability" and not THOROUGH:
            path = rows_of_swept(path, tmp_path / file)
        report = run_import(session, kind_called(kind, "hmpps"), path, by=importer, at=NOW)
        assert report.rows > 40
        assert not report.is_refused
    answer_everything(session)
    assert_silent(session, region=None if THOROUGH else SWEPT_OFTEN)


def rows_of_swept(path: Path, written: Path) -> Path:
    with path.open(encoding="utf-8-sig", newline="") as all_of_them:
        rows = list(csv.DictReader(all_of_them))
    with written.open("w", encoding="utf-8", newline="") as some:
        writer = csv.DictWriter(some, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["region_code"] == CODE_OF_SWEPT)
    return written
