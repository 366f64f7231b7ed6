"""One record of a service as whoever looks may see it: every list, card and page tells from it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Final

from sqlalchemy import BindParameter, Date, Row, Select, bindparam, select
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.fields import Field
from directory.keeping import batches
from directory.places.models import Exposure, LocalDeliveryUnit, Region, Site
from directory.providers.models import Provider, Sector
from directory.services.eligibility import Rule
from directory.services.eligibility_records import rules_told
from directory.services.freshness import FactKind
from directory.services.listing import blanked_title
from directory.services.listing_fields import FURTHER
from directory.services.models import (
    ListingRevision,
    Programme,
    ProgrammeKind,
    Service,
    ServiceArea,
    ServiceSite,
    ServiceState,
)
from directory.services.programme_families import ProgrammeFamily, family_of
from directory.services.queries import last_confirmed
from directory.services.serving import serves_on
from directory.services.sight import (
    may_know_of,
    may_open_page_of,
    may_see_site,
    reaches_by_page,
    reads_text,
    sees_openly,
)
from directory.sight import Sight
from directory.unchanged import each_while_unchanged


@dataclass(frozen=True, slots=True)
class AreaServed:
    area_id: int
    slug: str
    name: str
    welsh_name: str | None
    region_slug: str
    region_name: str


@dataclass(frozen=True, slots=True)
class SiteShown:
    """A site that anybody may go and look at."""

    site_id: int
    name: str
    address: str | None
    postcode: str | None
    access: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeFollowed:
    """The national design that a service follows; `family` None: not known."""

    public_id: uuid.UUID
    name: str
    kind: ProgrammeKind
    family: ProgrammeFamily | None
    source: str


@dataclass(frozen=True, slots=True)
class ProviderNamed:
    public_id: uuid.UUID
    name: str
    sector: Sector | None
    is_fictional: bool


@dataclass(frozen=True, slots=True)
class PublicService:
    """A service that whoever looks may know of.

    Of one that `is_restricted` for them neither provider, text, contacts nor sites are told: its
    programme is its title, and those who may take it follow from `rules`. Of one that
    `is_confidential` contacts and sites are told to nobody, and no programme names it.
    `telephone` and `email` are the listing's own, else the provider's. `areas` are those served
    today, by name; `confirmed` holds the newest day, not after today, on which each kind of fact
    was confirmed.
    """

    service_id: int
    public_id: uuid.UUID
    title: str
    kind: DeliveryKind
    is_restricted: bool
    exposure: Exposure
    is_withdrawn: bool
    is_generated: bool
    setting: str
    pathways: tuple[str, ...]
    requirements: tuple[str, ...]
    rules: tuple[Rule, ...]
    programme: ProgrammeFollowed | None
    areas: tuple[AreaServed, ...]
    summary: str | None = None
    who_for: str | None = None
    languages: tuple[str, ...] = ()
    provider: ProviderNamed | None = None
    telephone: str | None = None
    email: str | None = None
    website: str | None = None
    referral_route: str | None = None
    further: tuple[tuple[Field, object], ...] = ()
    sites: tuple[SiteShown, ...] = ()
    confirmed: Mapping[FactKind, dt.date] = field(default_factory=dict)
    source: str | None = None

    @property
    def is_confidential(self) -> bool:
        return not reaches_by_page(self.exposure)

    @property
    def is_kept_from_most(self) -> bool:
        """Whoever reads it must not pass it on: most people are not told."""
        return not sees_openly(self.exposure)

    @property
    def family(self) -> ProgrammeFamily | None:
        """None where it follows no programme, or one of which nobody said what it is about."""
        return None if self.programme is None else self.programme.family


def public_services(
    session: Session, service_ids: Iterable[int], *, today: dt.date, sight: Sight
) -> dict[int, PublicService]:
    """By internal id; without those that are not published, or that who looks may not know of.

    Four statements for each five hundred, in no particular order.
    """
    return {
        key: service
        for batch in batches(dict.fromkeys(service_ids))
        for key, service in each_while_unchanged(
            session, _public, batch, today=today, sight=sight
        ).items()
    }


def _public(
    session: Session, service_ids: Sequence[int], *, today: dt.date, sight: Sight
) -> dict[int, PublicService]:
    rows = session.execute(_listed(sight), {"service_ids": service_ids}).all()
    return _read(session, rows, today, sight)


def public_service(
    session: Session, public_id: uuid.UUID, *, today: dt.date, sight: Sight
) -> PublicService:
    """One service for a page of its own, also after it was withdrawn. Raises `NotKnown`."""
    rows = session.execute(_paged(sight), {"public_id": public_id}).all()
    if not rows:
        raise NotKnown("service", public_id)
    return _read(session, rows, today, sight)[rows[0].id]


def public_service_if(
    session: Session,
    public_id: uuid.UUID,
    says: Mapping[str, Any],
    *,
    today: dt.date,
    sight: Sight,
) -> PublicService:
    """The same as it would be read if its listing said this of some columns."""
    rows = session.execute(_paged(sight), {"public_id": public_id}).all()
    if not rows:
        raise NotKnown("service", public_id)
    changed: Any = SimpleNamespace(**{**rows[0]._mapping, **says})
    return _read(session, [changed], today, sight)[changed.id]


SIGHTS_KEPT: Final = 64
"""Statements hang on whose providers and areas are whose; most questions are anybody's."""

_IDS: Final[BindParameter[int]] = bindparam("service_ids", expanding=True)
_TODAY: Final = bindparam("today", type_=Date)


@lru_cache(maxsize=SIGHTS_KEPT)
def _listed(sight: Sight) -> Select[*tuple[Any, ...]]:
    """Built once, as the others: building a statement costs as much as asking it."""
    return _columns(sight).where(Service.id.in_(_IDS), *may_know_of(sight))


@lru_cache(maxsize=SIGHTS_KEPT)
def _paged(sight: Sight) -> Select[*tuple[Any, ...]]:
    public_id = bindparam("public_id", type_=Service.public_id.type)
    return _columns(sight).where(Service.public_id == public_id, *may_open_page_of(sight))


def _columns(sight: Sight) -> Select[*tuple[Any, ...]]:
    return (
        select(
            reads_text(sight).label("is_read"),
            Service.id,
            Service.public_id,
            Service.delivery_kind,
            Service.state,
            Service.exposure,
            Service.is_generated,
            Service.source,
            ListingRevision.title,
            ListingRevision.summary,
            ListingRevision.who_for,
            ListingRevision.setting,
            ListingRevision.pathways,
            ListingRevision.requirements,
            ListingRevision.languages,
            ListingRevision.eligibility,
            ListingRevision.telephone,
            ListingRevision.email,
            ListingRevision.referral_route,
            *(getattr(ListingRevision, one.name) for one in FURTHER),
            Programme.public_id.label("programme_id"),
            Programme.name.label("programme"),
            Programme.kind.label("programme_kind"),
            Programme.source.label("programme_source"),
            Provider.public_id.label("provider_id"),
            Provider.name.label("provider"),
            Provider.sector,
            Provider.telephone.label("provider_telephone"),
            Provider.email.label("provider_email"),
            Provider.website,
            Provider.is_fictional,
        )
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
    )


@cache
def _areas() -> Select[*tuple[Any, ...]]:
    unit = LocalDeliveryUnit
    return (
        select(
            ServiceArea.service_id,
            unit.id,
            unit.slug,
            unit.name,
            unit.welsh_name,
            Region.slug,
            Region.name,
        )
        .join(unit, unit.id == ServiceArea.local_delivery_unit_id)
        .join(Region, Region.id == unit.region_id)
        .where(ServiceArea.service_id.in_(_IDS), *serves_on(_TODAY))
        .distinct()
        .order_by(ServiceArea.service_id, unit.name, unit.id)
    )


@lru_cache(maxsize=SIGHTS_KEPT)
def _sites(sight: Sight) -> Select[*tuple[Any, ...]]:
    return (
        select(ServiceSite.service_id, Site.id, Site.name, Site.address, Site.postcode, Site.access)
        .join(Site, Site.id == ServiceSite.site_id)
        .where(ServiceSite.service_id.in_(_IDS), may_see_site(sight))
        .order_by(ServiceSite.service_id, Site.name, Site.id)
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside some services, by their internal ids."""

    areas: Mapping[int, Sequence[AreaServed]]
    sites: Mapping[int, Sequence[SiteShown]]
    confirmed: Mapping[int, Mapping[FactKind, dt.date]]


def _read(
    session: Session, rows: Sequence[Row[Any]], today: dt.date, sight: Sight
) -> dict[int, PublicService]:
    ids = [row.id for row in rows]
    areas: defaultdict[int, list[AreaServed]] = defaultdict(list)
    for service_id, *area in session.execute(_areas(), {"service_ids": ids, "today": today}):
        areas[service_id].append(_area_served(*area))
    sites: defaultdict[int, list[SiteShown]] = defaultdict(list)
    for service_id, *site in session.execute(_sites(sight), {"service_ids": ids}):
        sites[service_id].append(SiteShown(*site))
    beside = _Beside(areas, sites, last_confirmed(session, ids, on=today))
    return {row.id: _service(row, beside) for row in rows}


@lru_cache(maxsize=1024)
def _area_served(*area: Any) -> AreaServed:
    """The same hundred areas are served by all."""
    return AreaServed(*area)


def record_of(row: Any, areas: Sequence[AreaServed]) -> PublicService:
    """Of columns that no table holds yet."""
    return _service(row, _Beside({row.id: areas}, {}, {}))


def _service(row: Row[Any], beside: _Beside) -> PublicService:
    is_read = row.is_read
    is_confidential = not reaches_by_page(row.exposure)
    told: dict[str, Any] = {
        "service_id": row.id,
        "public_id": row.public_id,
        "kind": row.delivery_kind,
        "is_restricted": not is_read,
        "exposure": row.exposure,
        "is_withdrawn": row.state is ServiceState.WITHDRAWN,
        "is_generated": row.is_generated,
        "setting": row.setting,
        "pathways": tuple(row.pathways),
        "requirements": tuple(row.requirements),
        "rules": rules_told(row.eligibility, names_owner=is_read),
        "programme": _programme(row) if is_read or not is_confidential else None,
        "areas": tuple(beside.areas.get(row.id, ())),
    }
    if not is_read:
        title = blanked_title(row.programme, row.delivery_kind, row.exposure)
        return PublicService(**told, title=title)
    reached = {} if is_confidential else _reached(row, beside)
    return PublicService(**told, **_text(row, beside), **reached)


def _text(row: Row[Any], beside: _Beside) -> dict[str, Any]:
    """What is told only of a service that whoever looks may read."""
    return {
        "title": row.title,
        "summary": row.summary,
        "who_for": row.who_for,
        "languages": tuple(row.languages),
        "provider": _provider(row),
        "confirmed": beside.confirmed.get(row.id, {}),
        "source": row.source,
    }


def _reached(row: Row[Any], beside: _Beside) -> dict[str, Any]:
    """How and where it is reached; free words may say so too."""
    return {
        "telephone": row.telephone or row.provider_telephone,
        "email": row.email or row.provider_email,
        "website": row.website,
        "referral_route": row.referral_route,
        "further": tuple((one, getattr(row, one.name)) for one in FURTHER),
        "sites": tuple(beside.sites.get(row.id, ())),
    }


def _programme(row: Row[Any]) -> ProgrammeFollowed | None:
    if row.programme_id is None:
        return None
    return ProgrammeFollowed(
        row.programme_id,
        row.programme,
        row.programme_kind,
        family_of(row.programme),
        row.programme_source,
    )


def _provider(row: Row[Any]) -> ProviderNamed | None:
    if row.provider_id is None:
        return None
    return ProviderNamed(row.provider_id, row.provider, row.sector, row.is_fictional)
