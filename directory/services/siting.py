"""Keeping the sites where services happen, and the addresses that only the entitled may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import Kept, batches, keep_all
from directory.people.models import Person
from directory.places.models import ConfidentialAddress, Exposure, LocalDeliveryUnit, Site
from directory.providers.models import Provider
from directory.services.exposing import work_out_exposure
from directory.services.models import Service, ServiceSite


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What a source says of a site; a confidential one has nothing here but its name and area."""

    name: str
    exposure: Exposure
    area: LocalDeliveryUnit
    provider: Provider | None = None
    address: str | None = None
    postcode: str | None = None
    telephone: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    access: str | None = None


def keep_sites(
    session: Session,
    facts: Mapping[str, SiteFacts],
    *,
    by: Person,
    at: dt.datetime,
    unsaid: Collection[str] = (),
) -> Kept[Site]:
    """Add or revise sites by external identifier, in few statements.

    What the public may see of the services there is worked out again, in the same change.
    `unsaid` are facts of which the source says nothing: those of a known site stay, but for a
    site that is confidential now, of which no address stays.
    """
    kept: Kept[Site] = Kept()
    for is_secret in (False, True):
        told = {
            key: _columns(one)
            for key, one in facts.items()
            if (one.exposure is Exposure.CONFIDENTIAL) is is_secret
        }
        stays = {_COLUMN_OF.get(name, name) for name in unsaid} - (
            _ADDRESSED if is_secret else set()
        )
        some: Kept[Site] = keep_all(
            session, Site.external_id, told, when_added={}, by=by, at=at, unsaid=stays
        )
        kept.add(some)
    _tell_services(session, kept.changed)
    return kept


_COLUMN_OF = {"area": "local_delivery_unit_id", "provider": "provider_id"}
_ADDRESSED = {"address", "postcode", "telephone", "latitude", "longitude", "access"}
"""What the table holds of no confidential site."""


def _tell_services(session: Session, sites: Sequence[Site]) -> None:
    for batch in batches(site.id for site in sites):
        there = select(ServiceSite.service_id).where(ServiceSite.site_id.in_(batch))
        services = session.scalars(
            select(Service).where(Service.id.in_(there)).order_by(Service.id)
        ).all()
        for service in services:
            service.search_version += 1
        work_out_exposure(session, services)


def _columns(facts: SiteFacts) -> dict[str, object]:
    told = asdict(facts) | {
        "local_delivery_unit_id": facts.area.id,
        "provider_id": None if facts.provider is None else facts.provider.id,
    }
    del told["area"], told["provider"]
    return told


def keep_confidential_address(
    session: Session,
    site: Site,
    *,
    address: str,
    postcode: str,
    telephone: str | None = None,
    by: Person,
    at: dt.datetime,
) -> None:
    """Put the address of a confidential site where nothing public joins.

    The audit holds digests of it.
    """
    kept = session.get(ConfidentialAddress, site.id)
    told = {"address": address, "postcode": postcode, "telephone": telephone}
    before = None if kept is None else {name: getattr(kept, name) for name in told}
    if told == before:
        return
    if kept is None:
        session.add(ConfidentialAddress(site_id=site.id, **told))
    else:
        for name, value in told.items():
            setattr(kept, name, value)
    record_act(session, Act.ADDRESS_KEEP, site, by=by, at=at, before=before, after=told)
    session.flush()
