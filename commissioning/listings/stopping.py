"""A service that takes nobody for a while, or ends: planned ahead, in force by the day alone.

| planned | of each queue | in lists | readers are told |
|---|---|---|---|
| nobody from a day to a day | a closure of those days | stays | before and during it |
| an end | closed from that day on | until its last day | before it, and from then on |
| cancelled | open after all | stays | nothing more of it |

What a day means for dates and availability is decided where closures and closed queues are asked.
Nothing stops by itself: only by what a person stated.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.groups.models import PlannedStop
from commissioning.groups.publishing import announce_closure, withdraw_closure
from commissioning.groups.queries import closure_by_external_id, stops_of
from commissioning.lines.models import Line
from commissioning.lines.opening import close_line, state_terms, terms_of
from commissioning.lines.queries import lines_of_service, open_lines, terms_in_force
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.listings.leading_there import refuse_words_leading_there
from directory.listings.offering import areas_asked
from directory.listings.wording import hold_listing, published_now
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service, ServiceArea
from directory.services.serving import serve_areas, stop_serving


class StopRefused(CommissioningError):
    """`field`: at which of the days it is wrong."""

    def __init__(self, sentence: str, field: str = "from_date") -> None:
        self.field = field
        super().__init__(sentence)


class StopIsOver(CommissioningError):
    def __init__(self) -> None:
        super().__init__("That is over or was cancelled already. Look at the listing again.")


def plan_stop(
    session: Session,
    service: Service,
    *,
    from_date: dt.date,
    to_date: dt.date | None,
    reason: str | None,
    stated_by: str,
    by: Person,
    at: dt.datetime,
) -> PlannedStop:
    """Nobody is taken from `from_date` on; until `to_date` and on it, or without one for good.

    Raises `StopRefused`, `NotOnOffer` and, for the reason, `LeadsThere`.
    """
    hold_listing(session, service)
    published_now(session, service)
    refuse_words_leading_there(service, reason)
    _refuse(session, service, from_date, to_date, today=local_date(at))
    stop = PlannedStop(
        service_id=service.id, from_date=from_date, to_date=to_date, reason=reason or None,
        stated_by=stated_by, recorded_by_id=by.id, recorded_at=at, public_id=uuid.uuid4(),
    )  # fmt: skip
    session.add(stop)
    session.flush()
    after = {"service": service.code, "from_date": from_date, "to_date": to_date}
    record_act(session, Act.STOP_PLAN, stop, by=by, at=at, after=after)
    lines = lines_of_service(session, service.id)
    are_open = open_lines(session, [line.id for line in lines], on=from_date)
    for line in lines:
        if line.id in are_open:
            _stop_line(session, line, stop, by=by, at=at)
    if stop.is_for_good:
        areas = areas_asked(session, service, on=local_date(at))
        stop_serving(session, service, areas, last_day=stop.last_day, by=by, at=at)
    service.search_version += 1
    session.flush()
    return stop


def _refuse(
    session: Session,
    service: Service,
    from_date: dt.date,
    to_date: dt.date | None,
    *,
    today: dt.date,
) -> None:
    if from_date < today:
        raise StopRefused("Enter today or a day to come: what is past cannot be planned.")
    if to_date is not None and to_date < from_date:
        raise StopRefused("Enter a last day that is not before the first.", "to_date")
    for other in stops_of(session, [service.id], on=today).get(service.id, ()):
        ends = other.to_date or dt.date.max
        if other.from_date <= (to_date or dt.date.max) and from_date <= ends:
            raise StopRefused(
                "These days overlap with what is planned already from"
                f" {day_in_words(other.from_date)}. Cancel that first."
            )


def _stop_line(
    session: Session, line: Line, stop: PlannedStop, *, by: Person, at: dt.datetime
) -> None:
    if stop.to_date is None:
        close_line(session, line, closed_on=stop.from_date, by=by, at=at)
        return
    announce_closure(
        session, line, external_id=_code(stop, line), from_date=stop.from_date,
        to_date=stop.to_date, reason=stop.reason, by=by, at=at,
    )  # fmt: skip


def _code(stop: PlannedStop, line: Line) -> str:
    return f"stop-{stop.public_id}-{line.id}"


def cancel_stop(
    session: Session, service: Service, stop: PlannedStop, *, by: Person, at: dt.datetime
) -> None:
    """It takes people after all, from today where it had begun. Raises `StopIsOver`."""
    hold_listing(session, service)
    session.refresh(stop)
    today = local_date(at)
    if stop.cancelled_at is not None or stop.is_over(today):
        raise StopIsOver
    stop.cancelled_at, stop.cancelled_by_id = at, by.id
    for line in lines_of_service(session, service.id):
        _open_line(session, line, stop, by=by, at=at)
    if stop.is_for_good:
        areas = _left_areas(session, service, stop.last_day)
        day = max(today, stop.from_date)
        serve_areas(session, service, areas, from_date=day, by=by, at=at)
    service.search_version += 1
    session.flush()
    record_act(session, Act.STOP_CANCEL, stop, by=by, at=at, after={"service": service.code})


def _open_line(
    session: Session, line: Line, stop: PlannedStop, *, by: Person, at: dt.datetime
) -> None:
    """What this stop did to the queue, and nothing that anybody else said of it."""
    if not stop.is_for_good:
        closure = closure_by_external_id(session, external_id=_code(stop, line))
        if closure is not None:
            withdraw_closure(session, closure, by=by, at=at)
        return
    terms = terms_in_force(session, line.id)
    if terms is not None and terms.closed_on == stop.from_date:
        state_terms(session, line, replace(terms_of(terms), closed_on=None), by=by, at=at)


def _left_areas(session: Session, service: Service, last_day: dt.date) -> list[LocalDeliveryUnit]:
    rows = session.scalars(
        select(LocalDeliveryUnit)
        .join(ServiceArea, ServiceArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(ServiceArea.service_id == service.id, ServiceArea.valid_to == last_day)
        .order_by(LocalDeliveryUnit.id)
    )
    return list(rows)


def stop_by_id(session: Session, service: Service, public_id: uuid.UUID) -> PlannedStop | None:
    """Of this service; None for any other's."""
    return session.scalar(
        select(PlannedStop).where(
            PlannedStop.service_id == service.id, PlannedStop.public_id == public_id
        )
    )
