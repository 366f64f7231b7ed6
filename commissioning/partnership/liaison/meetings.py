"""Courts and probation meet: planned, held or called off, with what was asked and what changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.errors import LiaisonRefused
from commissioning.partnership.liaison.free_wording import checked_words
from commissioning.partnership.liaison.models import (
    LiaisonMeeting,
    MeetingCourt,
    MeetingPoint,
    MeetingPresence,
    MeetingState,
)
from commissioning.partnership.liaison.round_questions import meeting_roles
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import Court

FARTHEST_DAYS: Final = 2 * 366
"""A meeting farther ahead, or longer ago, is a slip of the year."""

MOST_POINTS: Final = 40


@dataclass(frozen=True, slots=True)
class PointSaid:
    question: str
    answer: str = ""
    what_changed: str = ""


def plan_meeting(
    session: Session,
    *,
    region_id: int,
    court_ids: Collection[int],
    on: dt.date,
    request_id: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> LiaisonMeeting:
    """From today on; sent twice it is one. Raises `LiaisonRefused`."""
    if on < local_date(at):
        raise LiaisonRefused("Enter a day from today on, or say that the meeting was held.", "day")
    _refuse_far(on, local_date(at))
    state = MeetingState.PLANNED
    return _added(session, region_id, court_ids, on, state, (), request_id, by, at)


def record_meeting(
    session: Session,
    *,
    region_id: int,
    court_ids: Collection[int],
    on: dt.date,
    present: Collection[str],
    request_id: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> LiaisonMeeting:
    """One that was held; sent twice it is one. Raises `LiaisonRefused`."""
    _refuse_as_held(on, present, local_date(at))
    state = MeetingState.HELD
    return _added(session, region_id, court_ids, on, state, present, request_id, by, at)


def hold_meeting(
    session: Session,
    meeting: LiaisonMeeting,
    *,
    on: dt.date,
    present: Collection[str],
    by: Person,
    at: dt.datetime,
) -> None:
    """A planned one was held, on its day or on another; twice it is done once. Raises
    `LiaisonRefused`."""
    is_so = meeting.state is MeetingState.HELD and meeting.day == on
    if is_so and _present(session, meeting) == set(present):
        return
    _refuse_unless(meeting, MeetingState.PLANNED)
    _refuse_as_held(on, present, local_date(at))
    before = {"state": meeting.state.value, "day": meeting.day}
    meeting.state, meeting.day = MeetingState.HELD, on
    _be_present(session, meeting, present)
    session.flush()
    after = {"state": meeting.state.value, "day": on, "present": sorted(present)}
    record_act(session, Act.MEETING_HOLD, meeting, by=by, at=at, before=before, after=after)


def cancel_meeting(
    session: Session, meeting: LiaisonMeeting, *, by: Person, at: dt.datetime
) -> None:
    """Only one that was planned; twice it is done once. Raises `LiaisonRefused`."""
    if meeting.state is MeetingState.CANCELLED:
        return
    _refuse_unless(meeting, MeetingState.PLANNED)
    meeting.state = MeetingState.CANCELLED
    session.flush()
    record_act(session, Act.MEETING_CANCEL, meeting, by=by, at=at, after={"day": meeting.day})


def note_point(
    session: Session,
    meeting: LiaisonMeeting,
    said: PointSaid,
    *,
    known: Iterable[str],
    request_id: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> MeetingPoint:
    """What was asked at a meeting that was held; sent twice it is one. Raises `LiaisonRefused`."""
    _refuse_unless(meeting, MeetingState.HELD)
    before = session.scalar(select(MeetingPoint).where(MeetingPoint.request_id == request_id))
    if before is not None:
        return before
    names = tuple(known)
    question = checked_words(
        said.question, field="question", known=names, wanted="Write what was asked."
    )
    answer = checked_words(said.answer, field="answer", known=names)
    changed = checked_words(said.what_changed, field="what_changed", known=names)
    if _points(session, meeting) >= MOST_POINTS:
        raise LiaisonRefused(f"A meeting has room for {MOST_POINTS} questions.", "question")
    point = MeetingPoint(
        request_id=request_id, meeting_id=meeting.id, question=question, answer=answer or None,
        what_changed=changed or None, added_on=local_date(at),
    )  # fmt: skip
    session.add(point)
    session.flush()
    after = {"point": point.id}
    record_act(session, Act.MEETING_NOTE, meeting, by=by, at=at, after=after)
    return point


def take_out_point(
    session: Session, meeting: LiaisonMeeting, point: MeetingPoint, *, by: Person, at: dt.datetime
) -> None:
    """Nobody reads it any more; twice it is done once."""
    if point.taken_out_on is not None:
        return
    point.taken_out_on = local_date(at)
    session.flush()
    record_act(session, Act.MEETING_TAKE_OUT, meeting, by=by, at=at, after={"point": point.id})


def _present(session: Session, meeting: LiaisonMeeting) -> set[str]:
    rows = select(MeetingPresence.role).where(MeetingPresence.meeting_id == meeting.id)
    return set(session.scalars(rows))


def _added(
    session: Session,
    region_id: int,
    court_ids: Collection[int],
    on: dt.date,
    state: MeetingState,
    present: Collection[str],
    request_id: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> LiaisonMeeting:
    before = session.scalar(select(LiaisonMeeting).where(LiaisonMeeting.request_id == request_id))
    if before is not None:
        return before
    _refuse_courts(session, region_id, court_ids)
    meeting = LiaisonMeeting(request_id=request_id, region_id=region_id, day=on, state=state)
    session.add(meeting)
    session.flush()
    session.add_all(
        MeetingCourt(meeting_id=meeting.id, court_id=court_id)
        for court_id in sorted(set(court_ids))
    )
    _be_present(session, meeting, present)
    session.flush()
    after = {"day": on, "courts": sorted(set(court_ids)), "present": sorted(set(present))}
    if state is MeetingState.HELD:
        record_act(session, Act.MEETING_HOLD, meeting, by=by, at=at, after=after)
    else:
        record_act(session, Act.MEETING_PLAN, meeting, by=by, at=at, after=after)
    return meeting


def _be_present(session: Session, meeting: LiaisonMeeting, present: Collection[str]) -> None:
    session.add_all(
        MeetingPresence(meeting_id=meeting.id, role=role) for role in sorted(set(present))
    )


def _refuse_courts(session: Session, region_id: int, court_ids: Collection[int]) -> None:
    if not court_ids:
        raise LiaisonRefused("Choose at least one court.", "courts")
    known = select(func.count(Court.id)).where(
        Court.id.in_(set(court_ids)), Court.region_id == region_id
    )
    if session.scalars(known).one() != len(set(court_ids)):
        raise LiaisonRefused("Choose courts of your own region.", "courts")


def _refuse_as_held(on: dt.date, present: Collection[str], today: dt.date) -> None:
    if on > today:
        raise LiaisonRefused(
            "A meeting that was held was today or before: enter its day, or plan it.", "day"
        )
    _refuse_far(on, today)
    if not present:
        raise LiaisonRefused("Say who was present, by role.", "present")
    if not set(present) <= {role.code for role in meeting_roles()}:
        raise LiaisonRefused("Choose who was present from the list.", "present")


def _refuse_far(on: dt.date, today: dt.date) -> None:
    if abs((on - today).days) > FARTHEST_DAYS:
        raise LiaisonRefused("Enter a day within two years of today: check the year.", "day")


def _refuse_unless(meeting: LiaisonMeeting, state: MeetingState) -> None:
    if meeting.state is state:
        return
    sentence = {
        MeetingState.PLANNED: "This meeting is still planned: say first that it was held.",
        MeetingState.HELD: "This meeting is recorded as held already.",
        MeetingState.CANCELLED: "This meeting was called off. Record it anew if it was held.",
    }[meeting.state]
    raise LiaisonRefused(sentence, "day" if state is MeetingState.PLANNED else "question")


def _points(session: Session, meeting: LiaisonMeeting) -> int:
    asked = select(func.count(MeetingPoint.id)).where(MeetingPoint.meeting_id == meeting.id)
    return session.scalars(asked.where(MeetingPoint.taken_out_on.is_(None))).one()
