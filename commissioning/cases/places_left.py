"""Places that somebody had and has no more: when each was booked, when and by whom it ended."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.kinds import LeftReason
from commissioning.bookings.models import Booking, TurnProof
from commissioning.calendar import ONE_DAY
from commissioning.referrals.models import Referral
from directory.accounts.models import Membership, Organisation
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.clock import local_date


class PlaceLeft(NamedTuple):
    """`public_id` is the booking's. `freed_on`: of a referral that ended once it had begun the last
    day on its register. `by`: bodies of whoever recorded it; "" where it has none.
    """

    public_id: uuid.UUID
    booked_on: dt.date
    freed_on: dt.date
    reason: LeftReason
    by: str
    has_proof: bool


def places_left(session: Session, ids: Collection[int]) -> dict[int, list[PlaceLeft]]:
    """By referral, in the order in which they were booked."""
    rows = session.execute(
        select(Booking, Referral.started_on, TurnProof.id)
        .join(Referral, Referral.id == Booking.referral_id)
        .outerjoin(TurnProof, TurnProof.booking_id == Booking.id)
        .where(Booking.referral_id.in_(ids), Booking.left_on.is_not(None))
        .order_by(Booking.booked_at, Booking.id)
    ).all()
    by = _recorded_by(session, [booking.id for booking, *_ in rows])
    found: defaultdict[int, list[PlaceLeft]] = defaultdict(list)
    for booking, started_on, proof_id in rows:
        if booking.left_on is not None and booking.left_reason is not None:
            one = PlaceLeft(
                booking.public_id, local_date(booking.booked_at),
                _freed_on(booking, booking.left_on, started_on), booking.left_reason,
                by.get(booking.id, ""), proof_id is not None,
            )  # fmt: skip
            found[booking.referral_id].append(one)
    return dict(found)


def _freed_on(booking: Booking, left_on: dt.date, started_on: dt.date | None) -> dt.date:
    """A membership is half-open: whoever had begun belongs on the day on which it ends."""
    has_ended = booking.left_reason is LeftReason.REFERRAL_ENDED and started_on is not None
    return left_on - ONE_DAY if has_ended and left_on > booking.joined_on else left_on


def _recorded_by(session: Session, booking_ids: Sequence[int]) -> dict[int, str]:
    """The bodies of which whoever gave it up was a member at that moment."""
    if not booking_ids:
        return {}
    rows = session.execute(
        select(AuditRow.subject_id, AuditRow.happened_at, Membership, Organisation.name)
        .join(Membership, Membership.person_id == AuditRow.by_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            AuditRow.act == Act.PLACE_GIVE_UP.value,
            AuditRow.subject_kind == Booking.__tablename__,
            AuditRow.subject_id.in_(booking_ids),
        )
        .order_by(AuditRow.id, Organisation.name)
    ).all()
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for key, at, member, name in rows:
        if member.begun_at <= at and (member.ended_at is None or at < member.ended_at):
            found[key or 0][name] = None
    return {key: ", ".join(names) for key, names in found.items()}
