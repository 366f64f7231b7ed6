"""Joining a working party that has begun: people come to unpaid work any week, as places allow.

Whoever joins belongs to it from its next session on; no register of an earlier one knows of them.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place
from commissioning.bookings.cards import GroupWithPlaces
from commissioning.bookings.models import Booking
from commissioning.bookings.offering import lock_with_offering_group
from commissioning.bookings.queries import places_of
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.queries import groups_of_line, statement_in_force
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral
from commissioning.registers.models import GroupSession
from directory.clock import LONDON, local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.services.models import Service


def parties_under_way(session: Session, line_id: int, *, at: dt.datetime) -> list[GroupWithPlaces]:
    """Of a line of unpaid work: each starts, for whoever joins it, on the day of its next session;
    one without any takes nobody."""
    if not _is_unpaid_work(session, line_id):
        return []
    begun = {
        group.id: (group, day)
        for group, _ in groups_of_line(session, line_id)
        if (day := _joins_from(session, group, at=at)) is not None
    }
    places = places_of(session, list(begun), on=at)
    found = [
        GroupWithPlaces(group.public_id, group.external_id, day, places[key])
        for key, (group, day) in begun.items()
    ]
    return sorted(found, key=lambda one: (one.starts_on, one.reference))


def book_or_join(
    session: Session,
    group: Group,
    referral: Referral,
    *,
    request_id: str,
    by: Person,
    at: dt.datetime,
) -> Booking:
    """As `book_place`, and from its next session into a working party that has begun."""
    lock_with_offering_group(session, group, referral, at=at)
    is_party = _is_unpaid_work(session, group.line_id)
    joins_on = _joins_from(session, group, at=at) if is_party else None
    return book_place(
        session, group, referral, request_id=request_id, by=by, at=at, joins_on=joins_on
    )


def _is_unpaid_work(session: Session, line_id: int) -> bool:
    kind = session.scalar(
        select(Service.delivery_kind)
        .join(Line, Line.service_id == Service.id)
        .where(Line.id == line_id)
    )
    return kind is DeliveryKind.UNPAID_WORK


def _joins_from(session: Session, group: Group, *, at: dt.datetime) -> dt.date | None:
    """The day of the next session that has not begun; None before the first, and after the last."""
    today, time = local_date(at), at.astimezone(LONDON).time()
    stated = statement_in_force(session, group.id)
    if stated is None or stated.status is GroupStatus.CANCELLED or stated.current_start >= today:
        return None
    ahead = session.execute(
        select(GroupSession.on_date, GroupSession.starts_at)
        .where(
            GroupSession.group_id == group.id,
            GroupSession.cancelled_at.is_(None),
            GroupSession.on_date >= today,
        )
        .order_by(GroupSession.on_date, GroupSession.number)
    )
    return next(
        (day for day, starts in ahead if day > today or starts is None or starts > time), None
    )
