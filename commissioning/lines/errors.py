"""Refusals about lines: what cannot be opened, stated or closed, and why."""

from __future__ import annotations

import datetime as dt

from commissioning.errors import CommissioningError
from directory.clock import day_in_words


class AlreadyKnown(CommissioningError):
    """A record with this name in its source exists, so it cannot be added a second time."""

    def __init__(self, what: str, external_id: str) -> None:
        self.what = what
        self.external_id = external_id
        super().__init__(f"There is already a {what} called “{external_id}”.")


class TermsImpossible(CommissioningError):
    """The terms of a line say something that cannot be; `field` is the one to change."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        super().__init__(reason)


class ClosesBeforeOpening(CommissioningError):
    def __init__(self, opened_on: dt.date, closed_on: dt.date) -> None:
        self.opened_on = opened_on
        self.closed_on = closed_on
        super().__init__(
            f"The line cannot close on {day_in_words(closed_on)}:"
            f" it opens on {day_in_words(opened_on)}."
        )


class TermsNotStated(CommissioningError):
    def __init__(self, line_external_id: str) -> None:
        self.line_external_id = line_external_id
        super().__init__(f"The terms of the line “{line_external_id}” have not been stated.")
