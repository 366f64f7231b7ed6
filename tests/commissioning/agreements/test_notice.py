"""Notice days and standings, as a commissioner would work them out with a calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.agreements.notice import TermStanding, latest_end, notice_day, standing

D = dt.date


@pytest.mark.parametrize(
    ("ends_on", "months", "day"),
    [
        (D(2026, 12, 31), 3, D(2026, 9, 30)),  # September has 30 days
        (D(2027, 3, 31), 6, D(2026, 9, 30)),
        (D(2027, 5, 31), 3, D(2027, 2, 28)),
        (D(2028, 5, 31), 3, D(2028, 2, 29)),  # a leap year
        (D(2027, 3, 30), 1, D(2027, 2, 28)),
        (D(2027, 6, 15), 12, D(2026, 6, 15)),
        (D(2027, 1, 10), 0, D(2027, 1, 10)),
        (D(2027, 1, 31), 14, D(2025, 11, 30)),
        (None, 3, None),  # the end is not known
        (D(2027, 1, 31), None, None),  # the notice is not known
    ],
)
def test_notice_day(ends_on: dt.date | None, months: int | None, day: dt.date | None) -> None:
    assert notice_day(ends_on, months) == day


@pytest.mark.parametrize(
    ("ends_on", "months", "where"),
    [
        (D(2026, 12, 31), 3, TermStanding.NOTICE_PASSED),  # notice by 30 September
        (D(2027, 1, 1), 3, TermStanding.TO_END),  # the notice day is today: it can still be given
        (D(2026, 12, 31), None, TermStanding.TO_END),
        (D(2026, 10, 1), None, TermStanding.TO_END),  # its last day
        (D(2026, 9, 30), 3, TermStanding.ENDED),
        (None, 3, TermStanding.END_NOT_KNOWN),
    ],
)
def test_standing_on_1_october_2026(
    ends_on: dt.date | None, months: int | None, where: TermStanding
) -> None:
    assert standing(ends_on, months, today=D(2026, 10, 1)) is where


@pytest.mark.parametrize(
    ("ends_on", "options", "latest"),
    [
        (D(2027, 3, 31), (12, 12), D(2029, 3, 31)),
        (D(2027, 6, 30), (6,), D(2027, 12, 31)),  # with a month, and so again
        (D(2027, 6, 15), (6,), D(2027, 12, 15)),
        (D(2027, 3, 31), (), None),
        (D(2027, 3, 31), None, None),
        (None, (12,), None),
    ],
)
def test_latest_end(
    ends_on: dt.date | None, options: tuple[int, ...] | None, latest: dt.date | None
) -> None:
    assert latest_end(ends_on, options) == latest
