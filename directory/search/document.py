"""What of a service is searched by words: only what its public page says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.pathways import pathways
from directory.places.models import LocalDeliveryUnit, Region
from directory.providers.models import Provider
from directory.providers.succession import formers_by_provider, predecessors
from directory.requirements import requirement_codes, requirement_rule
from directory.services.listing import restricted_title
from directory.services.looking import hidden_providers
from directory.services.models import (
    ListingRevision,
    Programme,
    Service,
    ServiceArea,
)
from directory.services.sight import may_know_of, sees_openly
from directory.sight import ANYBODY


@dataclass(frozen=True, slots=True)
class Document:
    """The searched words of a service as of `version`, the most telling field first."""

    service_id: int
    version: int
    title: str
    pathway: str
    text: str
    places: str


def versions(session: Session) -> dict[int, int]:
    """Every searchable service with the version that its words should have."""
    rows = session.execute(select(Service.id, Service.search_version).where(*may_know_of(ANYBODY)))
    return dict(rows.all())


def documents(
    session: Session, service_ids: Iterable[int], *, today: dt.date
) -> Iterator[Document]:
    """Those of the services that are searchable, in batches, areas as served today."""
    formers = former_names(session)
    for batch in batches(service_ids):
        places = _places(session, batch, today)
        for row in session.execute(_asked(batch)):
            yield _document(row, places.get(row.id, []), formers.get(row.provider_id, ()))


def former_names(session: Session) -> dict[int, list[str]]:
    """What each provider was called before, but for those of whom nobody may know."""
    formers = formers_by_provider(session)
    before = predecessors(session, (one for told in formers.values() for one in told))
    hidden = hidden_providers(session, before, sight=ANYBODY)
    return {
        key: [one.former_name for one in told if one.predecessor_id not in hidden]
        for key, told in formers.items()
    }


def moved_between(session: Session, *, since: dt.date, until: dt.date) -> list[int]:
    """Services whose areas began or ended by the calendar alone: after `since`, by `until`."""
    rows = session.scalars(
        select(ServiceArea.service_id)
        .where(
            or_(
                (ServiceArea.valid_from > since) & (ServiceArea.valid_from <= until),
                (ServiceArea.valid_to >= since) & (ServiceArea.valid_to < until),
            )
        )
        .distinct()
        .order_by(ServiceArea.service_id)
    )
    return list(rows)


def _asked(service_ids: Sequence[int]) -> Select[tuple[object, ...]]:
    return (
        select(
            Service.id,
            Service.search_version,
            Service.delivery_kind,
            Service.exposure,
            ListingRevision.title,
            ListingRevision.summary,
            ListingRevision.who_for,
            ListingRevision.pathways,
            ListingRevision.requirements,
            ListingRevision.languages,
            Programme.name.label("programme"),
            Provider.name.label("provider"),
            Service.provider_id,
        )
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Programme, Programme.id == Service.programme_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(
            Service.id.in_(service_ids),
            *may_know_of(ANYBODY),
        )
        .order_by(Service.id)
    )


def _places(session: Session, service_ids: Sequence[int], today: dt.date) -> dict[int, list[str]]:
    rows = session.execute(
        select(ServiceArea.service_id, LocalDeliveryUnit.name, Region.name)
        .join(LocalDeliveryUnit, LocalDeliveryUnit.id == ServiceArea.local_delivery_unit_id)
        .join(Region, Region.id == LocalDeliveryUnit.region_id)
        .where(
            ServiceArea.service_id.in_(service_ids),
            ServiceArea.valid_from <= today,
            or_(ServiceArea.valid_to.is_(None), ServiceArea.valid_to >= today),
        )
        .order_by(ServiceArea.id)
    )
    names: dict[int, list[str]] = {}
    for service_id, area, region in rows:
        names.setdefault(service_id, []).extend((area, region))
    return names


def _document(
    row: Row[tuple[object, ...]], places: Sequence[str], formers: Sequence[str]
) -> Document:
    """A restricted service is found by its programme, requirements and areas alone."""
    is_open = sees_openly(row.exposure)
    text = [row.summary, row.who_for, row.programme, row.provider, *formers, *row.languages]
    return Document(
        service_id=row.id,
        version=row.search_version,
        title=row.title if is_open else restricted_title(row.programme, row.delivery_kind),
        pathway=" ".join(_names(row.pathways, row.requirements)),
        text=" ".join(filter(None, text)) if is_open else "",
        places=" ".join(dict.fromkeys(places)),
    )


def names_of_rules() -> list[str]:
    """Every name that a rule table gives to a code of a listing, whether or not it is used."""
    restricted = [restricted_title(None, kind) for kind in DeliveryKind]
    return _names([one.code for one in pathways()], requirement_codes()) + restricted


def _names(pathway_codes: Iterable[str], requirements: Iterable[str]) -> list[str]:
    names = {one.code: one.name for one in pathways()}
    known = set(requirement_codes())
    found = [names[code] for code in pathway_codes if code in names]
    for rule in (requirement_rule(code) for code in requirements if code in known):
        found += (rule.name, *rule.also_known_as)
    return found
