"""A fault at every statement of each write path: nothing is half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place, raise_places
from commissioning.bookings.holding import book_held_place, hold_place, release_hold
from commissioning.bookings.models import Booking, Hold, PlaceOffer, TurnProof, TurnProofRow
from commissioning.bookings.offering import answer_offer
from commissioning.groups.models import Group
from commissioning.lines.models import LineFigures
from commissioning.referrals.models import Referral, ReferralEvent
from directory.accounts.models import Organisation
from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

TABLES = (Booking, Hold, PlaceOffer, TurnProof, TurnProofRow, ReferralEvent, AuditRow)


class World:
    """A group with a place booked, one held and one free; two people wait. The last was
    sentenced at the hearing for which it is held."""

    def __init__(self, session: Session) -> None:
        self.session = session
        line = make_bare_line(session)
        self.group: Group = make_group(session, line, places=4)
        self.by: Person = actor(session)
        self.team: Organisation = make_organisation(session, OrganisationKind.COURT_TEAM)
        self.hold: Hold = hold_place(
            session,
            self.group,
            hearing_on=TODAY,
            organisation=self.team,
            request_id="held",
            by=self.by,
            at=NOW,
        )
        self.people: list[Referral] = [
            wait_for(session, line, since=-days) for days in (60, 50, 40, 0)
        ]
        self.booked: Booking = book(session, self.group, self.people[0])


def book_next(world: World) -> None:
    book(world.session, world.group, world.people[1], request="next")


def give_up(world: World) -> None:
    give_up_place(world.session, world.booked, by=world.by, at=NOW)


def accept(world: World) -> None:
    [offer, *_] = give_up_place(world.session, world.booked, by=world.by, at=NOW)
    answer_offer(world.session, offer, accepts=True, request_id="yes", by=world.by, at=NOW)


def release(world: World) -> None:
    release_hold(world.session, world.hold, organisation=world.team, by=world.by, at=NOW)


def turn_into_a_booking(world: World) -> None:
    book_held_place(
        world.session,
        world.hold,
        world.people[3],
        organisation=world.team,
        request_id="turned",
        by=world.by,
        at=NOW,
    )


def enlarge(world: World) -> None:
    raise_places(world.session, world.group, places=6, reason="Rooms", by=world.by, at=NOW)


class Fault(RuntimeError):
    """What a disk that is full would be."""


@contextmanager
def fault_at(session: Session, number: int) -> Iterator[list[int]]:
    """Statements that write are counted; the one of that number fails."""
    seen = [0]

    def refuse(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            seen[0] += 1
            if seen[0] == number:
                raise Fault

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", refuse)
    try:
        yield seen
    finally:
        event.remove(connection, "before_cursor_execute", refuse)


def as_it_stands(session: Session) -> tuple[object, ...]:
    session.expire_all()
    counts = [session.scalar(select(func.count()).select_from(table)) for table in TABLES]
    booked = session.execute(select(Group.id, Group.booked, Group.places)).all()
    figures = session.execute(
        select(LineFigures.line_id, LineFigures.waiting, LineFigures.facts_version)
    ).all()
    states = session.execute(
        select(Booking.left_on, Hold.released_at, PlaceOffer.answer)
        .select_from(Booking)
        .outerjoin(Hold, Hold.group_id == Booking.group_id)
        .outerjoin(PlaceOffer, PlaceOffer.group_id == Booking.group_id)
    ).all()
    return tuple(counts), tuple(booked), tuple(figures), tuple(states)


@pytest.mark.parametrize(
    "path", [book_next, give_up, accept, release, turn_into_a_booking, enlarge]
)
def test_nothing_is_half_done(session: Session, path: Callable[[World], None]) -> None:
    world = World(session)
    session.commit()
    before = as_it_stands(session)
    number = 0
    while True:
        number += 1
        with fault_at(session, number) as seen:
            try:
                with session.begin_nested():
                    path(world)
            except Fault:
                assert as_it_stands(session) == before, f"after a fault at statement {number}"
                continue
        break
    assert seen[0] == number - 1 > 3
    assert as_it_stands(session) != before
