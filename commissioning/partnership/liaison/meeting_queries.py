"""Meetings of courts and probation: of a region for who writes them, of a court for anybody."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.meeting_rows import MeetingRead, PointRead
from commissioning.partnership.liaison.models import (
    LiaisonMeeting,
    MeetingCourt,
    MeetingPoint,
    MeetingPresence,
    MeetingState,
)
from commissioning.partnership.liaison.round_questions import meeting_roles
from directory.errors import NotKnown
from directory.places.models import Court

MEETINGS_SHOWN: Final = 50


def meetings_of_region(session: Session, region_id: int) -> list[MeetingRead]:
    """The latest day first."""
    return _read(session, select(LiaisonMeeting).where(LiaisonMeeting.region_id == region_id))


def meetings_not_told(session: Session, region_id: int, *, today: dt.date) -> list[MeetingRead]:
    """Planned for days that have passed: nobody has said whether they were held."""
    asked = select(LiaisonMeeting).where(
        LiaisonMeeting.region_id == region_id, LiaisonMeeting.state == MeetingState.PLANNED,
        LiaisonMeeting.day < today,
    )  # fmt: skip
    return _read(session, asked)


def meetings_of_court(session: Session, court_id: int) -> list[MeetingRead]:
    """Those held and those planned, also for days that have passed, as anybody reads them."""
    own = select(MeetingCourt.meeting_id).where(MeetingCourt.court_id == court_id)
    asked = select(LiaisonMeeting).where(
        LiaisonMeeting.id.in_(own),
        LiaisonMeeting.state.in_((MeetingState.HELD, MeetingState.PLANNED)),
    )
    return _read(session, asked)


def meeting_of_region(
    session: Session, public_id: uuid.UUID, region_id: int
) -> tuple[LiaisonMeeting, MeetingRead]:
    """Raises `NotKnown`, also for another region's."""
    asked = select(LiaisonMeeting).where(
        LiaisonMeeting.public_id == public_id, LiaisonMeeting.region_id == region_id
    )
    found = session.scalars(asked).one_or_none()
    if found is None:
        raise NotKnown("meeting of your region", public_id)
    [read] = _read(session, asked)
    return found, read


def point_of_meeting(
    session: Session, meeting: LiaisonMeeting, public_id: uuid.UUID
) -> MeetingPoint:
    """Raises `NotKnown`."""
    found = session.scalar(
        select(MeetingPoint).where(
            MeetingPoint.public_id == public_id, MeetingPoint.meeting_id == meeting.id
        )
    )
    if found is None:
        raise NotKnown("question of this meeting", public_id)
    return found


def courts_of_region(session: Session, region_id: int) -> list[Court]:
    """By name."""
    asked = select(Court).where(Court.region_id == region_id).order_by(Court.name, Court.id)
    return list(session.scalars(asked))


def _read(session: Session, asked: Select[LiaisonMeeting]) -> list[MeetingRead]:
    newest = (LiaisonMeeting.day.desc(), LiaisonMeeting.id.desc())
    meetings = session.scalars(asked.order_by(*newest).limit(MEETINGS_SHOWN)).all()
    ids = [one.id for one in meetings]
    courts, present, points = _courts(session, ids), _present(session, ids), _points(session, ids)
    return [
        MeetingRead(
            one.public_id, one.day, one.state, tuple(courts[one.id]), tuple(present[one.id]),
            tuple(points[one.id]),
        )
        for one in meetings
    ]  # fmt: skip


def _courts(session: Session, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    rows = session.execute(
        select(MeetingCourt.meeting_id, Court.name)
        .join(Court, Court.id == MeetingCourt.court_id)
        .where(MeetingCourt.meeting_id.in_(ids))
        .order_by(Court.name, Court.id)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for meeting_id, name in rows:
        found[meeting_id].append(name)
    return found


def _present(session: Session, ids: Sequence[int]) -> defaultdict[int, list[str]]:
    """By role, in the order of the table."""
    rows = session.execute(
        select(MeetingPresence.meeting_id, MeetingPresence.role).where(
            MeetingPresence.meeting_id.in_(ids)
        )
    )
    there = set(rows.all())
    found: defaultdict[int, list[str]] = defaultdict(list)
    for role in meeting_roles():
        for meeting_id in ids:
            if (meeting_id, role.code) in there:
                found[meeting_id].append(role.name)
    return found


def _points(session: Session, ids: Sequence[int]) -> defaultdict[int, list[PointRead]]:
    rows = session.scalars(
        select(MeetingPoint)
        .where(MeetingPoint.meeting_id.in_(ids), MeetingPoint.taken_out_on.is_(None))
        .order_by(MeetingPoint.id)
    )
    found: defaultdict[int, list[PointRead]] = defaultdict(list)
    for one in rows:
        found[one.meeting_id].append(
            PointRead(one.public_id, one.question, one.answer or "", one.what_changed or "")
        )
    return found
