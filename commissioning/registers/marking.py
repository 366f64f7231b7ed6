"""Saving a register: what it says of each person, and what that tells of their referrals.

The first attendance is the start, and each attendance is one: both through the referral's own
verb, so that every figure follows. Of unpaid work it is told with the hours credited. An absence
tells the referral nothing: whether somebody keeps the place is decided by whoever runs the group.
A save is one act of the record; where it names an attendance, the referral's record names that as
well.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from commissioning.errors import CommissioningError
from commissioning.groups.models import Group
from commissioning.registers.attending import follow, lock_referrals, say_who_started
from commissioning.registers.errors import (
    CaseTwice,
    HoursRefused,
    MarkedMeanwhile,
    NotHeldYet,
    NotOnRegister,
    RegisterClosed,
    RegisterRefused,
)
from commissioning.registers.marks import MarkOutcome, RegisterState, last_open_day, state_on
from commissioning.registers.models import GroupSession, RegisterMark
from commissioning.registers.person_on_register import PersonOnRegister
from commissioning.registers.planning import standing_group
from commissioning.registers.queries import register_of
from commissioning.unpaid_work.errors import HoursImpossible
from commissioning.unpaid_work.hours import (
    HoursTold,
    WorkTerms,
    credited_travel,
    refuse_hours,
)
from commissioning.unpaid_work.models import SessionHours
from commissioning.unpaid_work.queries import work_terms_of
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.free_words import tells_who_is_meant
from directory.people.models import Person

LONGEST_REASON: Final = 200
BEFOREHAND: Final = (MarkOutcome.NOT_REQUIRED, MarkOutcome.TAKEN_BACK)
"""What can be said of a session that lies ahead."""


class MarkTold(NamedTuple):
    """`reason` is asked for once the register has closed, `hours` where the work is unpaid."""

    booking: uuid.UUID
    outcome: MarkOutcome
    reason: str | None = None
    hours: HoursTold | None = None


class Saved(NamedTuple):
    """How many marks were new, and how many took the place of another."""

    added: int
    changed: int


def save_register(
    session: Session,
    one: GroupSession,
    told: Sequence[MarkTold],
    *,
    by: Person,
    at: dt.datetime,
    seen: str | None = None,
) -> Saved:
    """All of the marks or none; those that stand already change nothing.

    `seen` is what `seen_of` said when the register was read: a colleague's marks since are not
    overwritten. Raises `RegisterRefused`, and what a referral refuses of its own.
    """
    _refuse_repeated(told)
    group = session.get_one(Group, one.group_id)
    standing_group(session, group)
    session.refresh(one)
    people = {person.booking.public_id: person for person in register_of(session, one)}
    new = [mark for mark in told if _differs(people, mark)]
    if not new:
        return Saved(0, 0)
    if seen is not None and seen != seen_of(people.values()):
        raise MarkedMeanwhile
    terms = work_terms_of(session, group.line_id)
    for mark in new:
        _refuse_now(one, mark, today=local_date(at))
        _refuse_hours(mark, terms)
    lock_referrals(session, [people[mark.booking].booking.referral_id for mark in new])
    changes = [_mark(session, one, mark, people[mark.booking], terms, by=by, at=at) for mark in new]
    say_who_started(session, group, by=by, at=at)
    before = [old for old, _ in changes if old is not None]
    record_act(
        session, Act.REGISTER_MARK, one, by=by, at=at,
        before=_counted(before), after=_counted([now for _, now in changes]),
    )  # fmt: skip
    session.flush()
    return Saved(len(changes) - len(before), len(before))


def seen_of(people: Iterable[PersonOnRegister]) -> str:
    """What goes with the form, by which marks made meanwhile are noticed."""
    marks = [str(one.mark.public_id)[:8] for one in people if one.mark is not None]
    return ".".join(sorted(marks))


def _refuse_repeated(told: Sequence[MarkTold]) -> None:
    booking, times = max(
        Counter(mark.booking for mark in told).items(), key=lambda one: one[1], default=(None, 0)
    )
    if booking is not None and times > 1:
        raise CaseTwice(booking)


def _differs(people: Mapping[uuid.UUID, PersonOnRegister], told: MarkTold) -> bool:
    if told.booking not in people:
        raise NotOnRegister(told.booking)
    person = people[told.booking]
    stood = MarkOutcome.TAKEN_BACK if person.mark is None else person.mark.outcome
    hours = None if person.hours is None else person.hours.told
    return (told.outcome, told.hours) != (stood, hours)


def _refuse_now(one: GroupSession, told: MarkTold, *, today: dt.date) -> None:
    if one.is_off:
        if told.outcome is not MarkOutcome.SESSION_CANCELLED:
            raise RegisterRefused("The session was called off.", told.booking)
        return
    state = state_on(one.on_date, today)
    if state is RegisterState.AHEAD and told.outcome not in BEFOREHAND:
        raise NotHeldYet(one.on_date, told.booking)
    if state is RegisterState.CLOSED and not (told.reason or "").strip():
        raise RegisterClosed(last_open_day(one.on_date), told.booking)
    reason = told.reason or ""
    if len(reason) > LONGEST_REASON:
        raise RegisterRefused(f"Use at most {LONGEST_REASON} characters.", told.booking)
    if what := tells_who_is_meant(reason):
        raise RegisterRefused(
            f"Take this out of the reason, for nothing here may tell who somebody is: {what}.",
            told.booking,
        )


def _refuse_hours(told: MarkTold, terms: WorkTerms | None) -> None:
    if terms is None:
        if told.hours is not None:
            raise HoursRefused("hours", "This group works no hours: leave them out.", told.booking)
        return
    came = told.outcome is MarkOutcome.ATTENDED
    try:
        refuse_hours(told.hours, session_minutes=terms.session_minutes, came=came)
    except HoursImpossible as refused:
        raise HoursRefused(refused.field, str(refused), told.booking) from refused


class MarkSaid(NamedTuple):
    """`credited` minutes, None where the work is not unpaid work."""

    outcome: MarkOutcome
    credited: int | None


def _mark(
    session: Session,
    one: GroupSession,
    told: MarkTold,
    person: PersonOnRegister,
    terms: WorkTerms | None,
    *,
    by: Person,
    at: dt.datetime,
) -> tuple[MarkSaid | None, MarkSaid]:
    old = person.mark
    mark = RegisterMark(
        session_id=one.id,
        booking_id=person.booking.id,
        referral_id=person.booking.referral_id,
        outcome=told.outcome,
        reason=(told.reason or "").strip() or None,
        replaces_id=None if old is None else old.id,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(mark)
    session.flush()
    hours = _keep_hours(session, mark, told.hours, terms)
    credited = None if hours is None else hours.credited
    try:
        follow(session, mark, old, credited=credited, on_date=one.on_date, by=by, at=at)
    except CommissioningError as refused:
        raise RegisterRefused(str(refused), told.booking) from refused
    stood = None if person.hours is None else person.hours.credited
    return None if old is None else MarkSaid(old.outcome, stood), MarkSaid(told.outcome, credited)


def _keep_hours(
    session: Session, mark: RegisterMark, told: HoursTold | None, terms: WorkTerms | None
) -> SessionHours | None:
    if told is None or terms is None:
        return None
    hours = SessionHours(
        mark_id=mark.id,
        worked=told.worked,
        travelled=told.travelled,
        travel_reason=told.travel_reason,
        travel_credited=credited_travel(told, terms.travel),
    )
    session.add(hours)
    return hours


def _counted(said: Sequence[MarkSaid]) -> dict[str, object] | None:
    """How many of each, and minutes credited; whose they are is told by the marks alone."""
    outcomes = sorted(Counter(one.outcome for one in said).items())
    counted: dict[str, object] = {outcome.value: number for outcome, number in outcomes}
    credited = [one.credited for one in said if one.credited is not None]
    return counted | ({"minutes_credited": sum(credited)} if credited else {}) or None
