"""A session that does not take place: everybody is marked so, and one more follows the last."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.registers.errors import RegisterRefused
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome, RegisterState, state_on
from commissioning.registers.models import GroupSession
from commissioning.registers.planning import standing_group
from commissioning.registers.queries import days_of_line, plan_of, register_of, sessions_of
from commissioning.registers.session_plan import plan_sessions
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person

GONE = (MarkOutcome.ATTENDED, MarkOutcome.UNACCEPTABLE_ABSENCE, MarkOutcome.ACCEPTABLE_ABSENCE)


def call_off_session(
    session: Session, one: GroupSession, *, by: Person, at: dt.datetime
) -> GroupSession | None:
    """The session that takes its place; None where it was called off already.

    Raises `RegisterRefused` where somebody is marked as there or absent, or the register closed.
    """
    group = session.get_one(Group, one.group_id)
    standing_group(session, group)
    session.refresh(one)
    if one.is_off:
        return None
    people = register_of(session, one)
    if any(person.mark is not None and person.mark.outcome in GONE for person in people):
        raise RegisterRefused("Somebody is marked of this session: take those marks back first.")
    if state_on(one.on_date, local_date(at)) is RegisterState.CLOSED:
        raise RegisterRefused("The register has closed: mark each person with a reason instead.")
    instead = _one_more(session, group)
    one.cancelled_at = at
    session.flush()
    told = [
        MarkTold(person.booking.public_id, MarkOutcome.SESSION_CANCELLED)
        for person in people
        if person.mark is None or person.mark.outcome is not MarkOutcome.NOT_REQUIRED
    ]
    after = {"instead": None if instead is None else day_in_words(instead.on_date)}
    record_act(session, Act.SESSION_CALL_OFF, one, by=by, at=at, after=after)
    save_register(session, one, told, by=by, at=at)
    session.flush()
    return instead or one


def _one_more(session: Session, group: Group) -> GroupSession | None:
    """After the last; none where nobody said how the group meets."""
    plan = plan_of(session, group.id)
    if plan is None:
        return None
    last = sessions_of(session, group.id)[-1]
    after = last.on_date + dt.timedelta(days=1)
    plan.sessions += 1
    days = days_of_line(session, group.line_id, since=after)
    told = plan_sessions(after, plan.template, days, first_number=last.number + 1)
    number, on_date = told.sessions[0]
    instead = GroupSession(
        group_id=group.id, number=number, on_date=on_date, starts_at=plan.starts_at
    )
    session.add(instead)
    session.flush()
    return instead
