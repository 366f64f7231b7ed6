"""What is kept of a forecast beside its distribution, which most questions need not decode."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import Row

from commissioning.forecasting.start_days import Quantiles, Reason, Status
from directory.order_length import DEFAULT_ORDER_DAYS


@dataclass(frozen=True, slots=True)
class KeptStart:
    """Speaks like `StartDays`, but only of orders of `DEFAULT_ORDER_DAYS` or longer.

    Nothing is known beyond that horizon, so that for every longer order the quantiles are the same.
    """

    status: Status
    reason: Reason | None
    queue_ahead: int
    explanation: str
    quantiles: Quantiles

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """From a row with the columns of a `LineForecast`, its `as_of` as `forecast_as_of`."""
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
        )

    def quantiles_within(self, order_days: int) -> Quantiles:
        if order_days < DEFAULT_ORDER_DAYS:
            raise ValueError("a shorter order needs the whole distribution")
        return self.quantiles


def _days(as_of: dt.date, day: dt.date | None) -> int | None:
    return None if day is None else (day - as_of).days
