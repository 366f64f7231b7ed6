"""What of an upload is refused."""

from __future__ import annotations

import uuid
from collections.abc import Collection

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


class DraftInTheWay(CommissioningError):
    """The sender's own draft asks, in a field that the file does not name, for something that was
    changed meanwhile; `service_id` is where they settle it."""

    def __init__(self, title: str, fields: Collection[str], service_id: uuid.UUID) -> None:
        self.service_id = service_id
        super().__init__(
            f"The file is right, but your own draft of “{title}” is in its way: it asks to change"
            f" {', '.join(f'“{one}”' for one in fields)}, which says something else by now. Put"
            " the draft right or throw it away, then apply the file again."
        )


class AnswerTellsOfPerson(CommissioningError):
    def __init__(self, row: int, what: str) -> None:
        super().__init__(
            f"Row {row}: your answer holds {what}. Nothing here may tell who somebody is: write"
            " something else, or leave the row out."
        )
