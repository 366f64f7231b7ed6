"""What of an upload is refused."""

from __future__ import annotations

from commissioning.errors import CommissioningError


class UploadClosed(CommissioningError):
    """What was read of the file is kept for a day, and that is over."""

    def __init__(self) -> None:
        super().__init__("What was read of this file is kept for 24 hours: send the file again.")


class ShownOtherwise(CommissioningError):
    """The page that was answered does not show what would be applied now."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was applied: since that page was made the file was checked anew. Look at"
            " what it would change now."
        )


class NotTakenFrom(CommissioningError):
    """The kind exists, and is not for this organisation to send."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"Your organisation does not send files of the kind “{kind}” here. Choose one of the"
            " kinds on the page."
        )


class TooLong(CommissioningError):
    def __init__(self, lines: int, most: int) -> None:
        super().__init__(
            f"The file has {lines:,} rows; here {most:,} can be sent at once. Split it, or have"
            " it taken in on the server."
        )


class ConfirmsNothing(CommissioningError):
    """Being sent again says nothing of such a file's facts."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"A file of the kind “{kind}” confirms nothing by being sent again: leave out that what"
            " it finds unchanged was right."
        )


class AnswerTellsOfPerson(CommissioningError):
    def __init__(self, row: int, what: str) -> None:
        super().__init__(
            f"Row {row}: your answer holds {what}. Nothing here may tell who somebody is: write"
            " something else, or leave the row out."
        )
