"""A change supposed of one line as its records stand today."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy.orm import Session

from commissioning.agreements.prices import prices_in_force
from commissioning.agreements.volume_ends import last_days
from commissioning.dates.document import document_for
from commissioning.desk.line_records import LineHead, line_head, volume_ids_of
from commissioning.desk.rehearsing import (
    Bought,
    Change,
    Document,
    ImpossibleChange,
    Rehearsal,
    rehearse,
)
from commissioning.desk.untold_months import silent_months, untold_months
from commissioning.lines.models import Line
from commissioning.returns.delivered import used_by_month
from commissioning.volumes.ending import last_day
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.position import delivered_to_date
from commissioning.volumes.queries import volumes_by_id
from commissioning.volumes.volume import Volume
from directory.clock import day_in_words
from directory.sight import Sight

LOOKED_AHEAD_DAYS = 365
"""Where no starts are bought the starts of so many days are counted."""


def rehearse_line(
    session: Session, public_id: uuid.UUID, change: Change, *, sight: Sight, today: dt.date
) -> Rehearsal:
    """Raises `NotKnown` of a line that is another's, and `ImpossibleChange`."""
    head = line_head(session, public_id, sight=sight)
    if not head.kind.is_queued:
        raise ImpossibleChange("Nobody queues here, so that no date can be worked out.")
    bought = _bought(session, head, sight, today)
    document = document_for(session, session.get_one(Line, head.key), as_of=today)
    _refuse_after_the_end(document, today)
    until = bought.volume.last if bought else today + dt.timedelta(days=LOOKED_AHEAD_DAYS)
    return rehearse(document, change, until=until, bought=bought)


def _refuse_after_the_end(document: Document, today: dt.date) -> None:
    [service] = document["services"]
    ends, closed = (service[name] for name in ("contract_end", "closed_on"))
    end = last_day(_day(ends), _day(closed), today=today)
    if end is not None:
        raise ImpossibleChange(
            f"Nothing can be supposed of what has ended: {day_in_words(end)} was its last day. What"
            " was used by then stands on the page of the line."
        )


def _day(written: str | None) -> dt.date | None:
    return None if written is None else dt.date.fromisoformat(written)


def _bought(session: Session, head: LineHead, sight: Sight, today: dt.date) -> Bought | None:
    """The first volume of starts that goes on; of other units nothing is worked out."""
    ids = volume_ids_of(session, head.key, sight=sight, today=today)
    volumes, ended = volumes_by_id(session, ids), last_days(session, ids, today=today)
    for key in [key for key in ids if key not in ended]:
        volume = volumes[key]
        if volume.unit == VolumeUnit.START and volume.last > today:
            started = _started(session, head.key, key, volume, today)
            prices = prices_in_force(session, [ids[key]], on=today, sight=sight)
            price = prices.get(ids[key], {}).get(VolumeUnit.START)
            return Bought(volume, started, price)
    return None


def _started(
    session: Session, line_id: int, volume_id: int, volume: Volume, today: dt.date
) -> float | None:
    """None where nobody told of a month that is over; of this one nothing may be told yet."""
    delivered = used_by_month(session, [volume_id], on=today)[volume_id]
    silent = silent_months(line_id, VolumeUnit.START, volume.period, delivered, today)
    untold = untold_months(session, {volume_id: silent}).get(volume_id, ())
    if any(month < today.replace(day=1) for month in untold):
        return None
    return delivered_to_date(volume, delivered, today)
