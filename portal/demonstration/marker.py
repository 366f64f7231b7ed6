"""The mark that tells a whole demonstration from a half-made one, and from real records."""

from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.demonstration.wish import Wish
from directory.people.models import Person
from directory.services.models import Service
from portal.running.models import JobRun

JOB = "demonstration"


class DatabaseHolds(enum.StrEnum):
    NOTHING = "nothing"
    WHOLE = "whole"
    HALF_MADE = "half_made"
    OTHER_RECORDS = "other_records"


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What the database holds; the rest is known where a demonstration was begun."""

    found: DatabaseHolds
    made_at: dt.datetime | None = None
    services: int = 0
    referrals: int = 0


def standing_of_database(session: Session) -> DatabaseState:
    run = session.scalar(select(JobRun).where(JobRun.job == JOB))
    if run is None:
        holds_any = any(
            session.scalar(select(func.count()).select_from(model)) for model in (Service, Person)
        )
        return DatabaseState(DatabaseHolds.OTHER_RECORDS if holds_any else DatabaseHolds.NOTHING)
    wished = json.loads(run.note or "{}")
    return DatabaseState(
        DatabaseHolds.HALF_MADE if run.finished_at is None else DatabaseHolds.WHOLE,
        run.due_at,
        wished.get("services", 0),
        wished.get("referrals", 0),
    )


def mark_begun(session: Session, wish: Wish) -> None:
    """The first row of a making: whatever follows without an end may be thrown away."""
    note = json.dumps({"services": wish.services, "referrals": wish.referrals, "seed": wish.seed})
    session.add(JobRun(job=JOB, due_at=wish.at, claimed_at=wish.at, note=note))
    session.flush()


def mark_finished(session: Session, wish: Wish, *, done: int, at: dt.datetime) -> None:
    """The last row of a making."""
    run = session.scalars(select(JobRun).where(JobRun.job == JOB)).one()
    run.finished_at, run.done = at, done
    session.flush()
