"""Until when a place is held and offered: days that a calendar would confirm."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.bank_holidays import england_and_wales
from commissioning.bookings.errors import HearingPast
from commissioning.bookings.free_places import GroupPlaces, holds_left, may_be_held
from commissioning.bookings.hold_days import answer_by, hold_lapses_after, offers_end_on
from commissioning.calendar import HolidaysNotPublished

CALENDAR = england_and_wales()


@pytest.mark.parametrize(
    ("hearing", "lapses_after"),
    [
        ("2027-03-02", "2027-03-03"),  # a Tuesday: the Wednesday
        ("2027-03-05", "2027-03-08"),  # a Friday: the Monday
        ("2027-03-06", "2027-03-08"),  # a Saturday court
        ("2026-12-24", "2026-12-29"),  # Christmas Eve: Friday, weekend, Boxing Day's Monday
        ("2027-12-24", "2027-12-29"),  # both holidays fall on the weekend and come after it
        ("2027-03-25", "2027-03-30"),  # before Good Friday: over Easter Monday
        ("2026-04-02", "2026-04-07"),
        ("2027-04-30", "2027-05-04"),  # before the early May bank holiday
    ],
)
def test_a_hold_stands_until_the_end_of_the_next_working_day(
    hearing: str, lapses_after: str
) -> None:
    day = dt.date.fromisoformat(hearing)
    assert hold_lapses_after(day, today=day, calendar=CALENDAR).isoformat() == lapses_after


def test_outside_the_published_holidays_a_hold_is_refused() -> None:
    day = dt.date(CALENDAR.last_year, 12, 31)
    with pytest.raises(HolidaysNotPublished):
        hold_lapses_after(day, today=day, calendar=CALENDAR)


def test_a_hearing_that_is_past_holds_nothing() -> None:
    today = dt.date(2027, 3, 3)
    with pytest.raises(HearingPast, match="2 March 2027"):
        hold_lapses_after(dt.date(2027, 3, 2), today=today, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2027-03-12", "2027-03-09"),  # Friday: Wednesday and Thursday are the telephone's
        ("2027-03-08", "2027-03-03"),  # Monday: Thursday and Friday are
        ("2027-03-30", "2027-03-23"),  # the Tuesday after Easter
    ],
)
def test_nothing_is_offered_by_itself_within_two_working_days(start: str, last: str) -> None:
    first = dt.date.fromisoformat(start)
    assert offers_end_on(first, calendar=CALENDAR).isoformat() == last
    day = dt.date.fromisoformat(last)
    asked = {"start": first, "working_days": 1, "calendar": CALENDAR}
    assert answer_by(day, **asked) is None  # type: ignore[arg-type]
    before = day - dt.timedelta(days=1)
    assert answer_by(before, **asked) == day  # type: ignore[arg-type]


def test_an_offer_is_answered_within_its_days_and_before_the_telephone() -> None:
    asked = {"start": dt.date(2027, 4, 13), "calendar": CALENDAR}
    thursday = dt.date(2027, 3, 25)
    assert answer_by(thursday, working_days=1, **asked) == dt.date(2027, 3, 30)  # type: ignore[arg-type]
    assert answer_by(thursday, working_days=99, **asked) == dt.date(2027, 4, 8)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("places", "percent", "held"),
    [(12, 25, 3), (11, 25, 2), (3, 25, 1), (1, 25, 1), (0, 25, 0), (12, 0, 0), (12, 100, 12)],
)
def test_a_share_of_the_places_may_be_held(places: int, percent: int, held: int) -> None:
    assert may_be_held(places, percent) == held


@pytest.mark.parametrize(
    ("group", "waiting", "more"),
    [
        (GroupPlaces(12), 0, 3),
        (GroupPlaces(12, booked=10), 0, 2),
        (GroupPlaces(12, booked=10), 1, 1),  # somebody sentenced waits for one of the two
        (GroupPlaces(12, booked=10), 2, 0),
        (GroupPlaces(12, held=3), 0, 0),
        (GroupPlaces(12, booked=9, offered=3), 0, 0),
        (GroupPlaces(4, booked=5), 0, 0),  # places were cut
    ],
)
def test_only_what_nobody_sentenced_waits_for_is_held(
    group: GroupPlaces, waiting: int, more: int
) -> None:
    assert holds_left(group, percent=25, sentenced_waiting=waiting) == more
