"""Whether the portal can do its work: its database, its schema, its worker's last pass."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures
from directory.services.models import Service
from directory.services.sight import may_know_of
from directory.sight import ANYBODY
from portal.dates.recording import LOOKED
from portal.running.jobs import CLOCKS_DIFFER_BY
from portal.running.models import JobRun
from portal.sweep.kept import contradictions_found

OLDEST_PASS: Final = dt.timedelta(days=2)
"""A day before pages stop telling the dates: time enough to ring somebody."""


class WorkerHealth(enum.StrEnum):
    """What is known of the worker from its last pass, as a monitor is told it."""

    PASSING = "passing"
    NOTHING_TO_DO = "has never looked, and there is no line to answer"
    NEVER = "has never looked"
    LATE = "has not looked for more than 2 days"
    IN_THE_FUTURE = "last looked on a moment to come: a clock is wrong"
    NOT_KNOWN = "not known: what it last did cannot be read"


WELL: Final = frozenset({WorkerHealth.PASSING, WorkerHealth.NOTHING_TO_DO})


@dataclass(frozen=True, slots=True)
class Health:
    """What a monitor asks; `schema` and `worker_last_pass` None where there is none to be read.

    `contradictions`: how many the last nightly sweep of all answers found; None before the first.
    """

    is_reachable: bool
    schema: str | None
    worker: WorkerHealth
    worker_last_pass: dt.datetime | None = None
    contradictions: int | None = None

    @property
    def is_well(self) -> bool:
        return self.is_reachable and self.schema is not None and self.worker in WELL

    def as_json(self) -> dict[str, object]:
        last = self.worker_last_pass
        return {
            "status": "ok" if self.is_well else "failing",
            "database": "reachable" if self.is_reachable else "not reachable",
            "schema": self.schema,
            "worker": self.worker.value,
            "worker_last_pass": last.isoformat() if last else None,
            "contradictions": self.contradictions,
        }


def health_of(session: Session, *, at: dt.datetime) -> Health:
    """Ask each thing apart, so that one that fails does not hide the others."""
    if not _answers(session):
        return Health(False, None, WorkerHealth.NOT_KNOWN)
    schema = _schema(session)
    try:
        last = session.scalar(select(func.max(JobRun.finished_at)).where(JobRun.job == LOOKED))
        has_lines = _has_lines(session)
        contradictions = contradictions_found(session)
    except SQLAlchemyError:
        session.rollback()
        return Health(True, schema, WorkerHealth.NOT_KNOWN)
    worker = worker_health(last, at=at, has_lines=has_lines)
    return Health(True, schema, worker, last, contradictions)


def _has_lines(session: Session) -> bool:
    """Lines that anybody may know of: of a refuge alone nothing is told here either."""
    told_of = (
        select(LineFigures.line_id)
        .join(Line, Line.id == LineFigures.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(*may_know_of(ANYBODY))
    )
    return session.scalar(told_of.limit(1)) is not None


def worker_health(last: dt.datetime | None, *, at: dt.datetime, has_lines: bool) -> WorkerHealth:
    """From the moment of its last pass, None if it never looked for lines that are due."""
    if last is None:
        return WorkerHealth.NEVER if has_lines else WorkerHealth.NOTHING_TO_DO
    if last > at + CLOCKS_DIFFER_BY:
        return WorkerHealth.IN_THE_FUTURE
    return WorkerHealth.LATE if at - last > OLDEST_PASS else WorkerHealth.PASSING


def _answers(session: Session) -> bool:
    try:
        session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        session.rollback()
        return False
    return True


def _schema(session: Session) -> str | None:
    """The migration the database stands at; None before the first."""
    try:
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        session.rollback()
        return None
    return None if found is None else str(found)
