"""Months of which nobody told anything: no record reaches them and no accepted return does.

Whether records reach a month is asked where a return asks it. Such a month is not known: it is
never 0, and nothing is called unused on its account.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from sqlalchemy.orm import Session

from commissioning.returns.derived import recorded_by_line
from commissioning.returns.models import ReturnCounter
from commissioning.returns.queries import UNITS_OF
from commissioning.volumes.account import AlertSpell, VolumeAccount, alert_spells
from commissioning.volumes.alerts import Direction, alert
from commissioning.volumes.volume import Volume

Untold = tuple[dt.date, ...]
"""First days of months, in order."""


class OfMonth(Protocol):
    @property
    def month(self) -> dt.date: ...
    @property
    def started(self) -> int: ...


def untold_of_volume(
    session: Session,
    line_id: int,
    volume: Volume,
    told: Collection[dt.date],
    on: dt.date,
) -> Untold:
    """Of the months of the period so far those that neither are `told` nor reached by records."""
    counters = [one for one, units in UNITS_OF.items() if volume.unit in units]
    months = [month for month in _months(volume.first, min(on, volume.last)) if month not in told]
    return _unreached(session, line_id, months, counters)


def untold_starts(session: Session, line_id: int, months: Iterable[OfMonth]) -> Untold:
    silent = [one.month for one in months if not one.started]
    return _unreached(session, line_id, silent, [ReturnCounter.STARTED])


def _unreached(
    session: Session,
    line_id: int,
    months: Iterable[dt.date],
    counters: Sequence[ReturnCounter],
) -> Untold:
    return tuple(
        month
        for month in months
        if not any(
            counter in recorded_by_line(session, {line_id}, month).get(line_id, {})
            for counter in counters
        )
    )


def told_to(account: VolumeAccount, untold: Untold) -> dt.date:
    """The last day before the silence that goes on."""
    day = account.on
    while day.replace(day=1) in untold:
        day = day.replace(day=1) - dt.timedelta(days=1)
    return day


def without_silence(
    account: VolumeAccount, delivered: Mapping[dt.date, float], untold: Untold
) -> VolumeAccount:
    """The same with the alert that what was told raises: none of too few across a silence."""
    raised = account.alert
    if not untold or raised is None or raised.direction is Direction.OVER:
        return account
    day = told_to(account, untold)
    has_gap = untold[0] <= day
    raised = None if has_gap else alert(account.volume, delivered, day, price=account.price)
    return replace(account, alert=raised)


def spells_told(
    account: VolumeAccount, delivered: Mapping[dt.date, float], untold: Untold
) -> tuple[AlertSpell, ...]:
    """As far as something was told; too few since a silence is nothing that is known."""
    spells = alert_spells(account.volume, delivered, told_to(account, untold))
    return tuple(
        spell
        for spell in spells
        if spell.direction is Direction.OVER or not untold or spell.came < untold[0]
    )


def _months(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + dt.timedelta(days=31)).replace(day=1)
