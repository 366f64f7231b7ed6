"""What is asked of a new service, and how it stands with what somebody would offer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from directory.acts import Act
from directory.clock import local_date
from directory.listings.drafting import open_draft
from directory.listings.models import ListingDraft
from directory.listings.queries import known_area_ids
from directory.listings.wording import drafted_upon
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service
from portal.listings.basics import basics_of
from portal.listings.listing_pages import decides, drafts_of
from portal.listings.pages import ShownDraft, title_of_draft
from portal.listings.theirs import own_providers, who_acts
from portal.looking import looking, moment


@dataclass(frozen=True, slots=True)
class RegionOffered:
    """`areas`: value, name, and whether it is chosen."""

    name: str
    is_open: bool
    areas: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class BasicsPage:
    """`service_id` is empty for one that is not begun; `is_known`: it serves somewhere already."""

    title: str
    service_id: str
    regions: tuple[RegionOffered, ...]
    is_known: bool
    may_send_files: bool


@dataclass(frozen=True, slots=True)
class OfferPage:
    """`draft` None: it was withdrawn, and nobody has begun to offer it again."""

    public_id: str
    title: str
    is_new: bool
    basics: tuple[tuple[str, str], ...]
    draft: ShownDraft | None
    goes_to: tuple[str, ...]
    done: str


def basics_page(
    session: Session,
    areas: Sequence[LocalDeliveryUnit],
    chosen: Collection[str],
    service: Service | None = None,
    title: str = "",
) -> BasicsPage:
    known = known_area_ids(session, own_providers(), on=local_date(moment()))
    regions = _regions(areas, chosen, known)
    key = "" if service is None else str(service.public_id)
    return BasicsPage(title, key, regions, bool(known), looking().may(Act.IMPORT_APPLY))


def _regions(
    areas: Iterable[LocalDeliveryUnit], chosen: Collection[str], known: Collection[int]
) -> tuple[RegionOffered, ...]:
    """Those in which they serve already, or have chosen an area, stand open and first."""
    found = []
    for name, some in groupby(areas, key=lambda one: one.region.name):
        units = list(some)
        rows = tuple((str(u.public_id), u.name, str(u.public_id) in chosen) for u in units)
        is_open = any(u.id in known for u in units) or any(row[2] for row in rows)
        found.append(RegionOffered(name, is_open, rows))
    return tuple(sorted(found, key=lambda one: not one.is_open))


def offer_page(session: Session, service: Service, done: str) -> OfferPage:
    draft = open_draft(session, service, who_acts())
    own = None
    if draft is not None and draft.is_offer:
        own, _ = drafts_of(session, service, drafted_upon(session, service, draft))
    return OfferPage(
        str(service.public_id),
        _title(session, service, draft),
        service.published_revision_id is None,
        basics_of(session, service),
        own,
        decides(session, service) if own is not None and own.waits else (),
        done,
    )


def _title(session: Session, service: Service, draft: ListingDraft | None) -> str:
    if service.published is not None:
        return service.published.title
    return title_of_draft(draft, drafted_upon(session, service, draft))


@dataclass(frozen=True, slots=True)
class StopPage:
    title: str
    home: str
