"""What cannot be written to anybody."""

from __future__ import annotations

from directory.errors import DirectoryError


class SubjectTellsOfAPerson(DirectoryError):
    """A subject is read in lists, on locked telephones and in logs of mail servers."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"The subject of a message holds {what}. Leave it out: a subject says nothing about "
            "anybody on probation."
        )


class SubjectUnfit(DirectoryError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The subject of a message {why}.")


class BodyUnfit(DirectoryError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The text of a message {why}.")


class NoAddress(DirectoryError):
    """`address` as it was typed; the sentence does not repeat it."""

    def __init__(self, address: str, why: str) -> None:
        self.address = address
        super().__init__(f"That is not an e-mail address: {why.rstrip('.')}.")
