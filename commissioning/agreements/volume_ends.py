"""Which volumes have ended with their agreement or their line, and what the line did after that.

What is dated after that day is used of no volume whose period goes on: it is kept with the months
of the volume, for the agreement may be extended, and taken out wherever used is told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementTerm
from commissioning.agreements.queries import is_newest
from commissioning.lines.figures import USED_BY
from commissioning.lines.models import LineDay, LineFigures, LineTerms
from commissioning.volumes.ending import last_day
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.keeping import batches

DeliveredByVolume = Mapping[int, Mapping[dt.date, float]]
"""Units by first day of the month, for each volume."""

_COUNTERS: Final = tuple(sorted(set(USED_BY.values())))


def last_days(
    session: Session, volume_ids: Collection[int], *, today: dt.date
) -> dict[int, dt.date]:
    """By volume the last day on which anything was used of it; those that go on are left out."""
    found: dict[int, dt.date] = {}
    for batch in batches(sorted(volume_ids)):
        for volume_id, ends_on, closed_on in session.execute(_ends(batch)):
            end = last_day(ends_on, closed_on, today=today)
            if end is not None:
                found[volume_id] = end
    return found


def delivered_after(session: Session, ends: Mapping[int, dt.date]) -> DeliveredByVolume:
    """What their lines delivered in the volumes' periods after the last day of each, by month."""
    found: defaultdict[int, defaultdict[dt.date, float]] = defaultdict(lambda: defaultdict(float))
    for batch in batches(sorted(ends)):
        first = min(ends[volume_id] for volume_id in batch)
        for volume_id, unit, day, *counted in session.execute(_days_after(batch, first)):
            units = counted[_COUNTERS.index(USED_BY[unit])]
            if units and day > ends[volume_id]:
                found[volume_id][day.replace(day=1)] += units
    return {volume_id: dict(months) for volume_id, months in found.items()}


def to_the_end(
    delivered: Mapping[dt.date, float], after: Mapping[dt.date, float]
) -> dict[dt.date, float]:
    """The months of a volume without what was delivered after its end; none that is then 0."""
    left = {month: units - after.get(month, 0.0) for month, units in delivered.items()}
    return {month: round(units, 6) for month, units in left.items() if round(units, 6)}


def _ends(volume_ids: Collection[int]) -> Select[int, dt.date | None, dt.date | None]:
    return (
        select(CommissionedVolume.id, AgreementTerm.ends_on, LineTerms.closed_on)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .outerjoin(
            AgreementTerm,
            and_(AgreementTerm.agreement_id == Lot.agreement_id, is_newest(AgreementTerm)),
        )
        .outerjoin(LineFigures, LineFigures.line_id == Lot.line_id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(CommissionedVolume.id.in_(volume_ids))
    )


def _days_after(volume_ids: Collection[int], day: dt.date) -> Select[*tuple[Any, ...]]:
    volume = CommissionedVolume
    return (
        select(volume.id, volume.unit, LineDay.day, *(getattr(LineDay, one) for one in _COUNTERS))
        .join(Lot, Lot.id == volume.lot_id)
        .join(LineDay, LineDay.line_id == Lot.line_id)
        .where(
            volume.id.in_(volume_ids),
            LineDay.day > day,
            LineDay.day.between(volume.starts_on, volume.ends_on),
        )
    )
