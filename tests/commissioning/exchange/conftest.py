"""A small portal to import into, and files of our own in the layouts that exist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commissioning.exchange.kinds import kind_called
from directory.clock import local_date
from directory.exchange.report import Report
from directory.exchange.runner import run_import
from directory.exchange.taking import Taking
from directory.people.models import Person, PersonKind
from directory.places.models import Court, LocalDeliveryUnit, Prison, Region
from tests.commissioning.exchange.desk import Desk
from tests.makers.days import NOW

KEY = b"a key of this installation, kept apart"
FILES = Path(__file__).parent / "files"

Import = Callable[..., Report]


@pytest.fixture
def places(session: Session) -> None:
    """Two areas of one region, a court and a prison."""
    region = Region(code="B", slug="north-west", name="North West")
    session.add(region)
    session.flush()
    for slug, name in [("preston", "Preston Area"), ("lancaster", "Lancaster and Morecambe")]:
        session.add(
            LocalDeliveryUnit(
                slug=slug, name=name, region_id=region.id, valid_from=dt.date(2021, 6, 26)
            )
        )
    session.add(
        Court(
            slug="preston-crown-court",
            name="Preston Crown Court",
            town="Preston",
            postcode="PR1 2LL",
            court_types="Crown Court",
            latitude=53.7,
            longitude=-2.7,
            region_id=region.id,
        )
    )
    session.add(Prison(code="PNI", name="Preston", holds_men=True, holds_women=False))
    session.flush()


@pytest.fixture
def take_in(session: Session, importer: Person, places: None, tmp_path: Path) -> Import:
    """Import a text or a file of `files` as a kind."""

    def run(
        kind: str,
        content: str | bytes | Path,
        layout: str = "",
        *,
        is_rehearsal: bool = False,
        at: dt.datetime = NOW,
        taking: Taking | None = None,
    ) -> Report:
        if isinstance(content, Path):
            path = FILES / content
        else:
            path = tmp_path / f"{kind}.csv"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run_import(
            session,
            kind_called(kind, layout),
            path,
            by=importer,
            at=at,
            taking=taking or Taking(local_date(at), reference_key=KEY),
            is_rehearsal=is_rehearsal,
        )

    return run


@pytest.fixture
def one_line(take_in: Import) -> str:
    """The identifier of a one-to-one line in Preston."""
    take_in("providers", "external_id,name\nACT,Action Trust\n")
    take_in("programmes", "external_id,name,kind\nTSP,Thinking,accredited_programme\n")
    take_in(
        "availability",
        "programme,area,provider,external_id,delivery_kind\nTSP,preston,ACT,L1,closed_group\n",
    )
    return "L1"


@pytest.fixture
def jane(session: Session) -> Person:
    person = Person(code="jane", name="Jane Smith", kind=PersonKind.STAFF)
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def desk(session: Session, importer: Person, places: None, tmp_path: Path) -> Desk:
    return Desk(session, importer, tmp_path)
