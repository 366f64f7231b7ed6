"""Refusals about partners."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class PartnerImpossible(CommissioningError):
    """It says something that cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class PartnerChangedMeanwhile(CommissioningError):
    def __init__(self) -> None:
        super().__init__("Somebody changed this partner meanwhile. Look at it again, then send.")
