"""A day's attendance told by software: all of it or nothing.

Whoever belongs to a group that meets on the day is marked on its register, which tells the
referral; of anybody else an attendance is an event of the referral, and an absence is none.
Groups are locked before referrals, in the order of their keys.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.bookings.models import Booking
from commissioning.errors import CommissioningError
from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.pushes.errors import FieldAtFault, PushRefused
from commissioning.pushes.events import EventTold, keep_key_of, push_event
from commissioning.pushes.queries import (
    event_keyed,
    on_own_lines,
    own_referral,
    own_referral_by_reference,
)
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from commissioning.registers.errors import HoursRefused, RegisterRefused
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.models import GroupSession
from commissioning.registers.queries import belongs_on, register_of
from commissioning.unpaid_work.errors import HoursImpossible
from commissioning.unpaid_work.hours import HoursTold, as_told, minutes_of
from commissioning.uploads.uploaders import Uploader
from directory.exchange.working import ADDED, REVISED, UNCHANGED

NO_SUCH: Final = "no referral of your organisation has this key: send the referral first"
NO_REGISTER: Final = "is on no register of that day, so that only an attendance can be told"
NO_TRAVEL: Final = "is on no register of that day, which would credit travel"
KEY_OF_ANOTHER: Final = "this key is already recorded with other facts"


@dataclass(frozen=True, slots=True)
class AttendedTold:
    """What became of somebody on the day; named by one of the first two.

    `reason` is asked for once a register has closed. `hours` and those of travel are of unpaid
    work; where nobody is on a register, `hours` are what was credited.
    """

    referral: uuid.UUID | None = None
    reference: str | None = None
    outcome: MarkOutcome = MarkOutcome.ATTENDED
    hours: float | None = None
    travel_hours: float | None = None
    travel_reason: str | None = None
    reason: str | None = None
    key: str | None = None


class _Marked(NamedTuple):
    """A row that is of a register: by its place in what was told."""

    place: int
    told: AttendedTold
    booking: Booking


def push_attendance(
    session: Session,
    on_date: dt.date,
    attended: Sequence[AttendedTold],
    *,
    sender: Uploader,
    at: dt.datetime,
) -> list[str]:
    """What became of each, in order. Raises `PushRefused`."""
    became, faults = [UNCHANGED] * len(attended), list[FieldAtFault]()
    marks, events = _sorted(session, sender, on_date, attended, faults)
    _lock_groups(session, [one.group_id for one in marks])
    for group_session, marked in sorted(marks.items(), key=lambda pair: pair[0].group_id):
        with _faults_told(faults, marked):
            for place, outcome in _mark(session, group_session, marked, sender, at=at):
                became[place] = outcome
    for place, told, referral in events:
        event = EventTold(EventKind.ATTENDED, on_date, told.hours, key=told.key)
        with _faults_told(faults, [], place), session.begin_nested():
            became[place] = push_event(session, referral, event, sender=sender, at=at)
    if faults:
        raise PushRefused(sorted(faults))
    return became


def _sorted(
    session: Session,
    sender: Uploader,
    on_date: dt.date,
    attended: Sequence[AttendedTold],
    faults: list[FieldAtFault],
) -> tuple[dict[GroupSession, list[_Marked]], list[tuple[int, AttendedTold, Referral]]]:
    """What registers are told, and what referrals are told themselves."""
    marks: defaultdict[GroupSession, list[_Marked]] = defaultdict(list)
    events = list[tuple[int, AttendedTold, Referral]]()
    for place, told in enumerate(attended):
        referral = _named(session, sender, told)
        if referral is None:
            faults.append(FieldAtFault(_at(place), NO_SUCH))
            continue
        registers = _registers(session, sender, referral, on_date)
        for group_session, booking in registers:
            marks[group_session].append(_Marked(place, told, booking))
        if registers:
            continue
        if told.outcome is not MarkOutcome.ATTENDED:
            faults.append(FieldAtFault(f"{_at(place)}/outcome", NO_REGISTER))
        elif told.travel_hours or told.travel_reason:
            faults.append(FieldAtFault(f"{_at(place)}/travel_hours", NO_TRAVEL))
        else:
            events.append((place, told, referral))
    return marks, events


def _mark(
    session: Session,
    one: GroupSession,
    marked: Sequence[_Marked],
    sender: Uploader,
    *,
    at: dt.datetime,
) -> Iterator[tuple[int, str]]:
    before = {person.booking.id: person.mark for person in register_of(session, one)}
    told = [
        MarkTold(row.booking.public_id, row.told.outcome, row.told.reason, _hours(row))
        for row in marked
    ]
    with session.begin_nested():
        save_register(session, one, told, by=sender.person, at=at)
    after = {person.booking.id: person.mark for person in register_of(session, one)}
    for row in marked:
        was, now = before.get(row.booking.id), after[row.booking.id]
        if row.told.key is not None and now is not None and now.attended_event_id is not None:
            _keep(session, row, now.attended_event_id, sender, at=at)
        if was is now:
            yield row.place, UNCHANGED
        else:
            yield row.place, ADDED if was is None else REVISED


def _hours(row: _Marked) -> HoursTold | None:
    """Raises `HoursRefused`."""
    told = row.told
    try:
        worked = None if told.hours is None else minutes_of(told.hours)
        travelled = minutes_of(told.travel_hours or 0, "travel_hours")
        return as_told(worked, travelled, told.travel_reason)
    except HoursImpossible as refused:
        raise HoursRefused(refused.field, str(refused), row.booking.public_id) from refused


def _keep(
    session: Session, row: _Marked, event_id: int, sender: Uploader, *, at: dt.datetime
) -> None:
    key = row.told.key or ""
    known = event_keyed(session, sender.organisation_id, key)
    if known is None:
        keep_key_of(session, event_id, key, sender, at=at)
    elif known.id != event_id:
        raise PushRefused([FieldAtFault(f"{_at(row.place)}/key", KEY_OF_ANOTHER)])


def _lock_groups(session: Session, group_ids: Iterable[int]) -> None:
    asked = select(Group.id).where(Group.id.in_(sorted(set(group_ids)))).order_by(Group.id)
    session.execute(asked.with_for_update()).all()


def _named(session: Session, sender: Uploader, told: AttendedTold) -> Referral | None:
    if told.referral is not None:
        return own_referral(session, sender, told.referral)
    return own_referral_by_reference(session, sender, told.reference or "")


def _registers(
    session: Session, sender: Uploader, referral: Referral, on_date: dt.date
) -> list[tuple[GroupSession, Booking]]:
    """On one's own lines; mostly one or none."""
    rows = session.execute(
        select(GroupSession, Booking)
        .join(Booking, Booking.group_id == GroupSession.group_id)
        .join(Group, Group.id == Booking.group_id)
        .join(Line, Line.id == Group.line_id)
        .where(
            GroupSession.on_date == on_date,
            Booking.referral_id == referral.id,
            belongs_on(on_date),
            on_own_lines(sender),
        )
        .order_by(GroupSession.id)
    )
    return [(one, booking) for one, booking in rows]


@contextmanager
def _faults_told(
    faults: list[FieldAtFault], marked: Sequence[_Marked], place: int = 0
) -> Iterator[None]:
    """What a verb refuses, at the row that it names, else at the first."""
    try:
        yield
    except PushRefused as refusal:
        faults.extend(refusal.faults)
    except CommissioningError as refusal:
        booking = refusal.booking if isinstance(refusal, RegisterRefused) else None
        places = [row.place for row in marked if row.booking.public_id == booking]
        first = next(iter(places), marked[0].place if marked else place)
        field = f"/{refusal.field}" if isinstance(refusal, HoursRefused) else ""
        faults.append(FieldAtFault(f"{_at(first)}{field}", str(refusal)))


def _at(place: int) -> str:
    return f"/attended/{place}"
