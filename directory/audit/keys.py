"""The secret that seals the audit and digests its secrets, kept outside the database.

Whoever holds it can make a chain of their own and try out what a digest may be of; whoever holds
only the database can do neither. One key an installation; its fingerprint is stored.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from directory.audit.models import AuditFingerprint
from directory.errors import DirectoryError

AUDIT_KEY: Final = "audit_key"
"""The execution option of an engine that holds the secret of its installation."""

SHORTEST_KEY: Final = 32
"""Characters."""

_SETTLED: Final = "audit key settled"


class AuditKeyNotSet(DirectoryError):
    def __init__(self) -> None:
        super().__init__(
            "The record of changes is sealed with a key, and none is set. Set PORTAL_AUDIT_KEY to "
            f"at least {SHORTEST_KEY} random characters, kept outside the database and its backups."
        )


class AnotherAuditKey(DirectoryError):
    def __init__(self) -> None:
        super().__init__(
            "PORTAL_AUDIT_KEY is not the key with which the record of changes was sealed here; "
            "with another every row would look changed. Set the key of this installation."
        )


@dataclass(frozen=True, slots=True)
class AuditKey:
    """HMAC-SHA-256 under the installation's secret, each purpose apart."""

    secret: bytes = field(repr=False)

    def mac_of(self, purpose: str, content: bytes) -> str:
        return hmac.digest(self.secret, purpose.encode() + b"\n" + content, "sha256").hex()

    @property
    def fingerprint(self) -> str:
        return self.mac_of("fingerprint", b"of the key itself")


def key_of(session: Session) -> AuditKey | None:
    """The key of the session's installation; None where none is set."""
    secret: bytes | None = session.connection().get_execution_options().get(AUDIT_KEY)
    return AuditKey(secret) if secret else None


def refuse_another_key(session: Session, key: AuditKey) -> bool:
    """Whether the key is settled yet. Raises `AnotherAuditKey`."""
    settled = session.scalar(select(AuditFingerprint.fingerprint))
    if settled is not None and not hmac.compare_digest(settled, key.fingerprint):
        raise AnotherAuditKey
    return settled is not None


def settle_key(session: Session, key: AuditKey, *, at: dt.datetime) -> None:
    """The first use settles which key it is. Raises `AnotherAuditKey`."""
    if session.info.get(_SETTLED) == key.fingerprint:
        return
    if not refuse_another_key(session, key):
        try:
            with session.begin_nested():
                session.add(AuditFingerprint(id=1, fingerprint=key.fingerprint, recorded_at=at))
        except IntegrityError:  # somebody else settled it in the same moment
            refuse_another_key(session, key)
    session.info[_SETTLED] = key.fingerprint
