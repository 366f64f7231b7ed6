"""A withdrawal that a program tells leaves the place to whose turn it is."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.bookings.queries import open_offer
from commissioning.referrals.models import Referral
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import TODAY
from tests.portal.api.conftest import Trust


def test_a_withdrawal_that_was_a_mistake_gives_the_place_back(
    session: Session, trust: Trust
) -> None:
    key = uuid.UUID(trust.refer())
    group = make_group(session, trust.line, places=1)
    book(session, group, session.scalars(select(Referral).where(Referral.public_id == key)).one())
    session.commit()
    trust.tell(str(key), "withdrawn", reason="unsuitable", key="W-1")
    answer = trust.tell(str(key), "assessment_attended", key="W-2", corrects="W-1")
    assert answer.status_code == 201, answer.text
    session.expire_all()
    assert session.scalars(select(Booking)).one().left_on is None
    assert group.booked == 1


def test_a_withdrawal_told_frees_the_place(session: Session, trust: Trust) -> None:
    key = uuid.UUID(trust.refer())
    group = make_group(session, trust.line, places=1)
    book(session, group, session.scalars(select(Referral).where(Referral.public_id == key)).one())
    waits = wait_for(session, trust.line, since=-1)
    session.commit()
    answer = trust.tell(str(key), "withdrawn", reason="unsuitable", key="W-1")
    assert answer.status_code == 201, answer.text
    session.expire_all()
    assert session.scalars(select(Booking)).one().left_on == TODAY
    assert open_offer(session, waits.id, day=TODAY) is not None
    assert trust.tell(str(key), "withdrawn", reason="unsuitable", key="W-1").status_code == 200
