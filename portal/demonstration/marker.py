"""The mark that tells a whole demonstration from a half-made one, and from real records.

It also holds how far the making has come, kept in the transaction of each step.
"""

from __future__ import annotations

import datetime as dt
import enum
import json
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.demonstration.making import Made
from commissioning.demonstration.wish import Wish
from directory.clock import local_date
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
class Reached:
    """How far a making has come; without a recipe not even the ground is in."""

    recipe: str | None = None
    regions: int = 0
    regions_shown: int = 0
    made: Made = field(default_factory=Made)


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """What the database holds; the rest is known where a demonstration was begun."""

    found: DatabaseHolds
    wish: Wish | None = None
    reached: Reached = field(default_factory=Reached)

    def can_go_on(self, wish: Wish) -> bool:
        """Whether the same was begun on the same day, and its ground is in."""
        begun = self.wish
        return (
            begun is not None
            and self.reached.recipe is not None
            and (begun.services, begun.referrals, begun.seed, begun.today)
            == (wish.services, wish.referrals, wish.seed, local_date(wish.at))
        )


def standing_of_database(session: Session) -> DatabaseState:
    run = session.scalar(select(JobRun).where(JobRun.job == JOB))
    if run is None:
        holds_any = any(
            session.scalar(select(func.count()).select_from(model)) for model in (Service, Person)
        )
        return DatabaseState(DatabaseHolds.OTHER_RECORDS if holds_any else DatabaseHolds.NOTHING)
    note = json.loads(run.note or "{}")
    return DatabaseState(
        DatabaseHolds.HALF_MADE if run.finished_at is None else DatabaseHolds.WHOLE,
        Wish(note.get("services", 0), note.get("referrals", 0), run.due_at, note.get("seed", 0)),
        _reached(note),
    )


def still_made(session: Session) -> Reached | None:
    """How far the making has come that is going on; None where none is."""
    run = session.scalar(select(JobRun).where(JobRun.job == JOB, JobRun.finished_at.is_(None)))
    return None if run is None else _reached(json.loads(run.note or "{}"))


def _reached(note: dict[str, object]) -> Reached:
    kept = note.get("reached")
    if not isinstance(kept, dict):
        return Reached()
    return Reached(**{**kept, "made": Made(**kept["made"])})


def mark_begun(session: Session, wish: Wish) -> None:
    """The first row of a making: whatever follows without an end may be thrown away."""
    note = json.dumps({"services": wish.services, "referrals": wish.referrals, "seed": wish.seed})
    session.add(JobRun(job=JOB, due_at=wish.at, claimed_at=wish.at, note=note))
    session.flush()


def mark_reached(session: Session, reached: Reached) -> None:
    """Together with what was made on the way there."""
    run = _mark(session)
    run.note = json.dumps({**json.loads(run.note or "{}"), "reached": asdict(reached)})
    session.flush()


def mark_finished(session: Session, *, done: int, at: dt.datetime) -> None:
    """The last row of a making."""
    run = _mark(session)
    run.finished_at, run.done = at, done
    session.flush()


def _mark(session: Session) -> JobRun:
    return session.scalars(select(JobRun).where(JobRun.job == JOB)).one()
