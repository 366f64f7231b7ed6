"""Valid things with no arguments: a test states only what it is about."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import itertools
from collections.abc import Sequence
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.places.models import (
    Court,
    CourtArea,
    Exposure,
    LocalDeliveryUnit,
    Region,
    ServingBasis,
    Site,
)
from directory.places.positions import PostcodeGround, ground_of
from directory.places.postcodes import PostcodeSector
from directory.providers.editing import keep_provider
from directory.providers.models import Provider
from directory.services.editing import offer_service
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import place_at_sites, serve_areas

NOW = dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC)
"""The Tuesday morning on which most tests happen."""

TODAY = NOW.date()
OPENED = dt.date(2025, 4, 1)
AREAS_FROM = dt.date(2021, 6, 26)

_numbers = itertools.count(1)


def actor(session: Session) -> Person:
    return system_actor(session, SystemActor.IMPORT)


def make_region(session: Session, slug: str = "north-west") -> Region:
    region = session.scalars(select(Region).where(Region.slug == slug)).one_or_none()
    if region is None:
        name = slug.replace("-", " ").title()
        region = Region(code=slug[:10], slug=slug, name=name)
        session.add(region)
        session.flush()
    return region


def make_area(
    session: Session,
    slug: str = "preston",
    *,
    latitude: float | None = 53.76,
    longitude: float | None = -2.70,
) -> LocalDeliveryUnit:
    area = LocalDeliveryUnit(
        slug=slug,
        name=slug.replace("-", " ").title(),
        region_id=make_region(session).id,
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


def every_sector() -> list[PostcodeGround]:
    """The ground of each postcode sector that the gazetteer lists."""
    packed = files("directory.places").joinpath("gazetteer", "sectors.csv.gz").read_bytes()
    rows = csv.DictReader(gzip.decompress(packed).decode().splitlines())
    return [ground_of(PostcodeSector.parse(row["sector"])) for row in rows]


def make_provider(session: Session, name: str = "Example Forge Trust") -> Provider:
    return keep_provider(
        session,
        external_id=name.upper().replace(" ", "_"),
        name=name,
        telephone="01632 960 101",
        source="tests",
        by=actor(session),
        at=NOW,
    )


def make_service(
    session: Session,
    title: str = "Thinking Ahead",
    *,
    kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
    requirements: Sequence[str] = ("rehabilitation_activity",),
    areas: Sequence[LocalDeliveryUnit] = (),
    exposure: Exposure = Exposure.OPEN,
    listing: Listing | None = None,
) -> Service:
    """A published service with one site of the given exposure in its first area."""
    by = actor(session)
    service = offer_service(
        session,
        external_id=f"service-{next(_numbers)}",
        provider=make_provider(session),
        programme=None,
        delivery_kind=kind,
        listing=listing
        or Listing(title=title, summary="What it is.", requirements=tuple(requirements)),
        source="tests",
        by=by,
        at=NOW,
    )
    if areas:
        serve_areas(session, service, areas, from_date=OPENED, by=by, at=NOW)
        site = Site(
            external_id=f"site-{next(_numbers)}",
            name="A site",
            exposure=exposure,
            local_delivery_unit_id=areas[0].id,
        )
        session.add(site)
        session.flush()
        place_at_sites(session, service, [site], by=by, at=NOW)
    return service


def make_line(
    session: Session,
    *,
    areas: Sequence[LocalDeliveryUnit],
    service: Service | None = None,
    terms: TermsStated | None = None,
    places: float | None = 6,
    at: dt.datetime = NOW,
    **about_service: object,
) -> Line:
    """A queue that has capacity, unless `places` is None: then nobody ever stated any."""
    by = actor(session)
    service = service or make_service(session, areas=areas, **about_service)  # type: ignore[arg-type]
    line = open_line(
        session,
        service,
        external_id=f"line-{next(_numbers)}",
        name="Everybody here",
        areas=areas,
        terms=terms or TermsStated(opened_on=OPENED, target_days=42),
        by=by,
        at=at,
    )
    if places is not None:
        state_capacity(
            session,
            line,
            measure=CapacityMeasure.PLACES,
            from_date=OPENED,
            value=places,
            stated_by="The provider",
            stated_on=at.date(),
            by=by,
            at=at,
        )
    return line
