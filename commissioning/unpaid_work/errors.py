"""Refusals of hours of unpaid work, and of what is stated of travel."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class HoursImpossible(CommissioningError):
    """`field` is the one to change: hours, travel_hours or travel_reason."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class TravelRuleImpossible(CommissioningError):
    """`field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)
