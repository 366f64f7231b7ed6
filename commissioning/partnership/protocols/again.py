"""Whether a form that somebody sent is one that they have sent already: then it is the same act.

| what is sent | it was sent already where |
|---|---|
| a new agreement | the one of its reference says just that, and they added it today |
| a change | it was written before the last change, and what it says stands |
| a renewal, an end | it was written before the last change, which was theirs and this |
| a signature | of that party by that post on that day one is recorded |
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.protocols.models import (
    ProtocolReview,
    ProtocolSignature,
    SharingProtocol,
)
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.models import Person


def was_last(protocol: SharingProtocol, based_on: int) -> bool:
    """One change came after the form was written."""
    return protocol.version == based_on + 1


def renewed_so(session: Session, protocol: SharingProtocol, review_on: dt.date, by: Person) -> bool:
    last = session.scalars(
        select(ProtocolReview)
        .where(ProtocolReview.protocol_id == protocol.id)
        .order_by(ProtocolReview.recorded_at.desc(), ProtocolReview.id.desc())
        .limit(1)
    ).one()
    return last.review_on == review_on and last.recorded_by_id == by.id


def ended_so(
    session: Session,
    protocol: SharingProtocol,
    ended_on: dt.date,
    successor_id: int | None,
    by: Person,
) -> bool:
    told = (protocol.ended_on, protocol.replaced_by_id) == (ended_on, successor_id)
    return told and _last_by(session, protocol, Act.PROTOCOL_END) == by.id


def signature_so(
    session: Session, party_id: int, post: str, signed_on: dt.date
) -> ProtocolSignature | None:
    return session.scalars(
        select(ProtocolSignature)
        .where(
            ProtocolSignature.party_id == party_id, ProtocolSignature.post == post,
            ProtocolSignature.signed_on == signed_on,
        )
        .limit(1)
    ).first()  # fmt: skip


def _last_by(session: Session, protocol: SharingProtocol, act: Act) -> int | None:
    return session.scalar(
        select(AuditRow.by_id)
        .where(
            AuditRow.subject_kind == protocol.__tablename__, AuditRow.subject_id == protocol.id,
            AuditRow.act == act.value,
        )
        .order_by(AuditRow.id.desc())
        .limit(1)
    )  # fmt: skip
