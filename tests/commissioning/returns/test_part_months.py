"""A month of which weeks tell only a part, worked by hand: the accepted return counts there, unless
it says less than the weeks prove. Desk, line page, agreement and court page ask one rule."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.signing import state_term
from commissioning.desk.desk_months import told_months
from commissioning.lines.weekly_totals import WeekCount, keep_week
from commissioning.returns.delivered import both_by_month, used_by_month
from commissioning.returns.in_force import used_of_volumes
from commissioning.returns.models import ReturnCounter
from commissioning.returns.reaching import RecordsReach
from commissioning.returns.used import UsedInMonth
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from tests.makers.days import NOW, TODAY
from tests.makers.people import actor
from tests.makers.returned import starts_recorded, starts_returned
from tests.makers.returns import FEBRUARY, JANUARY, Supplied, supplied
from tests.thoroughness import THOROUGH

YEAR = (dt.date(2026, 4, 1), dt.date(2027, 3, 31))
STARTED = ReturnCounter.STARTED
THREE = {"2027-02-01": 3, "2027-02-08": 3, "2027-02-15": 3}
"""Of the four Mondays of February 2027, which begins on one."""


def day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def records(weeks: dict[str, int | None], case: str = "") -> RecordsReach:
    """Of weeks and, after them, the day of one case."""
    told = {day(week): WeekCount(received=1, started=started) for week, started in weeks.items()}
    happened = [*told, *([day(case)] if case else [])]
    return RecordsReach(min(happened, default=None), max(happened, default=None), told)


@pytest.mark.parametrize(
    ("month", "told", "since", "to", "is_part"),
    [
        ("2027-02-01", records({**THREE, "2027-02-22": 0}), YEAR[0], YEAR[1], False),
        ("2027-02-01", records(dict(THREE)), YEAR[0], YEAR[1], True),
        ("2027-02-01", records({**THREE, "2027-02-22": None}), YEAR[0], YEAR[1], True),
        # the week of 28 December holds the first three days of January: by its Monday it is
        # December's, and the four of January tell January
        ("2027-01-01", records({"2027-01-04": 2, "2027-01-11": 2, "2027-01-18": 2,
                                "2027-01-25": 3}), YEAR[0], YEAR[1], False),
        ("2026-12-01", records({"2026-12-28": 2}), YEAR[0], YEAR[1], True),
        # 31 August 2026 is a Monday: four weeks tell all days but that one
        ("2026-08-01", records({"2026-08-03": 2, "2026-08-10": 2, "2026-08-17": 2,
                                "2026-08-24": 3}), YEAR[0], YEAR[1], True),
        ("2026-08-01", records({"2026-08-03": 2, "2026-08-10": 2, "2026-08-17": 2,
                                "2026-08-24": 3}), YEAR[0], day("2026-08-30"), False),
        # bought from the second week on, used to the third: the weeks in between tell it whole
        ("2027-02-01", records({"2027-02-08": 3, "2027-02-15": 3}), day("2027-02-08"),
         day("2027-02-21"), False),
        ("2027-02-01", records({}), YEAR[0], YEAR[1], True),  # of nothing that was told
        ("2027-02-01", records({}, "2027-02-15"), YEAR[0], YEAR[1], False),  # cases, and no weeks
        # cases since the third week was told: the days hold both
        ("2027-02-01", records(dict(THREE), "2027-02-24"), YEAR[0], YEAR[1], False),
    ],
)  # fmt: skip
def test_of_which_month_weeks_tell_a_part(
    month: str, told: RecordsReach, since: dt.date, to: dt.date, is_part: bool
) -> None:
    assert told.reaches(day(month), STARTED, since=since, to=to) is not is_part


def test_no_case_reaches_a_month_before_a_week_that_is_told() -> None:
    """January and March are told by weeks, and nobody told of February: that is not 0."""
    told = records({"2027-01-04": 2, "2027-03-01": 1})
    assert not told.reaches(FEBRUARY, STARTED)
    assert records({"2027-01-04": 2}, "2027-03-03").reaches(FEBRUARY, STARTED)


@pytest.mark.parametrize(
    ("both", "counts", "as_returned"),
    [
        (UsedInMonth(9, 11), 9, False),
        (UsedInMonth(9, 11, is_part=True), 11, True),
        (UsedInMonth(9, 7, is_part=True), 9, False),
        (UsedInMonth(9, 9, is_part=True), 9, False),
        (UsedInMonth(9, None, is_part=True), 9, False),
        (UsedInMonth(0, 2, is_part=True), 2, True),
        (UsedInMonth(None, 2, is_part=True), 2, True),
        (UsedInMonth(), None, False),
    ],
)
def test_what_counts_of_a_part(both: UsedInMonth, counts: float | None, as_returned: bool) -> None:
    assert (both.counts, both.counts_as_returned) == (counts, as_returned)


@pytest.fixture
def world(session: Session) -> Supplied:
    return supplied(session)


def bought(world: Supplied) -> CommissionedVolume:
    return commission_volume(
        world.session, world.lots[0], unit=VolumeUnit.START, quantity=100, starts_on=YEAR[0],
        ends_on=YEAR[1], by=actor(world.session), at=NOW,
    )  # fmt: skip


def tell_week(world: Supplied, week: str, started: int) -> None:
    told = WeekCount(received=started, started=started, completed=0)
    line = world.lines[0]
    keep_week(world.session, line, day(week), told, by=actor(world.session), at=NOW)


def take_back(world: Supplied, week: str) -> None:
    line, by = world.lines[0], actor(world.session)
    keep_week(world.session, line, day(week), WeekCount(), by=by, at=NOW)


def ends(world: Supplied, last: dt.date) -> None:
    state_term(
        world.session, world.agreement, starts_on=dt.date(2025, 4, 1), ends_on=last,
        by=actor(world.session), at=NOW,
    )  # fmt: skip


def told(
    world: Supplied, volume: CommissionedVolume, end: dt.date | None = None
) -> tuple[float | None, dt.date | None]:
    """What February counts for line page, desk and court page, which agree, and `returned_to`."""
    session, over = world.session, {volume.id: end} if end else {}
    used = used_by_month(session, [volume.id], on=TODAY)[volume.id]
    of_desk = told_months(session, {volume.id: YEAR}, today=TODAY, ends=over)
    in_all, returned_to = used_of_volumes(session, [volume.id], today=TODAY)[volume.id]
    assert used == dict(of_desk[volume.id].used())
    assert in_all == sum(used.values())
    return used.get(FEBRUARY), returned_to


@pytest.mark.parametrize(
    ("returned", "counts"), [(11, (11, FEBRUARY)), (9, (9, None)), (7, (9, None))]
)
def test_three_weeks_of_four_and_a_return(
    world: Supplied, returned: int, counts: tuple[float, dt.date | None]
) -> None:
    volume = bought(world)
    for week, started in THREE.items():
        tell_week(world, week, started)
    assert told(world, volume) == (9, None)
    starts_returned(world.session, world.agreement, world.prime, FEBRUARY, returned)
    assert told(world, volume) == counts
    tell_week(world, "2027-02-22", 1)
    assert told(world, volume) == (10, None)  # every week is told: that is the month


def test_a_week_taken_back_leaves_a_part(world: Supplied) -> None:
    """13 by four weeks were returned as 14; without the last nine are proven of the month."""
    volume = bought(world)
    for week, started in {**THREE, "2027-02-22": 4}.items():
        tell_week(world, week, started)
    starts_returned(world.session, world.agreement, world.prime, FEBRUARY, 14)
    assert told(world, volume) == (13, None)
    take_back(world, "2027-02-22")
    assert told(world, volume) == (14, FEBRUARY)
    both = both_by_month(world.session, [volume.id], on=TODAY)[volume.id]
    assert both[FEBRUARY] == UsedInMonth(9, 14, is_part=True)


def test_cases_tell_their_month_whole(world: Supplied) -> None:
    volume = bought(world)
    starts_returned(world.session, world.agreement, world.prime, FEBRUARY, 11)
    starts_recorded(world.session, world.lines[0].id, FEBRUARY, 9)
    assert told(world, volume) == (9, None)


def test_to_the_last_day_of_the_agreement_weeks_may_tell_all(world: Supplied) -> None:
    """It ended on Sunday 21 February: its three weeks are told, and 11 were returned of them."""
    volume, end = bought(world), dt.date(2027, 2, 21)
    for week, started in THREE.items():
        tell_week(world, week, started)
    starts_returned(world.session, world.agreement, world.prime, FEBRUARY, 11)
    assert told(world, volume) == (11, FEBRUARY)
    ends(world, end)
    assert told(world, volume, end) == (9, None)


MONDAYS = {
    JANUARY: ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"),
    FEBRUARY: ("2027-02-01", "2027-02-08", "2027-02-15", "2027-02-22"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(100 if THOROUGH else 3))
def test_whatever_is_told_in_any_order_each_counts_what_a_recount_does(
    world: Supplied, seed: int
) -> None:
    """Weeks told, corrected and taken back, and each month returned at some time between."""
    volume, rng = bought(world), random.Random(seed)
    weeks, returned = dict[str, int](), dict[dt.date, int]()
    steps = [week for mondays in MONDAYS.values() for week in mondays] * 2
    rng.shuffle(steps)
    returning = dict(zip(rng.sample(range(len(steps)), 2), MONDAYS, strict=True))
    for number, week in enumerate(steps):
        if number in returning:
            month = returning[number]
            so_far = sum(weeks.get(one, 0) for one in MONDAYS[month])
            returned[month] = so_far + rng.randrange(4)
            starts_returned(world.session, world.agreement, world.prime, month, returned[month])
        weeks.pop(week, None)
        if rng.random() < 0.3:
            take_back(world, week)
        else:
            weeks[week] = rng.randrange(4)
            tell_week(world, week, weeks[week])
    expected = {}
    for month, mondays in MONDAYS.items():
        there = [weeks[one] for one in mondays if one in weeks]
        is_whole = len(there) == len(mondays)
        expected[month] = sum(there) if is_whole else max(sum(there), returned[month])
    told(world, volume)
    used = used_by_month(world.session, [volume.id], on=TODAY)[volume.id]
    assert {month: used.get(month, 0) for month in MONDAYS} == expected
