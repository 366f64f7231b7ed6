"""Of which months weekly totals tell only a part: what they came to is not proven by them.

Asked where an accepted return says more than is recorded, and of lines that are told by weeks:
elsewhere it changes nothing. A week counts by its Monday, as in a volume: a month is told whole
where all its Mondays are, from the first day of the volume's period to the last on which anything
was used of it. Cases tell their months whole. Weeks that were all taken back tell nothing of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from commissioning.agreements.volume_ends import last_days
from commissioning.lines.models import WeeklyTotal
from commissioning.returns.models import ReturnCounter
from commissioning.returns.queries import COUNTER_OF
from commissioning.returns.reaching import RecordsReach, records_of_lines
from commissioning.returns.used import UsedInMonth, returned_more, told_in_part
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.keeping import batches


class _ToldByWeeks(NamedTuple):
    volume_id: int
    line_id: int
    counter: ReturnCounter
    first: dt.date
    last: dt.date

    def parts(self, months: Collection[dt.date], records: RecordsReach) -> set[dt.date]:
        return {
            month
            for month in months
            if not records.reaches(month, self.counter, since=self.first, to=self.last)
        }


def knowing_parts(
    session: Session, both: Mapping[int, Mapping[dt.date, UsedInMonth]], *, on: dt.date
) -> dict[int, dict[dt.date, UsedInMonth]]:
    """The same by volume, of each month whether weeks tell only a part of it; `on` is today."""
    asked = {volume_id: more for volume_id, told in both.items() if (more := returned_more(told))}
    parts = months_in_part(session, asked, on=on) if asked else {}
    return {
        volume_id: told_in_part(told, parts[volume_id]) if volume_id in parts else dict(told)
        for volume_id, told in both.items()
    }


def months_in_part(
    session: Session, asked: Mapping[int, Collection[dt.date]], *, on: dt.date
) -> dict[int, set[dt.date]]:
    """By volume those of the months asked for that weeks tell in part; volumes without left out."""
    weekly = list(_told_by_weeks(session, asked, on))
    if not weekly:
        return {}
    since = min(month for one in weekly for month in asked[one.volume_id])
    records = records_of_lines(session, {one.line_id for one in weekly}, since=since)
    parts = {one.volume_id: one.parts(asked[one.volume_id], records[one.line_id]) for one in weekly}
    return {volume_id: months for volume_id, months in parts.items() if months}


def _told_by_weeks(
    session: Session, volume_ids: Collection[int], on: dt.date
) -> Iterator[_ToldByWeeks]:
    rows = [
        row
        for batch in batches(sorted(volume_ids))
        for row in session.execute(_volumes_told_by_weeks(batch))
    ]
    ends = last_days(session, [volume_id for volume_id, *_ in rows], today=on) if rows else {}
    for volume_id, line_id, unit, first, last in rows:
        if line_id is not None:
            ended = min(last, ends.get(volume_id, last))
            yield _ToldByWeeks(volume_id, line_id, COUNTER_OF[unit], first, ended)


def _volumes_told_by_weeks(
    volume_ids: Collection[int],
) -> Select[int, int | None, VolumeUnit, dt.date, dt.date]:
    volume = CommissionedVolume
    return (
        select(volume.id, Lot.line_id, volume.unit, volume.starts_on, volume.ends_on)
        .join(Lot, Lot.id == volume.lot_id)
        .where(volume.id.in_(volume_ids), exists().where(WeeklyTotal.line_id == Lot.line_id))
    )
