"""A case that is withdrawn from its page leaves its place to the next."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.closing import close_seats
from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, moment
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import GROUP, officer, sent
from tests.portal.finding.conftest import text_of


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
    withdrawn = select(ReferralEvent).where(ReferralEvent.kind == EventKind.WITHDRAWN)
    [mistake] = session.scalars(withdrawn).all()
    correct_event(session, mistake, replacement_kind=None, by=actor(session), at=NOW)
    pass_on_offers(session, by=actor(session), at=NOW)
    session.commit()
    page = text_of(browser.get(case).text)
    assert "Place booked" not in page
    assert "The place that it had was not free any more: the turn is kept, and day 0." in page


def test_a_place_freed_by_the_end_is_told_on_days_that_have_come(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    """Whoever completes today is on the register until tonight; the place was freed today."""
    browser = officer(visitor, session, scene)
    case = sent(browser, scene)
    key = uuid.UUID(case.rpartition("/")[2])
    booked = session.scalars(select(Referral).where(Referral.public_id == key)).one()
    booking = book(session, make_group(session, scene.lines[GROUP]), booked)
    booking.booked_at = moment(-3)
    happen(session, booked, EventKind.STARTED, on=0)
    with close_seats(session, [booked.id], EventKind.COMPLETED, by=actor(session), at=NOW):
        happen(session, booked, EventKind.COMPLETED, on=0)
    session.commit()
    page = text_of(browser.get(case).text)
    assert "2 March 2027: The place was freed, as the referral had ended" in page
    assert f"Why this place was given : {GROUP}, 27 February 2027" in page
    assert "3 March 2027" not in page
