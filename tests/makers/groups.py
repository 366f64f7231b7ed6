"""Groups with sessions, and people who are booked on them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.registers.models import GroupSession
from commissioning.registers.planning import new_group
from commissioning.registers.queries import sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import happen, refer

_numbers = itertools.count(1)

TUESDAYS = SessionTemplate(4, (2,), dt.time(18))
FIRST_TUESDAY = dt.date(2027, 3, 9)
"""A week after `NOW`; the clocks change on the 28th, Easter Monday is the 29th."""


def make_group(
    session: Session,
    line: Line,
    *,
    start: dt.date = FIRST_TUESDAY,
    places: int = 6,
    template: SessionTemplate = TUESDAYS,
    minimum: MinimumToRun | None = None,
    at: dt.datetime = NOW,
) -> Group:
    return new_group(
        session,
        line,
        external_id=f"G-{next(_numbers)}",
        start=start,
        places=places,
        template=template,
        minimum=minimum or MinimumToRun(None, 14),
        by=actor(session),
        at=at,
    )


def seat(session: Session, group: Group, *, on: int = -3, **facts: Any) -> Booking:
    """Somebody referred to the group's line, ready, and booked on the group."""
    line = session.get_one(Line, group.line_id)
    referral = refer(session, line, on=on - 5, **facts)
    for kind in (EventKind.ACCEPTED, EventKind.READY):
        happen(session, referral, kind, on=on - 1)
    return book(session, group, referral, on=on)


def book(session: Session, group: Group, referral: Referral, *, on: int = -3) -> Booking:
    happen(session, referral, EventKind.BOOKED, on=on)
    booking = Booking(
        group_id=group.id,
        referral_id=referral.id,
        request_id=f"seat-{next(_numbers)}",
        booked_at=moment(on, 14),
        booked_by_id=actor(session).id,
        joined_on=day(on),
    )
    group.booked += 1
    session.add(booking)
    session.flush()
    return booking


def first_session(session: Session, group: Group) -> GroupSession:
    return sessions_of(session, group.id)[0]
