"""What was recorded of one record, or since a day, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.people.models import Person

MOST: Final = 1_000
"""Rows told at once; a record that was changed more often is told by its newest."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One act, with the name of who did it."""

    at: dt.datetime
    by: str
    act: str
    kind: str
    subject_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def acts_on(session: Session, kind: str, subject_id: int) -> list[Recorded]:
    """`kind` is the record's table."""
    about = (AuditRow.subject_kind == kind, AuditRow.subject_id == subject_id)
    return _told(session, select(AuditRow, Person.name).where(*about))


def acts_since(session: Session, moment: dt.datetime) -> list[Recorded]:
    return _told(session, select(AuditRow, Person.name).where(AuditRow.happened_at >= moment))


def _told(session: Session, asked: Select[AuditRow, str]) -> list[Recorded]:
    newest = (AuditRow.happened_at.desc(), AuditRow.id.desc())
    rows = session.execute(asked.join(Person).order_by(*newest).limit(MOST)).all()
    return [
        Recorded(
            row.happened_at,
            name,
            row.act,
            row.subject_kind,
            row.subject_id,
            row.before or {},
            row.after or {},
        )
        for row, name in reversed(rows)
    ]
