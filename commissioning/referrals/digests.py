"""Numbers of people turned into keyed digests, so that the same person matches next month.

A digest is pseudonymous personal data: whoever holds the key can try all numbers. One key an
installation, kept outside the database and its backups; only its fingerprint is stored, so that
another key is noticed before every person doubles.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.referrals.models import ReferenceKey, Referral, ReferralDigest

SHORTEST_KEY: Final = 32
"""Characters."""

_BYTES: Final = 20
"""160 bits, which base32 writes in 32 characters without padding."""

_THE_KEY: Final = b"fingerprint of the key itself"


class ReferenceKeyNotSet(CommissioningError):
    def __init__(self) -> None:
        super().__init__(
            "The file holds case reference numbers (CRN), which are kept only as keyed digests."
            f" Set PORTAL_REFERENCE_KEY to at least {SHORTEST_KEY} random characters, kept outside"
            " the database and its backups, or leave the column out."
        )


class AnotherReferenceKey(CommissioningError):
    def __init__(self) -> None:
        super().__init__(
            "PORTAL_REFERENCE_KEY is not the key with which the digests here were made; with"
            " another every person would count twice. Set the key of this installation."
        )


@dataclass(frozen=True, slots=True)
class PersonKey:
    """HMAC-SHA-256 under the installation's secret."""

    secret: bytes = field(repr=False)

    def digest_of(self, number: str) -> str:
        """The same for a number however it is spaced and in whatever letters it is typed."""
        return self._digest("".join(number.split()).upper().encode())

    @property
    def fingerprint(self) -> str:
        return self._digest(_THE_KEY)

    def _digest(self, content: bytes) -> str:
        whole = hmac.new(self.secret, content, hashlib.sha256).digest()
        return base64.b32encode(whole[:_BYTES]).decode("ascii")


def settled_key(session: Session, secret: bytes | None, *, at: dt.datetime) -> PersonKey:
    """The key of this installation; the first use settles which one it is.

    Raises `ReferenceKeyNotSet` and `AnotherReferenceKey`.
    """
    key = _refuse_another(session, secret)
    if session.scalar(select(ReferenceKey.fingerprint)) is None:
        try:
            with session.begin_nested():
                session.add(ReferenceKey(id=1, fingerprint=key.fingerprint, recorded_at=at))
        except IntegrityError:  # somebody else settled it in the same moment
            return _refuse_another(session, secret)
    return key


def _refuse_another(session: Session, secret: bytes | None) -> PersonKey:
    if not secret:
        raise ReferenceKeyNotSet
    key = PersonKey(secret)
    settled = session.scalar(select(ReferenceKey.fingerprint))
    if settled is not None and settled != key.fingerprint:
        raise AnotherReferenceKey
    return key


def referrals_of_person(
    session: Session, number: str, *, secret: bytes | None
) -> Sequence[Referral]:
    """Everybody's referrals of one person, oldest first; the number is kept nowhere."""
    key = _refuse_another(session, secret)
    return session.scalars(
        select(Referral)
        .join(ReferralDigest, ReferralDigest.referral_id == Referral.id)
        .where(ReferralDigest.digest == key.digest_of(number))
        .order_by(Referral.received_on, Referral.id)
    ).all()
