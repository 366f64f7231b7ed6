"""The figures counted again from the events, by another way than the one that keeps them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from commissioning.lines.figures import USED_BY
from commissioning.lines.models import LineDay, LineFigures
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.audit.models import AuditRow
from directory.dialect import is_sqlite

DAY_OF = {
    EventKind.RECEIVED: "referred",
    EventKind.STARTED: "started",
    EventKind.COMPLETED: "completed",
    EventKind.DROPPED_OUT: "dropped_out",
    EventKind.WITHDRAWN: "left",
    EventKind.DECLINED: "left",
}
ENDS = {EventKind.COMPLETED, EventKind.DROPPED_OUT, EventKind.WITHDRAWN, EventKind.DECLINED}

Days = Mapping[tuple[int, dt.date], Counter[str]]


def wrong_figures(session: Session) -> list[str]:
    """Every figure of a line, a day or a volume that the events do not bear out.

    For histories without corrections: each event counts as it was recorded.
    """
    events = _events(session)
    days: defaultdict[tuple[int, dt.date], Counter[str]] = defaultdict(Counter)
    people: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for line_id, is_priority, told in events.values():
        for kind, day in told:
            if kind in DAY_OF:
                days[line_id, day][DAY_OF[kind]] += 1
        kinds = {kind for kind, _ in told}
        if not kinds & ENDS:
            state = "in_progress" if EventKind.STARTED in kinds else "waiting"
            people[line_id][state] += 1
            people[line_id]["waiting_priority"] += is_priority and state == "waiting"
    return [
        *_wrong_people(session, people),
        *_wrong_days(session, days),
        *_wrong_volumes(session, days),
    ]


def _events(session: Session) -> dict[int, tuple[int, bool, list[tuple[EventKind, dt.date]]]]:
    found: dict[int, tuple[int, bool, list[tuple[EventKind, dt.date]]]] = {}
    rows = session.execute(
        select(
            Referral.id,
            Referral.line_id,
            Referral.is_priority,
            ReferralEvent.kind,
            ReferralEvent.on_date,
        ).outerjoin(ReferralEvent, ReferralEvent.referral_id == Referral.id)
    )
    for key, line_id, is_priority, kind, on_date in rows:
        found.setdefault(key, (line_id, is_priority, []))[2].append((kind, on_date))
    return found


def _wrong_people(session: Session, people: Mapping[int, Counter[str]]) -> list[str]:
    names = ("waiting", "waiting_priority", "in_progress")
    wrong = []
    for figures in session.scalars(select(LineFigures)):
        kept = {name: getattr(figures, name) for name in names}
        counted = {name: people[figures.line_id][name] for name in names}
        if kept != counted:
            wrong.append(f"line {figures.line_id} keeps {kept}, its events say {counted}")
    return wrong


def _wrong_days(session: Session, days: Days) -> list[str]:
    kept = {
        (day.line_id, day.day): Counter(
            {name: getattr(day, name) for name in set(DAY_OF.values()) if getattr(day, name)}
        )
        for day in session.scalars(select(LineDay))
    }
    keys = sorted(kept.keys() | days.keys())
    return [
        f"line {key[0]} on {key[1]} keeps {dict(kept.get(key, {}))}, events say {dict(days[key])}"
        for key in keys
        if kept.get(key, Counter()) != days.get(key, Counter())
    ]


def _wrong_volumes(session: Session, days: Days) -> list[str]:
    wrong = []
    rows = session.execute(select(CommissionedVolume, Lot.line_id).join(Lot))
    for volume, line_id in rows:
        used = sum(
            counted[USED_BY[volume.unit]]
            for (line, day), counted in days.items()
            if line == line_id and volume.starts_on <= day <= volume.ends_on
        )
        if volume.used != used:
            wrong.append(f"volume {volume.id} keeps {volume.used}, events say {used}")
    return wrong


def referrals_without_events(session: Session) -> int:
    told = select(ReferralEvent.referral_id)
    return int(
        session.scalar(select(func.count()).select_from(Referral).where(Referral.id.not_in(told)))
        or 0
    )


def imports_recorded(session: Session) -> list[Any]:
    """The digest of each file whose import was completed, in order."""
    rows = session.scalars(
        select(AuditRow.after).where(AuditRow.act == "import:apply").order_by(AuditRow.id)
    )
    return [(after or {})["sha256"] for after in rows]


def broken_pages(session: Session) -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL checks its keys itself."""
    connection = session.connection()
    if not is_sqlite(connection):
        return []
    integrity = [row[0] for row in session.execute(text("PRAGMA integrity_check"))]
    loose = [str(row) for row in session.execute(text("PRAGMA foreign_key_check"))]
    return [word for word in integrity if word != "ok"] + loose
