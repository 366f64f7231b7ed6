"""E-mail addresses as people type them, in the one way in which an account keeps them."""

from __future__ import annotations

from directory.accounts.errors import AccountError
from directory.messages.addresses import address_of
from directory.messages.errors import NoAddress


class NotAnEmail(AccountError):
    def __init__(self) -> None:
        super().__init__("Enter an e-mail address, such as name@example.org", "email")


def kept_email(typed: str) -> str:
    """In small letters. Raises `NotAnEmail`; nothing is asked of the network."""
    try:
        return address_of(typed).lower()
    except NoAddress as refusal:
        raise NotAnEmail from refusal
