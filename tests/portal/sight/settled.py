"""Places, groups and offers that are over: what is asked of them again changes nothing.

So a form can be sent to a real record by whoever looks, and every installation stays as it was.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import book_place, leave_group
from commissioning.bookings.holding import hold_place
from commissioning.bookings.kinds import LeftReason, OfferAnswer
from commissioning.bookings.models import PlaceOffer
from commissioning.groups.models import Group
from commissioning.groups.publishing import publish_group
from commissioning.lines.models import Line
from commissioning.moves.models import ReminderSent
from commissioning.moves.silence import SilenceStep
from commissioning.registers.calling_off import call_off_session
from commissioning.registers.cancelling import cancel_group
from commissioning.registers.models import PlannedAbsence
from commissioning.registers.queries import sessions_of
from directory.places.models import LocalDeliveryUnit
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.portal.sight.in_rooms import member_called, next_in_turn

LATER = dt.date(2027, 11, 1)


def settled(session: Session, line: Line, home: LocalDeliveryUnit) -> dict[str, str]:
    """Of the own line; what leads to each of them."""
    groups = session.scalars(select(Group).where(Group.line_id == line.id).order_by(Group.id)).all()
    register = sessions_of(session, groups[0].id)[-1]
    call_off_session(session, register, by=actor(session), at=NOW)
    cancelled = publish_group(
        session, line, external_id="cancelled", planned_start=LATER, places=10,
        by=actor(session), at=NOW,
    )  # fmt: skip
    cancel_group(session, cancelled, by=actor(session), at=NOW)
    return {
        "off_register": str(register.public_id),
        "off_group": str(cancelled.public_id),
        **_places_that_are_over(session, groups[-1], home),
    }


def _places_that_are_over(
    session: Session, group: Group, home: LocalDeliveryUnit
) -> dict[str, str]:
    """Somebody's from home: a place left, an offer refused, days away; and a hold released."""
    case = next_in_turn(session, group)
    case.home_local_delivery_unit_id = home.id
    by = actor(session)
    left = book_place(session, group, case, request_id="left", by=by, at=NOW)
    leave_group(session, left, reason=LeftReason.GAVE_UP, by=by, at=NOW)
    officer = member_called(session, "Ada court officer")
    hold = hold_place(
        session, group, hearing_on=TODAY, organisation=officer.organisation, request_id="over",
        by=officer.person, at=NOW,
    )  # fmt: skip
    hold.released_at = NOW
    offer = PlaceOffer(
        group_id=group.id, referral_id=case.id, offered_at=NOW, answer_by=TODAY, answered_at=NOW,
        answer=OfferAnswer.REFUSED, answered_by_id=by.id,
    )  # fmt: skip
    away = PlannedAbsence(
        referral_id=case.id, from_date=day(-9), to_date=day(-8), recorded_at=NOW,
        recorded_by_id=by.id,
    )  # fmt: skip
    clock = ReminderSent(
        referral_id=case.id, stage="to_answer", counted_from=day(-30), step=SilenceStep.ESCALATED,
        line_id=group.line_id, due_on=day(-20), sent_on=day(-15), sent_at=NOW, told=0,
    )  # fmt: skip
    session.add_all([offer, away, clock])
    session.flush()
    return {
        "left": str(left.public_id),
        "released": str(hold.public_id),
        "answered": str(offer.public_id),
        "away": str(away.public_id),
        "clock": str(clock.public_id),
    }
