"""Hours of unpaid work as their officer reads them, on the case and on the list of orders."""

from __future__ import annotations

import datetime as dt
import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.queries import sessions_of
from commissioning.registers.session_plan import SessionTemplate
from commissioning.unpaid_work.hours import HOUR, HoursTold
from tests.makers.bookings import wait_for
from tests.makers.days import TODAY, moment
from tests.makers.groups import make_group, seat
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.makers.scene import Scene
from tests.portal.cases.test_cases import WORK, officer
from tests.portal.finding.conftest import text_of

START = TODAY - dt.timedelta(days=21)
FAR = HoursTold(6 * HOUR, 150, "no_nearer_work")


def test_hours_ordered_credited_and_left_open_the_sessions(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    """Four Tuesdays: 7 and 6 hours with an hour and a half of travel, two without coming."""
    template = SessionTemplate(8, (2,), dt.time(9))
    group = make_group(session, scene.lines[WORK], start=START, template=template, at=moment(-40))
    booking = seat(session, group, on=-30)
    referral = session.get_one(Referral, booking.referral_id)
    referral.hours_ordered, referral.home_local_delivery_unit_id = 60, scene.home.id
    told = (HoursTold(7 * HOUR), None, FAR, None)
    for one, hours in zip(sessions_of(session, group.id), told, strict=False):
        outcome = MarkOutcome.ATTENDED if hours else MarkOutcome.ACCEPTABLE_ABSENCE
        day = (one.on_date - TODAY).days
        mark = MarkTold(booking.public_id, outcome, hours=hours)
        save_register(session, one, [mark], by=actor(session), at=moment(day, 8))
    happen(session, referral, EventKind.ATTENDED, on=-1)
    key = referral.public_id
    session.commit()
    ada = officer(visitor, session, scene)
    page = ada.get(f"/cases/{key}").text
    said = text_of(page)
    # 14.5 hours in four weeks, 45.5 left: 12.55 weeks, so 13 from 2 March.
    assert "Hours ordered 60 hours Hours credited 14.5 hours Hours left 45.5 hours" in said
    assert "Likely last day 1 June 2027" in said
    assert page.count(f'href="#hours-{key}"') == 4
    assert "6 1.5 No suitable work was to be had nearer home 7.5" in said
    assert "No hour is taken off for compliance: from which day section 37" in said
    listed = text_of(ada.get("/desk/order-expiry").text)
    assert "45.5 1 Jun 2027 own sessions" in listed


def test_somebody_joins_a_party_that_has_begun_from_the_page_of_their_case(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    template = SessionTemplate(8, (2,), dt.time(9))
    make_group(session, scene.lines[WORK], start=START, template=template, at=moment(-40))
    referral = wait_for(session, scene.lines[WORK], since=-9)
    referral.home_local_delivery_unit_id = scene.home.id
    path = f"/cases/{referral.public_id}/place"
    session.commit()
    ada = officer(visitor, session, scene)
    page = ada.get(path).text
    assert "Under way, from its session on 9 March 2027: 6 of 6 places left, 0 booked" in page
    group = re.findall(r'name="group" type="radio" value="([^"]+)"', page) or re.findall(
        r'type="radio"[^>]*name="group"[^>]*value="([^"]+)"', page
    )
    form = {"group": group[0], "request_id": "0" * 32}
    assert [ada.post(path, form).status_code for _ in range(2)] == [303, 303]
    assert "Place booked 9 March 2027" in text_of(ada.get(path.removesuffix("/place")).text)
