from datetime import date, timedelta

import pytest

from directory.rules.tables import rows_of
from directory.services.freshness import (
    FactKind,
    expires_on,
    grace_days,
    is_confirmed,
    is_ring_first,
    ring_first_from,
    shelf_lives_days,
    weeks_overdue,
)

CONFIRMED = date(2026, 1, 12)


@pytest.mark.parametrize(
    ("fact_kind", "days"),
    [
        (FactKind.START_DATES, 35),
        (FactKind.PLACES, 35),
        (FactKind.TELEPHONE, 182),
        (FactKind.REFERRAL_ROUTE, 182),
        (FactKind.WORDING, 365),
    ],
)
def test_a_fact_is_confirmed_through_its_last_day(fact_kind: FactKind, days: int) -> None:
    last = CONFIRMED + timedelta(days=days)
    assert expires_on(fact_kind, CONFIRMED) == last
    assert is_confirmed(fact_kind, CONFIRMED, last)
    assert not is_confirmed(fact_kind, CONFIRMED, last + timedelta(days=1))


def test_start_date_confirmed_on_12_january_expires_after_16_february() -> None:
    assert expires_on(FactKind.START_DATES, CONFIRMED) == date(2026, 2, 16)


def test_never_confirmed_or_confirmed_later_is_not_confirmed() -> None:
    assert not is_confirmed(FactKind.PLACES, None, CONFIRMED)
    assert not is_confirmed(FactKind.PLACES, CONFIRMED, CONFIRMED - timedelta(days=1))


@pytest.mark.parametrize(
    ("today", "weeks"),
    [
        (date(2026, 2, 16), 0),
        (date(2026, 2, 22), 0),
        (date(2026, 2, 23), 1),
        (date(2026, 3, 9), 3),
    ],
)
def test_each_overdue_week_counts(today: date, weeks: int) -> None:
    assert weeks_overdue(FactKind.START_DATES, CONFIRMED, today) == weeks


@pytest.mark.parametrize(
    ("fact_kind", "days", "grace"),
    [(FactKind.START_DATES, 35, 14), (FactKind.VACANCIES, 7, 7), (FactKind.TELEPHONE, 182, 28)],
)
def test_after_its_grace_readers_ring_first(fact_kind: FactKind, days: int, grace: int) -> None:
    last = CONFIRMED + timedelta(days=days + grace)
    assert not is_ring_first(fact_kind, CONFIRMED, last)
    assert is_ring_first(fact_kind, CONFIRMED, last + timedelta(days=1))
    assert ring_first_from(fact_kind, CONFIRMED) == last + timedelta(days=1)


def test_what_nobody_ever_confirmed_has_no_grace_to_lose() -> None:
    assert not is_ring_first(FactKind.PLACES, None, CONFIRMED)


def test_every_kind_of_fact_has_a_shelf_life_with_a_reason() -> None:
    assert set(shelf_lives_days()) == set(grace_days()) == set(FactKind)
    assert all(row["reason"] for row in rows_of("shelf_lives.csv"))
