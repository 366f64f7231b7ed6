"""Whether the portal can do its work: its database, its schema, its worker's last pass."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.dates.jobs import PASSES
from portal.running.models import JobRun


@dataclass(frozen=True, slots=True)
class Health:
    """What a monitor asks; None where it could not be found out."""

    is_reachable: bool
    schema: str | None
    worker_last_pass: dt.datetime | None

    @property
    def is_well(self) -> bool:
        return self.is_reachable and self.schema is not None

    def as_json(self) -> dict[str, object]:
        last = self.worker_last_pass
        return {
            "status": "ok" if self.is_well else "failing",
            "database": "reachable" if self.is_reachable else "not reachable",
            "schema": self.schema,
            "worker_last_pass": last.isoformat() if last else None,
        }


def health_of(session: Session) -> Health:
    """Ask each thing apart, so that one that fails does not hide the others."""
    if not _answers(session):
        return Health(is_reachable=False, schema=None, worker_last_pass=None)
    return Health(is_reachable=True, schema=_schema(session), worker_last_pass=_last_pass(session))


def _answers(session: Session) -> bool:
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        session.rollback()
        return False
    return True


def _last_pass(session: Session) -> dt.datetime | None:
    """When the worker last looked for lines that are due; None if it never did."""
    try:
        return session.scalar(select(func.max(JobRun.finished_at)).where(JobRun.job == PASSES))
    except SQLAlchemyError:
        session.rollback()
        return None


def _schema(session: Session) -> str | None:
    """The migration the database stands at; None before the first."""
    try:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        session.rollback()
        return None
    return None if found is None else str(found)
