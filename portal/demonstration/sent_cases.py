"""A few people sent to a queue of the fictional provider, as its demonstrations need them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from commissioning.demonstration.wish import morning_of
from commissioning.lines.models import Line
from commissioning.moves.acting import receive_details
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import Basis, EventKind, Party
from commissioning.referrals.models import Referral
from commissioning.referrals.saying import say
from commissioning.referrals.sending import NewReferral, SendingOfficer, send_referral
from directory.clock import local_date
from portal.demonstration.things_to_do import Cast

NAMESPACE: Final = uuid.UUID("7c0f7a3e-5f0c-4a55-9d0c-2b8f3c1de6a4")
ACCEPTED_AFTER: Final = 3
ASSESSED_AFTER: Final = 7


def days_before(at: dt.datetime, days: int) -> dt.datetime:
    """A moment of the day so many before, whatever the clock on the wall did since."""
    return morning_of(local_date(at) - dt.timedelta(days=days))


@dataclass(frozen=True, slots=True)
class WaitsForPlace:
    """Sent so many days ago, under an order that ends in so many; what kept them since.

    `hours` of unpaid work ordered, where it is that.
    """

    reference: str
    days_ago: int
    order_days: int
    first: str | None = None
    paused_days_ago: int | None = None
    is_new: bool = False
    hours: float | None = None


def send_to_wait(
    session: Session,
    line: Line,
    case: WaitsForPlace,
    cast: Cast,
    sender: SendingOfficer,
    *,
    at: dt.datetime,
) -> Referral:
    """Sent, accepted and assessed in time, so that nothing but a place is missing."""
    sent_at = days_before(at, case.days_ago)
    day = local_date(sent_at)
    new = NewReferral(
        reference=case.reference,
        basis=Basis.COMMUNITY_ORDER,
        home=cast.area,
        sentenced_on=day - dt.timedelta(days=2),
        order_ends_on=local_date(at) + dt.timedelta(days=case.order_days),
        priority_reason=case.first,
        requirement=None if case.hours is None else "unpaid_work",
        hours_ordered=case.hours,
    )
    request_id = uuid.uuid5(NAMESPACE, f"{case.reference} {line.external_id}")
    referral = send_referral(session, line, new, sender=sender, request_id=request_id, at=sent_at)
    receive_details(session, referral, on_date=day, by=cast.administrator, at=sent_at)
    if not case.is_new:
        _get_ready(session, referral, cast, sent_at)
    if case.paused_days_ago is not None:
        when = days_before(at, case.paused_days_ago)
        paused = Happened(EventKind.PAUSED, local_date(when), reason="custody")
        say(session, referral, paused, party=Party.OFFICER, by=sender.person, at=when)
    return referral


def _get_ready(session: Session, referral: Referral, cast: Cast, sent_at: dt.datetime) -> None:
    steps = (
        (EventKind.ACCEPTED, ACCEPTED_AFTER),
        (EventKind.ASSESSMENT_ARRANGED, ACCEPTED_AFTER),
        (EventKind.ASSESSMENT_ATTENDED, ASSESSED_AFTER),
        (EventKind.READY, ASSESSED_AFTER),
    )
    for kind, days_later in steps:
        when = sent_at + dt.timedelta(days=days_later)
        happened = Happened(kind, local_date(when))
        say(session, referral, happened, party=Party.PROVIDER, by=cast.administrator, at=when)
