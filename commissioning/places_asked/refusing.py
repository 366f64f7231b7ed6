"""What cannot be asked of a line's provider, or agreed to any more, and what to do instead."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.queries import term_in_force
from commissioning.lines.models import Line
from commissioning.lines.queries import terms_in_force
from commissioning.places_asked.errors import CannotBeAsked
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.clock import day_in_words
from directory.providers.models import Provider
from directory.services.models import Service


def refuse_day(session: Session, line: Line, day: dt.date, *, today: dt.date) -> None:
    """A day that has come, or on which the line or every agreement of it is over."""
    if day <= today:
        raise CannotBeAsked(
            f"{day_in_words(day)} has come already: it must be asked for from a later day."
        )
    terms = terms_in_force(session, line.id)
    if terms is not None and terms.closed_on is not None and terms.closed_on <= day:
        raise CannotBeAsked(
            f"The line closes on {day_in_words(terms.closed_on)}: enter an earlier day."
        )
    of_line = select(Lot.agreement_id).where(Lot.line_id == line.id).distinct()
    _refuse_after_end(session, list(session.scalars(of_line)), day)


def volume_of_starts(
    session: Session, line: Line, day: dt.date, *, today: dt.date
) -> CommissionedVolume:
    """That which was rehearsed: it runs today, and its period holds the day."""
    volume = session.scalar(
        select(CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(
            Lot.line_id == line.id,
            CommissionedVolume.unit == VolumeUnit.START,
            CommissionedVolume.starts_on <= today,
            CommissionedVolume.ends_on >= day,
        )
        .order_by(CommissionedVolume.ends_on.desc(), CommissionedVolume.id.desc())
        .limit(1)
    )
    if volume is None:
        raise CannotBeAsked(f"No starts are bought on this line for {day_in_words(day)}.")
    return volume


def refuse_volume(session: Session, line: Line, volume: CommissionedVolume, day: dt.date) -> None:
    """Where its own agreement is over by then, or is with somebody else than delivers the line."""
    lot = session.get_one(Lot, volume.lot_id)
    _refuse_after_end(session, [lot.agreement_id], day)
    bought_of = session.get_one(Agreement, lot.agreement_id).provider_id
    if bought_of not in (None, session.get_one(Service, line.service_id).provider_id):
        raise CannotBeAsked(
            f"What was bought here is {session.get_one(Provider, bought_of).name}’s to agree to,"
            " who passes it on: vary it on the page of the agreement."
        )


def _refuse_after_end(session: Session, agreement_ids: list[int], day: dt.date) -> None:
    """An end that is not known refuses nothing."""
    terms = [term_in_force(session, key) for key in agreement_ids]
    ends = [None if term is None else term.ends_on for term in terms]
    known = [end for end in ends if end is not None]
    if known and len(known) == len(ends) and max(known) < day:
        raise CannotBeAsked(
            f"The agreement ends on {day_in_words(max(known))}: extend it first, or enter an"
            " earlier day."
        )
