"""What was used of the volumes of somebody's desk, month by month: three questions for all of them.

Returns are asked only of volumes of which a month is over without records, and of those that are
told by weeks: elsewhere records count, whatever was returned, and no return is asked for before its
month is over.

The months of a volume are read as one text, since thousands of months are read as hundreds of
texts, and each text is taken apart once. What counts is said by `commissioning.returns.used`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    String,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Session

from commissioning.agreements.volume_ends import delivered_after, to_the_end
from commissioning.desk.lines_asked import TODAY
from commissioning.lines.models import WeeklyTotal
from commissioning.returns.delivered import months_returned
from commissioning.returns.told_in_part import months_in_part
from commissioning.returns.used import (
    ReturnedInMonth,
    UsedInMonth,
    both_of_months,
    counts_of,
    returned_more,
    told_in_part,
)
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeMonth
from commissioning.volumes.silence import months_of
from directory.keys import is_one_of

Months = tuple[tuple[dt.date, float], ...]
Period = tuple[dt.date, dt.date]
"""Its first and its last day."""


class ToldMonths(NamedTuple):
    """Of one volume, as texts: what cases and weekly totals say, and what accepted returns do.

    `parts`: months of which weeks tell only a part, and a return tells more.
    """

    recorded: str = ""
    returned: str = ""
    parts: tuple[dt.date, ...] = ()

    def both(self) -> dict[dt.date, UsedInMonth]:
        recorded = {_day(day): float(units) for day, units in _parted(self.recorded)}
        returned = {
            _day(day): ReturnedInMonth(float(units), was_recorded != "0")
            for day, units, was_recorded in _parted(self.returned)
        }
        return told_in_part(both_of_months(recorded, returned), self.parts)

    def used(self) -> Months:
        """In order, what `used_by_month` says of it."""
        return tuple(counts_of(self.both()).items())


NOTHING_TOLD: Final = ToldMonths()
NONE_ENDED: Final[Mapping[int, dt.date]] = MappingProxyType({})


def told_months(
    session: Session,
    periods: Mapping[int, Period],
    *,
    today: dt.date,
    ends: Mapping[int, dt.date] = NONE_ENDED,
) -> dict[int, ToldMonths]:
    """By volume, of those of the volumes that anything is told of; each with its period.

    `ends`: the last days of those of which agreement or line is over.
    """
    recorded = _told(session, _recorded(tuple(periods)), today, periods)
    after = delivered_after(session, ends) if ends else {}
    recorded |= {key: _to_the_end(recorded.get(key, ""), months) for key, months in after.items()}
    silent = _silent_volumes(tuple(periods.items()), tuple(recorded.items()), today)
    weekly = _volumes_told_by_weeks(session, periods)
    # What stands in a month that was cut may all be after the end, and some weeks of a month tell
    # only those: neither speaks for the month.
    asked_whole = {*weekly, *(key for key in silent if key in after)}
    unrecorded = tuple(key for key in silent if key not in asked_whole)
    returned = _told(session, _returned(unrecorded, unless_recorded=True), today, unrecorded)
    of_all = tuple(sorted(asked_whole))
    returned |= _told(session, _returned(of_all, unless_recorded=False), today, of_all)
    told = {
        volume_id: ToldMonths(recorded.get(volume_id, ""), returned.get(volume_id, ""))
        for volume_id in {*recorded, *returned}
    }
    return told | _with_parts(session, {key: told[key] for key in weekly if key in told}, today)


def _volumes_told_by_weeks(session: Session, volume_ids: Collection[int]) -> Sequence[int]:
    return session.connection().execute(_weekly(tuple(volume_ids))).scalars().all()


def _with_parts(
    session: Session, weekly: Mapping[int, ToldMonths], today: dt.date
) -> dict[int, ToldMonths]:
    """Asked only where a return says more than the weeks do."""
    more = {key: months for key, told in weekly.items() if (months := _returned_more(told))}
    parts = months_in_part(session, more, on=today) if more else {}
    return {
        volume_id: weekly[volume_id]._replace(parts=tuple(sorted(months)))
        for volume_id, months in parts.items()
    }


@lru_cache(maxsize=8192)
def _returned_more(told: ToldMonths) -> tuple[dt.date, ...]:
    return tuple(returned_more(told.both()))


def _told(
    session: Session,
    asked: Select[*tuple[Any, ...]],
    today: dt.date,
    volume_ids: Collection[int],
) -> dict[int, str]:
    if not volume_ids:
        return {}
    rows = session.connection().execute(asked, {"today": today}).all()
    return {volume_id: told for volume_id, told in rows}  # noqa: C416  rows are no pairs


@lru_cache(maxsize=16)
def _silent_volumes(
    periods: tuple[tuple[int, Period], ...], recorded: tuple[tuple[int, str], ...], today: dt.date
) -> tuple[int, ...]:
    told = dict(recorded)
    return tuple(key for key, period in periods if _is_silent(told.get(key, ""), period, today))


def _is_silent(recorded: str, period: Period, today: dt.date) -> bool:
    """Whether a month of the period is over without records: they name each month once."""
    has_begun = f"{today:%Y-%m}-01=" in recorded
    return recorded.count("=") - has_begun < _months_over(period, today)


@lru_cache(maxsize=256)
def _months_over(period: Period, today: dt.date) -> int:
    first, last = period
    return len(tuple(months_of(first, min(last, today.replace(day=1) - dt.timedelta(days=1)))))


@lru_cache(maxsize=64)
def _recorded(volume_ids: tuple[int, ...]) -> Select[*tuple[Any, ...]]:
    month = VolumeMonth
    return (
        select(month.volume_id, _one_text(month.month, _number(month.delivered)))
        .where(is_one_of(month.volume_id, volume_ids), month.month <= TODAY, month.delivered != 0)
        .group_by(month.volume_id)
        .order_by(month.volume_id)
    )


@lru_cache(maxsize=64)
def _weekly(volume_ids: tuple[int, ...]) -> Select[int]:
    volume = CommissionedVolume
    return (
        select(volume.id)
        .join(Lot, Lot.id == volume.lot_id)
        .where(is_one_of(volume.id, volume_ids), exists().where(WeeklyTotal.line_id == Lot.line_id))
        .order_by(volume.id)
    )


@lru_cache(maxsize=64)
def _returned(volume_ids: tuple[int, ...], *, unless_recorded: bool) -> Select[*tuple[Any, ...]]:
    """Only of months without records: elsewhere the records count, whatever was returned."""
    volumes = select(CommissionedVolume.id).where(is_one_of(CommissionedVolume.id, volume_ids))
    asked = months_returned(volumes, TODAY, unless_recorded=unless_recorded)
    volume_id, *told = asked.subquery().columns
    return select(volume_id, _one_text(*told)).group_by(volume_id).order_by(volume_id)


def _number(units: SQLColumnExpression[float]) -> ColumnElement[str]:
    """A whole number as one: SQLite writes others out for three times as long."""
    whole = cast(units, BigInteger)
    return case((units == whole, cast(whole, String)), else_=cast(units, String))


def _one_text(
    first: SQLColumnExpression[Any], *others: SQLColumnExpression[Any]
) -> ColumnElement[str]:
    told: ColumnElement[str] = cast(first, String)
    for other in others:
        told = told + "=" + cast(other, String)
    return func.aggregate_strings(told, " ")


def _to_the_end(recorded: str, after: Mapping[dt.date, float]) -> str:
    """The text without what was delivered after the last day."""
    months = {_day(day): float(units) for day, units in _parted(recorded)}
    return " ".join(f"{month}={units}" for month, units in to_the_end(months, after).items())


def _parted(told: str) -> list[list[str]]:
    return [month.split("=") for month in told.split()]


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)
