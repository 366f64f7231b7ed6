from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.audit import AuditRow
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.loading import load_reference_tables
from directory.places.models import Court, CourtArea, LocalDeliveryUnit, Prison, ServingBasis
from directory.places.prison_contacts import state_prison_contact
from directory.places.queries import (
    all_courts,
    all_prisons,
    all_regions,
    area_by_slug,
    areas_of_region,
    court_by_slug,
    courts_serving,
    memberships_of,
    offices_of,
    region_by_slug,
)
from tests.makers.days import AREAS_FROM, NOW, TODAY
from tests.makers.places import make_court


@pytest.fixture
def loaded(session: Session, importer: Person) -> dict[str, int]:
    return load_reference_tables(session, by=importer, at=NOW)


def test_loading_brings_every_table_once(
    session: Session, importer: Person, loaded: dict[str, int]
) -> None:
    assert loaded["region"] == 12
    assert loaded["local_delivery_unit"] == 108
    assert loaded["court"] == 229
    assert min(loaded.values()) > 0
    again = load_reference_tables(session, by=importer, at=NOW)
    assert set(again.values()) == {0}
    acts = session.scalars(select(AuditRow.act)).all()
    assert acts == ["reference:load"]


def test_a_confirmed_court_area_is_left_as_it_was_put(
    session: Session, importer: Person, loaded: dict[str, int]
) -> None:
    derived = session.scalars(select(CourtArea).order_by(CourtArea.id)).first()
    assert derived is not None
    derived.basis = ServingBasis.CONFIRMED
    derived.valid_from = dt.date(2026, 1, 1)
    session.flush()
    before = session.scalar(select(func.count()).select_from(CourtArea))
    load_reference_tables(session, by=importer, at=NOW)
    assert session.scalar(select(func.count()).select_from(CourtArea)) == before
    assert derived.basis is ServingBasis.CONFIRMED


def childrens_prison(session: Session) -> Prison:
    """As an earlier program loaded it."""
    prison = Prison(code="WYI", name="Wetherby (HMYOI)", holds_men=True, holds_women=True)
    session.add(prison)
    session.flush()
    return prison


def areas_of(session: Session, court: Court) -> list[str]:
    """The areas that the court serves today, by slug."""
    rows = session.scalars(
        select(LocalDeliveryUnit.slug)
        .join(CourtArea, CourtArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(CourtArea.court_id == court.id, CourtArea.valid_to.is_(None))
        .order_by(LocalDeliveryUnit.slug)
    )
    return list(rows)


def test_what_the_tables_no_longer_say_is_put_right(
    session: Session, importer: Person, loaded: dict[str, int]
) -> None:
    """An earlier program had Belmarsh at Bromley, a youth court and places for children."""
    belmarsh = court_by_slug(session, "belmarsh-magistrates-court")
    bromley = area_by_slug(session, "lewisham-and-bromley")
    session.add(
        CourtArea(
            court_id=belmarsh.id,
            local_delivery_unit_id=bromley.id,
            basis=ServingBasis.NEAREST_OFFICE,
            is_main=True,
            valid_from=AREAS_FROM,
        )
    )
    childrens_prison(session)
    make_court(session, "birmingham-youth-court", serves=[bromley])
    make_court(session, "of-this-portal-alone", serves=[bromley])
    again = load_reference_tables(session, by=importer, at=NOW)
    assert (again["court"], again["prison"], again["court_area"]) == (1, 1, 1)
    assert areas_of(session, belmarsh) == ["greenwich-and-bexley"]
    with pytest.raises(NotKnown):
        court_by_slug(session, "birmingham-youth-court")
    alone = court_by_slug(session, "of-this-portal-alone")
    assert areas_of(session, alone) == ["lewisham-and-bromley"]
    assert set(load_reference_tables(session, by=importer, at=NOW).values()) == {0}


def test_a_prison_of_which_something_was_recorded_stays(
    session: Session, importer: Person, loaded: dict[str, int]
) -> None:
    prison = childrens_prison(session)
    state_prison_contact(
        session,
        prison,
        role="Head of resettlement",
        telephone="01632 960 000",
        email=None,
        source="tests",
        stated_by="Example",
        stated_on=TODAY,
        by=importer,
        at=NOW,
    )
    assert load_reference_tables(session, by=importer, at=NOW)["prison"] == 0
    assert prison in all_prisons(session)


def test_a_court_serves_areas_of_its_day(session: Session, loaded: dict[str, int]) -> None:
    court = court_by_slug(session, "aldershot-justice-centre")
    area = area_by_slug(session, "hampshire-north-and-east")
    assert court in courts_serving(session, area, on=TODAY)
    assert court not in courts_serving(session, area, on=dt.date(2021, 6, 25))
    [served] = session.scalars(select(CourtArea).where(CourtArea.court_id == court.id))
    assert served.local_delivery_unit_id == area.id
    assert served.is_main


def test_regions_areas_authorities_and_offices(session: Session, loaded: dict[str, int]) -> None:
    regions = all_regions(session)
    assert len(regions) == 12
    assert sum(len(areas_of_region(session, one, on=TODAY)) for one in regions) == 108
    assert region_by_slug(session, "north-west").name == "North West"
    derby = area_by_slug(session, "derby-city")
    assert [one.name for one, _ in memberships_of(session, derby)] == ["Derby"]
    assert offices_of(session, derby)


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\x00", "zzz", "a\x00b", "\\"])
def test_hostile_addresses_find_no_court_by_accident(
    session: Session, loaded: dict[str, int], text: str
) -> None:
    with pytest.raises(NotKnown):
        court_by_slug(session, text)


def test_courts_come_with_their_region_in_order_of_name(
    session: Session, loaded: dict[str, int]
) -> None:
    courts = all_courts(session)
    assert len(courts) == session.scalar(select(func.count()).select_from(Court))
    assert [one.name for one in courts] == sorted(one.name for one in courts)
    assert all(one.region for one in courts if one.region_id)


def test_an_area_unknown_is_not_known(session: Session, loaded: dict[str, int]) -> None:
    with pytest.raises(NotKnown, match="atlantis"):
        area_by_slug(session, "atlantis")
    assert session.scalar(select(func.count()).select_from(LocalDeliveryUnit)) == 108
