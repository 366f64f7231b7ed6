"""What the portal's own key makes: digests of what must not be kept in clear, and sealed words."""

from __future__ import annotations

import base64
import datetime as dt
from ipaddress import ip_network
from typing import Final

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app, request

from directory.accounts.email_addresses import NotAnEmail, kept_email
from directory.accounts.entering import Trier
from directory.accounts.keyed import keyed_digest

_USUAL: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
_CHEAP: Final = PasswordHasher.from_parameters(CHEAPEST)
_FACTOR: Final = "second factor"


class NotOurSeal(ValueError):
    """Altered, too old, or sealed with another key."""


def hasher() -> PasswordHasher:
    """What a password costs: 64 MiB and three passes, next to nothing in tests."""
    return _CHEAP if current_app.config["PORTAL_ENV"] == "testing" else _USUAL


def keyed(purpose: str, text: str) -> str:
    return keyed_digest(current_app.config["SECRET_KEY"], purpose, text)


def email_asked(typed: str) -> str:
    """As an account would have it; what is no address belongs to nobody."""
    try:
        return kept_email(typed)
    except NotAnEmail:
        return typed.strip().lower()[:254]


def trier_of(email: str) -> Trier:
    return Trier(keyed("account", email), keyed("address", request.remote_addr or ""))


def network_of_today(address: str, today: dt.date) -> str:
    """A digest that leads to no address, and to none of another day.

    Of IPv6 the first 64 bits: whoever has one such network has all of its addresses.
    """
    try:
        network = ip_network((address, 64 if ":" in address else 32), strict=False)
    except ValueError:
        return keyed(f"question {today.isoformat()}", "")
    return keyed(f"question {today.isoformat()}", str(network))


def sealed_for(purpose: str, text: str) -> str:
    """Opened again by this installation alone, for the same purpose."""
    return _box(purpose).encrypt(text.encode()).decode()


def opened_for(purpose: str, sealed: str, *, within_seconds: int | None = None) -> str:
    """Raises `NotOurSeal`."""
    try:
        return _box(purpose).decrypt(sealed.encode(), ttl=within_seconds).decode()
    except (InvalidToken, ValueError) as refusal:
        raise NotOurSeal from refusal


def sealed_bytes(purpose: str, content: bytes) -> bytes:
    return _box(purpose).encrypt(content)


def opened_bytes(purpose: str, sealed: bytes) -> bytes:
    """Raises `NotOurSeal`."""
    try:
        return _box(purpose).decrypt(sealed)
    except InvalidToken as refusal:
        raise NotOurSeal from refusal


def sealed_secret(secret: str) -> str:
    """A second factor as it is kept."""
    return sealed_for(_FACTOR, secret)


def kept_secret(sealed: str | None) -> str:
    """ "" where it can be read no more: then recovery codes alone enter."""
    try:
        return opened_for(_FACTOR, sealed or "")
    except NotOurSeal:
        return ""


def _box(purpose: str) -> Fernet:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
    return Fernet(base64.urlsafe_b64encode(key))
