"""What counts as used of a month, worked by hand, and to which period a returned month belongs."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.signing import add_lot
from commissioning.agreements.stating import state_price
from commissioning.returns.delivered import both_by_month, used_by_month
from commissioning.returns.meaning import PricedMonth, expected_in_month, money_in_month
from commissioning.returns.models import ReturnCounter
from commissioning.returns.used import ReturnedInMonth, UsedInMonth, both_of_months, counts_of
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from directory.sight import Looker, Sight
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returned import starts_recorded, starts_returned, starts_told
from tests.makers.returns import FEBRUARY, JANUARY, Supplied, supplied

DECEMBER = dt.date(2026, 12, 1)
YEAR = dt.date(2026, 4, 1), dt.date(2027, 3, 31)


@pytest.mark.parametrize(
    ("recorded", "returned", "both", "counts", "more_by"),
    [
        (4.0, None, UsedInMonth(4), 4, None),  # cases, and nobody returned anything
        (None, ReturnedInMonth(7, False), UsedInMonth(None, 7), 7, None),  # no cases at all
        (6.0, ReturnedInMonth(6, True), UsedInMonth(6, 6), 6, 0),
        (5.0, ReturnedInMonth(8, True), UsedInMonth(5, 8), 5, 3),
        (5.0, ReturnedInMonth(2, True), UsedInMonth(5, 2), 5, -3),
        (5.0, ReturnedInMonth(8, False), UsedInMonth(5, 8), 5, 3),  # cases came after the return
        (None, ReturnedInMonth(2, True), UsedInMonth(0, 2), 0, 2),  # records: nobody started
        (None, ReturnedInMonth(0, False), UsedInMonth(None, 0), 0, None),  # nothing happened
    ],
)
def test_what_counts(
    recorded: float | None,
    returned: ReturnedInMonth | None,
    both: UsedInMonth,
    counts: float,
    more_by: float | None,
) -> None:
    found = both_of_months(
        {} if recorded is None else {JANUARY: recorded},
        {} if returned is None else {JANUARY: returned},
    )
    assert found == {JANUARY: both}
    assert counts_of(found) == {JANUARY: counts}
    assert found[JANUARY].returned_more_by == more_by


def test_of_a_month_of_which_nobody_said_anything_nothing_is_told() -> None:
    assert both_of_months({}, {}) == {}
    assert counts_of({JANUARY: UsedInMonth()}) == {}


@pytest.fixture
def world(session: Session) -> Supplied:
    return supplied(session)


def bought(
    world: Supplied,
    unit: VolumeUnit = VolumeUnit.START,
    period: tuple[dt.date, dt.date] = YEAR,
    lot: int = 0,
) -> CommissionedVolume:
    return commission_volume(
        world.session, world.lots[lot], unit=unit, quantity=100, starts_on=period[0],
        ends_on=period[1], by=actor(world.session), at=NOW,
    )  # fmt: skip


def test_returns_of_the_unit_count_once_they_are_accepted(world: Supplied) -> None:
    starts, referrals = bought(world), bought(world, VolumeUnit.REFERRAL)
    other = bought(world, lot=1)
    ids = [starts.id, referrals.id, other.id]
    starts_told(world.session, world.agreement, world.prime, JANUARY, 3)
    assert used_by_month(world.session, ids, on=TODAY) == {key: {} for key in ids}
    starts_returned(world.session, world.agreement, world.prime, FEBRUARY, 5)
    assert used_by_month(world.session, ids, on=TODAY) == {
        starts.id: {FEBRUARY: 5}, referrals.id: {FEBRUARY: 0}, other.id: {}
    }  # fmt: skip
    assert used_by_month(world.session, ids, on=dt.date(2027, 1, 31))[starts.id] == {}


def test_all_parts_of_a_lot_are_one_month(world: Supplied) -> None:
    """A second lot on the subcontractor's line is told of by the subcontractor too."""
    second = add_lot(
        world.session, world.agreement, external_id="second", line=world.lines[1],
        by=actor(world.session), at=NOW,
    )  # fmt: skip
    world.lots.append(second)
    first, again = bought(world, lot=1), bought(world, lot=2)
    starts_returned(world.session, world.agreement, world.small, FEBRUARY, 4)
    found = used_by_month(world.session, [first.id, again.id], on=TODAY)
    assert found == {first.id: {FEBRUARY: 4}, again.id: {FEBRUARY: 4}}


def test_records_that_reach_a_month_say_that_nobody_started(world: Supplied) -> None:
    volume, line = bought(world), world.lines[0].id
    starts_recorded(world.session, line, DECEMBER, 1)
    starts_recorded(world.session, line, FEBRUARY, 1)
    starts_returned(world.session, world.agreement, world.prime, JANUARY, 2)
    found = both_by_month(world.session, [volume.id], on=TODAY)[volume.id]
    assert found[JANUARY] == UsedInMonth(0, 2)


HALF = dt.date(2027, 1, 15)


@pytest.mark.parametrize(
    ("periods", "counts"),
    [
        # January by each period
        ([YEAR], [4]),
        ([(HALF, YEAR[1])], [4]),  # bought from the middle of it, and nothing before
        ([(YEAR[0], HALF), (dt.date(2027, 1, 16), YEAR[1])], [4, 0]),  # where it begins
        ([(dt.date(2027, 1, 5), HALF), (dt.date(2027, 1, 16), YEAR[1])], [4, 0]),
        ([YEAR, (dt.date(2026, 10, 1), YEAR[1])], [4, 4]),  # two that run beside each other
        ([(YEAR[0], dt.date(2026, 12, 31)), (FEBRUARY, YEAR[1])], [0, 0]),
    ],
)
def test_the_period_of_a_returned_month(
    world: Supplied, periods: list[tuple[dt.date, dt.date]], counts: list[float]
) -> None:
    ids = [bought(world, period=period).id for period in periods]
    starts_returned(world.session, world.agreement, world.prime, JANUARY, 4)
    found = used_by_month(world.session, ids, on=TODAY)
    assert [sum(found[key].values()) for key in ids] == counts


def test_money_of_a_month_knows_the_months_that_were_only_returned(world: Supplied) -> None:
    """100 bought; January 95 as returned: of ten in February five are beyond them."""
    session = world.session
    bought(world)
    price = Price("start", YEAR[0], 123_45, (PriceBand(1.0, 60_00),), 1.15)
    state_price(session, world.agreement, price, by=actor(session), at=NOW)
    starts_returned(session, world.agreement, world.prime, JANUARY, 95)
    lot = world.lots[0].id
    expected = expected_in_month(session, [lot], FEBRUARY)[lot]
    sight = Sight(Looker.COMMISSIONER, area_ids=frozenset({world.area.id}))
    money = money_in_month(
        session, world.agreement.id, expected, {(lot, ReturnCounter.STARTED): 10}, {},
        month=FEBRUARY, on=TODAY, sight=sight,
    )  # fmt: skip
    assert list(money.values()) == [PricedMonth(10, 5 * 123_45 + 5 * 60_00)]
