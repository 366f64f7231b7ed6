"""What a working day is full of: groups, registers, places, beds, work, a plan, a clash."""

from __future__ import annotations

import datetime as dt
from typing import Final

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.agreeing import say_otherwise
from commissioning.moves.keeping import AT_ONCE, level_moves
from commissioning.moves.models import ReminderSent
from commissioning.moves.silence import SilenceStep
from directory.people.roles import Role
from portal.demonstration.beds_to_let import make_beds_to_let
from portal.demonstration.cases_to_tell import sender_of
from portal.demonstration.cohorts_told import make_cohorts_told
from portal.demonstration.courts_to_answer import make_courts_to_answer
from portal.demonstration.evaluations_stated import make_evaluations_stated
from portal.demonstration.inbox_to_work import KEY as ONE_TO_ONE
from portal.demonstration.partners_kept import make_partners_kept
from portal.demonstration.places_to_give import make_places_to_give
from portal.demonstration.plan_agreed import make_plan_agreed
from portal.demonstration.sent_cases import WaitsForPlace, send_to_wait
from portal.demonstration.sharing_agreed import make_sharing_agreed
from portal.demonstration.things_to_do import Cast, cast_of
from portal.demonstration.work_to_do import make_work_to_do

CLASHES: Final = WaitsForPlace("LINNET-5105", 20, 104)
"""In the group as well, on the same weekday."""

SAID_OTHERWISE: Final = "We rang on the second day and again on the fifth; nobody picked up."


def make_working_day(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts and their inbox; whether anything was made."""
    cast = cast_of(session)
    line = session.scalar(select(Line).where(Line.external_id == ONE_TO_ONE))
    look = f"{current_app.config['ADDRESS']}/registers/cases"
    if cast is None or line is None or not make_places_to_give(session, look=look, at=at):
        return False
    make_beds_to_let(session, at=at)
    make_partners_kept(session, cast, at=at)
    make_sharing_agreed(session, cast, at=at)
    make_courts_to_answer(session, at=at)
    make_cohorts_told(session, by=cast.commissioner, at=at)
    make_evaluations_stated(session, cast, at=at)
    _work(session, cast, at=at)
    make_plan_agreed(session, cast, at=at)
    _clash(session, line, cast, at=at)
    _dispute(session, line, cast, at=at)
    return True


def _work(session: Session, cast: Cast, *, at: dt.datetime) -> None:
    sender = sender_of(session, Role.OFFENDER_MANAGER, at)
    if sender is not None:
        make_work_to_do(session, cast, sender, at=at)


def _clash(session: Session, line: Line, cast: Cast, *, at: dt.datetime) -> None:
    sender = sender_of(session, Role.OFFENDER_MANAGER, at)
    if sender is not None:
        send_to_wait(session, line, CLASHES, cast, sender, at=at)
    while level_moves(session, at=at) >= AT_ONCE:
        pass


def _dispute(session: Session, line: Line, cast: Cast, *, at: dt.datetime) -> None:
    """The provider says of the first clock that counts as missed that it did not miss it."""
    missed = select(ReminderSent).where(
        ReminderSent.line_id == line.id, ReminderSent.step == SilenceStep.ESCALATED
    )
    clock = session.scalars(missed.order_by(ReminderSent.id).limit(1)).one_or_none()
    if clock is not None:
        say_otherwise(session, clock, words=SAID_OTHERWISE, by=cast.administrator, at=at)
