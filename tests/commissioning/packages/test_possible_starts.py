"""On which days somebody may begin, counted from the day of sentence."""

from __future__ import annotations

import datetime as dt

from commissioning.packages.possible_starts import (
    any_day_starts,
    group_starts,
    weekly_starts,
    working_day_starts,
)

TUESDAY = dt.date(2027, 3, 2)


def test_weekly_starts_leave_out_bank_holidays_and_christmas_week() -> None:
    easter = dt.date(2027, 3, 29)
    mondays = weekly_starts(1, TUESDAY, horizon_days=310, bank_holidays={easter})
    assert mondays[:4] == (6, 13, 20, 34)
    december = (dt.date(2027, 12, 27) - TUESDAY).days
    assert december not in mondays
    assert december - 7 in mondays
    assert december + 7 in mondays


def test_the_day_of_sentence_itself_is_no_session() -> None:
    tuesdays = weekly_starts(2, TUESDAY, horizon_days=14, bank_holidays=())
    assert tuesdays == (7, 14)
    assert working_day_starts(TUESDAY, horizon_days=7, bank_holidays=()) == (1, 2, 3, 6, 7)
    assert any_day_starts(2) == (0, 1, 2)


def test_groups_go_on_at_their_usual_gap() -> None:
    planned = [dt.date(2027, 2, 1), dt.date(2027, 3, 29), dt.date(2027, 5, 24)]
    assert group_starts(planned, TUESDAY, horizon_days=200) == (27, 83, 139, 195)


def test_of_a_single_group_no_other_is_supposed() -> None:
    assert group_starts([dt.date(2027, 3, 29)], TUESDAY, horizon_days=400) == (27,)
    assert group_starts([], TUESDAY, horizon_days=400) == ()
