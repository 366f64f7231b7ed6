"""Finding courts, areas and regions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from directory.errors import NotKnown
from directory.naming import best_named
from directory.places.models import (
    AuthorityMembership,
    Court,
    CourtArea,
    LocalAuthority,
    LocalDeliveryUnit,
    Prison,
    ProbationOffice,
    Region,
)
from directory.unchanged import while_unchanged


def court_by_slug(session: Session, slug: str) -> Court:
    """The court with its region; `NotKnown` for any other name."""
    court = session.scalar(
        select(Court).where(Court.slug == _asked(slug)).options(joinedload(Court.region))
    )
    if court is None:
        raise NotKnown("court", slug)
    return court


@dataclass(frozen=True, slots=True)
class KnownCourt:
    """A court's facts by themselves, for whoever only reads."""

    id: int
    slug: str
    name: str
    welsh_name: str | None
    town: str
    latitude: float
    longitude: float
    region_id: int | None


_KNOWN_COURT = select(*(getattr(Court, one.name) for one in fields(KnownCourt))).where(
    Court.slug == bindparam("slug")
)


def known_court(session: Session, slug: str) -> KnownCourt:
    """As `court_by_slug`, without what a change would need."""
    return while_unchanged(session, _known_court, _asked(slug))


def _known_court(session: Session, slug: str) -> KnownCourt:
    row = session.connection().execute(_KNOWN_COURT, {"slug": slug}).one_or_none()
    if row is None:
        raise NotKnown("court", slug)
    return KnownCourt(*row)


def all_courts(session: Session) -> list[Court]:
    """Every sentencing court with its region, by name."""
    return list(
        session.scalars(
            select(Court).options(joinedload(Court.region)).order_by(Court.name, Court.id)
        )
    )


def area_by_slug(session: Session, slug: str) -> LocalDeliveryUnit:
    """The local delivery unit with its region; `NotKnown` for any other name."""
    area = session.scalar(
        select(LocalDeliveryUnit)
        .where(LocalDeliveryUnit.slug == _asked(slug))
        .options(joinedload(LocalDeliveryUnit.region))
    )
    if area is None:
        raise NotKnown("area", slug)
    return area


def region_by_slug(session: Session, slug: str) -> Region:
    region = session.scalar(select(Region).where(Region.slug == _asked(slug)))
    if region is None:
        raise NotKnown("region", slug)
    return region


class RegionNotNamed(NotKnown):
    """No region is called so, or several are; with the names to choose from."""

    def __init__(self, called: str, regions: Sequence[Region]) -> None:
        super().__init__("one region", called)
        slugs = ", ".join(region.slug for region in regions)
        self.args = (f"{self} Say one of {slugs}.",)


def region_called(session: Session, called: str) -> Region:
    """The region by its address, code or name, as people write it: Northwest, “the North East”.

    Raises `RegionNotNamed` where none or several are meant.
    """
    regions = all_regions(session)
    names = [
        (name, region)
        for region in regions
        for name in (region.slug, region.name, region.welsh_name)
        if name
    ]
    by_code = [region for region in regions if region.code.casefold() == called.strip().casefold()]
    naming = best_named(called, names, passed_over=("the", "region", "probation"))
    region = by_code[0] if by_code else naming.only
    if region is None:
        raise RegionNotNamed(called, naming.things or regions)
    return region


def all_regions(session: Session) -> list[Region]:
    return list(session.scalars(select(Region).order_by(Region.name, Region.id)))


def areas_of_region(session: Session, region: Region, *, on: dt.date) -> list[LocalDeliveryUnit]:
    """The region's areas on a day, by name."""
    rows = session.scalars(
        select(LocalDeliveryUnit)
        .where(LocalDeliveryUnit.region_id == region.id, *_in_force(on))
        .options(joinedload(LocalDeliveryUnit.region))
        .order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)
    )
    return list(rows)


def all_areas(session: Session, *, on: dt.date) -> list[LocalDeliveryUnit]:
    """Every area in force on a day, with its region, by region and name."""
    rows = session.scalars(
        select(LocalDeliveryUnit)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(*_in_force(on))
        .options(joinedload(LocalDeliveryUnit.region))
        .order_by(Region.name, LocalDeliveryUnit.name, LocalDeliveryUnit.id)
    )
    return list(rows)


def courts_serving(session: Session, area: LocalDeliveryUnit, *, on: dt.date) -> list[Court]:
    """The courts that serve an area on a day, by name."""
    rows = session.scalars(
        select(Court)
        .join(CourtArea, CourtArea.court_id == Court.id)
        .where(
            CourtArea.local_delivery_unit_id == area.id,
            CourtArea.valid_from <= on,
            or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
        )
        .options(joinedload(Court.region))
        .order_by(Court.name, Court.id)
    )
    return list(rows.unique())


def courts_serving_any(session: Session, areas: Sequence[str], *, on: dt.date) -> list[Court]:
    """The courts that serve any of the areas, by their slugs, on a day; by name."""
    serving = (
        select(CourtArea.court_id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == CourtArea.local_delivery_unit_id)
        .where(
            LocalDeliveryUnit.slug.in_(areas),
            CourtArea.valid_from <= on,
            or_(CourtArea.valid_to.is_(None), CourtArea.valid_to >= on),
        )
    )
    rows = session.scalars(
        select(Court)
        .where(Court.id.in_(serving))
        .options(joinedload(Court.region))
        .order_by(Court.name, Court.id)
    )
    return list(rows)


def areas_by_slugs(session: Session, slugs: Sequence[str]) -> list[LocalDeliveryUnit]:
    """Those that there are, with their regions, by name."""
    rows = session.scalars(
        select(LocalDeliveryUnit)
        .where(LocalDeliveryUnit.slug.in_(slugs))
        .options(joinedload(LocalDeliveryUnit.region))
        .order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)
    )
    return list(rows)


def memberships_of(session: Session, area: LocalDeliveryUnit) -> list[tuple[LocalAuthority, str]]:
    """The local authorities known to lie in an area, by name; the list may be partial.

    With how each is known: listed, named, county, only_area, remaining.
    """
    rows = session.execute(
        select(LocalAuthority, AuthorityMembership.source)
        .join(AuthorityMembership, AuthorityMembership.local_authority_id == LocalAuthority.id)
        .where(AuthorityMembership.local_delivery_unit_id == area.id)
        .order_by(LocalAuthority.name, LocalAuthority.id)
    )
    return [(authority, basis) for authority, basis in rows]


def all_prisons(session: Session) -> list[Prison]:
    """Every prison in use, by name."""
    return list(session.scalars(select(Prison).order_by(Prison.name, Prison.id)))


def prison_by_code(session: Session, code: str) -> Prison:
    """By its three letters, in small ones too."""
    prison = session.scalar(select(Prison).where(Prison.code == _asked(code).upper()))
    if prison is None:
        raise NotKnown("prison", code)
    return prison


def offices_of(session: Session, area: LocalDeliveryUnit) -> list[ProbationOffice]:
    """Whom to ring in an area, by name."""
    rows = session.scalars(
        select(ProbationOffice)
        .where(ProbationOffice.local_delivery_unit_id == area.id)
        .order_by(ProbationOffice.name, ProbationOffice.id)
    )
    return list(rows)


def _asked(text: str) -> str:
    """What was typed, without NUL, which PostgreSQL refuses in any text."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _in_force(on: dt.date) -> tuple[ColumnElement[bool], ...]:
    return (
        LocalDeliveryUnit.valid_from <= on,
        or_(LocalDeliveryUnit.valid_to.is_(None), LocalDeliveryUnit.valid_to >= on),
    )
