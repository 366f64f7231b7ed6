"""The record of changes: one row in the change's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from directory.acts import Act
from directory.base import Base, Code, Key
from directory.people.models import Person


class AuditRow(Base):
    """Who did what to which record; never a case reference, never a secret in clear.

    `act` is a word of `directory.acts`; rows of an older portal may hold one that is no more.
    """

    __tablename__ = "audit_row"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[Key]
    happened_at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    act: Mapped[Code]
    subject_kind: Mapped[Code]
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


def record_act(
    session: Session,
    act: Act,
    subject: Base | str,
    *,
    by: Person,
    at: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Add the audit row; `subject` is the flushed record, or a kind for bulk acts."""
    kind = subject if isinstance(subject, str) else subject.__tablename__
    subject_id = None if isinstance(subject, str) else subject.id  # type: ignore[attr-defined]
    session.add(
        AuditRow(
            happened_at=at,
            by_id=by.id,
            act=act.value,
            subject_kind=kind,
            subject_id=subject_id,
            before=_plain(before),
            after=_plain(after),
        )
    )


def _plain(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The facts with dates and identifiers as text, so that they can be kept as JSON."""
    if facts is None:
        return None
    simple = (str, int, float, bool, list, dict, type(None))
    return {key: value if isinstance(value, simple) else str(value) for key, value in facts.items()}
