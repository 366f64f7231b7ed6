"""Who is reminded: by choice weekly or not at all; what is no reminder always goes out."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.messages.kinds import REMINDERS, MessageKind
from directory.messages.models import Reminded, Rhythm
from directory.messages.reminding import choose_reminders, may_write, rhythm_of
from directory.messages.writing import Words, write_message
from tests.makers.days import NOW
from tests.makers.people import actor

TO = "kim@example.org"
PERSON, OTHER, ORGANISATION = 1, 2, 7


def choose(session: Session, reminded: Reminded, number: int, rhythm: Rhythm) -> None:
    choose_reminders(session, reminded, number, rhythm, by=actor(session), at=NOW)


def test_a_person_s_own_choice_goes_before_the_organisation_s(session: Session) -> None:
    assert rhythm_of(session, person_id=PERSON, organisation_id=ORGANISATION) is Rhythm.WEEKLY
    choose(session, Reminded.ORGANISATION, ORGANISATION, Rhythm.NONE)
    assert rhythm_of(session, person_id=PERSON, organisation_id=ORGANISATION) is Rhythm.NONE
    assert rhythm_of(session, person_id=PERSON, organisation_id=None) is Rhythm.WEEKLY
    choose(session, Reminded.PERSON, PERSON, Rhythm.WEEKLY)
    assert rhythm_of(session, person_id=PERSON, organisation_id=ORGANISATION) is Rhythm.WEEKLY
    assert rhythm_of(session, person_id=OTHER, organisation_id=ORGANISATION) is Rhythm.NONE


@pytest.mark.parametrize("kind", MessageKind)
def test_nobody_can_choose_to_miss_what_is_no_reminder(session: Session, kind: MessageKind) -> None:
    may = may_write(session, kind, to=TO, rhythm=Rhythm.NONE, at=NOW)
    assert may is (kind not in REMINDERS)


@pytest.mark.parametrize(
    ("later", "may"),
    [
        (dt.timedelta(days=6, hours=14), False),  # 23:30 on the sixth day
        (dt.timedelta(days=6, hours=15), True),  # the seventh day has begun
        (dt.timedelta(days=30), True),  # a run that was missed is caught up with
    ],
)
def test_one_reminder_in_seven_days(session: Session, later: dt.timedelta, may: bool) -> None:
    kind = MessageKind.REMINDER
    assert may_write(session, kind, to=TO, rhythm=Rhythm.WEEKLY, at=NOW)
    write_message(session, to=TO, words=Words("Still right?", "Text"), kind=kind, at=NOW)
    assert may_write(session, kind, to=TO.upper(), rhythm=Rhythm.WEEKLY, at=NOW + later) is may
    assert may_write(session, kind, to="sam@example.org", rhythm=Rhythm.WEEKLY, at=NOW)


def test_a_choice_is_recorded_with_what_it_was_before(session: Session) -> None:
    choose(session, Reminded.PERSON, PERSON, Rhythm.NONE)
    choose(session, Reminded.PERSON, PERSON, Rhythm.NONE)
    choose(session, Reminded.PERSON, PERSON, Rhythm.WEEKLY)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    rhythms = [
        (row.before and row.before["rhythm"], row.after and row.after["rhythm"]) for row in rows
    ]
    assert rhythms == [(None, "none"), ("none", "weekly")]
