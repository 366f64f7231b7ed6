"""Where a message can go: rules of e-mail addresses, without asking the network."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email

from directory.messages.errors import NoAddress
from directory.messages.models import LONGEST_ADDRESS


def address_of(typed: str) -> str:
    """The address with its domain in small letters. Raises `NoAddress`."""
    try:
        found = validate_email(typed.strip(), check_deliverability=False)
    except EmailNotValidError as why:
        raise NoAddress(typed, str(why)) from why
    if len(found.normalized) > LONGEST_ADDRESS:
        raise NoAddress(typed, f"it is longer than {LONGEST_ADDRESS} characters")
    return found.normalized


def key_of(address: str) -> str:
    """The same for an address however its capitals are typed."""
    return address.strip().casefold()
