"""A working party that has begun is joined from its next session on, while a place is free."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.errors import GroupFull, GroupNotOpen, StartsWithGroup
from commissioning.bookings.models import Booking
from commissioning.bookings.starting import refuse_start_before_group
from commissioning.cases.beside_cases import places_booked
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.moves.keeping import keep_moves
from commissioning.moves.queries import of_line, open_moves
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind
from commissioning.registers.joining import book_or_join, parties_under_way
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.queries import register_of, sessions_of
from commissioning.registers.session_plan import SessionTemplate
from commissioning.unpaid_work.hours import HoursTold
from directory.delivery import DeliveryKind
from tests.makers.bookings import wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.groups import make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

WORK = DeliveryKind.UNPAID_WORK
WEEKLY = SessionTemplate(6, (2,), dt.time(9))


def party(session: Session, *, places: int = 3, kind: DeliveryKind = WORK) -> tuple[Line, Group]:
    """Six Tuesdays of which one is over: the second is today at 9, half an hour ago."""
    line = make_bare_line(session, kind)
    begun = make_group(session, line, start=day(-7), places=places, template=WEEKLY, at=moment(-20))
    return line, begun


def test_whoever_joins_belongs_from_the_next_session_on(session: Session) -> None:
    line, group = party(session)
    seat(session, group, on=-10)
    before = sessions_of(session, group.id)[0]
    whole = [MarkTold(one.booking.public_id, MarkOutcome.ATTENDED, hours=HoursTold(420))
             for one in register_of(session, before)]  # fmt: skip
    save_register(session, before, whole, by=actor(session), at=moment(-7, 17))
    [told] = parties_under_way(session, line.id, at=NOW)
    assert (told.starts_on, told.places.left) == (day(7), 2)
    new = wait_for(session, line)
    for _ in range(2):
        booking = book_or_join(
            session, group, new, request_id="once", by=actor(session), at=NOW
        )  # fmt: skip
    assert (booking.joined_on, group.booked) == (day(7), 2)
    on_register = [len(register_of(session, one)) for one in sessions_of(session, group.id)]
    assert on_register == [1, 1, 2, 2, 2, 2]
    assert places_booked(session, [new.id])[new.id].starts_on == day(7)
    keep_moves(session, [new.id], at=NOW)
    [move] = [one for one in open_moves(session, of_line(line.id), today=TODAY)
              if one.referral_id == new.id]  # fmt: skip
    assert (move.stage, move.due_on) == ("to_start", day(7))


@pytest.mark.parametrize(
    ("places", "kind", "at", "refusal"),
    [
        (1, WORK, NOW, GroupFull),  # nobody's place is taken
        (3, DeliveryKind.CLOSED_GROUP, NOW, GroupNotOpen),  # a programme is not joined half way
        (3, WORK, moment(60), GroupNotOpen),  # its last session is over
    ],
)
def test_nobody_joins_otherwise(
    session: Session, places: int, kind: DeliveryKind, at: dt.datetime, refusal: type[Exception]
) -> None:
    line, group = party(session, places=places, kind=kind)
    seat(session, group, on=-10)
    shown = parties_under_way(session, line.id, at=at)
    assert [one.places.left for one in shown] == ([0] if places == 1 else [])
    new = wait_for(session, line)
    with pytest.raises(refusal):
        book_or_join(session, group, new, request_id="once", by=actor(session), at=at)
    assert len(session.scalars(select(Booking)).all()) == 1


def test_today_is_joined_until_it_begins(session: Session) -> None:
    line, _ = party(session)
    eight = NOW.replace(hour=8)
    assert [one.starts_on for one in parties_under_way(session, line.id, at=eight)] == [TODAY]


@pytest.mark.parametrize(("on", "is_refused"), [(0, True), (6, True), (7, False)])
def test_nobody_starts_before_the_session_they_join(
    session: Session, on: int, is_refused: bool
) -> None:
    """Booked on the 2nd from the session on the 9th; the party itself began in February."""
    line, group = party(session)
    new = wait_for(session, line)
    book_or_join(session, group, new, request_id="once", by=actor(session), at=NOW)
    told = Happened(EventKind.STARTED, day(on))
    if is_refused:
        with pytest.raises(StartsWithGroup, match="9 March 2027"):
            refuse_start_before_group(session, new, told)
    else:
        refuse_start_before_group(session, new, told)
