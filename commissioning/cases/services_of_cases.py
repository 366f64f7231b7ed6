"""Where referrals went: what of each service its reader may know, and what it asks of a week."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.packages.ordering import kind_of
from commissioning.packages.parts import Weekly
from directory.places.models import Site
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service, ServiceRequirement, ServiceSite
from directory.services.sight import may_see_site, reaches_by_page, reads_text
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class ServiceOfCase:
    """Where a referral went, blanked as the reader's sight has it; `places` are open addresses."""

    public_id: uuid.UUID
    line_id: int
    line: str
    title: str
    provider: str
    telephone: str
    places: tuple[str, ...]
    is_read: bool
    has_groups: bool
    weekly: Weekly
    kind: str


def services_of(
    session: Session, sight: Sight, line_ids: Collection[int]
) -> dict[int, ServiceOfCase]:
    rows = session.execute(
        select(Line, Service, ListingRevision, Provider.name, LineTerms, reads_text(sight))
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(Line.id.in_(line_ids))
        .order_by(Line.id)
    ).all()
    service_ids = [service.id for _, service, *_ in rows]
    asked = _requirements(session, service_ids)
    places = _places(session, sight, service_ids)
    return {
        line.id: _service(
            line,
            service,
            listing,
            provider or "",
            terms,
            asked[service.id],
            places[service.id],
            is_read=bool(is_read),
        )
        for line, service, listing, provider, terms, is_read in rows
    }


def _service(
    line: Line,
    service: Service,
    listing: ListingRevision | None,
    provider: str,
    terms: LineTerms | None,
    requirements: Collection[str],
    places: Sequence[str],
    *,
    is_read: bool,
) -> ServiceOfCase:
    title = listing.title if listing is not None else line.name
    pathways = listing.pathways if listing is not None else ()
    reaches = is_read and reaches_by_page(service.exposure)
    telephone = listing.telephone if listing is not None and reaches else None
    weekday = terms.session_weekday if terms is not None and is_read else None
    return ServiceOfCase(
        public_id=service.public_id,
        line_id=line.id,
        line=line.name if is_read else "",
        title=title if is_read else "",
        provider=provider if is_read else "",
        telephone=telephone or "",
        places=tuple(places) if reaches else (),
        is_read=is_read,
        has_groups=service.delivery_kind.meets_in_groups,
        weekly=Weekly(
            weekdays=frozenset() if weekday is None else frozenset({weekday}),
            hours=terms.hours_per_session if terms is not None else None,
        ),
        kind=kind_of(
            title=title,
            delivery_kind=service.delivery_kind.value,
            requirements=requirements,
            pathways=pathways,
        ),
    )


def _requirements(session: Session, service_ids: Collection[int]) -> Mapping[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    of = ServiceRequirement
    rows = session.execute(
        select(of.service_id, of.requirement).where(of.service_id.in_(service_ids))
    )
    for key, requirement in rows:
        found[key].add(requirement)
    return found


def _places(
    session: Session, sight: Sight, service_ids: Collection[int]
) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(ServiceSite.service_id, Site.name, Site.address, Site.postcode)
        .join(Site, Site.id == ServiceSite.site_id)
        .where(ServiceSite.service_id.in_(service_ids), may_see_site(sight))
        .order_by(Site.name, Site.id)
    )
    for key, *parts in rows:
        found[key].append(", ".join(part for part in parts if part))
    return found
