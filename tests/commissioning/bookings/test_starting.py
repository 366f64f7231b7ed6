"""Whoever has a place in a group starts with it, whoever tells of the start."""

from __future__ import annotations

import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.errors import StartsWithGroup
from commissioning.bookings.starting import refuse_start_before_group
from commissioning.lines.models import Line
from commissioning.moves.acting import InboxAct, InboxChange, SeenRow, act_on_referrals
from commissioning.moves.errors import ActsRefused
from commissioning.moves.queries import open_moves
from commissioning.referrals.folding import Happened
from commissioning.referrals.kinds import EventKind, ReferralStatus
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

GROUP_STARTS = 10


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.mark.parametrize(
    ("kind", "on", "is_refused"),
    [
        (EventKind.STARTED, 0, True),
        (EventKind.STARTED, GROUP_STARTS - 1, True),
        (EventKind.STARTED, GROUP_STARTS, False),
        (EventKind.STARTED, GROUP_STARTS + 7, False),
        (EventKind.WITHDRAWN, 0, False),
    ],
)
def test_a_start_is_refused_before_the_day_of_the_group(
    session: Session, line: Line, kind: EventKind, on: int, is_refused: bool
) -> None:
    referral = wait_for(session, line)
    booking = book(session, make_group(session, line, start=GROUP_STARTS), referral)
    told = Happened(kind, day(on))
    if is_refused:
        with pytest.raises(StartsWithGroup, match="12 March 2027, and starts with it"):
            refuse_start_before_group(session, referral, told)
        give_up_place(session, booking, by=actor(session), at=NOW)
    refuse_start_before_group(session, referral, told)


def test_an_inbox_refuses_it_of_many_and_the_place_stays(session: Session, line: Line) -> None:
    booked, other = wait_for(session, line), wait_for(session, line)
    book(session, make_group(session, line, start=GROUP_STARTS), booked)
    seen = {one.referral_id: one.seen for one in open_moves(session, true(), today=TODAY)}
    rows = [SeenRow(one.public_id, seen[one.id]) for one in (booked, other)]
    change = InboxChange(InboxAct.START, TODAY)
    with pytest.raises(ActsRefused) as refused:
        act_on_referrals(session, rows, change, such=true(), by=actor(session), at=NOW)
    assert [type(one.refusal) for one in refused.value.refused] == [StartsWithGroup]
    assert booked.status is ReferralStatus.WAITING
