"""What can be asked of beds."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.beds.models import Bed, BedOutage, BedStay
from commissioning.beds.nights import BedRecord
from commissioning.lines.models import Line, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.services.models import ListingRevision, Service
from directory.services.sight import is_own
from directory.sight import Sight


class KnownBed(NamedTuple):
    bed: Bed
    stays: tuple[BedStay, ...]
    outages: tuple[BedOutage, ...]

    @property
    def record(self) -> BedRecord:
        return BedRecord(
            self.bed.opened_on,
            self.bed.closed_on,
            self.bed.turnaround_days,
            tuple(stay.told for stay in self.stays),
            tuple(outage.told for outage in self.outages),
        )


class House(NamedTuple):
    """A line of beds with what it is called."""

    line: Line
    title: str
    beds: tuple[KnownBed, ...]


def beds_of(session: Session, line_ids: Collection[int]) -> dict[int, tuple[KnownBed, ...]]:
    """By line, in the order of names."""
    beds = session.scalars(
        select(Bed).where(Bed.line_id.in_(line_ids)).order_by(Bed.name, Bed.id)
    ).all()
    keys = [bed.id for bed in beds]
    stays: defaultdict[int, list[BedStay]] = defaultdict(list)
    asked = select(BedStay).where(BedStay.bed_id.in_(keys))
    for stay in session.scalars(asked.order_by(BedStay.from_date, BedStay.id)):
        stays[stay.bed_id].append(stay)
    outages: defaultdict[int, list[BedOutage]] = defaultdict(list)
    out = select(BedOutage).where(BedOutage.bed_id.in_(keys))
    for outage in session.scalars(out.order_by(BedOutage.from_date, BedOutage.id)):
        outages[outage.bed_id].append(outage)
    found: defaultdict[int, list[KnownBed]] = defaultdict(list)
    for bed in beds:
        found[bed.line_id].append(KnownBed(bed, tuple(stays[bed.id]), tuple(outages[bed.id])))
    return {line_id: tuple(found[line_id]) for line_id in line_ids}


def own_houses(session: Session, sight: Sight, *, today: dt.date) -> list[House]:
    """Lines of theirs that have beds, and have not closed."""
    rows: Sequence[tuple[Line, str | None]] = [
        (line, title)
        for line, title in session.execute(
            select(Line, ListingRevision.title)
            .join(Service, Service.id == Line.service_id)
            .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
            .join(LineFigures, LineFigures.line_id == Line.id)
            .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
            .where(
                is_own(sight),
                Service.delivery_kind == DeliveryKind.BED,
                LineTerms.closed_on.is_(None) | (LineTerms.closed_on > today),
            )
            .order_by(ListingRevision.title, Line.id)
        )
    ]
    beds = beds_of(session, [line.id for line, _ in rows])
    shared = Counter(title for _, title in rows)
    return [House(line, _called(line, title, shared), beds[line.id]) for line, title in rows]


def _called(line: Line, title: str | None, shared: Mapping[str | None, int]) -> str:
    """By its service; with its own name where that has several lists of beds."""
    if title is None:
        return line.name
    if shared[title] == 1:
        return title
    return line.name if line.name.startswith(title) else f"{title}: {line.name}"


def bed_within(session: Session, bed_id: uuid.UUID, sight: Sight) -> KnownBed:
    """Raises `NotKnown` for what is not theirs."""
    bed = session.scalar(
        select(Bed)
        .join(Line, Line.id == Bed.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_own(sight), Bed.public_id == bed_id)
    )
    if bed is None:
        raise NotKnown("bed", bed_id)
    return next(one for one in beds_of(session, [bed.line_id])[bed.line_id] if one.bed is bed)
