"""Groups with places, people who wait for them, and the requests that book."""

from __future__ import annotations

import datetime as dt
import itertools

from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place
from commissioning.bookings.models import Booking
from commissioning.groups.models import Group
from commissioning.groups.publishing import publish_group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.recording import receive_referral, record_event
from directory.clock import local_date
from tests.makers.days import NOW, day, moment
from tests.makers.people import actor
from tests.makers.referrals import happen

_numbers = itertools.count(1)

START = 28
"""Days from today to the start of a group."""


def make_group(session: Session, line: Line, *, places: int = 2, start: int = START) -> Group:
    return publish_group(
        session,
        line,
        external_id=f"group-{next(_numbers)}",
        planned_start=day(start),
        places=places,
        by=actor(session),
        at=NOW,
    )


def wait_for(
    session: Session,
    line: Line,
    *,
    since: int = -30,
    basis: Basis = Basis.COMMUNITY_ORDER,
    is_priority: bool = False,
    order_ends: int | None = None,
    reference: str = "",
    is_accepted: bool = True,
) -> Referral:
    """Numbers are days from today; accepted on the day on which they were received."""
    number = next(_numbers)
    referral = receive_referral(
        session,
        line,
        reference=reference or f"B-{number:06}",
        basis=basis,
        sentenced_on=day(since) if basis.is_requirement else None,
        received_on=day(since),
        is_priority=is_priority,
        by=actor(session),
        at=NOW if since == 0 else moment(since, 12),
    )
    if order_ends is not None:
        session.add(
            ReferralParticulars(
                referral_id=referral.id,
                order_ends_on=day(order_ends),
                recorded_at=NOW,
                recorded_by_id=actor(session).id,
            )
        )
        session.flush()
    if is_accepted:
        told = NOW if since == 0 else None
        happen(session, referral, EventKind.ACCEPTED, on=since, told=told)
    return referral


def book(
    session: Session, group: Group, referral: Referral, *, at: dt.datetime = NOW, request: str = ""
) -> Booking:
    request = request or f"request-{next(_numbers)}"
    return book_place(session, group, referral, request_id=request, by=actor(session), at=at)


def publish_soon(
    session: Session, line: Line, *, external_id: str, places: int, at: dt.datetime
) -> Group:
    """A group that starts 60 days from a moment of the machine's own clock."""
    return publish_group(
        session,
        line,
        external_id=external_id,
        planned_start=local_date(at) + dt.timedelta(days=60),
        places=places,
        by=actor(session),
        at=at,
    )


def wait_now(
    session: Session, line: Line, *, reference: str, days: int, at: dt.datetime
) -> Referral:
    """Somebody accepted who has waited so many days at a moment of the machine's own clock."""
    received = local_date(at) - dt.timedelta(days=days)
    referral = receive_referral(
        session,
        line,
        reference=reference,
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=received,
        received_on=received,
        by=actor(session),
        at=at,
    )
    return record_event(
        session,
        referral,
        kind=EventKind.ACCEPTED,
        on_date=received,
        by=actor(session),
        at=at,
    )
