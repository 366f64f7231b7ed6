"""What can be asked of referrals and their events."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from commissioning.referrals.folding import RecordedEvent
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import Referral, ReferralEvent

_MADE_BY_A_COURT: Final = Referral.basis.in_([basis for basis in Basis if basis.is_requirement])

DAY_0: Final[ColumnElement[dt.date]] = case(
    (and_(_MADE_BY_A_COURT, Referral.sentenced_on.is_not(None)), Referral.sentenced_on),
    else_=Referral.received_on,
)
"""The day of sentence for a requirement made by a court, otherwise the day of receipt.

Who is on licence was sentenced long before: that day is none of this wait.
"""


def event_columns() -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns of a `RecordedEvent`, in its order."""
    return tuple(getattr(ReferralEvent, name) for name in RecordedEvent._fields)


def ever_on(line_id: int) -> ColumnElement[bool]:
    """The line received the referral, has the person now, or had them between two transfers."""
    moved = aliased(ReferralEvent)
    return or_(
        Referral.line_id == line_id,
        Referral.first_line_id == line_id,
        Referral.id.in_(select(moved.referral_id).where(moved.to_line_id == line_id)),
    )


def is_not_taken_back(
    event_id: ColumnElement[int] | InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """The event was not corrected by nothing in its place; one that was reworded says it still."""
    taken_back = aliased(ReferralEvent)
    return ~(
        select(taken_back.id)
        .where(taken_back.corrects_id == event_id, taken_back.replacement_kind.is_(None))
        .exists()
    )


def referral_by_reference(session: Session, *, reference: str) -> Referral | None:
    return session.scalar(select(Referral).where(Referral.reference == reference))


def recorded_events(session: Session, referral_id: int) -> list[RecordedEvent]:
    """The same as values for `fold`."""
    session.flush()
    return events_of_locked(session, referral_id)


def events_of_locked(session: Session, referral_id: int) -> list[RecordedEvent]:
    """The same without a flush: nobody adds one to a locked referral but whoever asks."""
    rows = session.connection().execute(_recorded_events(), {"of_referral": referral_id})
    return [RecordedEvent._make(row) for row in rows]


@cache
def _recorded_events() -> Select[*tuple[Any, ...]]:
    of_referral = ReferralEvent.referral_id == bindparam("of_referral")
    return select(*event_columns()).where(of_referral).order_by(ReferralEvent.id)
