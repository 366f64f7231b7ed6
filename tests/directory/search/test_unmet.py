"""What is kept of a search that found nothing, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.search.models import EmptySearch
from directory.search.unmet import (
    DAYS_KEPT,
    MOST_ROWS_A_DAY,
    UnmetSearch,
    count_unmet_search,
    countable,
    unmet_searches,
)

DAY = dt.date(2027, 3, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Gambling help", "gambling help"),
        ("help gambling", "gambling help"),
        ("gambling PR1 2AB", "gambling"),
        ("gambling for John Smith", "gambling"),  # a person's name is not a word of the portal
        ("Siân Rhys, born 1.2.1990", ""),
        ("naloxone ADHD", "adhd naloxone"),  # the trade's own words
        ("unpaid work", "unpaid work"),  # the name of a requirement
        ("help support", ""),  # says nothing by itself
        ("07700 900123", ""),
        ("", ""),
        ("smith" * 100, ""),
    ],
)
def test_what_is_counted_of_a_search(typed: str, kept: str) -> None:
    assert countable(typed, None) == kept


def test_unmet_searches_are_counted_by_day_and_area(session: Session) -> None:
    here, anywhere = UnmetSearch("gambling", "preston"), UnmetSearch("gambling")
    for unmet, day in ((here, DAY), (anywhere, DAY), (here, DAY), (here, DAY + dt.timedelta(1))):
        assert count_unmet_search(session, unmet, day=day)
    assert not count_unmet_search(session, UnmetSearch(""), day=DAY)
    assert unmet_searches(session, since=DAY) == ()  # fewer than 8
    for _ in range(7):
        count_unmet_search(session, here, day=DAY)
    told = unmet_searches(session, since=DAY, areas={"preston", "leyland"})
    assert [(one.words, one.area, one.times) for one in told] == [
        ("gambling", "preston", 10),
    ]


def rows_in(session: Session) -> int:
    return session.scalar(select(func.count(EmptySearch.id))) or 0


@pytest.mark.sqlite
def test_a_day_is_bounded_and_what_is_older_than_a_year_is_forgotten(session: Session) -> None:
    for number in range(MOST_ROWS_A_DAY + 5):
        count_unmet_search(session, UnmetSearch("gambling", f"area-{number}"), day=DAY)
    assert rows_in(session) == MOST_ROWS_A_DAY
    later = DAY + dt.timedelta(days=DAYS_KEPT + 1)
    count_unmet_search(session, UnmetSearch("gambling"), day=later)
    assert rows_in(session) == 1
