"""E-mail addresses as people type them, in the one way in which they are kept."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from directory.accounts.errors import AccountError


class NotAnEmail(AccountError):
    def __init__(self) -> None:
        super().__init__("Enter an e-mail address, such as name@example.org", "email")


def kept_email(typed: str) -> str:
    """In small letters. Raises `NotAnEmail`; nothing is asked of the network."""
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise NotAnEmail from error
    return checked.normalized.lower()
