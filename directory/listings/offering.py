"""A service that is not on offer yet, or no longer: begun as a draft, made public by a decision.

| the service | its draft stands on | a decision makes of it |
|---|---|---|
| new | nothing | the service, in its areas, where it is told to readers as the decision says |
| withdrawn | its last wording | the same service again, at the same address |
| merged into another | refused | |

Of a new one its author alone knows before it is submitted. Who may read where it is can only be
kept closer by its author; the commissioner who decides may take that off.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.listings.drafting import draft_offer
from directory.listings.errors import (
    CannotBeOffered,
    DraftIsSubmitted,
    FlagStays,
    NoAreaChosen,
)
from directory.listings.models import ListingDraft
from directory.listings.wording import NOTHING_YET, hold_listing
from directory.people.models import Person
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.places.site_fields import SITE_FIELD
from directory.providers.models import Provider
from directory.services.exposing import work_out_exposure
from directory.services.models import (
    ListingRevision,
    Service,
    ServiceArea,
    ServiceState,
)
from directory.services.serving import place_at_sites, serve_areas, serves_on
from directory.services.siting import SiteFacts, keep_sites


@dataclass(frozen=True, slots=True)
class Basics:
    """What a new service is before its wording: how it is delivered, where people live who may
    come, and whether readers may know where it is."""

    kind: DeliveryKind
    areas: Sequence[LocalDeliveryUnit]
    exposure: Exposure = Exposure.OPEN


def begin_service(
    session: Session,
    provider: Provider,
    basics: Basics,
    *,
    title: str,
    by: Person,
    at: dt.datetime,
) -> ListingDraft:
    """A new service of which nobody but its author knows. Raises `NoAreaChosen`."""
    service = Service(
        external_id=f"page-{uuid.uuid4()}",
        provider_id=provider.id,
        delivery_kind=basics.kind,
        state=ServiceState.DRAFT,
        exposure=basics.exposure,
        search_version=0,
        said={},
        version=0,
        source=provider.name,
        recorded_at=at,
    )
    session.add(service)
    session.flush()
    _serve(session, service, basics.areas, at=at)
    return draft_offer(session, service, {"title": title}, based_on=NOTHING_YET, by=by, at=at)


def state_basics(
    session: Session, service: Service, draft: ListingDraft, basics: Basics, *, at: dt.datetime
) -> None:
    """Its author says it anew. Raises `NoAreaChosen`, `FlagStays`, `DraftIsSubmitted` and
    `CannotBeOffered`."""
    hold_listing(session, service)
    session.refresh(draft)
    if service.state is not ServiceState.DRAFT:
        raise CannotBeOffered
    if draft.submitted_at is not None:
        raise DraftIsSubmitted
    if SITE_FIELD["exposure"].hides_more(basics.exposure, service.exposure):
        raise FlagStays
    service.delivery_kind, service.exposure = basics.kind, basics.exposure
    _serve(session, service, basics.areas, at=at)


def _serve(
    session: Session, service: Service, areas: Sequence[LocalDeliveryUnit], *, at: dt.datetime
) -> None:
    """Of a draft, in place of what it said before: by these areas it is known who decides."""
    if not areas:
        raise NoAreaChosen
    session.execute(delete(ServiceArea).where(ServiceArea.service_id == service.id))
    session.add_all(
        ServiceArea(service_id=service.id, local_delivery_unit_id=key, valid_from=local_date(at))
        for key in sorted({area.id for area in areas})
    )
    session.flush()


def begin_again(session: Session, service: Service, *, by: Person, at: dt.datetime) -> ListingDraft:
    """A draft by which a withdrawn service is offered again. Raises `CannotBeOffered`."""
    hold_listing(session, service)
    if service.state is not ServiceState.WITHDRAWN or service.merged_into_id is not None:
        raise CannotBeOffered
    revision = session.get_one(ListingRevision, service.published_revision_id)
    return draft_offer(session, service, {}, based_on=revision.number, by=by, at=at)


def areas_asked(session: Session, service: Service, *, on: dt.date) -> list[LocalDeliveryUnit]:
    """Where it serves, or would serve, by name."""
    rows = session.scalars(
        select(LocalDeliveryUnit)
        .join(ServiceArea, ServiceArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(ServiceArea.service_id == service.id, *serves_on(on))
        .options(joinedload(LocalDeliveryUnit.region))
        .order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)
        .distinct()
    )
    return list(rows)


def prepare_offer(
    session: Session, service: Service, *, exposure: Exposure, by: Person, at: dt.datetime
) -> None:
    """What stands of a new service beside its wording, from the day of the decision on.

    What readers may know follows from its sites, so one is kept from them where it should be: by
    its area alone until somebody says more.
    """
    if service.published_revision_id is not None:
        return
    day = local_date(at)
    areas = areas_asked(session, service, on=day)
    session.execute(delete(ServiceArea).where(ServiceArea.service_id == service.id))
    serve_areas(session, service, areas, from_date=day, by=by, at=at)
    if exposure is not Exposure.OPEN:
        _keep_place(session, service, areas[0], exposure, by=by, at=at)
    work_out_exposure(session, [service])


def _keep_place(
    session: Session,
    service: Service,
    area: LocalDeliveryUnit,
    exposure: Exposure,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    provider = session.get(Provider, service.provider_id) if service.provider_id else None
    code = f"page-{uuid.uuid4()}"
    facts = SiteFacts(f"A place in {area.name}", exposure, area, provider)
    kept = keep_sites(session, {code: facts}, source=service.source, by=by, at=at)
    place_at_sites(session, service, [kept.things[code]], by=by, at=at)
