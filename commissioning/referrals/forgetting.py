"""What is forgotten of people who were referred, and when; what is counted of them stays.

| closed | what goes | what stays |
|---|---|---|
| 12 months ago | reference, court, digest, groups, particulars | dated events under our own key |
| 3 years ago | the referral, its events, what hangs on it | counts by line and day, volumes used |

A referral is closed on the day on which it ended, or on which the person left, withdrew or was
declined. Where nobody recorded an end it counts as closed three years after the last day of which
anything was told: no community order lasts longer. Until its row goes it stays on the line's list,
for nobody said that it ended.

Of whoever is forgotten only the days of receipt are remembered, by line: what an old file tells of
an unknown reference on such a day is passed over, for nobody could tell whether it is them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import coalesce

from commissioning.lines.figures import FigureChange, count
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import (
    ForgottenDay,
    Referral,
    ReferralCase,
    ReferralCharacteristics,
    ReferralDigest,
    ReferralEvent,
    ReferralParticulars,
    RestrictedReason,
)
from commissioning.referrals.waiting_since import keep_waiting_since
from directory.acts import Act
from directory.audit.recording import record_act
from directory.base import Base
from directory.clock import local_date
from directory.dialect import append_rows
from directory.keeping import batches
from directory.kept_journals import forget_in_journals
from directory.people.queries import SystemActor, system_actor

REFERENCE_KEPT: Final = dt.timedelta(days=365)
"""After closing."""

EVENTS_KEPT: Final = dt.timedelta(days=1095)
"""After closing, as promises are kept."""

OPEN_AT_MOST: Final = dt.timedelta(days=1095)
"""After the last day told of somebody whose end nobody recorded."""

AT_ONCE: Final = 5_000
"""People in one batch; with one an hour a portal of 100,000 is level within a day."""

BESIDE: Final = (
    ReferralCase,
    ReferralDigest,
    ReferralCharacteristics,
    ReferralParticulars,
    RestrictedReason,
)
IN_JOURNALS: Final[Mapping[str, Collection[str]]] = {
    "referral": ("reference", "court_id"),
    "referral_digest": ("digest",),
    "referral_characteristics": ("sex", "age_band", "ethnicity", "disability"),
}


PAST_THE_OBJECTS: Final = {"synchronize_session": False}
"""Whatever is loaded is read again afterwards."""


class Forgotten(NamedTuple):
    """How many people's references, and how many people's events, went in one batch."""

    references: int
    people: int


def forget_referrals(session: Session, at: dt.datetime) -> int:
    """One batch, oldest first; returns how many were forgotten. 0: nothing was due."""
    done = forget_batch(session, at=at)
    return done.references + done.people


def forget_batch(session: Session, *, at: dt.datetime, at_once: int = AT_ONCE) -> Forgotten:
    """Erase and take out what is due as at a moment, with one row in the record of changes."""
    today = local_date(at)
    erased = _keys(session, Referral.erased_on.is_(None), today - REFERENCE_KEPT, at_once)
    for keys in batches(erased):
        _erase(session, keys, today=today)
    gone = _keys(session, Referral.erased_on.is_not(None), today - EVENTS_KEPT, at_once)
    for keys in batches(gone):
        _take_out(session, keys, at=at)
    done = Forgotten(len(erased), len(gone))
    if any(done):
        by = system_actor(session, SystemActor.WORKER)
        record_act(session, Act.REFERRAL_FORGET, "referral", by=by, at=at, after=done._asdict())
    session.flush()
    session.expire_all()
    return done


def forgotten_days(session: Session, line_ids: Collection[int]) -> dict[int, frozenset[dt.date]]:
    """By line: days of receipt of people who were forgotten since."""
    days: defaultdict[int, set[dt.date]] = defaultdict(set)
    for batch in batches(sorted(line_ids)):
        asked = select(ForgottenDay).where(ForgottenDay.line_id.in_(batch))
        for one in session.scalars(asked):
            days[one.line_id].add(one.received_on)
    return {line_id: frozenset(days[line_id]) for line_id in line_ids}


@dataclass(slots=True)
class DaysForgotten:
    """The same for whoever takes in many rows: each line is asked for once."""

    session: Session
    days: dict[int, frozenset[dt.date]] = field(default_factory=dict)

    def among(self, told: Iterable[tuple[str, int, dt.date]]) -> set[str]:
        """References that a source tells of such a line and day."""
        rows = list(told)
        unasked = {line_id for _, line_id, _ in rows} - self.days.keys()
        self.days |= forgotten_days(self.session, unasked)
        return {reference for reference, line_id, day in rows if day in self.days[line_id]}


def is_closed_by(day: dt.date) -> ColumnElement[bool]:
    """The referral had been closed on that day, or before it."""
    closed_on = coalesce(Referral.ended_on, Referral.left_on)
    quiet_since = day - OPEN_AT_MOST
    told_later = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == Referral.id, ReferralEvent.on_date > quiet_since
    )
    is_quiet = and_(Referral.received_on <= quiet_since, ~told_later.exists())
    return or_(closed_on <= day, and_(closed_on.is_(None), is_quiet))


def _keys(
    session: Session, which: ColumnElement[bool], closed_by: dt.date, at_once: int
) -> Sequence[int]:
    """Locked, so that whoever records for one of them waits, and then finds what is left."""
    asked = select(Referral.id).where(which, is_closed_by(closed_by)).order_by(Referral.id)
    return session.scalars(asked.limit(at_once).with_for_update()).all()


def _erase(session: Session, keys: Sequence[int], *, today: dt.date) -> None:
    _remember_days(session, keys)
    for beside in BESIDE:
        going = delete(beside).where(beside.referral_id.in_(keys))
        session.execute(going, execution_options=PAST_THE_OBJECTS)
    for table, columns in IN_JOURNALS.items():
        forget_in_journals(session, table, keys, columns)
    session.execute(
        update(Referral)
        .where(Referral.id.in_(keys))
        .values(reference=None, court_id=None, erased_on=today),
        execution_options=PAST_THE_OBJECTS,
    )


def _remember_days(session: Session, keys: Sequence[int]) -> None:
    """Every day of receipt ever told of them, on every line that ever had them."""
    lines: defaultdict[int, set[int]] = defaultdict(set)
    days: defaultdict[int, set[dt.date]] = defaultdict(set)
    stood = select(Referral.id, Referral.line_id, Referral.first_line_id)
    for key, *known in session.execute(stood.where(Referral.id.in_(keys))):
        lines[key].update(line_id for line_id in known if line_id is not None)
    received = EventKind.RECEIVED
    event = ReferralEvent
    is_receipt = or_(event.kind == received, event.replacement_kind == received.value)
    told = select(event.referral_id, is_receipt, event.on_date, event.to_line_id).where(
        event.referral_id.in_(keys), or_(is_receipt, event.to_line_id.is_not(None))
    )
    for key, says_when, day, to_line_id in session.execute(told):
        if says_when:
            days[key].add(day)
        if to_line_id is not None:
            lines[key].add(to_line_id)
    told_days = {(line_id, day) for key in keys for line_id in lines[key] for day in days[key]}
    known_days = forgotten_days(session, {line_id for line_id, _ in told_days})
    new = [(line_id, day) for line_id, day in told_days if day not in known_days[line_id]]
    rows: list[tuple[Any, ...]] = [(line_id, day.isoformat()) for line_id, day in sorted(new)]
    append_rows(session.connection(), "forgotten_day", ("line_id", "received_on"), rows)


def _take_out(session: Session, keys: Sequence[int], *, at: dt.datetime) -> None:
    leaving = _leaving(session, keys)
    count(session, leaving, at=at, is_weekly=True)
    for table, column in _hanging():
        for below, parent in _hanging_on(table):
            gone = select(table.c.id).where(column.in_(keys))
            session.execute(delete(below).where(parent.in_(gone)))
        session.execute(delete(table).where(column.in_(keys)))
    going = delete(Referral).where(Referral.id.in_(keys))
    session.execute(going, execution_options=PAST_THE_OBJECTS)
    keep_waiting_since(session, (change.line_id for change in leaving))


def _leaving(session: Session, keys: Sequence[int]) -> list[FigureChange]:
    """Whoever still stood on a list leaves it; no day of the past is counted otherwise."""
    stood = (
        select(Referral.line_id, Referral.status, Referral.is_priority, func.count())
        .where(Referral.id.in_(keys))
        .group_by(Referral.line_id, Referral.status, Referral.is_priority)
    )
    return [
        FigureChange(
            line_id,
            waiting=-people * (status is ReferralStatus.WAITING),
            waiting_priority=-people * (status is ReferralStatus.WAITING and is_priority),
            in_progress=-people * (status is ReferralStatus.IN_PROGRESS),
        )
        for line_id, status, is_priority, people in session.execute(stood)
        if status in {ReferralStatus.WAITING, ReferralStatus.IN_PROGRESS}
    ]


def _hanging() -> Iterator[tuple[Table, Column[Any]]]:
    """Whatever table refers to a referral, also of rooms that know of this one: it goes with it."""
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column.table is Referral.__table__:
                yield table, key.parent


def _hanging_on(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    """What refers to a row that goes, where the database does not let go of it by itself."""
    for below in Base.metadata.sorted_tables:
        for key in below.foreign_keys:
            if key.column.table is table and below is not table and key.ondelete is None:
                yield below, key.parent
