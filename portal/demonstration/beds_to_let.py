"""Rooms of the fictional provider: who goes, who stays on, what is out of service, what is free."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.beds.keeping import add_bed, end_stay, let_bed, stay_on, take_out_of_service
from commissioning.beds.models import Bed
from commissioning.beds.queries import KnownBed, beds_of
from commissioning.demonstration.naming import telephone
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.services.listing import Listing
from portal.demonstration.offering import offer_at_home
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast, cast_of

KEY: Final = "demo-stepping-stone-rooms"
OPEN_FOR: Final = 150
ROOMS: Final = ("Room 1", "Room 2", "Room 3", "Room 4")
NO_HOME_YET: Final = "The flat that was found is free a week later."
BOILER: Final = "The boiler is being replaced."


def make_beds_to_let(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts; whether anything was made."""
    cast = cast_of(session)
    if cast is None or session.scalar(select(Line.id).where(Line.external_id == KEY)) is not None:
        return False
    line = _queue(session, cast, days_before(at, OPEN_FOR))
    _let(session, line, cast, at=at)
    return True


def _queue(session: Session, cast: Cast, at: dt.datetime) -> Line:
    day = local_date(at)
    service = offer_at_home(
        session,
        cast,
        KEY,
        DeliveryKind.BED,
        Listing(
            title="Stepping stone rooms",
            summary="Four rooms for some months, with somebody to ask downstairs. Invented.",
            telephone=telephone(78),
            pathways=("accommodation",),
            languages=("en",),
        ),
        at=at,
    )
    line = open_line(
        session, service, external_id=KEY, name=f"Stepping stone rooms: {cast.area.name}",
        areas=[cast.area], terms=TermsStated(opened_on=day), by=cast.by, at=at,
    )  # fmt: skip
    for name in ROOMS:
        add_bed(session, line, name=name, turnaround_days=1, by=cast.administrator, at=at)
    return line


def _let(session: Session, line: Line, cast: Cast, *, at: dt.datetime) -> None:
    """One comes free in three days, one is stayed on in, one is out of service, one is free."""
    by, today = cast.administrator, local_date(at)

    def day(days: int) -> dt.date:
        return today + dt.timedelta(days=days)

    def moment(days: int) -> dt.datetime:
        return days_before(at, -days)

    first, second, third, fourth = (
        known.bed for known in sorted(beds_of(session, [line.id])[line.id], key=_name)
    )
    for bed, from_day, to_day in (
        (first, -80, 3),
        (second, -95, -4),
        (third, -120, -12),
        (fourth, -60, 10),
    ):
        let_bed(
            session, _known(session, bed), from_date=day(from_day), leaves_on=day(to_day), by=by,
            at=moment(from_day),
        )  # fmt: skip
    end_stay(session, _known(session, third), left_on=day(-12), by=by, at=moment(-12))
    stay_on(
        session, _known(session, second), until=day(6), reason=NO_HOME_YET, by=by, at=moment(-5)
    )
    take_out_of_service(
        session, _known(session, third), from_date=day(-5), to_date=day(9), reason=BOILER, by=by,
        at=moment(-5),
    )  # fmt: skip
    end_stay(session, _known(session, fourth), left_on=day(-2), by=by, at=moment(-2))


def _known(session: Session, bed: Bed) -> KnownBed:
    return next(one for one in beds_of(session, [bed.line_id])[bed.line_id] if one.bed is bed)


def _name(known: KnownBed) -> str:
    return known.bed.name
