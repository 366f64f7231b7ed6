"""Regions, areas and courts; postcodes as the gazetteer lists them."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.court_names import NamedCourt
from directory.places.loading import load_reference_tables
from directory.places.models import Court, CourtArea, LocalDeliveryUnit, Region, ServingBasis
from directory.places.positions import PostcodeGround, ground_of
from directory.places.postcodes import PostcodeSector
from directory.places.reference_tables import courts
from tests.keeping import Make, Named, made_once
from tests.makers.days import AREAS_FROM


def make_england(session: Session, *, by: Person, at: dt.datetime) -> None:
    """The reference tables as they ship, with Wales."""
    made_once(session, _loaded(by.code, at))


@cache
def _loaded(code: str, at: dt.datetime) -> Make:
    def load(session: Session) -> Named:
        by = session.scalars(select(Person).where(Person.code == code)).one()
        load_reference_tables(session, by=by, at=at)
        return {}

    return load


def make_region(
    session: Session, slug: str = "north-west", *, code: str | None = None, **more: str
) -> Region:
    """The region of that name, made when it is first asked for."""
    region = session.scalar(select(Region).where(Region.slug == slug))
    if region is None:
        name = slug.replace("-", " ").title()
        region = Region(code=code or slug[:10], slug=slug, name=name, **more)
        session.add(region)
        session.flush()
    return region


def make_area(
    session: Session,
    slug: str = "preston",
    *,
    latitude: float | None = 53.76,
    longitude: float | None = -2.70,
    region: Region | None = None,
    welsh_name: str | None = None,
) -> LocalDeliveryUnit:
    area = LocalDeliveryUnit(
        slug=slug,
        name=slug.replace("-", " ").title(),
        welsh_name=welsh_name,
        region_id=(region or make_region(session)).id,
        latitude=latitude,
        longitude=longitude,
        valid_from=AREAS_FROM,
    )
    session.add(area)
    session.flush()
    return area


def make_court(
    session: Session,
    slug: str = "preston-magistrates-court",
    *,
    serves: Sequence[LocalDeliveryUnit] = (),
) -> Court:
    court = Court(
        slug=slug,
        name=slug.replace("-", " ").title().replace(" Court", "' Court"),
        town="Preston",
        postcode="PR1 2PA",
        court_types="Magistrates' Court",
        latitude=53.76,
        longitude=-2.70,
        region_id=make_region(session).id,
    )
    session.add(court)
    session.flush()
    for place, area in enumerate(serves):
        session.add(
            CourtArea(
                court_id=court.id,
                local_delivery_unit_id=area.id,
                basis=ServingBasis.NEAREST_OFFICE,
                is_main=place == 0,
                valid_from=AREAS_FROM,
            )
        )
    session.flush()
    return court


def confirm_court_area(session: Session, court: Court, area: LocalDeliveryUnit) -> None:
    rows = session.query(CourtArea).filter_by(court_id=court.id, local_delivery_unit_id=area.id)
    rows.one().basis = ServingBasis.CONFIRMED


def every_sector() -> list[PostcodeGround]:
    """The ground of each postcode sector that the gazetteer lists."""
    packed = files("directory.places").joinpath("gazetteer", "sectors.csv.gz").read_bytes()
    rows = csv.DictReader(gzip.decompress(packed).decode().splitlines())
    return [ground_of(PostcodeSector.parse(row["sector"])) for row in rows]


@cache
def every_named_court() -> tuple[NamedCourt, ...]:
    """Every court that ships, by name, as it is found by name."""
    rows = sorted(courts(), key=lambda row: row.name)
    at = {row.slug: (row.latitude, row.longitude) for row in rows}
    return tuple(
        NamedCourt(row.slug, row.name, row.town, ", ".join(row.types), at[row.slug]) for row in rows
    )
