"""Which places, cases and proofs somebody may ask about.

An officer asks about homes in their areas and about whom their team sent, a provider about cases of
its own services, a commissioner about lines that it buys. What is another's is not there.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from commissioning.bookings.case_asked import of_queue_first
from commissioning.bookings.models import Booking, Hold, TurnKey, TurnProof, TurnProofRow
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral, ReferralCase
from commissioning.referrals.whose_cases import CaseReader, may_give_a_place
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.clock import local_date
from directory.errors import NotKnown
from directory.services.models import Service
from directory.services.sight import is_own
from directory.sight import Looker, Sight


def booking_within(
    session: Session, booking_id: uuid.UUID, *, reader: CaseReader, sight: Sight | None
) -> Booking | None:
    """`sight` None: only of somebody to whom the reader gives a place."""
    return session.scalar(
        select(Booking)
        .join(Referral, Referral.id == Booking.referral_id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Booking.public_id == booking_id, _may_ask_about(reader, sight))
    )


def case_within(
    session: Session, reference: str, *, group_id: int, reader: CaseReader, sight: Sight
) -> Referral | None:
    """A commissioner reads no reference, and asks about none."""
    if sight.looker is Looker.COMMISSIONER:
        return None
    return session.scalar(
        select(Referral)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(_is_called(reference, group_id), _may_ask_about(reader, sight))
        .order_by(*of_queue_first(group_id))
        .limit(1)
    )


def _is_called(reference: str, group_id: int) -> ColumnElement[bool]:
    """Of those who waited when a place of the group was given, whatever the case of its letters."""
    waited = (
        select(TurnKey.referral_id)
        .join(TurnProofRow, TurnProofRow.key == TurnKey.key)
        .join(TurnProof, TurnProof.id == TurnProofRow.proof_id)
        .where(TurnProof.group_id == group_id)
    )
    folded = reference.lower()
    told = select(ReferralCase.referral_id).where(
        func.lower(ReferralCase.reference) == folded, ReferralCase.referral_id.in_(waited)
    )
    is_so = or_(func.lower(Referral.reference) == folded, Referral.id.in_(told))
    return and_(Referral.id.in_(waited), is_so)


def proof_of_booking(session: Session, booking_id: uuid.UUID) -> tuple[Booking, TurnProof]:
    """Raises `NotKnown`."""
    found = session.execute(
        select(Booking, TurnProof)
        .join(TurnProof, TurnProof.booking_id == Booking.id)
        .where(Booking.public_id == booking_id)
    ).first()
    if found is None:
        raise NotKnown("place", booking_id)
    return found.Booking, found.TurnProof


def sealed_digest(session: Session, booking: Booking) -> str | None:
    """What the record of changes says of the proof; None: nothing."""
    told = session.scalar(
        select(AuditRow.after).where(
            AuditRow.act == Act.PLACE_BOOK.value,
            AuditRow.subject_kind == Booking.__tablename__,
            AuditRow.subject_id == booking.id,
        )
    )
    return None if told is None else str(told.get("proof"))


def held_day(session: Session, booking: Booking) -> dt.date | None:
    """The day on which its place was held before sentence; None: it came from no hold."""
    held_at = session.scalar(select(Hold.held_at).where(Hold.booking_id == booking.id))
    return None if held_at is None else local_date(held_at)


def title_of(session: Session, booking: Booking) -> str:
    """Of the service whose group it is."""
    line = session.scalars(
        select(Line)
        .join(Group, Group.line_id == Line.id)
        .where(Group.id == booking.group_id)
        .options(joinedload(Line.service).joinedload(Service.published))
    ).one()
    return line.name if line.service.published is None else line.service.published.title


def _may_ask_about(reader: CaseReader, sight: Sight | None) -> ColumnElement[bool]:
    if sight is not None and not reader.is_officer:
        return is_own(sight)
    return may_give_a_place(reader)
