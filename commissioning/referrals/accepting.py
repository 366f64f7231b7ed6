"""Which services have taken somebody on whom an officer looks after.

| the referral | taken on |
|---|---|
| accepted, started or attended at the service, and not over | yes |
| received, ready, offered or booked: the officer's own word | no |
| accepted elsewhere, and passed on to the service since | not before it says so itself |
| declined, withdrawn or ended | no |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.referrals.folding import Happened, counting
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.queries import recorded_events
from directory.people.models import Person

WORD_OF_THE_SERVICE: Final = frozenset({EventKind.ACCEPTED, EventKind.STARTED, EventKind.ATTENDED})
OPEN: Final = (ReferralStatus.WAITING, ReferralStatus.IN_PROGRESS)


def is_taken_on(happened: Iterable[Happened]) -> bool:
    """Of a referral that is not over: by the service on whose queue the person is now.

    Of what happened on the day of a transfer all was at the service before.
    """
    events = list(happened)
    moved = [one.on_date for one in events if one.kind is EventKind.TRANSFERRED]
    return any(
        one.kind in WORD_OF_THE_SERVICE and all(one.on_date > day for day in moved)
        for one in events
    )


def service_has_taken_on(
    session: Session, service_id: int, *, area_ids: Collection[int], sent_by: Person
) -> bool:
    """Somebody who lives in one of the areas, or whom this person referred."""
    rows = session.scalars(
        select(Referral.id)
        .join(Line, Line.id == Referral.line_id)
        .where(Line.service_id == service_id, Referral.status.in_(OPEN))
        .where(_is_theirs(area_ids, sent_by))
        .order_by(Referral.id)
    )
    return any(is_taken_on(counting(recorded_events(session, key))) for key in rows)


def _is_theirs(area_ids: Collection[int], sent_by: Person) -> ColumnElement[bool]:
    sent = select(ReferralEvent.referral_id).where(
        ReferralEvent.kind == EventKind.RECEIVED, ReferralEvent.recorded_by_id == sent_by.id
    )
    return or_(Referral.home_local_delivery_unit_id.in_(area_ids), Referral.id.in_(sent))
