"""The record of changes, its seals, and which key they were made with."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.acts import Act
from directory.base import Base, Code, Key

ADDRESS_READ: Final = text(f"act = '{Act.CONFIDENTIAL_ADDRESS_READ.value}'")
"""Who has read how many confidential addresses lately is asked before each is shown."""


class AuditRow(Base):
    """Who did what to which record; never a case reference, never a secret in clear.

    `act` is a word of `directory.acts`; rows of an older portal may hold one that is no more.
    The database refuses to change or delete a row (`directory.dialect.keep_as_written`).
    """

    __tablename__ = "audit_row"
    __table_args__ = (
        Index(None, "subject_kind", "subject_id"),
        Index(
            "ix_audit_row_addresses_read",
            "by_id",
            "happened_at",
            sqlite_where=ADDRESS_READ,
            postgresql_where=ADDRESS_READ,
        ),
    )

    id: Mapped[Key]
    happened_at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    act: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class AuditSeal(Base):
    """One link of the chain: the unique position and row make sure that of two workers one wins.

    `row_mac` is of the row alone, `mac` of this link and the one before it; both are keyed.
    """

    __tablename__ = "audit_seal"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    audit_row_id: Mapped[int] = mapped_column(ForeignKey("audit_row.id"), unique=True)
    row_mac: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    sealed_at: Mapped[dt.datetime]


class AuditFingerprint(Base):
    """Of the installation's key, so that another is noticed; the key itself is kept elsewhere."""

    __tablename__ = "audit_key"
    __table_args__ = (CheckConstraint("id = 1", name="one_key"),)

    id: Mapped[Key]
    fingerprint: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[dt.datetime]
