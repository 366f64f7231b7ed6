"""What a report of a problem is refused for."""

from __future__ import annotations

from directory.errors import DirectoryError


class TellsOfAPerson(DirectoryError):
    """The words hold what gives a person away; the value is not repeated."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"Take out {what}: nothing about a person on probation may stand here.")


class TooManyReports(DirectoryError):
    """So many of one page, or of the portal, in a day that nobody could read them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(
            f"{limit} problems have been reported here today and are being looked at. "
            "If yours is urgent, telephone us."
        )


class AnsweredBefore(DirectoryError):
    """Two people answered the same report; the first answer stands."""

    def __init__(self, answer: str, answered_by: str) -> None:
        self.answer = answer
        self.answered_by = answered_by
        super().__init__(f"{answered_by} has answered this already: “{answer}”.")


class NothingSaid(DirectoryError):
    def __init__(self) -> None:
        super().__init__("Say what was done about it, in a sentence.")
