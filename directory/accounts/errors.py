"""What is refused to somebody who enters, or who lets others in."""

from __future__ import annotations

from directory.errors import DirectoryError


class AccountError(DirectoryError):
    """`column`: the field to mend, "" where none is at fault."""

    column = ""

    def __init__(self, sentence: str, column: str = "") -> None:
        self.column = column
        super().__init__(sentence)


class LogInNeeded(AccountError):
    """Nobody has logged in, or not wholly; what is asked for is shown to nobody else."""


class NotAllowed(AccountError):
    """Somebody is known, and their role does not include it."""


class NotLetIn(AccountError):
    """E-mail address and password do not belong together, or the account is closed."""

    def __init__(self) -> None:
        super().__init__(
            "The e-mail address and the password do not belong together. Check both; "
            "if you have forgotten the password you can set a new one.",
            "email",
        )


class TooManyAttempts(AccountError):
    """`is_lifted_by_new_password`: of this account's password, not of a network address."""

    def __init__(self, minutes: int, *, is_lifted_by_new_password: bool = False) -> None:
        self.minutes = minutes
        self.is_lifted_by_new_password = is_lifted_by_new_password
        super().__init__(
            f"There were too many attempts. Wait {minutes} minute{'' if minutes == 1 else 's'} and "
            "try again."
        )
