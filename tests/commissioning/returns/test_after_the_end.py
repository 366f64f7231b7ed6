"""What is dated after the last day of an agreement is used of none of its volumes: by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.signing import state_term
from commissioning.desk.desk_months import told_months
from commissioning.lines.figures import DayCount, FigureChange, count
from commissioning.lines.opening import close_line
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.returns.delivered import used_by_month
from commissioning.returns.derived import recorded_figures
from commissioning.returns.in_force import used_of_volumes
from commissioning.returns.models import ReturnCounter
from commissioning.returns.parts import part_of
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returned import starts_returned
from tests.makers.returns import FEBRUARY, Supplied, supplied

APRIL, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (4, 9, 10))
YEAR = (APRIL, dt.date(2027, 3, 31))
STARTED = ReturnCounter.STARTED
ON_DAYS = {dt.date(2026, 4, 7): 8, dt.date(2026, 9, 15): 4, dt.date(2026, 10, 2): 3}


@pytest.fixture
def world(session: Session) -> Supplied:
    """8 started on 7 April, 4 on 15 September, 3 on 2 October."""
    found = supplied(session)
    days = {day: DayCount(started=started) for day, started in ON_DAYS.items()}
    count(session, [FigureChange(found.lines[0].id, days=days)], at=NOW)
    return found


def bought(world: Supplied) -> CommissionedVolume:
    return commission_volume(
        world.session, world.lots[0], unit=VolumeUnit.START, quantity=100, starts_on=YEAR[0],
        ends_on=YEAR[1], by=actor(world.session), at=NOW,
    )  # fmt: skip


def ends(world: Supplied, day: dt.date) -> None:
    state_term(
        world.session, world.agreement, starts_on=dt.date(2025, 4, 1), ends_on=day,
        by=actor(world.session), at=NOW + dt.timedelta(minutes=day.toordinal() % 1000),
    )  # fmt: skip


def told(world: Supplied, volume: CommissionedVolume, end: dt.date) -> list[dict[dt.date, float]]:
    """As the line page, the desk and, in all, the court page have it."""
    session = world.session
    of_line = used_by_month(session, [volume.id], on=TODAY)[volume.id]
    over = {volume.id: end} if end < TODAY else {}
    of_desk = told_months(session, {volume.id: YEAR}, today=TODAY, ends=over)
    in_all, _ = used_of_volumes(session, [volume.id], today=TODAY)[volume.id]
    assert in_all == sum(of_line.values())
    return [of_line, dict(of_desk[volume.id].used()) if volume.id in of_desk else {}]


@pytest.mark.parametrize(
    ("last_day", "used"),
    [
        (dt.date(2028, 3, 31), {APRIL: 8, SEPTEMBER: 4, OCTOBER: 3}),
        (dt.date(2026, 10, 2), {APRIL: 8, SEPTEMBER: 4, OCTOBER: 3}),  # the last day counts
        (dt.date(2026, 10, 1), {APRIL: 8, SEPTEMBER: 4}),
        (dt.date(2026, 9, 15), {APRIL: 8, SEPTEMBER: 4}),
        (dt.date(2026, 9, 14), {APRIL: 8}),
        (dt.date(2026, 4, 6), {}),
    ],
)
def test_used_to_the_last_day(world: Supplied, last_day: dt.date, used: dict[dt.date, int]) -> None:
    volume = bought(world)
    ends(world, last_day)
    assert told(world, volume, last_day) == [used, used]


def test_what_was_taken_out_is_back_once_the_agreement_is_extended(world: Supplied) -> None:
    volume = bought(world)
    ends(world, dt.date(2026, 9, 14))
    assert told(world, volume, dt.date(2026, 9, 14))[0] == {APRIL: 8}
    ends(world, dt.date(2026, 9, 30))
    assert told(world, volume, dt.date(2026, 9, 30))[0] == {APRIL: 8, SEPTEMBER: 4}


def test_a_line_that_closed_ends_what_is_used_the_day_before(world: Supplied) -> None:
    volume = bought(world)
    closed = dt.date(2026, 9, 15)
    close_line(world.session, world.lines[0], closed_on=closed, by=actor(world.session), at=NOW)
    assert told(world, volume, dt.date(2026, 9, 14)) == [{APRIL: 8}] * 2


def test_of_the_month_in_which_it_ends_a_return_stands_where_all_records_are_later(
    session: Session,
) -> None:
    """2 were returned and accepted before anything was recorded; then 5 of the 20th were."""
    world = supplied(session)
    volume = bought(world)
    starts_returned(session, world.agreement, world.prime, SEPTEMBER, 2)
    later = {dt.date(2026, 9, 20): DayCount(started=5)}
    count(session, [FigureChange(world.lines[0].id, days=later)], at=NOW)
    ends(world, dt.date(2026, 9, 15))
    assert told(world, volume, dt.date(2026, 9, 15)) == [{SEPTEMBER: 2}] * 2


@pytest.mark.parametrize(
    ("last_day", "started"),
    [(dt.date(2026, 9, 30), 4), (dt.date(2026, 9, 15), 4), (dt.date(2026, 9, 14), 0)],
)
def test_a_return_has_what_happened_to_the_last_day(
    world: Supplied, last_day: dt.date, started: int
) -> None:
    ends(world, last_day)
    lots = part_of(world.session, world.agreement, world.prime.id)
    known = recorded_figures(world.session, lots, SEPTEMBER)
    assert known[world.lots[0].id, STARTED].value == started


def test_weeks_after_the_last_day_need_not_be_told(session: Session) -> None:
    """The agreement ends on Sunday, 14 February 2027: two Mondays of the month are its own."""
    world = supplied(session, ends_on=dt.date(2027, 2, 14))
    line, lot = world.lines[0], world.lots[0].id
    lots = part_of(session, world.agreement, world.prime.id)
    for week, started in ((1, 2), (8, 3)):
        assert recorded_figures(session, lots, FEBRUARY) == {}
        count_of = WeekCount(received=1, started=started, completed=0)
        keep_week(session, line, FEBRUARY.replace(day=week), count_of, by=actor(session), at=NOW)
    assert recorded_figures(session, lots, FEBRUARY)[lot, STARTED].value == 5
    beyond = WeekCount(received=1, started=7, completed=0)
    keep_week(session, line, FEBRUARY.replace(day=15), beyond, by=actor(session), at=NOW)
    assert recorded_figures(session, lots, FEBRUARY)[lot, STARTED].value == 5


@pytest.mark.parametrize(
    ("first_day", "started"),
    [(dt.date(2026, 9, 1), 4), (dt.date(2026, 9, 15), 4), (dt.date(2026, 9, 16), 0)],
)
def test_a_return_has_what_happened_from_the_first_day(
    world: Supplied, first_day: dt.date, started: int
) -> None:
    """Of the month in which the agreement begins: 4 started on 15 September."""
    state_term(
        world.session, world.agreement, starts_on=first_day, ends_on=YEAR[1],
        by=actor(world.session), at=NOW,
    )  # fmt: skip
    lots = part_of(world.session, world.agreement, world.prime.id)
    known = recorded_figures(world.session, lots, SEPTEMBER)
    assert known[world.lots[0].id, STARTED].value == started


def test_weeks_before_the_first_day_need_not_be_told(session: Session) -> None:
    """It begins on Monday, 15 February 2027: two Mondays of the month are its own."""
    world = supplied(session)
    state_term(
        session, world.agreement, starts_on=FEBRUARY.replace(day=15), ends_on=YEAR[1],
        by=actor(session), at=NOW,
    )  # fmt: skip
    line, lot = world.lines[0], world.lots[0].id
    lots = part_of(session, world.agreement, world.prime.id)
    for week, started in ((8, 7), (15, 2), (22, 3)):
        assert recorded_figures(session, lots, FEBRUARY) == {}
        told = WeekCount(received=1, started=started, completed=0)
        keep_week(session, line, FEBRUARY.replace(day=week), told, by=actor(session), at=NOW)
    assert recorded_figures(session, lots, FEBRUARY)[lot, STARTED].value == 5
