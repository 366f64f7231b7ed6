"""A place is given once, in turn, to one person, and given up to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import (
    book_place,
    count_failed_booking,
    give_up_place,
    pass_on_offers,
    raise_places,
)
from commissioning.bookings.calling import record_call
from commissioning.bookings.errors import (
    GroupFull,
    GroupNotOpen,
    HasAPlace,
    NotMorePlaces,
    NotTheirTurn,
    NotWaiting,
    OfferOver,
    OffersByThemselves,
    PausedNow,
    PlaceGone,
    RequestUsed,
    WaitsElsewhere,
)
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.kinds import LeftReason, OfferAnswer
from commissioning.bookings.models import Booking, FailedBooking, PlaceOffer
from commissioning.bookings.offering import answer_offer, offer_places
from commissioning.bookings.queries import open_offer, places_of
from commissioning.groups.models import Group
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.folding import fold
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import recorded_events
from commissioning.referrals.recording import record_event
from directory.acts import Act
from directory.audit.models import AuditRow
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import happen

GAVE_UP_ON = moment(1)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


def places(session: Session, group: Group, at: dt.datetime = NOW) -> GroupPlaces:
    return places_of(session, [group.id], on=at)[group.id]


def state(session: Session, referral_id: int) -> str:
    return fold(recorded_events(session, referral_id)).state


def test_a_place_is_booked_with_its_event_and_its_audit_row(session: Session, line: Line) -> None:
    group, referral = make_group(session, line), wait_for(session, line)
    booking = book(session, group, referral)
    assert (booking.joined_on, booking.left_on) == (TODAY, None)
    assert places(session, group) == GroupPlaces(2, booked=1)
    assert state(session, referral.id) == "booked"
    told = session.scalars(select(AuditRow).where(AuditRow.act == Act.PLACE_BOOK.value)).one()
    assert told.after is not None
    assert set(told.after) == {"group_id", "given_by", "key", "proof"}
    assert session.get_one(LineFigures, line.id).waiting == 1  # a booked start stops no clock


def test_a_place_takes_as_many_statements_however_many_wait(session: Session, line: Line) -> None:
    """Fourteen, of which PostgreSQL copies one, the rows of the proof, without a statement told."""
    group, by = make_group(session, line, places=9), actor(session)
    took = []
    for more in (2, 4):
        first, *_ = [wait_for(session, line, since=-90 + more) for _ in range(more)]
        book(session, group, wait_for(session, line, since=-99))  # all have their keys
        with statements_of(session) as statements:
            book_place(session, group, first, request_id=f"of {more}", by=by, at=NOW)
        took.append(len(statements))
    assert took[0] == took[1] <= 14


@contextmanager
def statements_of(session: Session) -> Iterator[list[str]]:
    told: list[str] = []

    def note(*given: Any) -> None:
        told.append(given[2])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield told
    event.remove(connection, "before_cursor_execute", note)


def test_the_same_request_books_once(session: Session, line: Line) -> None:
    group, referral = make_group(session, line), wait_for(session, line)
    first = book(session, group, referral, request="once")
    assert book(session, group, referral, request="once") is first
    assert places(session, group).booked == 1
    with pytest.raises(RequestUsed):
        book(session, make_group(session, line), referral, request="once")


def test_the_last_place_goes_once_and_nothing_is_half_done(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    first, second = wait_for(session, line, since=-40), wait_for(session, line, since=-20)
    book(session, group, first)
    with pytest.raises(GroupFull, match="the group has 1"):
        book(session, group, second)
    assert state(session, second.id) == "accepted"
    assert session.scalar(select(func.count()).select_from(Booking)) == 1


def test_who_comes_later_waits_for_their_turn(session: Session, line: Line) -> None:
    group = make_group(session, line, places=2)
    first, second, third = (wait_for(session, line, since=-days) for days in (40, 30, 20))
    with pytest.raises(NotTheirTurn, match="2 people wait before them, and 2 places are left"):
        book(session, group, third)
    book(session, group, second)  # two places, and one person before
    book(session, group, first)


def test_priority_comes_first_and_then_whose_order_ends_first(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    wait_for(session, line, since=-60)
    urgent = wait_for(session, line, since=-5, is_priority=True)
    soon = wait_for(session, line, since=-5, is_priority=True, order_ends=200)
    with pytest.raises(NotTheirTurn):
        book(session, group, urgent)
    book(session, group, soon)


def test_refusals_say_what_keeps_somebody_from_a_place(session: Session, line: Line) -> None:
    group, other = make_group(session, line), make_group(session, line)
    elsewhere = wait_for(session, make_bare_line(session))
    booked, paused, gone = (wait_for(session, line, since=-days) for days in (60, 50, 40))
    book(session, group, booked)
    happen(session, gone, EventKind.WITHDRAWN, on=-1)
    record_event(
        session,
        paused,
        kind=EventKind.PAUSED,
        on_date=TODAY,
        reason="illness",
        by=actor(session),
        at=NOW,
    )
    for referral, refusal in (
        (elsewhere, WaitsElsewhere),
        (booked, HasAPlace),
        (paused, PausedNow),
        (gone, NotWaiting),
    ):
        with pytest.raises(refusal):
            book(session, other, referral)
    begun = make_group(session, line, start=-1)
    with pytest.raises(GroupNotOpen, match="began on 1 March 2027"):
        book(session, begun, wait_for(session, line))


def test_what_is_given_up_goes_to_the_next_and_not_back(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    first, second = (wait_for(session, line, since=-days) for days in (40, 30))
    booking = book(session, group, first)
    [offer] = give_up_place(session, booking, by=actor(session), at=GAVE_UP_ON)
    assert (booking.left_on, booking.left_reason) == (day(1), LeftReason.GAVE_UP)
    assert (offer.referral_id, offer.answer_by) == (second.id, day(2))
    assert places(session, group, GAVE_UP_ON) == GroupPlaces(1, offered=1)
    assert (state(session, first.id), state(session, second.id)) == ("accepted", "offered")
    with pytest.raises(PlaceGone):
        give_up_place(session, booking, by=actor(session), at=GAVE_UP_ON)
    assert offer_places(session, group, by=actor(session), at=GAVE_UP_ON) == []
    with pytest.raises(GroupFull, match="1 offered"):
        book(session, group, first, at=GAVE_UP_ON)
    booked = answer_offer(
        session, offer, accepts=True, request_id="yes", by=actor(session), at=GAVE_UP_ON
    )
    assert booked is not None
    assert places(session, group) == GroupPlaces(1, booked=1)
    with pytest.raises(OfferOver):
        answer_offer(session, offer, accepts=False, request_id="", by=actor(session), at=NOW)
    again = answer_offer(session, offer, accepts=True, request_id="yes", by=actor(session), at=NOW)
    assert again is booked


def test_a_refusal_passes_the_place_on_and_silence_does_so_by_itself(
    session: Session, line: Line
) -> None:
    group = make_group(session, line, places=1)
    first, second, third = (wait_for(session, line, since=-days) for days in (40, 30, 20))
    [offer] = give_up_place(session, book(session, group, first), by=actor(session), at=NOW)
    answer_offer(session, offer, accepts=False, request_id="", by=actor(session), at=NOW)
    passed = open_offer(session, third.id, day=TODAY)
    assert passed is not None
    assert open_offer(session, second.id, day=TODAY) is None
    assert pass_on_offers(session, by=actor(session), at=moment(1)) == 0  # its day is not over
    assert pass_on_offers(session, by=actor(session), at=moment(2)) == 0  # nobody is left to ask
    session.refresh(passed)
    assert passed.answer is OfferAnswer.PASSED_ON
    assert places(session, group, moment(2)).left == 1
    # Silence was no refusal: before whoever gave it up, the third may still have it.
    with pytest.raises(OfferOver):
        answer_offer(
            session, passed, accepts=True, request_id="late", by=actor(session), at=moment(2)
        )
    book(session, group, third, at=moment(2))


def test_by_the_clock_an_offer_keeps_no_place_after_its_day(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    first, second = (wait_for(session, line, since=-days) for days in (40, 30))
    [offer] = give_up_place(session, book(session, group, first), by=actor(session), at=NOW)
    assert places(session, group, moment(1)).offered == 1
    assert places(session, group, moment(2)).offered == 0
    with pytest.raises(OfferOver):
        answer_offer(session, offer, accepts=True, request_id="r", by=actor(session), at=moment(2))
    assert second.id == offer.referral_id


def test_near_the_start_staff_go_down_the_order(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1, start=3)
    first, second, third = (wait_for(session, line, since=-days) for days in (40, 30, 20))
    booking = book(session, group, first)
    assert give_up_place(session, booking, by=actor(session), at=NOW) == []
    with pytest.raises(NotTheirTurn):
        _call(session, group, third, OfferAnswer.ACCEPTED)
    assert _call(session, group, second, OfferAnswer.NOT_REACHED) is None
    assert _call(session, group, third, OfferAnswer.ACCEPTED) is not None
    calls = session.scalars(select(PlaceOffer).order_by(PlaceOffer.id)).all()
    assert [call.answer for call in calls] == [OfferAnswer.NOT_REACHED, OfferAnswer.ACCEPTED]
    with pytest.raises(OffersByThemselves):
        _call(session, make_group(session, line), second, OfferAnswer.ACCEPTED)


def test_a_place_of_somebody_who_withdrew_comes_free(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    first, second = (wait_for(session, line, since=-days) for days in (40, 30))
    booking = book(session, group, first)
    happen(session, first, EventKind.WITHDRAWN, on=0, told=NOW)
    assert pass_on_offers(session, by=actor(session), at=moment(1)) == 1
    session.refresh(booking)
    assert booking.left_reason is LeftReason.REFERRAL_ENDED
    assert open_offer(session, second.id, day=day(1)) is not None
    assert pass_on_offers(session, by=actor(session), at=moment(1)) == 0


def test_a_commissioner_raises_places_with_a_reason(session: Session, line: Line) -> None:
    group = make_group(session, line, places=1)
    first, second = (wait_for(session, line, since=-days) for days in (40, 30))
    book(session, group, first)
    with pytest.raises(NotMorePlaces):
        raise_places(session, group, places=1, reason="none", by=actor(session), at=NOW)
    [offer] = raise_places(
        session, group, places=2, reason="A second room", by=actor(session), at=NOW
    )
    assert offer.referral_id == second.id
    told = session.scalars(select(AuditRow).where(AuditRow.act == Act.GROUP_ENLARGE.value)).one()
    assert told.after == {"places": 2, "reason": "A second room"}


def test_who_found_no_place_is_counted_by_area_and_as_nobody(session: Session, line: Line) -> None:
    group = make_group(session, line)
    count_failed_booking(session, group, local_delivery_unit_id=None, at=NOW)
    [failed] = session.scalars(select(FailedBooking)).all()
    assert (failed.line_id, failed.on_date, failed.was_hold) == (line.id, TODAY, False)


def _call(
    session: Session, group: Group, referral: Referral, answer: OfferAnswer
) -> Booking | None:
    return record_call(
        session,
        group,
        referral,
        answer=answer,
        request_id=f"call-{group.id}-{referral.id}",
        by=actor(session),
        at=NOW,
    )
