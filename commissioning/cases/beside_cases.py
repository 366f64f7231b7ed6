"""What stands beside the referrals of a case, read for all of them at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.bookings.queries import rule_and_length
from commissioning.bookings.turns import last_day_of
from commissioning.groups.models import Group, GroupStatement
from commissioning.lines.models import Line
from commissioning.moves.case_rows import OpenMove
from commissioning.moves.models import DetailsReceived
from commissioning.moves.queries import open_moves
from commissioning.referrals.models import (
    Referral,
    ReferralDecline,
    ReferralEvent,
    ReferralSending,
    ReferralStatus,
)
from commissioning.referrals.queries import is_not_taken_back
from directory.places.models import Court


@dataclass(frozen=True, slots=True)
class GroupOfCase:
    """The place that a referral has now; `public_id` is the booking's. `last_day` of the group,
    None where nobody said for how long it meets."""

    public_id: uuid.UUID
    starts_on: dt.date
    last_day: dt.date | None = None

    def outlasts(self, ends_on: dt.date | None) -> bool:
        """The group goes on after that day."""
        return ends_on is not None and self.last_day is not None and ends_on < self.last_day


def sendings(session: Session, ids: Collection[int]) -> dict[int, ReferralSending]:
    rows = session.scalars(select(ReferralSending).where(ReferralSending.referral_id.in_(ids)))
    return {row.referral_id: row for row in rows}


def details_received(session: Session, ids: Collection[int]) -> dict[int, dt.date]:
    of = DetailsReceived
    rows = session.execute(select(of.referral_id, of.on_date).where(of.referral_id.in_(ids)))
    return dict(rows.all())


def due_moves(session: Session, ids: Collection[int], *, today: dt.date) -> dict[int, OpenMove]:
    """Whose turn each open one is, whatever happened since that was kept."""
    return {one.referral_id: one for one in open_moves(session, Referral.id.in_(ids), today=today)}


def declines(session: Session, ids: Collection[int]) -> dict[int, ReferralDecline]:
    """Of those that stand declined the newest, where one was corrected and said again."""
    of = ReferralDecline
    rows = session.scalars(
        select(of)
        .join(Referral, Referral.id == of.referral_id)
        .where(
            of.referral_id.in_(ids),
            Referral.status == ReferralStatus.DECLINED,
            is_not_taken_back(of.event_id),
        )
        .order_by(of.event_id)
    )
    return {row.referral_id: row for row in rows}


def places_booked(session: Session, ids: Collection[int]) -> dict[int, GroupOfCase]:
    """The group in which each has a place now, by its start as it is said today, or by the session
    from which they join it."""
    rows = session.execute(
        select(
            Booking.referral_id,
            Booking.public_id,
            Group.id,
            Group.planned_start,
            Booking.joined_on,
            Group.line_id,
        )
        .join(Group, Group.id == Booking.group_id)
        .where(Booking.referral_id.in_(ids), Booking.left_on.is_(None))
        .order_by(Booking.id)
    ).all()
    stated = session.execute(
        select(GroupStatement.group_id, GroupStatement.current_start)
        .where(GroupStatement.group_id.in_([group_id for _, _, group_id, *_ in rows]))
        .order_by(GroupStatement.recorded_at, GroupStatement.id)
    )
    said = dict(stated.all())
    weeks = {key: rule_and_length(session, key).weeks for key in {row.line_id for row in rows}}
    found = {}
    for key, public_id, group_id, planned, joined_on, line_id in rows:
        start = said.get(group_id, planned)
        last_day = last_day_of(start, weeks[line_id])
        found[key] = GroupOfCase(public_id, max(start, joined_on), last_day)
    return found


def lines_ever(session: Session, rows: Sequence[Referral]) -> dict[int, str]:
    """Of the queues on which any of them ever stood."""
    moved = select(ReferralEvent.to_line_id).where(
        ReferralEvent.referral_id.in_([row.id for row in rows]),
        ReferralEvent.to_line_id.is_not(None),
    )
    first = [row.first_line_id or row.line_id for row in rows]
    ever = or_(Line.id.in_(first), Line.id.in_(moved))
    return dict(session.execute(select(Line.id, Line.name).where(ever)).all())


def courts_named(session: Session, rows: Sequence[Referral]) -> dict[int, str]:
    ids = {row.court_id for row in rows if row.court_id is not None}
    return dict(session.execute(select(Court.id, Court.name).where(Court.id.in_(ids))).all())
