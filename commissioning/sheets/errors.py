"""Why a sheet cannot be made or shown, worded for the person who asked."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class NotAReference(CommissioningError):
    """What was typed cannot be a sheet's reference; `typed` is what it was."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        super().__init__(
            "That is not the reference of a court sheet. It has nine letters and figures, such as "
            "7K3-M9Q-0XP: check each of them."
        )


class NoSuchSheet(CommissioningError):
    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"There is no court sheet with the reference {reference} in this portal.")


class TooManySheets(CommissioningError):
    """The day's share of new sheets is used up, for the court or for the whole portal."""

    def __init__(self, most: int, whose: str) -> None:
        self.most = most
        super().__init__(
            f"{most:,} different sheets have been made today {whose}, and no more can be made "
            "until tomorrow. The court’s own page can be printed instead."
        )


class SheetTooLarge(CommissioningError):
    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        super().__init__(
            "There is too much in this answer for one sheet. Ask about one area or one requirement."
        )


class FormNotKnown(CommissioningError):
    """A stored document says that it has a form which this program cannot read."""

    def __init__(self, version: object) -> None:
        self.version = version
        super().__init__(f"This portal cannot read court sheets of form {version}.")
