"""Of the places and start dates that pages show, how many nobody had to type.

| what confirmed it last | typed |
|---|---|
| a start or a booking recorded on that day, by whatever way | no |
| beds free, which fell out of who came and went | no |
| a person's word, a file, a group or a capacity that was stated | yes |
| both on the same day | no: nobody had to |

Counted of open services alone: what is kept from a reader changes no figure here.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from commissioning.beds.keeping import STATED_BY
from commissioning.bookings.models import Booking
from commissioning.groups.models import CapacityMeasure, CapacityStatement, Group
from commissioning.lines.models import Line, LineDay, LineFigures
from directory.services.freshness import FactKind, is_confirmed
from directory.services.models import Service
from directory.services.sight import is_open_to_all, is_published


class Untyped(NamedTuple):
    """`shown` places and dates still count as confirmed, `untyped` of them without a word typed."""

    shown: int
    untyped: int

    @property
    def percent(self) -> int | None:
        """None where nothing is shown: that is not 0."""
        return None if not self.shown else round(100 * self.untyped / self.shown)


def untyped_share(session: Session, *, today: dt.date) -> Untyped:
    dates = _told(session, FactKind.START_DATES, today)
    beds = _told(session, FactKind.VACANCIES, today)
    told = [*dates, *beds]
    return Untyped(len(told), sum(told))


def _told(session: Session, kind: FactKind, today: dt.date) -> list[bool]:
    """Of each fact that counts today, whether it was only observed."""
    is_of_dates = kind is FactKind.START_DATES
    clock = LineFigures.dates_confirmed_on if is_of_dates else LineFigures.vacancies_confirmed_on
    started = exists().where(LineDay.line_id == Line.id, LineDay.day == clock, LineDay.started > 0)
    booked = exists().where(
        Booking.group_id == Group.id, Group.line_id == Line.id, Booking.joined_on == clock
    )
    beds = exists().where(
        CapacityStatement.line_id == Line.id,
        CapacityStatement.measure == CapacityMeasure.VACANCIES,
        CapacityStatement.stated_on == clock,
        CapacityStatement.stated_by == STATED_BY,
    )
    rows = session.execute(
        select(clock, or_(started, booked) if is_of_dates else beds)
        .select_from(Line)
        .join(Service, Service.id == Line.service_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .where(is_published(), is_open_to_all(), clock.is_not(None))
        .order_by(Line.id)
    )
    return [bool(observed) for on, observed in rows if is_confirmed(kind, on, today)]
