"""Meetings of courts and probation: planned ahead, held by today, by role, of one's own courts."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.errors import LiaisonRefused
from commissioning.partnership.liaison.meeting_queries import meetings_of_court, point_of_meeting
from commissioning.partnership.liaison.meetings import (
    PointSaid,
    cancel_meeting,
    hold_meeting,
    note_point,
    plan_meeting,
    record_meeting,
    take_out_point,
)
from commissioning.partnership.liaison.models import LiaisonMeeting, MeetingState
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.places.models import Court
from tests.makers.days import NOW, TODAY, day
from tests.makers.places import make_court, make_region

THERE = ("bench_chair", "legal_adviser", "commissioner")


@pytest.fixture
def court(session: Session) -> Court:
    return make_court(session)


def plan(session: Session, court: Court, by: Person, on: dt.date) -> LiaisonMeeting:
    return plan_meeting(
        session, region_id=court.region_id or 0, court_ids=[court.id], on=on,
        request_id=uuid.uuid4(), by=by, at=NOW,
    )  # fmt: skip


def record(
    session: Session, court: Court, by: Person, on: dt.date, present: tuple[str, ...] = THERE
) -> LiaisonMeeting:
    return record_meeting(
        session, region_id=court.region_id or 0, court_ids=[court.id], on=on, present=present,
        request_id=uuid.UUID(int=5), by=by, at=NOW,
    )  # fmt: skip


def test_planned_held_noted_and_read(session: Session, court: Court, importer: Person) -> None:
    meeting = plan(session, court, importer, TODAY)
    [planned] = meetings_of_court(session, court.id)
    assert planned.state is MeetingState.PLANNED
    assert not planned.is_not_told(TODAY)
    assert planned.is_not_told(day(1))  # nobody has said whether it was held
    hold_meeting(session, meeting, on=TODAY, present=THERE, by=importer, at=NOW)
    said, form = PointSaid("How long is the wait?", "Four weeks in Preston.", "One more day."), 9
    for _ in range(2):
        point = note_point(
            session, meeting, said, known=["Preston"], request_id=uuid.UUID(int=form), by=importer,
            at=NOW,
        )  # fmt: skip
    [held] = meetings_of_court(session, court.id)
    assert held.present == ("Chair of the bench", "Legal adviser", "Commissioner")
    assert [one.question for one in held.points] == ["How long is the wait?"]
    found = point_of_meeting(session, meeting, point.public_id)
    take_out_point(session, meeting, found, by=importer, at=NOW)
    take_out_point(session, meeting, found, by=importer, at=NOW)
    [after] = meetings_of_court(session, court.id)
    assert after.points == ()
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id)).all()
    assert acts == [Act.MEETING_PLAN, Act.MEETING_HOLD, Act.MEETING_NOTE, Act.MEETING_TAKE_OUT]
    assert "weeks" not in str(session.execute(select(AuditRow.before, AuditRow.after)).all())


def test_sent_twice_it_is_one(session: Session, court: Court, importer: Person) -> None:
    assert record(session, court, importer, TODAY) is record(session, court, importer, TODAY)


@pytest.mark.parametrize(
    ("ahead", "present", "says"),
    [
        (1, THERE, "was today or before"),
        (-800, THERE, "within two years"),
        (0, (), "Say who was present"),
        (0, ("somebody",), "from the list"),
    ],
)
def test_what_was_held_was_by_today_and_by_role(
    session: Session,
    court: Court,
    importer: Person,
    ahead: int,
    present: tuple[str, ...],
    says: str,
) -> None:
    with pytest.raises(LiaisonRefused, match=says):
        record(session, court, importer, day(ahead), present)
    assert session.scalars(select(LiaisonMeeting)).all() == []


@pytest.mark.parametrize(("ahead", "says"), [(-1, "from today on"), (800, "within two years")])
def test_what_is_planned_is_ahead(
    session: Session, court: Court, importer: Person, ahead: int, says: str
) -> None:
    with pytest.raises(LiaisonRefused, match=says):
        plan(session, court, importer, day(ahead))


def test_a_court_of_another_region_is_refused(
    session: Session, court: Court, importer: Person
) -> None:
    own = court.region_id
    other = make_court(session, "cardiff-crown-court")
    other.region_id = make_region(session, "wales").id
    session.flush()
    for courts, says in (([other.id], "your own region"), ([], "at least one court")):
        with pytest.raises(LiaisonRefused, match=says):
            plan_meeting(
                session, region_id=own or 0, court_ids=courts, on=TODAY, request_id=uuid.uuid4(),
                by=importer, at=NOW,
            )  # fmt: skip


def test_what_was_called_off_is_neither_held_nor_noted(
    session: Session, court: Court, importer: Person
) -> None:
    meeting = plan(session, court, importer, day(3))
    said, form = PointSaid("What of it?"), uuid.UUID(int=7)
    with pytest.raises(LiaisonRefused, match="still planned"):
        note_point(session, meeting, said, known=(), request_id=form, by=importer, at=NOW)
    cancel_meeting(session, meeting, by=importer, at=NOW)
    assert meetings_of_court(session, court.id) == []
    with pytest.raises(LiaisonRefused, match="called off"):
        hold_meeting(session, meeting, on=TODAY, present=THERE, by=importer, at=NOW)
    cancel_meeting(session, meeting, by=importer, at=NOW)  # a second click


def test_what_was_said_names_nobody(session: Session, court: Court, importer: Person) -> None:
    meeting = record(session, court, importer, TODAY)
    for said in (PointSaid(""), PointSaid("Why?", "As Mr Smith said."), PointSaid("Of A1234BC?")):
        with pytest.raises(LiaisonRefused):
            note_point(
                session, meeting, said, known=(), request_id=uuid.uuid4(), by=importer, at=NOW
            )
