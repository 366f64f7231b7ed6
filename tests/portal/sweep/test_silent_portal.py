"""A portal to which nobody has told anything invents nothing from that."""

from __future__ import annotations

import os
from collections.abc import Iterator
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
"""Of the real files every page is asked in each run; beside each other those of one region, and all
by `make check-shared`."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told_otherwise(session: Session) -> list[str]:
    """Every requirement of every area that says more than anybody said."""
    return [
        f"{area.slug}: {found.code} {found.status} {found.reason}"
        for area in all_areas(session, on=NOW.date())
        for found in area_answer(session, [area.slug], CourtQuestion(), NOW).requirements
        if found.status not in SILENT or found.reason is not None
    ]


def assert_silent(session: Session, *, region: str | None = None) -> None:
    """Everywhere; where a region is named, its pages alone are held against each other."""
    swept = sweep(session, NOW, region=region, last_resort="01632 960 000", formats=web_formats)
    assert swept.contradictions == []
    areas = [one for one in all_areas(session, on=NOW.date()) if region in {None, one.region.slug}]
    assert swept.areas == len(areas)
    assert areas
    assert told_otherwise(session) == []


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
    session: Session, importer: Person
) -> None:
    folder = Path(os.environ["SHARED"]) / "data"
    load_reference_tables(session, by=importer, at=NOW)
    for kind, file in FILES:
        report = run_import(session, kind_called(kind, "hmpps"), folder / file, by=importer, at=NOW)
        assert not report.is_refused
    answer_everything(session)
    assert_silent(session, region=None if THOROUGH else SWEPT_OFTEN)
