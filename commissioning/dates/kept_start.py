"""What is kept of a forecast beside its distribution, which most questions need not decode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import Row

from commissioning.dates.within_orders import WithinOrder, from_stored
from commissioning.forecasting.start_days import Quantiles, Reason, Status
from directory.order_length import DEFAULT_ORDER_DAYS


@dataclass(frozen=True, slots=True)
class KeptStart:
    """Speaks like `StartDays` of dates within any order, and of chances within the usual lengths.

    Nothing is known beyond `DEFAULT_ORDER_DAYS`: a longer order counts as that one. The chances
    are those of somebody sentenced on `answered_on`; of another day or length only the
    distribution tells them.
    """

    status: Status
    reason: Reason | None
    queue_ahead: int
    explanation: str
    quantiles: Quantiles
    answered_on: dt.date | None = None
    within_orders: Mapping[int, WithinOrder] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row with the columns of a `LineForecast`, its `as_of` as `forecast_as_of`,
        and `LineFigures.answered_on`: an answer that says the same keeps its older row."""
        basis: Mapping[str, Any] = row.forecast_basis
        as_of = row.forecast_as_of
        return cls(
            row.forecast_status,
            row.forecast_reason,
            basis["queue_ahead"],
            basis["explanation"],
            Quantiles(
                _days(as_of, row.by_1_in_10),
                _days(as_of, row.likely_start),
                _days(as_of, row.by_9_in_10),
            ),
            row.answered_on,
            from_stored(row.within_orders),
        )

    def quantiles_within(self, order_days: int) -> Quantiles:
        """Exact for an order of any length: a day of the longest order counts where it is in it."""
        first, likely, last = (
            day if day is not None and day <= order_days else None
            for day in (self.quantiles.p10, self.quantiles.p50, self.quantiles.p90)
        )
        return Quantiles(first, likely, last)

    def speaks_for(self, order_days: int, *, today: dt.date) -> bool:
        """Whether the chances within such an order are kept for somebody sentenced today."""
        return self.answered_on == today and _longest(order_days) in self.within_orders

    def chance_within(self, order_days: int) -> float:
        """The chance to start within the order. ValueError for a length that is not kept."""
        return self._within(order_days).start

    def chance_to_finish_within(self, order_days: int) -> float | None:
        """The chance to start and finish within it; None where the course's length is not known.

        ValueError for a length that is not kept.
        """
        return self._within(order_days).start_and_finish

    def _within(self, order_days: int) -> WithinOrder:
        kept = self.within_orders.get(_longest(order_days))
        if kept is None:
            raise ValueError("an order of another length needs the whole distribution")
        return kept


def _longest(order_days: int) -> int:
    return min(order_days, DEFAULT_ORDER_DAYS)


def _days(as_of: dt.date, day: dt.date | None) -> int | None:
    return None if day is None else (day - as_of).days
