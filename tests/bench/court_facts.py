"""The facts of a court as they are kept, beside the same worked out by SQL from the events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import BindParameter, Connection, Executable, bindparam, func, select, text
from sqlalchemy.orm import Session

from commissioning.lines.models import LineArea, LineDay, LineFigures
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.clock import local_date
from directory.places.models import CourtArea
from portal.extensions import db
from tests.bench.databases import Databases, now, portal_on
from tests.bench.measuring import Measured, agree, milliseconds, timed
from tests.bench.records import Size

GOAL = 0.1
DAYS = 365

Facts = dict[str, dict[int, tuple[float, ...]]]
"""By name of the fact, by line or volume, its figures; nothing where all of them are none."""

Read = Callable[[Connection, "Asked"], Facts]

PEOPLE = text("""
    SELECT line_id,
           sum(CASE WHEN has_started + has_left = 0 THEN 1 ELSE 0 END),
           sum(CASE WHEN has_started = 1 AND has_ended = 0 THEN 1 ELSE 0 END)
    FROM (SELECT referral.id, referral.line_id,
                 max(CASE WHEN event.kind = 'started' THEN 1 ELSE 0 END) AS has_started,
                 max(CASE WHEN event.kind IN ('withdrawn', 'declined') THEN 1 ELSE 0 END)
                     AS has_left,
                 max(CASE WHEN event.kind IN ('completed', 'dropped_out') THEN 1 ELSE 0 END)
                     AS has_ended
          FROM referral JOIN referral_event AS event ON event.referral_id = referral.id
          WHERE referral.line_id IN :lines
          GROUP BY referral.id, referral.line_id) AS standing
    GROUP BY line_id
""").bindparams(bindparam("lines", expanding=True))

DELIVERED = text("""
    SELECT referral.line_id,
           sum(CASE WHEN event.kind = 'started' THEN 1 ELSE 0 END),
           sum(CASE WHEN event.kind = 'completed' THEN 1 ELSE 0 END)
    FROM referral JOIN referral_event AS event ON event.referral_id = referral.id
    WHERE referral.line_id IN :lines AND event.kind IN ('started', 'completed')
      AND event.on_date BETWEEN :first AND :last
    GROUP BY referral.line_id
""").bindparams(bindparam("lines", expanding=True))

USED = text("""
    SELECT volume.id, count(*)
    FROM commissioned_volume AS volume
    JOIN lot ON lot.id = volume.lot_id
    JOIN referral ON referral.line_id = lot.line_id
    JOIN referral_event AS event ON event.referral_id = referral.id
    WHERE lot.line_id IN :lines
      AND volume.starts_on <= :last AND volume.ends_on >= :last
      AND event.on_date BETWEEN volume.starts_on AND volume.ends_on
      AND event.kind = CASE volume.unit WHEN 'start' THEN 'started'
                                        WHEN 'completion' THEN 'completed' ELSE 'received' END
    GROUP BY volume.id
""").bindparams(bindparam("lines", expanding=True))
"""One good statement for each fact, over the lines of the court alone, by the indexes there are.
That corrected events no longer count is left out, in the peer's favour: there are none here."""


@dataclass(frozen=True, slots=True)
class Asked:
    lines: Sequence[int]
    first: dt.date
    last: dt.date


def kept(connection: Connection, asked: Asked) -> Facts:
    """From the figures that move with each event."""
    return {
        "people": _by_key(connection, _PEOPLE_KEPT, asked),
        "delivered": _by_key(connection, _DELIVERED_KEPT, asked),
        "used": _by_key(connection, _USED_KEPT, asked),
    }


def from_events(connection: Connection, asked: Asked) -> Facts:
    return {
        "people": _by_key(connection, PEOPLE, asked),
        "delivered": _by_key(connection, DELIVERED, asked),
        "used": _by_key(connection, USED, asked),
    }


def _by_key(
    connection: Connection, statement: Executable, asked: Asked
) -> dict[int, tuple[float, ...]]:
    given = {"lines": list(asked.lines), "first": asked.first, "last": asked.last}
    rows = connection.execute(statement, given)
    return {key: tuple(figures) for key, *figures in rows if any(figures)}


_LINES: BindParameter[int] = bindparam("lines", expanding=True)
_PEOPLE_KEPT = select(LineFigures.line_id, LineFigures.waiting, LineFigures.in_progress).where(
    LineFigures.line_id.in_(_LINES)
)
_DELIVERED_KEPT = (
    select(LineDay.line_id, func.sum(LineDay.started), func.sum(LineDay.completed))
    .where(LineDay.line_id.in_(_LINES), LineDay.day.between(bindparam("first"), bindparam("last")))
    .group_by(LineDay.line_id)
)
_USED_KEPT = (
    select(CommissionedVolume.id, CommissionedVolume.used)
    .join(Lot, Lot.id == CommissionedVolume.lot_id)
    .where(
        Lot.line_id.in_(_LINES),
        CommissionedVolume.starts_on <= bindparam("last"),
        CommissionedVolume.ends_on >= bindparam("last"),
    )
)


def court_facts(databases: Databases, size: Size, *, courts: int) -> list[Measured]:
    app = portal_on(databases.of(size))
    today = local_date(now())
    with app.app_context(), Session(db.engine) as session:
        asked = [
            Asked(lines, today - dt.timedelta(days=DAYS - 1), today)
            for lines in _lines_of_courts(session, courts)
        ]
        connection = session.connection()
        for one in asked:
            agree("facts of a court", kept(connection, one), from_events(connection, one))
        ours = timed(partial(_each, kept, connection, asked), times=5, warm_up=1)
        peer = timed(partial(_each, from_events, connection, asked), times=3, warm_up=1)
    ratio = ours.cpu / peer.cpu
    return [
        Measured(
            "Facts of a court, kept beside from events",
            str(size),
            milliseconds(ours.cpu / len(asked)),
            milliseconds(peer.cpu / len(asked)),
            ratio,
            milliseconds(ours.wall / len(asked)),
            goal=f"≤ {GOAL:.2f}",
            is_met=ratio <= GOAL,
        )
    ]


def _each(read: Read, connection: Connection, asked: Sequence[Asked]) -> None:
    for one in asked:
        read(connection, one)


def _lines_of_courts(session: Session, courts: int) -> list[Sequence[int]]:
    """The lines that serve the areas of every n-th court."""
    ids = session.scalars(select(CourtArea.court_id).distinct().order_by(CourtArea.court_id)).all()
    return [
        session.scalars(
            select(LineArea.line_id)
            .distinct()
            .join(
                CourtArea,
                CourtArea.local_delivery_unit_id == LineArea.local_delivery_unit_id,
            )
            .where(CourtArea.court_id == court)
            .order_by(LineArea.line_id)
        ).all()
        for court in ids[:: max(1, len(ids) // courts)][:courts]
    ]
