"""Refusals about sessions, registers and who belongs to a group; none says a case reference."""

from __future__ import annotations

import datetime as dt
import uuid

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class PlanImpossible(CommissioningError):
    """`field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class GroupIsOver(CommissioningError):
    def __init__(self, what: str) -> None:
        super().__init__(f"The group {what}; it can no longer be changed.")


class GroupBegan(CommissioningError):
    def __init__(self) -> None:
        super().__init__(
            "The group has begun: call off the sessions that do not take place instead."
        )


class CannotMove(CommissioningError):
    pass


class RegisterRefused(CommissioningError):
    """`booking` names whose mark is at fault, None where it is the register as a whole."""

    def __init__(self, reason: str, booking: uuid.UUID | None = None) -> None:
        self.booking = booking
        super().__init__(reason)


class CaseTwice(RegisterRefused):
    def __init__(self, booking: uuid.UUID) -> None:
        super().__init__("One person is on the register twice; give one mark for each.", booking)


class NotOnRegister(RegisterRefused):
    def __init__(self, booking: uuid.UUID) -> None:
        super().__init__(
            "Somebody of these did not belong to the group on the day of the session.", booking
        )


class NotHeldYet(RegisterRefused):
    def __init__(self, on_date: dt.date, booking: uuid.UUID | None = None) -> None:
        super().__init__(
            f"The session is on {day_in_words(on_date)}: until then somebody can only be marked"
            " as not required.",
            booking,
        )


class RegisterClosed(RegisterRefused):
    """Only corrections, each with a reason."""

    def __init__(self, last_day: dt.date, booking: uuid.UUID | None = None) -> None:
        super().__init__(
            f"The register was open until {day_in_words(last_day)}: say why this mark changes.",
            booking,
        )


class HoursRefused(RegisterRefused):
    """`field` is the one to change: hours, travel_hours or travel_reason."""

    def __init__(self, field: str, reason: str, booking: uuid.UUID) -> None:
        self.field = field
        super().__init__(reason, booking)


class MarkedMeanwhile(RegisterRefused):
    def __init__(self) -> None:
        super().__init__("A colleague changed this register meanwhile: look at it and save again.")


class AbsenceImpossible(CommissioningError):
    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)
