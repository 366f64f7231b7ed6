"""From what is stored about a line to the days on which somebody sentenced today may begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.queries import contract_end_of_line
from commissioning.availability.placed_lines import PlacedLine
from commissioning.bank_holidays import holidays_between
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.groups.models import GroupStatus
from commissioning.groups.queries import closures_of_line, groups_of_line
from commissioning.lines.queries import terms_in_force
from commissioning.packages.possible_starts import (
    any_day_starts,
    group_starts,
    weekly_starts,
    working_day_starts,
)
from directory.delivery import DeliveryKind
from directory.order_length import DEFAULT_ORDER_DAYS

HORIZON_DAYS: Final = DEFAULT_ORDER_DAYS
PAST_GROUPS_DAYS: Final = 730
"""Groups of the last two years tell how far apart a service plans them."""


def turn_of(placed: PlacedLine, starts: Sequence[int], today: dt.date) -> StartDays | None:
    """Counted from today. A day that the forecast expected by now is expected tomorrow."""
    line, detail = placed.stored, placed.detail
    if not line.delivery_kind.is_queued:
        is_drop_in = line.delivery_kind is DeliveryKind.DROP_IN
        return _surely(min(starts, default=0) if is_drop_in else 0)
    if detail is None or detail.distribution is None or line.forecast_as_of is None:
        return None
    kept = StartDays.from_stored(detail.distribution)
    since = (today - line.forecast_as_of).days
    reached: dict[int, float] = {}
    for day, chance in zip(kept.days, kept.cumulative, strict=True):
        reached[max(1, day - since)] = chance
    return replace(kept, days=tuple(reached), cumulative=tuple(reached.values()))


def _surely(day: int) -> StartDays:
    """Nobody waits: everybody who comes starts on that day."""
    basis = ForecastBasis("stated", 0, 0, "declared", "")
    return StartDays((day,), (1.0,), HORIZON_DAYS, "ok", None, basis)


def possible_starts_of(session: Session, placed: PlacedLine, today: dt.date) -> tuple[int, ...]:
    """While the service stands: neither past its contract nor while it is shut."""
    line = placed.stored
    if line.delivery_kind in {DeliveryKind.BED, DeliveryKind.IMMEDIATE}:
        return any_day_starts(HORIZON_DAYS)
    last = contract_end_of_line(session, line.line_id)
    shut = [(one.from_date, one.to_date) for one in closures_of_line(session, line.line_id)]

    def stands(number: int) -> bool:
        day = today + dt.timedelta(days=number)
        is_over = (last is not None and day > last) or (
            line.closed_on is not None and day >= line.closed_on
        )
        return not is_over and not any(first <= day <= end for first, end in shut)

    return tuple(filter(stands, _regular_starts(session, placed, today)))


def _regular_starts(session: Session, placed: PlacedLine, today: dt.date) -> tuple[int, ...]:
    line = placed.stored
    if line.delivery_kind is DeliveryKind.CLOSED_GROUP:
        planned = _planned_groups(session, line.line_id, today)
        return group_starts(planned, today, horizon_days=HORIZON_DAYS)
    terms = terms_in_force(session, line.line_id)
    weekday = terms.session_weekday if terms else None
    holidays = holidays_ahead(today)
    if weekday is None:
        return working_day_starts(today, horizon_days=HORIZON_DAYS, bank_holidays=holidays)
    return weekly_starts(weekday, today, horizon_days=HORIZON_DAYS, bank_holidays=holidays)


def _planned_groups(session: Session, line_id: int, today: dt.date) -> list[dt.date]:
    since = today - dt.timedelta(days=PAST_GROUPS_DAYS)
    groups = groups_of_line(session, line_id, first=since)
    stated = [group.stated for group in groups]
    return [one.current_start for one in stated if one.status is not GroupStatus.CANCELLED]


def holidays_ahead(today: dt.date) -> Collection[dt.date]:
    last = today + dt.timedelta(days=2 * HORIZON_DAYS)
    return frozenset(day for day, _is_expected in holidays_between(today, last))
