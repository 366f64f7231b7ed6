"""Refusals about groups, capacity and closures."""

from __future__ import annotations

import datetime as dt

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class NotAGroupLine(CommissioningError):
    def __init__(self, line_external_id: str) -> None:
        self.line_external_id = line_external_id
        super().__init__(
            f"The line “{line_external_id}” does not start people in groups with a first day."
        )


class GroupImpossible(CommissioningError):
    """What is said of a group cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class PlacesTaken(CommissioningError):
    def __init__(self, booked: int, places: int) -> None:
        self.booked = booked
        self.places = places
        super().__init__(f"{booked} places are booked, so the group cannot have only {places}.")


class StatedOtherwise(CommissioningError):
    """The same name in the source came with other facts: a correction needs a name of its own."""

    def __init__(self, what: str, external_id: str) -> None:
        self.what = what
        self.external_id = external_id
        super().__init__(
            f"The {what} “{external_id}” is already recorded with other figures;"
            " send the correction under a new reference."
        )


class CapacityImpossible(CommissioningError):
    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class ClosureEndsBeforeStart(CommissioningError):
    def __init__(self, from_date: dt.date, to_date: dt.date) -> None:
        self.from_date = from_date
        self.to_date = to_date
        super().__init__(
            f"The closure cannot end on {day_in_words(to_date)}:"
            f" it starts on {day_in_words(from_date)}."
        )
