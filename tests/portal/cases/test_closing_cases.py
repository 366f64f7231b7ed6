"""A case that is withdrawn from its page leaves its place to the next."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.referrals.models import Referral
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import TODAY
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import GROUP, officer, sent


def test_a_withdrawn_case_leaves_its_place(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    line = scene.lines[GROUP]
    group = make_group(session, line, places=1)
    key = uuid.UUID(case.rpartition("/")[2])
    booked = session.scalars(select(Referral).where(Referral.public_id == key)).one()
    book(session, group, booked)
    wait_for(session, line, since=-1)
    session.commit()
    told = {
        "what": "withdrawn", "reason": "withdrawn:resentenced", "on_date-day": str(TODAY.day),
        "on_date-month": str(TODAY.month), "on_date-year": str(TODAY.year),
    }  # fmt: skip
    answer = browser.post(f"{case}/record", told)
    assert answer.status_code == 303, answer.text
    session.expire_all()
    assert session.scalars(select(Booking)).one().left_on == TODAY
    [offer] = session.scalars(select(PlaceOffer))
    assert (offer.group_id, offer.referral_id != booked.id) == (group.id, True)
    assert "Place booked" not in browser.get(case).text
