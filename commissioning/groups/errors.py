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


class KeyTellsOfSomebody(CommissioningError):
    """Others read the reference of a group, on letters and on open pages."""

    def __init__(self, what: str) -> None:
        self.field = "external_id"
        super().__init__(
            f"The reference holds {what}. Others read it: enter one made of the programme, the area"
            " and a number, such as BC-2027-03."
        )


class PlacesTaken(CommissioningError):
    """Fewer places than are booked, held before sentence and offered: each was promised."""

    def __init__(self, places: int, *, booked: int, held: int = 0, offered: int = 0) -> None:
        self.field = "places"
        self.booked = booked
        self.places = places
        told = ((booked, "booked"), (held, "held before sentence"), (offered, "offered"))
        taken = ", ".join(f"{number} {word}" for number, word in told if number)
        places_are = "place is" if booked + held + offered == 1 else "places are"
        super().__init__(
            f"{booked + held + offered} {places_are} taken ({taken}), so the group cannot have only"
            f" {places}. Enter {booked + held + offered} or more, or wait until a hold lapses, an"
            " offer is answered or a place is given up."
        )


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
