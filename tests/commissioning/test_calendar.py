from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.bank_holidays import _expected, england_and_wales, holidays_between
from commissioning.calendar import (
    BackwardsCount,
    EmptyCalendar,
    HolidaysNotPublished,
    WorkingCalendar,
)
from commissioning.errors import CommissioningError

# Good Friday and Easter Monday, and nothing else, in 2027.
EASTER = WorkingCalendar.of([date(2027, 3, 26), date(2027, 3, 29)])


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2027, 3, 25), True),  # Thursday
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 27), False),  # Saturday
        (date(2027, 3, 28), False),  # Sunday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2027, 3, 30), True),
    ],
)
def test_weekends_and_bank_holidays_are_not_working_days(day: date, is_working: bool) -> None:
    assert EASTER.is_working_day(day) is is_working


@pytest.mark.parametrize(
    ("day", "working_days", "due"),
    [
        (date(2027, 3, 15), 0, date(2027, 3, 15)),
        (date(2027, 3, 15), 1, date(2027, 3, 16)),  # the day itself does not count
        (date(2027, 3, 15), 10, date(2027, 3, 31)),  # ten days with Easter among them
        (date(2027, 3, 25), 1, date(2027, 3, 30)),  # over the long weekend
        (date(2027, 3, 27), 1, date(2027, 3, 30)),  # received on a Saturday
    ],
)
def test_promise_of_working_days_falls_due(day: date, working_days: int, due: date) -> None:
    assert EASTER.add_working_days(day, working_days) == due
    assert EASTER.working_days_from(day, due) == working_days


def test_next_working_day_is_never_the_day_itself() -> None:
    assert EASTER.next_working_day(date(2027, 3, 24)) == date(2027, 3, 25)
    assert EASTER.next_working_day(date(2027, 3, 25)) == date(2027, 3, 30)


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(BackwardsCount):
        EASTER.add_working_days(date(2027, 3, 15), -1)
    with pytest.raises(BackwardsCount):
        EASTER.working_days_from(date(2027, 3, 15), date(2027, 3, 14))


def test_calendar_without_holidays_is_refused() -> None:
    with pytest.raises(EmptyCalendar):
        WorkingCalendar.of([])


def test_service_levels_refuse_beyond_the_last_published_year() -> None:
    calendar = england_and_wales()
    with pytest.raises(HolidaysNotPublished, match="2028, the last published year") as refused:
        calendar.add_working_days(date(2028, 12, 29), 1)
    assert refused.value.last_year == 2028
    assert isinstance(refused.value, ValueError)
    assert isinstance(refused.value, CommissioningError)


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2029, 1, 6)])
def test_service_levels_refuse_even_a_weekend_outside_the_table(day: date) -> None:
    with pytest.raises(HolidaysNotPublished):
        england_and_wales().is_working_day(day)


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2022, 5, 30), True),  # moved to June for the jubilee
        (date(2022, 6, 3), False),
        (date(2022, 9, 19), False),  # state funeral
        (date(2023, 5, 8), False),  # coronation
        (date(2026, 12, 28), False),  # Boxing Day's substitute
        (date(2027, 12, 28), False),
        (date(2028, 1, 3), False),  # New Year's Day's substitute
        (date(2027, 11, 30), True),  # St Andrew's Day is Scotland's
        (date(2027, 7, 12), True),  # the twelfth is Northern Ireland's
    ],
)
def test_published_days_are_those_of_england_and_wales(day: date, is_working: bool) -> None:
    assert england_and_wales().is_working_day(day) is is_working


def test_published_table_has_eight_holidays_a_year_and_the_extra_ones() -> None:
    days = england_and_wales().holidays
    extra = {2022: 1, 2023: 1}
    counts = {year: sum(day.year == year for day in days) for year in range(2019, 2029)}
    # 2022's jubilee and funeral make two, and its New Year's Day stands as 3 January.
    assert counts == {year: 8 + extra.get(year, 0) + (year == 2022) for year in counts}
    assert all(day.weekday() < 5 for day in days)


def test_rules_give_the_published_table_for_the_years_that_have_one() -> None:
    assert set(_expected(tuple(range(2019, 2029)))) == england_and_wales().holidays


def test_forecasts_may_use_expected_days_and_are_told_so() -> None:
    assert holidays_between(date(2028, 12, 26), date(2029, 4, 2)) == (
        (date(2028, 12, 26), False),
        (date(2029, 1, 1), True),
        (date(2029, 3, 30), True),
        (date(2029, 4, 2), True),
    )


def test_expected_weekend_holidays_stand_under_their_substitute() -> None:
    assert holidays_between(date(2032, 12, 20), date(2032, 12, 31)) == (
        (date(2032, 12, 27), True),
        (date(2032, 12, 28), True),
    )


@given(start=st.dates(date(2019, 1, 1), date(2028, 6, 30)), working_days=st.integers(1, 60))
def test_due_day_is_a_working_day_with_so_many_before_it(start: date, working_days: int) -> None:
    calendar = england_and_wales()
    due = calendar.add_working_days(start, working_days)
    assert calendar.is_working_day(due)
    assert calendar.working_days_from(start, due) == working_days
    assert calendar.working_days_from(start, due - timedelta(1)) == working_days - 1
