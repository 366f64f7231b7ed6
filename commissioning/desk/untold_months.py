"""Months of which nobody told anything: no record reaches them and no accepted return does.

The one question of desk, line page and alerts. Whether records reach a month is asked where a
return asks it; what is then known of a volume says `commissioning.volumes.silence`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, Protocol

from sqlalchemy.orm import Session

from commissioning.agreements.volume_ends import last_days
from commissioning.returns.delivered import used_by_month
from commissioning.returns.models import ReturnCounter
from commissioning.returns.queries import COUNTER_OF
from commissioning.returns.reaching import RecordsReach, records_of_lines
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.silence import Untold, months_of


class OfMonth(Protocol):
    @property
    def month(self) -> dt.date: ...
    @property
    def started(self) -> int: ...


class SilentMonths(NamedTuple):
    """Of one volume of a line the months that count nothing: whether that is known is asked."""

    line_id: int
    counter: ReturnCounter
    months: Untold


NOTHING_SILENT: Final = SilentMonths(0, ReturnCounter.REFERRED, ())


def silent_months(
    line_id: int,
    unit: VolumeUnit,
    period: tuple[dt.date, dt.date],
    told: Collection[dt.date],
    on: dt.date,
) -> SilentMonths:
    """Of the months of the period so far those that are not among `told`."""
    first, last = period
    silent = tuple(month for month in months_of(first, min(on, last)) if month not in told)
    return SilentMonths(line_id, COUNTER_OF[unit], silent)


def untold_months(session: Session, silent: Mapping[int, SilentMonths]) -> dict[int, Untold]:
    """By volume those of its silent months that no record reaches; volumes without one left out."""
    asked = {volume_id: one for volume_id, one in silent.items() if one.months}
    records = _records(session, asked.values())
    untold = {volume_id: _unreached(one, records[one.line_id]) for volume_id, one in asked.items()}
    return {volume_id: months for volume_id, months in untold.items() if months}


def untold_of_lots(
    session: Session, volumes: Collection[tuple[CommissionedVolume, Lot]], *, today: dt.date
) -> dict[int, Untold]:
    """By volume, of lots that join a line; a month after the last day of a volume is none."""
    own = [(volume, lot.line_id) for volume, lot in volumes if lot.line_id is not None]
    ids = [volume.id for volume, _ in own]
    told, ends = used_by_month(session, ids, on=today), last_days(session, ids, today=today)
    silent = {
        volume.id: silent_months(
            line_id,
            volume.unit,
            (volume.starts_on, min(volume.ends_on, ends.get(volume.id, volume.ends_on))),
            told[volume.id],
            today,
        )
        for volume, line_id in own
    }
    return untold_months(session, silent)


def untold_starts(session: Session, line_id: int, months: Iterable[OfMonth]) -> Untold:
    silent = tuple(one.month for one in months if not one.started)
    one = SilentMonths(line_id, ReturnCounter.STARTED, silent)
    return untold_months(session, {line_id: one}).get(line_id, ())


def _records(session: Session, silent: Collection[SilentMonths]) -> Mapping[int, RecordsReach]:
    if not silent:
        return {}
    since = min(one.months[0] for one in silent)
    return records_of_lines(session, {one.line_id for one in silent}, since=since)


def _unreached(silent: SilentMonths, records: RecordsReach) -> Untold:
    return tuple(month for month in silent.months if not records.reaches(month, silent.counter))
