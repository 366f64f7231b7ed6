"""How many places and dates nobody had to type: a start, a booking, a stay; a word is typed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.beds.keeping import add_bed
from commissioning.desk.untyped import Untyped, untyped_share
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.groups import first_session, make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor


def test_a_start_in_a_register_is_a_date_that_nobody_typed(session: Session) -> None:
    assert untyped_share(session, today=TODAY) == Untyped(0, 0)
    assert untyped_share(session, today=TODAY).percent is None
    group = make_group(session, make_bare_line(session))
    make_group(session, make_bare_line(session))
    assert untyped_share(session, today=TODAY) == Untyped(2, 0)
    booking = seat(session, group)
    told = [MarkTold(booking.public_id, MarkOutcome.ATTENDED)]
    save_register(session, first_session(session, group), told, by=actor(session), at=moment(7, 20))
    share = untyped_share(session, today=day(7))
    assert (share, share.percent) == (Untyped(2, 1), 50)
    # After 35 days none of it counts any more.
    assert untyped_share(session, today=TODAY + dt.timedelta(days=60)) == Untyped(0, 0)


def test_beds_free_fall_out_of_stays(session: Session) -> None:
    line = make_bare_line(session, DeliveryKind.BED)
    add_bed(session, line, name="1", turnaround_days=0, by=actor(session), at=NOW)
    assert untyped_share(session, today=TODAY) == Untyped(1, 1)
