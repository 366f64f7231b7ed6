"""The job of the bulletins: read first, written in one short transaction, once a week."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bulletins.models import CourtBulletin, LineWeek
from portal.bulletins.jobs import JOBS, writing
from portal.running.jobs import run_due
from portal.running.models import JobRun
from tests.makers.days import NOW
from tests.makers.scene import make_scene


def count(session: Session, kind: type[CourtBulletin | LineWeek]) -> int:
    return session.scalars(select(func.count()).select_from(kind)).one()


@pytest.mark.usefixtures("at_work")
def test_the_job_writes_each_week_once(session: Session) -> None:
    make_scene(session)
    moments = [NOW, NOW + dt.timedelta(days=5), NOW + dt.timedelta(days=6)]
    ran = [run_due(JOBS, clock=lambda at=at: at) for at in moments]  # type: ignore[misc]
    assert ran == [1, 0, 1]  # Tuesday for Monday's, Sunday, and Monday again
    assert count(session, CourtBulletin) == 2 * 2
    done = session.scalars(select(JobRun.done).where(JobRun.job == "write_bulletins")).all()
    assert done == [2, 2]


def test_what_another_worker_wrote_meanwhile_stays(session: Session) -> None:
    make_scene(session)
    first, second = writing(session, NOW), writing(session, NOW)
    assert first(session, NOW) == 2
    assert second(session, NOW) == 0
    assert count(session, CourtBulletin) == 2
    assert count(session, LineWeek) == len(set(session.scalars(select(LineWeek.line_id))))
