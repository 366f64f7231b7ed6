"""Instants become dates of England and Wales, dates become words."""

import datetime as dt

import pytest

from directory.clock import day_in_words, local_date


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (dt.datetime(2027, 1, 31, 23, 59, tzinfo=dt.UTC), dt.date(2027, 1, 31)),
        (dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC), dt.date(2027, 7, 1)),  # summer time
    ],
)
def test_the_date_is_the_one_on_local_clocks(at: dt.datetime, day: dt.date) -> None:
    assert local_date(at) == day


def test_an_instant_without_a_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(dt.datetime(2027, 3, 2, 9, 30))  # noqa: DTZ001  that is the point


def test_a_day_is_said_without_a_nought_before_it() -> None:
    assert day_in_words(dt.date(2027, 3, 6)) == "6 March 2027"
