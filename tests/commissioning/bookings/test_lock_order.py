"""Locks are taken in one order: group, keys of turn, referral, figures of the line, volume.

Whoever holds a lock never waits for one that stands before it: two who change things at one moment
wait in turn, and never for each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest import mock

import pytest
from sqlalchemy import Insert, Select, Update, event, select
from sqlalchemy.orm import Session

from commissioning.bookings import booking, giving
from commissioning.bookings.booking import pass_on_offers
from commissioning.bookings.models import PlaceOffer, TurnKey
from commissioning.bookings.offering import lock_whom_it_may_go_to, offer_places
from commissioning.bookings.seats import take_seat
from commissioning.groups.models import Group
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line
from commissioning.referrals.kinds import EventKind
from tests.commissioning.bookings.test_faults import (
    World,
    accept,
    book_next,
    enlarge,
    give_up,
    release,
    turn_into_a_booking,
)
from tests.makers.bookings import wait_for
from tests.makers.days import NOW
from tests.makers.referrals import happen

ORDER: Final = ("group_run", "turn_key", "referral", "line_figures", "commissioned_volume")

Lock = tuple[str, object]
"""A table and, where the statement names one, the key of its row."""


@contextmanager
def locks_taken(session: Session) -> Iterator[list[Lock]]:
    """Every first lock of a row: SELECT … FOR UPDATE, as asked whether or not the database has it,
    and UPDATE. New rows of referrals' tables are nobody else's."""
    taken: list[Lock] = []

    def note(_c: Any, _cursor: Any, _s: str, parameters: Any, context: Any, _many: bool) -> None:
        asked = context.compiled and context.compiled.statement
        for lock in _locks(asked, parameters):
            if lock not in taken:
                taken.append(lock)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield taken
    finally:
        event.remove(connection, "before_cursor_execute", note)


def _locks(asked: object, parameters: Any) -> Iterator[Lock]:
    given = list(parameters.values() if isinstance(parameters, dict) else parameters)
    if isinstance(asked, Select) and asked._for_update_arg is not None:
        name = str(asked.get_final_froms()[0].description)
        rows = [key for key in given if isinstance(key, int)] if name == "referral" else [""]
    elif isinstance(asked, Update) or (isinstance(asked, Insert) and "turn_key" in str(asked)):
        name = str(asked.table.description)
        rows = given[-1:] if name == "referral" else [""]
    else:
        return
    if name in ORDER:
        yield from ((name, row) for row in rows)


def out_of_order(taken: list[Lock]) -> list[str]:
    """Of each lock that stands before one already held: which came after which."""
    ranks = [ORDER.index(table) for table, _ in taken]
    return [
        f"{ORDER[rank]} after {ORDER[max(ranks[:at])]}"
        for at, rank in enumerate(ranks)
        if at and rank < max(ranks[:at])
    ]


PATHS: Final = (book_next, give_up, accept, release, turn_into_a_booking, enlarge)


@pytest.mark.parametrize("path", PATHS)
def test_every_way_to_a_place_locks_in_one_order(
    session: Session, path: Callable[[World], None]
) -> None:
    world = World(session)
    session.commit()
    with locks_taken(session) as taken:
        path(world)
    tables = [table for table, _ in taken]
    assert tables[0] == "group_run"
    assert {"referral", "line_figures"} <= set(tables)
    assert out_of_order(taken) == []


def test_a_planted_swap_fails_it(session: Session) -> None:
    """The figures first: somebody else's event on the same referral would wait for them."""
    world = World(session)
    session.commit()
    seat = take_seat

    def figures_first(session: Session, group: Group, *, kept: int, at: dt.datetime) -> None:
        mark_due(session, [group.line_id], at=at)
        world.session.refresh(world.people[2], with_for_update=True)
        seat(session, group, kept=kept, at=at)

    with mock.patch.object(giving, "take_seat", figures_first), locks_taken(session) as taken:
        book_next(world)
    assert out_of_order(taken) == ["referral after line_figures"]


def pass_on(world: World) -> None:
    pass_on_offers(world.session, by=world.by, at=NOW)


@pytest.mark.parametrize("path", [give_up, enlarge, pass_on])
def test_whoever_comes_to_wait_in_between_is_locked_by_nobody(
    session: Session, path: Callable[[World], None]
) -> None:
    """Between the locks and the offers: whose key would be made, and who would be locked, after
    the figures, although their turn would be the first. They wait for the next place."""
    world = World(session)
    if path is pass_on:
        happen(session, world.people[0], EventKind.WITHDRAWN, on=0, told=NOW)
    session.commit()
    came: list[int] = []

    def somebody_comes(*asked: Any, **more: Any) -> frozenset[int]:
        locked = lock_whom_it_may_go_to(*asked, **more)
        held = list(taken)
        line = session.get_one(Line, world.group.line_id)
        came.append(wait_for(session, line, since=-90, is_priority=True).id)
        taken[:] = held  # what they lock is somebody else's transaction
        return locked

    between = mock.patch.object(booking, "lock_whom_it_may_go_to", somebody_comes)
    with locks_taken(session) as taken, between:
        path(world)
    offered = set(session.scalars(select(PlaceOffer.referral_id)))
    assert out_of_order(taken) == []
    assert offered
    assert not offered & set(came)
    assert session.get(TurnKey, came[0]) is None
    later = offer_places(session, world.group, by=world.by, at=NOW)
    assert [offer.referral_id for offer in later] == (came if path is enlarge else [])
