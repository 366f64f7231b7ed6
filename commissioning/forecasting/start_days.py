"""The whole distribution of start days for one question, as it is kept and read."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, get_args

Status = Literal["ok", "unavailable"]
Reason = Literal["service_not_found", "service_closed", "contract_ended", "no_capacity"]
RestsOn = Literal["history", "mixed", "declared"]

# Chances are kept to a thousandth: finer would claim more than any record can show.
PARTS = 1000
STORED_FORM = 1


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What a forecast rests on. `queue_ahead` is exact: band it before it is shown to anyone."""

    method: str
    history_starts: int
    queue_ahead: int
    data: RestsOn
    explanation: str


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Days after the day of sentence; None means not within the order."""

    p10: int | None
    p50: int | None
    p90: int | None


@dataclass(frozen=True, slots=True)
class StartDays:
    """When somebody sentenced on day 0 would start.

    `cumulative[i]` is the chance of having started by `days[i]`, which are days after the day of
    sentence, rising. Nothing is known beyond `horizon_days` (the order that was asked about): a
    longer order read from it counts only the starts within the horizon.
    """

    days: tuple[int, ...]
    cumulative: tuple[float, ...]
    horizon_days: int
    status: Status
    reason: Reason | None
    basis: ForecastBasis

    @classmethod
    def of(
        cls, chances: Iterable[tuple[int, float]], *, horizon_days: int, basis: ForecastBasis
    ) -> "StartDays":
        """From (day, chance of having started by then) in order; days past the horizon fall off."""
        days: list[int] = []
        kept: list[float] = []
        reached = 0
        for day, chance in chances:
            parts = min(PARTS, round(chance * PARTS))
            if parts > reached and 0 < day <= horizon_days:
                days.append(day)
                kept.append(parts / PARTS)
                reached = parts
        return cls(tuple(days), tuple(kept), horizon_days, "ok", None, basis)

    @classmethod
    def unavailable(cls, reason: Reason, *, horizon_days: int, basis: ForecastBasis) -> "StartDays":
        return cls((), (), horizon_days, "unavailable", reason, basis)

    @property
    def queue_ahead(self) -> int:
        return self.basis.queue_ahead

    @property
    def explanation(self) -> str:
        return self.basis.explanation

    def chance_within(self, days: int) -> float:
        """The chance of starting no more than so many days after the day of sentence."""
        position = bisect_right(self.days, days)
        return self.cumulative[position - 1] if position else 0.0

    def day_reached(self, chance: float, *, order_days: int) -> int | None:
        """The first day by which that chance is reached; None if not within the order."""
        position = bisect_left(self.cumulative, chance)
        if position == len(self.days) or self.days[position] > order_days:
            return None
        return self.days[position]

    def quantiles_within(self, order_days: int) -> Quantiles:
        """The likely days for an order of another length than the one asked about."""
        return Quantiles(
            p10=self.day_reached(0.1, order_days=order_days),
            p50=self.day_reached(0.5, order_days=order_days),
            p90=self.day_reached(0.9, order_days=order_days),
        )

    def to_stored(self) -> list[Any]:  # JSON values of several types, read back by from_stored
        """A short JSON list: steps between the days, and chances in thousandths."""
        steps = [
            later - earlier for earlier, later in zip((0, *self.days), self.days, strict=False)
        ]
        parts = [round(chance * PARTS) for chance in self.cumulative]
        basis = self.basis
        return [
            STORED_FORM,
            self.horizon_days,
            self.reason,
            steps,
            parts,
            [
                basis.method,
                basis.history_starts,
                basis.queue_ahead,
                basis.data,
                basis.explanation,
            ],
        ]

    @classmethod
    def from_stored(cls, stored: list[Any]) -> Self:  # as written by to_stored
        """The same start days again. ValueError for a list that `to_stored` did not write."""
        form, horizon_days, reason, steps, parts, basis = stored
        if form != STORED_FORM or len(steps) != len(parts):
            raise ValueError("not start days as they are stored")
        if reason is not None and reason not in get_args(Reason):
            raise ValueError("unknown reason in stored start days")
        days: list[int] = []
        for step in steps:
            days.append(step + (days[-1] if days else 0))
        return cls(
            days=tuple(days),
            cumulative=tuple(part / PARTS for part in parts),
            horizon_days=horizon_days,
            status="ok" if reason is None else "unavailable",
            reason=reason,
            basis=ForecastBasis(*basis),
        )
