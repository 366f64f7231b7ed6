"""Down the order by telephone: who is next, each answer once, nobody over another's head."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.calling import call_sheet, is_by_telephone, record_call
from commissioning.bookings.errors import (
    GroupNotOpen,
    NotNextToRing,
    NotTheirTurn,
    OffersByThemselves,
    PausedNow,
    PlaceRefused,
    RequestUsed,
)
from commissioning.bookings.kinds import GivenBy, OfferAnswer, TurnStanding
from commissioning.bookings.models import Booking, PlaceOffer, TurnKey, TurnProof
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import record_event
from tests.makers.bookings import make_group, wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

YES, NO, NOBODY = OfferAnswer.ACCEPTED, OfferAnswer.REFUSED, OfferAnswer.NOT_REACHED

_requests = itertools.count(1)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.fixture
def group(session: Session, line: Line) -> Group:
    """Begins on Thursday: today is the second working day before it."""
    return make_group(session, line, places=1, start=2)


def people(session: Session, line: Line, number: int) -> list[Referral]:
    return [wait_for(session, line, since=-40 + one) for one in range(number)]


def call(
    session: Session,
    group: Group,
    referral: Referral,
    answer: OfferAnswer,
    *,
    request: str = "",
    seen: int | None = None,
) -> Booking | None:
    return record_call(
        session, group, referral, answer=answer, request_id=request or f"c-{next(_requests)}",
        by=actor(session), at=NOW, seen=seen,
    )  # fmt: skip


def following(session: Session, group: Group) -> int | None:
    ring = call_sheet(session, group, at=NOW).next
    return None if ring is None else ring.referral_id


@pytest.mark.parametrize(
    ("start", "is_rung"),
    [
        (6, False),  # Monday 8 March: three working days lie between, today an offer can go out
        (3, True),  # Friday: Thursday and Wednesday before it; today is the last day of offers
        (2, True),
        (0, True),  # on the very day
        (-1, False),  # begun
        (1200, True),  # nobody has published the holidays of that year
    ],
)
def test_from_when_on_it_is_the_telephone(start: int, is_rung: bool) -> None:
    assert is_by_telephone(day(start), today=TODAY) is is_rung


def test_each_answer_moves_to_the_next(session: Session, line: Line, group: Group) -> None:
    first, second, third = people(session, line, 3)
    assert following(session, group) == first.id
    call(session, group, first, NO)
    assert following(session, group) == second.id
    call(session, group, second, NOBODY)
    assert following(session, group) == third.id
    call(session, group, third, NOBODY)
    assert following(session, group) == second.id  # again, for nobody is in turn any more
    call(session, group, second, NOBODY)
    assert following(session, group) == third.id  # rung once, the other twice
    booking = call(session, group, third, YES)
    assert booking is not None
    assert following(session, group) is None
    sheet = call_sheet(session, group, at=NOW)
    assert [one.answer for one in sheet.calls] == [YES, NOBODY, NOBODY, NOBODY, NO]
    assert sheet.places.left == 0
    proof = session.scalars(select(TurnProof).where(TurnProof.booking_id == booking.id)).one()
    assert proof.given_by is GivenBy.TELEPHONE


def test_a_second_click_records_once(session: Session, line: Line, group: Group) -> None:
    first, second = people(session, line, 2)
    for _ in range(2):
        assert call(session, group, first, NOBODY, request="r-1") is None
    bookings = [call(session, group, second, YES, request="r-2") for _ in range(2)]
    assert bookings[0] is not None
    assert bookings[0] is bookings[1]
    assert session.scalar(select(func.count()).select_from(PlaceOffer)) == 2
    with pytest.raises(RequestUsed):
        call(session, group, second, NOBODY, request="r-1")


def test_two_at_once_record_nothing_over_each_other(
    session: Session, line: Line, group: Group
) -> None:
    """Both had the first before them, after no call."""
    first, second = people(session, line, 2)
    call(session, group, first, NO, seen=0)
    for answer in (YES, NO, NOBODY):
        with pytest.raises(NotNextToRing):
            call(session, group, first, answer, seen=0)
    call(session, group, second, NOBODY, seen=1)
    with pytest.raises(NotNextToRing):
        call(session, group, second, NOBODY, seen=1)
    assert session.scalar(select(func.count()).select_from(PlaceOffer)) == 2


def test_who_said_no_is_not_asked_into_it_by_an_old_page(
    session: Session, line: Line, group: Group
) -> None:
    [only] = people(session, line, 1)
    call(session, group, only, NO)
    with pytest.raises(NotNextToRing):
        call(session, group, only, YES)
    assert following(session, group) is None
    assert call_sheet(session, group, at=NOW).standings == {TurnStanding.REFUSED_HERE: 1}


def test_refusals(session: Session, line: Line, group: Group) -> None:
    first, second = people(session, line, 2)
    with pytest.raises(NotTheirTurn, match="1 person waits before them"):
        call(session, group, second, YES)
    with pytest.raises(PlaceRefused, match="Choose what was said"):
        call(session, group, first, OfferAnswer.PASSED_ON)
    later = make_group(session, line, start=28)
    with pytest.raises(OffersByThemselves):
        call(session, later, first, YES)
    sheet = call_sheet(session, later, at=NOW)
    assert (sheet.next, sheet.offered_until is not None) == (None, True)
    begun = make_group(session, line, start=-1)
    with pytest.raises(GroupNotOpen):
        call(session, begun, first, YES)
    assert call_sheet(session, begun, at=NOW).starts_on is None
    record_event(
        session, first, kind=EventKind.PAUSED, on_date=TODAY, reason="illness", by=actor(session),
        at=NOW,
    )  # fmt: skip
    with pytest.raises(PausedNow):
        call(session, group, first, YES)
    assert following(session, group) == second.id  # the turn is kept, and nobody rings


def test_a_page_keeps_nothing(session: Session, line: Line, group: Group) -> None:
    first, _ = people(session, line, 2)
    assert following(session, group) == first.id
    assert session.scalar(select(func.count()).select_from(TurnKey)) == 0
    call_sheet(session, group, at=NOW, makes_keys=True)
    assert session.scalar(select(func.count()).select_from(TurnKey)) == 2


def test_nobody_is_rung_for_a_place_that_is_held(
    session: Session, line: Line, group: Group
) -> None:
    [only] = people(session, line, 1)
    session.add(
        PlaceOffer(group_id=group.id, referral_id=only.id, offered_at=moment(-2), answer_by=TODAY)
    )
    session.flush()
    sheet = call_sheet(session, group, at=NOW)
    assert (sheet.places.left, sheet.next) == (0, None)  # offered until this evening
