"""Parts of packages in a few words, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import OrderingRule, Until
from commissioning.packages.parts import CannotStart, Part, TimeOfDay, Weekly
from commissioning.timing.time_needed import TimeNeeded

SENTENCED_ON = dt.date(2027, 3, 2)
"""A Tuesday: day 0, so that the days 7, 14, 21… are Tuesdays."""

HORIZON = 1095
EVERY_DAY = tuple(range(HORIZON + 1))
EVERY_WEEK = tuple(range(0, HORIZON + 1, 7))
OUT_OF_WORK = WeeklyLimit(3, 15)
IN_WORK = WeeklyLimit(2, 10)

Turn = int | Mapping[int, float]


def make_turn(turn: Turn) -> StartDays:
    """Surely on that day, or by each day with the chance beside it."""
    chances = {turn: 1.0} if isinstance(turn, int) else turn
    basis = ForecastBasis("test", 30, 0, "history", "")
    days, cumulative = tuple(chances), tuple(chances.values())
    return StartDays(days, cumulative, HORIZON, "ok", None, basis)


def make_part(
    key: str,
    turn: Turn | None = 14,
    lasts: int | tuple[int, int] | None = 70,
    *,
    kind: str = "other",
    on: Sequence[int] = (),
    at: TimeOfDay | None = None,
    times: int | None = 1,
    hours: float | None = None,
    starts: Sequence[int] = EVERY_DAY,
    **more: Any,
) -> Part:
    usual, nine_in_ten = lasts if isinstance(lasts, tuple) else (lasts, lasts)
    is_known = usual is not None and nine_in_ten is not None
    return Part(
        key=key,
        title=f"Service {key}",
        kind=kind,
        turn=None if turn is None else make_turn(turn),
        possible_starts=tuple(starts),
        time=TimeNeeded(usual or 0, nine_in_ten or 0, None, None, "") if is_known else None,
        weekly=Weekly(frozenset(on), at, times, hours),
        **more,
    )


def make_home(turn: Turn = 5, key: str = "home") -> Part:
    """A place to live: no end of its own and nothing a week."""
    return make_part(key, turn, None, kind="place_to_live", times=0, is_ongoing=True)


def make_closed(key: str, cannot: CannotStart, kind: str = "other") -> Part:
    return make_part(key, None, kind=kind, cannot=cannot)


def make_rule(before: str, after: str, until: Until = Until.FINISHED) -> OrderingRule:
    return OrderingRule(f"{before}_{after}", before, after, until, None, "Because.", "Tests")
