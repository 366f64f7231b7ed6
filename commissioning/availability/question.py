"""What is asked of a court or an area."""

from __future__ import annotations

from dataclasses import dataclass

from directory.order_length import DEFAULT_ORDER_DAYS
from directory.services.eligibility import AboutPerson


@dataclass(frozen=True, slots=True)
class CourtQuestion:
    """What is asked. Without home areas, all the areas that the court serves.

    `order_days` None: no length was asked about, and `DEFAULT_ORDER_DAYS` is assumed.
    `unpaid_hours`: of unpaid work, where a court would order some.
    `rows_each`: only so many rows of a requirement are wanted, the soonest; None: all.
    """

    home_areas: tuple[str, ...] = ()
    requirement: str | None = None
    order_days: int | None = None
    about: AboutPerson | None = None
    unpaid_hours: float | None = None
    rows_each: int | None = None

    @property
    def assumed_order_days(self) -> int:
        return self.order_days or DEFAULT_ORDER_DAYS

    @property
    def needs_distribution(self) -> bool:
        """Asks about an order of its own, not the one whose quantiles and chances are kept."""
        return self.order_days is not None
