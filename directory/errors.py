"""Refusals of the directory: each one can be told to a person."""

from __future__ import annotations


class DirectoryError(Exception):
    """Anything the directory refuses; its text is written for the person who asked."""


class NotKnown(DirectoryError):
    """Asked for by a name or code that no record carries."""

    def __init__(self, what: str, key: object) -> None:
        self.what = what
        self.key = str(key)
        super().__init__(f"There is no {what} called “{self.key}” in this portal.")


class CannotBeShown(DirectoryError):
    """A control character in what somebody typed: no page, file or database takes all of them."""

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(
            f"The field “{where}” holds a character that cannot be shown, as copying from a "
            "document may bring along. Go back and type it anew; nothing was kept."
        )


class DatabaseBusy(DirectoryError):
    """Another change held the database for longer than anybody should wait."""

    def __init__(self) -> None:
        super().__init__("The portal is busy with another change. Try again in a minute.")


class BrokenReferences(DirectoryError):
    """A migration left rows that point at rows which are no longer there."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} rows point at records that do not exist; restore the copy.")
