"""How often somebody asked for a place of a line and nobody could be placed, by day and area.

Only what was asked here: a telephone call that ended in "we are full" stands in no record.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from commissioning.bookings.models import FailedBooking
from directory.places.models import LocalDeliveryUnit


class AskedInVain(NamedTuple):
    """On one day for one area, of which `before_sentence` were to hold a place; `area` is None
    where nobody said whose home it was for."""

    on_date: dt.date
    area: str | None
    times: int
    before_sentence: int


def asked_in_vain(session: Session, line_id: int, *, since: dt.date) -> list[AskedInVain]:
    """The latest day first, then by area."""
    of = FailedBooking
    held = func.sum(case((of.was_hold, 1), else_=0))
    rows = session.execute(
        select(of.on_date, LocalDeliveryUnit.name, func.count(), held)
        .outerjoin(LocalDeliveryUnit, LocalDeliveryUnit.id == of.local_delivery_unit_id)
        .where(of.line_id == line_id, of.on_date >= since)
        .group_by(of.on_date, LocalDeliveryUnit.id, LocalDeliveryUnit.name)
        .order_by(of.on_date.desc(), LocalDeliveryUnit.name, LocalDeliveryUnit.id)
    )
    return [AskedInVain._make(row) for row in rows]
