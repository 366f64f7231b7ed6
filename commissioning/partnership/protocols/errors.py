"""Refusals about agreements on sharing information."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class ProtocolImpossible(CommissioningError):
    """It says something that cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class ProtocolChangedMeanwhile(CommissioningError):
    def __init__(self) -> None:
        super().__init__("Somebody changed this agreement meanwhile. Look at it again, then send.")


class CourtWillingnessIsNoConsent(CommissioningError):
    """The message is that of `consent_given.csv`."""

    field = "consent"
