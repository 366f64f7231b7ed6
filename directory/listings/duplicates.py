"""Services and providers of a region that may be listed twice."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.listings.likeness import Described, LikelyTwice, likely_twice
from directory.listings.queries import Commissioned, commissioned_services
from directory.places.models import Exposure, Site
from directory.providers.models import Provider
from directory.services.models import Service, ServiceArea, ServiceSite
from directory.services.serving import serves_on
from directory.services.sight import may_know_of_site
from directory.sight import ANYBODY


def services_listed_twice(
    session: Session, *, theirs: Commissioned, on: dt.date
) -> list[tuple[Service, Service, LikelyTwice]]:
    """On offer and theirs. Where a confidential service stands is asked by nobody."""
    services = {one.id: one for one in commissioned_services(session, theirs=theirs, on=on)}
    areas, sites, postcodes = _where(session, services, on)
    told = [
        Described(
            key=one.id,
            name="" if one.published is None else one.published.title,
            telephone=_telephone(one),
            postcodes=frozenset(postcodes[one.id]),
            sites=frozenset(sites[one.id]),
            kind=f"{one.delivery_kind.value} {one.exposure.value}",
            places=frozenset(areas[one.id]),
        )
        for one in services.values()
    ]
    return [(services[two.one], services[two.other], two) for two in likely_twice(told)]


def _telephone(service: Service) -> str | None:
    is_secret = service.exposure is Exposure.CONFIDENTIAL or service.published is None
    return None if is_secret or service.published is None else service.published.telephone


Keyed = defaultdict[int, set[int]]


def _where(
    session: Session, service_ids: Collection[int], on: dt.date
) -> tuple[Keyed, Keyed, defaultdict[int, set[str]]]:
    """Areas, sites that are no secret, and their postcodes, by service."""
    areas, sites = Keyed(set), Keyed(set)
    postcodes: defaultdict[int, set[str]] = defaultdict(set)
    serving = select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id)
    rows = serving.where(ServiceArea.service_id.in_(service_ids), *serves_on(on))
    for service_id, area_id in session.execute(rows):
        areas[service_id].add(area_id)
    using = select(ServiceSite.service_id, Site.id, Site.postcode).join(
        Site, Site.id == ServiceSite.site_id
    )
    shown = using.where(ServiceSite.service_id.in_(service_ids), may_know_of_site(ANYBODY))
    for service_id, site_id, postcode in session.execute(shown):
        sites[service_id].add(site_id)
        if postcode:
            postcodes[service_id].add(postcode)
    return areas, sites, postcodes


def providers_listed_twice(
    session: Session, provider_ids: Collection[int]
) -> list[tuple[Provider, Provider, LikelyTwice]]:
    """Of these providers, by name, number, telephone and postcode. None that was merged already."""
    rows = session.scalars(
        select(Provider)
        .where(Provider.id.in_(provider_ids), Provider.merged_into_id.is_(None))
        .order_by(Provider.id)
    )
    providers = {one.id: one for one in rows}
    postcodes = _postcodes(session, providers)
    told = [
        Described(
            one.id, one.name, one.telephone, frozenset(postcodes[one.id]), numbers=_numbers(one)
        )
        for one in providers.values()
    ]
    return [(providers[two.one], providers[two.other], two) for two in likely_twice(told)]


def _numbers(provider: Provider) -> frozenset[str]:
    """On the registers, without spaces, leading noughts and suffix; an empty one is none."""
    registered = (
        ("charity", (provider.charity_number or "").partition("-")[0]),
        ("company", provider.company_number or ""),
    )
    tidied = (
        (register, "".join(told.split()).upper().lstrip("0")) for register, told in registered
    )
    return frozenset(f"{register} {number}" for register, number in tidied if number)


def _postcodes(session: Session, provider_ids: Collection[int]) -> defaultdict[int, set[str]]:
    """Of their sites that are no secret."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    rows = session.execute(
        select(Site.provider_id, Site.postcode).where(
            Site.provider_id.in_(provider_ids), may_know_of_site(ANYBODY)
        )
    )
    for provider_id, postcode in rows:
        if provider_id is not None and postcode:
            found[provider_id].add(postcode)
    return found
