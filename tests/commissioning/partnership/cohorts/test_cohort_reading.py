"""How counts of a scheme are read: places, trend, age; gaps stay gaps."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.partnership.cohorts.periods import CohortPeriod, period_of
from commissioning.partnership.cohorts.reading import (
    CohortTrend,
    PlacesUse,
    gaps_between,
    is_current,
    places_use,
    trend_of,
    trend_of_rounded,
)


def period(code: str) -> CohortPeriod:
    found = period_of(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("places", "on_scheme", "use", "words"),
    [
        (15, 18, PlacesUse.OVER, "over: 18 on 15 places"),
        (15, 15, PlacesUse.FULL, "full: 15 on 15 places"),
        (15, 14, PlacesUse.FREE, "1 place free of 15"),
        (15, 0, PlacesUse.FREE, "15 places free of 15"),
        (0, 0, PlacesUse.FULL, "full: 0 on 0 places"),
        (None, 14, None, ""),
        (15, None, None, ""),
    ],
)
def test_places_are_full_free_or_exceeded(
    places: int | None, on_scheme: int | None, use: PlacesUse | None, words: str
) -> None:
    read = places_use(places, on_scheme)
    assert (read.use if read else None, read.words if read else "") == (use, words)


@pytest.mark.parametrize(
    ("told", "trend"),
    [
        ({"2026-08": 12, "2026-09": 14, "2026-10": 15}, CohortTrend.RISING),
        ({"2026-08": 15, "2026-09": 14, "2026-10": 12}, CohortTrend.FALLING),
        ({"2026-08": 12, "2026-09": 12, "2026-10": 12}, CohortTrend.THE_SAME),
        ({"2026-08": 12, "2026-09": 14, "2026-10": 13}, CohortTrend.UP_AND_DOWN),
        ({"2026-08": 12, "2026-09": 12, "2026-10": 13}, CohortTrend.UP_AND_DOWN),
        ({"2026-09": 12, "2026-10": 14}, None),
        ({"2026-07": 12, "2026-09": 14, "2026-10": 15}, None),
        ({"2026-08": 12, "2026-09": None, "2026-10": 15}, None),
        ({"2025-12": 1, "2026-01": 2, "2026-02": 3}, CohortTrend.RISING),
        ({"2026-Q1": 1, "2026-Q2": 2, "2026-Q3": 3}, CohortTrend.RISING),
        ({"2026-Q1": 1, "2026-Q2": 2, "2026-07": 3}, None),
    ],
)
def test_a_trend_needs_three_periods_in_a_row(
    told: dict[str, int | None], trend: CohortTrend | None
) -> None:
    assert trend_of({period(code): ends for code, ends in told.items()}) is trend


@pytest.mark.parametrize(
    ("shown", "trend"),
    [
        ((30, 30, 35), CohortTrend.NOT_TOLD),  # 28, 30 and 33, or 32, 31 and 35
        ((15, 15, 15), CohortTrend.NOT_TOLD),  # 13, 14 and 16
        ((30, 35, 40), CohortTrend.NOT_TOLD),
        ((20, 30, 40), CohortTrend.RISING),
        ((40, 30, 20), CohortTrend.FALLING),
        ((20, 30, 35), CohortTrend.NOT_TOLD),
        ((20, 30, 20), CohortTrend.UP_AND_DOWN),
        ((20, 30, 25), CohortTrend.NOT_TOLD),
        ((20, None, 40), None),
    ],
)
def test_of_rounded_counts_only_what_they_prove_is_told(
    shown: tuple[int | None, ...], trend: CohortTrend | None
) -> None:
    months = (period(code) for code in ("2026-08", "2026-09", "2026-10"))
    assert trend_of_rounded(dict(zip(months, shown, strict=True))) is trend


@pytest.mark.parametrize(
    ("today", "is_so"),
    [
        (dt.date(2026, 11, 1), True),
        (dt.date(2026, 12, 5), True),  # 35 days after 31 October
        (dt.date(2026, 12, 6), False),
    ],
)
def test_counts_are_current_for_35_days_after_their_period(today: dt.date, is_so: bool) -> None:
    assert is_current(period("2026-10"), today=today) is is_so


def test_gaps_stay_gaps() -> None:
    told = [period(code) for code in ("2026-06", "2026-07", "2026-10")]
    assert [one.code for one in gaps_between(told)] == ["2026-08", "2026-09"]
    assert gaps_between([]) == ()
    assert gaps_between([period("2026-Q1"), period("2026-04"), period("2026-Q3")]) == (
        period("2026-05"), period("2026-06"),
    )  # fmt: skip
