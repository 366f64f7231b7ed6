"""What a provider's inbox ends leaves the register after the day on which it ended."""

from __future__ import annotations

from sqlalchemy.orm import Session

from commissioning.moves.acting import InboxAct, InboxChange
from commissioning.referrals.kinds import EventKind
from tests.commissioning.bookings.test_lock_order import locks_taken, out_of_order
from tests.commissioning.moves.test_acting import act, shown
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_bare_line
from tests.makers.referrals import happen


def test_who_completed_belongs_to_the_group_no_more(session: Session) -> None:
    line = make_bare_line(session)
    group = make_group(session, line, places=1)
    person = wait_for(session, line)
    booking = book(session, group, person)
    happen(session, person, EventKind.STARTED, on=0, told=NOW)
    session.commit()
    rows = shown(session, person)
    complete = InboxChange(InboxAct.COMPLETE, TODAY)
    with locks_taken(session) as taken:
        assert act(session, rows, complete) == 1
    session.expire_all()
    assert (booking.left_on, group.booked) == (day(1), 0)
    assert out_of_order(taken) == []
