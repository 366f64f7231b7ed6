"""Filling the shelf from the records, and bringing it level when they have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from directory.errors import DirectoryError
from directory.keeping import batches
from directory.places.models import LocalDeliveryUnit, Region, Site
from directory.places.positions import ground_of
from directory.places.postcodes import NotAPostcode, postcode_or_part
from directory.providers.models import Provider
from directory.search.document import versions
from directory.search.facets import Facet, who_of
from directory.search.shelf import AreaFacts, Card, CardShelf, Stamp, Stand
from directory.services.eligibility import Rule
from directory.services.eligibility_records import rules_told
from directory.services.listing import restricted_title
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceArea,
    ServiceSite,
)
from directory.services.sight import (
    may_know_of,
    may_know_of_site,
    may_read_all_of,
    may_see_site,
    sees_openly,
)
from directory.sight import ANYBODY

SUMS: Final = select(func.count(), func.sum(Service.search_version), func.max(Service.id))

MOST_EXCHANGED: Final = 1_000
"""Beyond so many changes filling the shelf anew is cheaper than exchanging cards."""


def level_shelf(session: Session, before: CardShelf | None, *, today: dt.date) -> CardShelf:
    """The shelf as the records stand; `before` itself where nothing changed."""
    stamp = stamp_of(session, today=today)
    if before is not None and before.stamp == stamp:
        return before
    areas = _areas(session, today)
    if before is None or before.stamp.day != today or before.areas != areas:
        return _filled(session, stamp, areas)
    wanted = versions(session)
    held = {card.service_id: card.version for card in before.cards if card is not None}
    changed = [key for key, version in wanted.items() if held.get(key) != version]
    gone = held.keys() - wanted.keys()
    if len(changed) > MOST_EXCHANGED:
        return _filled(session, stamp, areas)
    cards = [card for batch in batches(changed) for card in _cards(session, batch, areas, today)]
    return before.renewed(stamp, cards, gone)


def stamp_of(session: Session, *, today: dt.date) -> Stamp:
    """One pass over the narrow column that every change raises."""
    row = session.execute(SUMS).one()
    return Stamp(row[0], int(row[1] or 0), row[2] or 0, today)


def _filled(session: Session, stamp: Stamp, areas: Mapping[str, AreaFacts]) -> CardShelf:
    empty = CardShelf(stamp, areas)
    return empty.renewed(stamp, _cards(session, None, areas, stamp.day), ())


def _areas(session: Session, today: dt.date) -> dict[str, AreaFacts]:
    rows = session.execute(
        select(
            LocalDeliveryUnit.slug,
            LocalDeliveryUnit.name,
            Region.slug,
            Region.name,
            LocalDeliveryUnit.latitude,
            LocalDeliveryUnit.longitude,
        )
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .order_by(LocalDeliveryUnit.id)
    )
    return {
        slug: AreaFacts(slug, name, region, region_name, _point(latitude, longitude))
        for slug, name, region, region_name, latitude, longitude in rows
    }


def _point(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    return None if latitude is None or longitude is None else (latitude, longitude)


def _cards(
    session: Session,
    service_ids: Sequence[int] | None,
    areas: Mapping[str, AreaFacts],
    today: dt.date,
) -> Iterator[Card]:
    served = _served(session, service_ids, today)
    stands = _stands(session, service_ids, areas)
    known_rules: dict[str, tuple[Rule, ...]] = {}
    for row in session.execute(_asked(service_ids)):
        is_open = sees_openly(row.exposure)
        key = f"{is_open} {row.eligibility!r}"
        if key not in known_rules:
            known_rules[key] = rules_told(row.eligibility, names_owner=is_open)
        yield _card(row, served.get(row.id, ()), known_rules[key], stands.get(row.id, ()), areas)


def _card(
    row: Row[Any],
    served: Collection[str],
    rules: tuple[Rule, ...],
    stands: Sequence[Stand],
    areas: Mapping[str, AreaFacts],
) -> Card:
    """Of a restricted service neither its provider's sector nor its own title is told."""
    is_open = sees_openly(row.exposure)
    choices = {
        Facet.PATHWAY: frozenset(row.pathways),
        Facet.REQUIREMENT: frozenset(row.requirements),
        Facet.AREA: frozenset(served),
        Facet.REGION: frozenset(areas[slug].region for slug in served),
        Facet.DELIVERY: frozenset({row.delivery_kind.value}),
        Facet.WHO: frozenset(who.value for who in who_of(rules)),
        Facet.SECTOR: frozenset({row.sector.value} if is_open and row.sector else ()),
        Facet.SETTING: frozenset({row.setting}),
        Facet.LANGUAGE: frozenset(row.languages if is_open else ()),
    }
    title = row.title if is_open else restricted_title(row.programme, row.delivery_kind)
    return Card(row.id, row.search_version, title, choices, rules, tuple(stands))


def _asked(service_ids: Sequence[int] | None) -> Select[Any]:
    asked = (
        select(
            Service.id,
            Service.search_version,
            Service.delivery_kind,
            Service.exposure,
            ListingRevision.title,
            ListingRevision.setting,
            ListingRevision.pathways,
            ListingRevision.requirements,
            ListingRevision.languages,
            ListingRevision.eligibility,
            Programme.name.label("programme"),
            Provider.sector,
        )
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(*may_know_of(ANYBODY))
        .order_by(Service.id)
    )
    return asked if service_ids is None else asked.where(Service.id.in_(service_ids))


def _served(
    session: Session, service_ids: Sequence[int] | None, today: dt.date
) -> dict[int, set[str]]:
    asked = (
        select(ServiceArea.service_id, LocalDeliveryUnit.slug)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .where(
            ServiceArea.valid_from <= today,
            or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= today),
        )
    )
    if service_ids is not None:
        asked = asked.where(ServiceArea.service_id.in_(service_ids))
    served: dict[int, set[str]] = {}
    for service_id, slug in session.execute(asked):
        served.setdefault(service_id, set()).add(slug)
    return served


def _stands(
    session: Session, service_ids: Sequence[int] | None, areas: Mapping[str, AreaFacts]
) -> dict[int, list[Stand]]:
    """Only open sites of open services are read with their position; confidential ones never."""
    is_open = and_(*may_read_all_of(ANYBODY), may_see_site(ANYBODY))
    asked = (
        select(
            ServiceSite.service_id,
            is_open.label("is_open"),
            case((is_open, Site.latitude)).label("latitude"),
            case((is_open, Site.longitude)).label("longitude"),
            case((is_open, Site.postcode)).label("postcode"),
            LocalDeliveryUnit.slug,
        )
        .join(Site, Site.id == ServiceSite.site_id)
        .join(Service, Service.id == ServiceSite.service_id)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == Site.local_delivery_unit_id)
        .where(*may_know_of(ANYBODY), may_know_of_site(ANYBODY))
        .order_by(ServiceSite.service_id, LocalDeliveryUnit.slug, ServiceSite.id)
    )
    if service_ids is not None:
        asked = asked.where(ServiceSite.service_id.in_(service_ids))
    found: dict[int, list[Stand]] = {}
    for service_id, at_site, latitude, longitude, postcode, slug in session.execute(asked):
        stand = _stand(at_site, _point(latitude, longitude), postcode, areas[slug])
        stands = found.setdefault(service_id, [])
        if stand is not None and stand not in stands:
            stands.append(stand)
    return found


def _stand(
    at_site: bool, here: tuple[float, float] | None, postcode: str | None, area: AreaFacts
) -> Stand | None:
    """A site that is not open stands at its area's centre, for everybody alike."""
    if not at_site:
        return None if area.centre is None else Stand(*area.centre, is_area=True, area=area.slug)
    position = here or _of_postcode(postcode)
    return None if position is None else Stand(*position, is_area=False, area=area.slug)


def _of_postcode(postcode: str | None) -> tuple[float, float] | None:
    """The middle of the postcode's sector; a postcode that is not in use stands nowhere."""
    if postcode is None:
        return None
    try:
        return ground_of(postcode_or_part(postcode)).centre
    except (NotAPostcode, DirectoryError):
        return None
