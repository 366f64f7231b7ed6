"""What fills a working day in the demonstration: groups, registers, places, holds, offers, beds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.beds.models import Bed
from commissioning.beds.nights import vacancies
from commissioning.beds.queries import beds_of
from commissioning.bookings.holding import stands
from commissioning.bookings.kinds import OfferAnswer, TurnStanding
from commissioning.bookings.models import Booking, Hold, PlaceOffer, TurnProof, TurnProofRow
from commissioning.groups.models import Group
from commissioning.lines.models import LineFigures
from commissioning.moves.models import ClockNote
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.registers.models import GroupSession, RegisterMark
from directory.clock import local_date
from directory.messages.models import Message
from directory.places.models import Prison
from directory.providers.models import Provider
from portal.demonstration.groups_to_run import KEY
from portal.demonstration.inbox_to_work import make_inbox_to_work
from portal.demonstration.working_day import make_working_day
from portal.fictional_accounts import make_fictional_accounts
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area, make_court
from tests.makers.services import make_provider

TODAY = local_date(NOW)


@pytest.fixture
def made(app: Flask, session: Session) -> Iterator[Session]:
    area = make_area(session, "central-lancashire")
    make_court(session, serves=[area])
    make_line(session, areas=[area])
    make_provider(session, name="Example Neighbour (fictional)")
    session.execute(update(Provider).values(is_fictional=True))
    session.add(Prison(code="PNI", name="HMP Preston", holds_men=True, holds_women=False))
    session.flush()
    with time_machine.travel(NOW, tick=False), app.test_request_context():
        make_fictional_accounts(session, at=NOW)
        make_inbox_to_work(session, at=NOW)
        assert make_working_day(session, at=NOW)
        assert not make_working_day(session, at=NOW)
        yield session


def test_a_register_of_today_is_open_and_what_was_held_is_marked(made: Session) -> None:
    days = select(GroupSession.on_date, func.count(RegisterMark.id)).outerjoin(
        RegisterMark, RegisterMark.session_id == GroupSession.id
    )
    group = select(Group.id).where(Group.external_id == f"{KEY}-on-course").scalar_subquery()
    rows = made.execute(days.where(GroupSession.group_id == group).group_by(GroupSession.on_date))
    marked = {on_date: number for on_date, number in rows}
    assert TODAY in marked
    assert [day for day, number in marked.items() if (number == 0) != (day >= TODAY)] == []


def test_a_group_is_postponed_and_whoever_sent_is_told_once(made: Session) -> None:
    group = made.scalars(select(Group).where(Group.external_id == f"{KEY}-postponed")).one()
    first = made.scalar(
        select(func.min(GroupSession.on_date)).where(GroupSession.group_id == group.id)
    )
    assert first == group.planned_start + dt.timedelta(days=14)
    assert made.scalar(select(func.count()).select_from(Message)) == 1


def test_holds_of_every_kind_stand_for_today_and_the_next_day(made: Session) -> None:
    holds = made.scalars(select(Hold).order_by(Hold.hearing_on)).all()
    assert [(hold.hearing_on - TODAY).days for hold in holds if stands(hold, TODAY)] == [0, 1]
    assert len(holds) == 4
    assert sum(hold.booking_id is not None for hold in holds) == 1


def test_an_offer_is_out_after_one_was_passed_on(made: Session) -> None:
    offers = made.scalars(select(PlaceOffer).order_by(PlaceOffer.id)).all()
    passed_on, out = offers
    assert passed_on.answer is OfferAnswer.PASSED_ON
    assert (out.answer, out.answer_by > TODAY) == (None, True)
    assert passed_on.referral_id != out.referral_id


def test_every_place_given_has_its_proof_and_some_rows_say_why_not(made: Session) -> None:
    given = made.scalar(select(func.count()).select_from(Booking))
    assert given == 12
    assert made.scalar(select(func.count()).select_from(TurnProof)) == given
    found = Counter(made.scalars(select(TurnProofRow.standing)))
    assert {TurnStanding.CANNOT_FINISH, TurnStanding.PAUSED, TurnStanding.IN_TURN} <= set(found)


def test_a_bed_is_free_tonight_and_another_in_three_days(made: Session) -> None:
    line_id = made.scalars(select(Bed.line_id)).first()
    assert line_id is not None
    beds = [known.record for known in beds_of(made, [line_id])[line_id]]
    assert vacancies(beds, TODAY, TODAY) == 1
    nights = [TODAY + dt.timedelta(days=days) for days in range(6)]
    assert [vacancies(beds, night, TODAY) for night in nights] == [1, 1, 1, 1, 2, 2]


def test_figures_are_their_events(made: Session) -> None:
    waiting = select(func.count()).where(Referral.status == ReferralStatus.WAITING)
    assert made.scalar(select(func.sum(LineFigures.waiting))) == made.scalar(waiting)
    seats = select(func.sum(Group.booked)).where(Group.external_id.startswith(KEY))
    standing = select(func.count(Booking.id)).where(Booking.left_on.is_(None))
    assert made.scalar(seats) == made.scalar(standing)


def test_the_provider_says_otherwise_of_a_clock(made: Session) -> None:
    assert made.scalar(select(func.count()).select_from(ClockNote)) == 1
