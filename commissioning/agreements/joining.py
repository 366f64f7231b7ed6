"""Saying which lines a lot buys, and taking that back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.signing import add_lot, put_lot_on_line
from commissioning.agreements.unjoined import lots_of_agreement
from commissioning.errors import CommissioningError
from commissioning.lines.figures import mark_due, uncount_delivered
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.acts import Act
from directory.audit.recording import record_act
from directory.people.models import Person
from directory.places.models import Region


class VolumeOfOneLine(CommissioningError):
    """What the lot bought was bought as one volume; nobody said how it is shared among lines."""

    field = "line"

    def __init__(self, lot: Lot) -> None:
        self.lot = lot
        super().__init__(
            f"the lot {lot.external_id} bought one volume, for another line; send the agreement"
            " with a lot and a volume for each line"
        )


def join_lot(session: Session, lot: Lot, line: Line, *, by: Person, at: dt.datetime) -> bool:
    """The lot buys the line; whether that is news.

    A lot is a part for one line: of a second one the agreement gets a further lot on the same
    ground. Raises `VolumeOfOneLine` where a volume stands on the first.
    """
    parts = _parts_of(session, lot)
    if any(one.line_id == line.id for one in parts):
        return False
    if lot.line_id is None:
        put_lot_on_line(session, lot, line, by=by, at=at)
        return True
    volume = select(CommissionedVolume.id).where(CommissionedVolume.lot_id == lot.id).limit(1)
    if session.scalar(volume) is not None:
        raise VolumeOfOneLine(lot)
    add_lot(
        session,
        session.get_one(Agreement, lot.agreement_id),
        external_id=f"{lot.external_id}/{len(parts) + 1}",
        line=line,
        region=None if lot.region_id is None else session.get_one(Region, lot.region_id),
        police_area=lot.police_area,
        by=by,
        at=at,
    )
    return True


def part_lot(session: Session, lot: Lot, *, by: Person, at: dt.datetime) -> bool:
    """The lot buys no line that is known, which undoes a join; whether that is news.

    What its volumes count as used belongs to a line, so that it goes with it.
    """
    if lot.line_id is None:
        return False
    before = {"line_id": lot.line_id}
    volumes = select(CommissionedVolume).where(CommissionedVolume.lot_id == lot.id)
    for volume in session.scalars(volumes.order_by(CommissionedVolume.id)):
        uncount_delivered(session, volume, line_id=lot.line_id)
    mark_due(session, [lot.line_id], at=at)
    lot.line_id, lot.recorded_at = None, at
    record_act(session, Act.LOT_PART, lot, by=by, at=at, before=before, after={"line_id": None})
    session.flush()
    return True


def buys_already(session: Session, lot: Lot, line: Line) -> bool:
    """Whether the lot, or a part of it made for a further line, is joined to the line."""
    return any(one.line_id == line.id for one in _parts_of(session, lot))


def _parts_of(session: Session, lot: Lot) -> list[Lot]:
    lots = lots_of_agreement(session, lot.agreement_id)
    return [one for one in lots if one.id == lot.id or _is_part(one, lot)]


def _is_part(one: Lot, lot: Lot) -> bool:
    """Made for a further line of the lot."""
    return one.external_id.startswith(f"{lot.external_id}/")
