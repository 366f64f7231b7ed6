"""Two services that are one: a dated act, undone only by another.

| | the one that goes | the one that stays |
|---|---|---|
| address | leads to the one that stays | stays |
| wording, decisions, confirmations | stay its own, readable | stay its own |
| queues with their referrals, promises, agreements | go over | takes them |
| areas and sites | stay its own, out of use | served and used from now on |
| an open draft | refused: its author would lose it | goes on |
| kept sheets | as they were | as they were |

Refused too: one that is not on offer, two kinds of delivery, one secret and one not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.listings.models import ListingDraft
from directory.listings.wording import hold_listing
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit, Site
from directory.services.exposing import work_out_exposure
from directory.services.models import (
    MergeKind,
    Service,
    ServiceArea,
    ServiceMerge,
    ServiceSite,
    ServiceState,
)
from directory.services.serving import place_at_sites, serve_areas, serves_on, stop_serving
from directory.stating import said


class CannotBeOne(CommissioningError):
    """Two services that stay two."""

    def __init__(self, why: str) -> None:
        super().__init__(f"These two cannot be made one: {why}.")


class NotMerged(CommissioningError):
    """There is nothing to part: it was parted already, or went on into a third."""

    def __init__(self) -> None:
        super().__init__("These two are not one any more, or went on into a third. Look again.")


def merge_services(
    session: Session,
    gone: Service,
    kept: Service,
    *,
    reason: str,
    by: Person,
    at: dt.datetime,
) -> ServiceMerge:
    """From now on whoever asks for `gone` finds `kept`. Raises `CannotBeOne` and `NotSaid`."""
    why = said(reason, "why these two are one")
    _hold_both(session, gone, kept)
    _refuse(session, gone, kept)
    line_ids = _hand_over(session, gone, kept, None, at=at)
    area_ids = _serve_too(session, gone, kept, by=by, at=at)
    site_ids = _use_too(session, gone, kept, by=by, at=at)
    gone.state, gone.merged_into_id = ServiceState.WITHDRAWN, kept.id
    _changed(gone, kept)
    merge = ServiceMerge(
        kind=MergeKind.MERGED, gone_id=gone.id, kept_id=kept.id, reason=why, line_ids=line_ids,
        area_ids=area_ids, site_ids=site_ids, decided_by_id=by.id, decided_at=at,
    )  # fmt: skip
    session.add(merge)
    session.flush()
    told = {"merged_into": kept.code, "lines": len(line_ids)}
    record_act(session, Act.SERVICE_MERGE, gone, by=by, at=at, after=told)
    return merge


def part_services(
    session: Session, merge: ServiceMerge, *, reason: str, by: Person, at: dt.datetime
) -> ServiceMerge:
    """They are two again, each with the queues that it had. Raises `NotMerged` and `NotSaid`."""
    why = said(reason, "why they are two after all")
    gone = session.get_one(Service, merge.gone_id)
    kept = session.get_one(Service, merge.kept_id)
    _hold_both(session, gone, kept)
    is_on_offer = kept.state is ServiceState.PUBLISHED
    if gone.merged_into_id != kept.id or not is_on_offer or merge.kind is not MergeKind.MERGED:
        raise NotMerged
    line_ids = _hand_over(session, kept, gone, merge.line_ids, at=at)
    areas = _areas(session, merge.area_ids)
    stop_serving(session, kept, areas, last_day=local_date(at), by=by, at=at)
    _leave_sites(session, kept, merge.site_ids)
    gone.state, gone.merged_into_id = ServiceState.PUBLISHED, None
    _changed(gone, kept)
    parted = ServiceMerge(
        kind=MergeKind.PARTED, gone_id=gone.id, kept_id=kept.id, reason=why, line_ids=line_ids,
        area_ids=merge.area_ids, site_ids=merge.site_ids, decided_by_id=by.id, decided_at=at,
    )  # fmt: skip
    session.add(parted)
    session.flush()
    told = {"parted_from": kept.code, "lines": len(line_ids)}
    record_act(session, Act.SERVICE_PART, gone, by=by, at=at, after=told)
    return parted


def _hold_both(session: Session, one: Service, other: Service) -> None:
    """In one order, so that of two at once the second waits and then sees."""
    for service in sorted({one, other}, key=lambda held: held.id):
        hold_listing(session, service)


def _refuse(session: Session, gone: Service, kept: Service) -> None:
    if gone.id == kept.id:
        raise CannotBeOne("they are the same record")
    if any(one.state is not ServiceState.PUBLISHED for one in (gone, kept)):
        raise CannotBeOne("one of them is not on offer now, or was merged already")
    if gone.delivery_kind is not kept.delivery_kind:
        raise CannotBeOne("they are delivered in different ways, and their queues rest on that")
    if gone.exposure is not kept.exposure:
        raise CannotBeOne("readers may know more of the one than of the other")
    has_draft = select(ListingDraft.id).where(
        ListingDraft.service_id == gone.id, ListingDraft.closed_at.is_(None)
    )
    if session.scalar(has_draft.limit(1)) is not None:
        raise CannotBeOne(
            "somebody has a draft of the one that would go. Decide on it or have it thrown away"
            " first, or let that one stay"
        )


def _hand_over(
    session: Session,
    giver: Service,
    taker: Service,
    only: Collection[int] | None,
    *,
    at: dt.datetime,
) -> list[int]:
    """The queues with all that hangs on them; their dates are worked out again."""
    lines = select(Line.id).where(Line.service_id == giver.id).order_by(Line.id)
    ids = [key for key in session.scalars(lines) if only is None or key in only]
    session.execute(update(Line).where(Line.id.in_(ids)).values(service_id=taker.id))
    mark_due(session, ids, at=at)
    return ids


def _serve_too(
    session: Session, gone: Service, kept: Service, *, by: Person, at: dt.datetime
) -> list[int]:
    today = local_date(at)
    served = {
        one.id: set(
            session.scalars(
                select(ServiceArea.local_delivery_unit_id).where(
                    ServiceArea.service_id == one.id, *serves_on(today)
                )
            )
        )
        for one in (gone, kept)
    }
    new = sorted(served[gone.id] - served[kept.id])
    serve_areas(session, kept, _areas(session, new), from_date=today, by=by, at=at)
    return new


def _areas(session: Session, keys: Collection[int]) -> Sequence[LocalDeliveryUnit]:
    return session.scalars(select(LocalDeliveryUnit).where(LocalDeliveryUnit.id.in_(keys))).all()


def _use_too(
    session: Session, gone: Service, kept: Service, *, by: Person, at: dt.datetime
) -> list[int]:
    used = {
        one.id: set(
            session.scalars(select(ServiceSite.site_id).where(ServiceSite.service_id == one.id))
        )
        for one in (gone, kept)
    }
    new = sorted(used[gone.id] - used[kept.id])
    sites = session.scalars(select(Site).where(Site.id.in_(new))).all()
    place_at_sites(session, kept, sites, by=by, at=at)
    return new


def _leave_sites(session: Session, kept: Service, site_ids: Collection[int]) -> None:
    session.execute(
        delete(ServiceSite).where(
            ServiceSite.service_id == kept.id, ServiceSite.site_id.in_(site_ids)
        )
    )
    work_out_exposure(session, [kept])


def _changed(gone: Service, kept: Service) -> None:
    for service in (gone, kept):
        service.search_version += 1
        service.version += 1
