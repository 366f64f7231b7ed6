"""All that is read of somebody's desk, as plain values that compare: alike means nothing to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from commissioning.agreements.prices import prices_in_force
from commissioning.desk.desk_months import NOTHING_TOLD, Period, ToldMonths, told_months
from commissioning.desk.line_sides import LineSides, line_sides
from commissioning.desk.lines_asked import Segments, StoredLine, segments_told, stored_lines
from commissioning.desk.own_lines import PROVIDERS
from commissioning.desk.untold_months import (
    NOTHING_SILENT,
    SilentMonths,
    silent_months,
    untold_months,
)
from commissioning.returns.queries import OverdueReturn, overdue_returns
from commissioning.volumes.ending import last_day
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from commissioning.volumes.silence import Untold
from directory.sight import Sight

MonthsOfVolumes = tuple[tuple[int, ToldMonths], ...]


class DeskRead(NamedTuple):
    """Volumes and agreements by their keys; what nothing is told of is left out."""

    lines: tuple[StoredLine, ...]
    sides: LineSides
    segments: tuple[tuple[int, Segments], ...]
    months: MonthsOfVolumes
    untold: tuple[tuple[int, Untold], ...]
    prices: tuple[tuple[int, VolumeUnit, Price], ...]
    returns: tuple[OverdueReturn, ...]


def read_desk(session: Session, sight: Sight, *, today: dt.date) -> DeskRead:
    """Whose lines they are is asked once: of these alone, by their keys, the rest is read."""
    lines = stored_lines(session, sight, today=today)
    periods = _periods(lines)
    months = tuple(told_months(session, periods, today=today, ends=_ends(lines, today)).items())
    untold = untold_months(session, _silent_of_all(lines, months, today))
    return DeskRead(
        lines,
        line_sides(session, lines),
        tuple(segments_told(session, tuple(periods)).items()),
        months,
        tuple(untold.items()),
        _prices(session, sight, lines, today),
        _overdue(session, sight, lines, today),
    )


@lru_cache(maxsize=16)
def _periods(lines: tuple[StoredLine, ...]) -> Mapping[int, Period]:
    """Of the volumes that hold today, in the order of their keys."""
    bought = {line.volume_id: line for line in lines if line.volume_id is not None}
    return {
        key: (line.first, line.last)
        for key, line in sorted(bought.items())
        if line.first and line.last
    }


@lru_cache(maxsize=16)
def _ends(lines: tuple[StoredLine, ...], today: dt.date) -> Mapping[int, dt.date]:
    """The last days of volumes that ended before their period does."""
    bought = {line.volume_id: line for line in lines if line.volume_id is not None}
    ends = {
        key: last_day(line.ends_on, line.closed_on, today=today) for key, line in bought.items()
    }
    return {
        key: end for key, end in ends.items() if end is not None and end < (bought[key].last or end)
    }


@lru_cache(maxsize=16)
def _silent_of_all(
    lines: tuple[StoredLine, ...], months: MonthsOfVolumes, today: dt.date
) -> Mapping[int, SilentMonths]:
    told = dict(months)
    bought = {line.volume_id: line for line in lines if line.volume_id is not None}
    return {key: _silent(line, told.get(key, NOTHING_TOLD), today) for key, line in bought.items()}


@lru_cache(maxsize=8192)
def _silent(line: StoredLine, told: ToldMonths, today: dt.date) -> SilentMonths:
    bought = line.bought
    if bought is None:
        return NOTHING_SILENT
    unit, period = VolumeUnit(bought.unit), (bought.first, bought.last)
    return silent_months(line.line_id, unit, period, dict(told.used()), today)


def _prices(
    session: Session, sight: Sight, lines: Collection[StoredLine], today: dt.date
) -> tuple[tuple[int, VolumeUnit, Price], ...]:
    """As far as they are theirs to see."""
    agreements = {line.agreement_id for line in lines if line.agreement_id and line.volume_id}
    found = prices_in_force(session, agreements, on=today, sight=sight, are_beside_own_lines=True)
    return tuple(
        (agreement, unit, price)
        for agreement, by_unit in found.items()
        for unit, price in by_unit.items()
    )


def _overdue(
    session: Session, sight: Sight, lines: Collection[StoredLine], today: dt.date
) -> tuple[OverdueReturn, ...]:
    """The longest overdue first; of a provider only its own."""
    agreements = {line.agreement_id for line in lines if line.agreement_id is not None}
    return tuple(
        one
        for one in overdue_returns(session, today=today, agreement_ids=agreements)
        if sight.looker not in PROVIDERS or one.provider_id in sight.provider_ids
    )
