"""Why a request for places cannot be made or answered."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class CannotBeAsked(CommissioningError):
    """The message says what to do instead."""


class AnsweredAlready(CommissioningError):
    def __init__(self) -> None:
        super().__init__("This request was answered already. Open it again to see how.")


class AskedAlready(CommissioningError):
    """The same change of the line waits for its answer."""

    def __init__(self) -> None:
        super().__init__("This was asked of the provider already, and waits for its answer.")
