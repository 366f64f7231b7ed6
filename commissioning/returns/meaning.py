"""What a month's figures mean beside what was bought: expected by the profile, of how many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.prices import prices_by_day
from commissioning.agreements.queries import segments_of
from commissioning.calendar import ONE_DAY
from commissioning.returns.delivered import both_by_month
from commissioning.returns.derived import FigureKey
from commissioning.returns.models import ReturnCounter
from commissioning.returns.months import last_day_of
from commissioning.returns.queries import COUNTER_OF
from commissioning.returns.used import UsedInMonth, counts_of
from commissioning.volumes.models import CommissionedVolume, VolumeUnit
from commissioning.volumes.money import money_by_month
from commissioning.volumes.position import expected_to_date
from commissioning.volumes.volume import Profile, Volume
from directory.sight import Sight


class PricedMonth(NamedTuple):
    """The units of a month that count, and what they come to in pence."""

    units: float
    pence: int


class ExpectedInMonth(NamedTuple):
    """Of one volume: bought in its period, and what its profile expects in the month alone."""

    volume_id: int
    lot_id: int
    unit: VolumeUnit
    counter: ReturnCounter
    bought: float
    in_month: float
    starts_on: dt.date
    ends_on: dt.date


def expected_in_month(
    session: Session, lot_ids: Collection[int], month: dt.date, *, to: dt.date | None = None
) -> dict[int, list[ExpectedInMonth]]:
    """By lot, of the volumes whose period holds a day of the month, up to the day `to`."""
    last = min(to or dt.date.max, last_day_of(month))
    rows = session.scalars(
        select(CommissionedVolume)
        .where(
            CommissionedVolume.lot_id.in_(lot_ids),
            CommissionedVolume.starts_on <= last,
            CommissionedVolume.ends_on >= month,
        )
        .order_by(CommissionedVolume.starts_on, CommissionedVolume.id)
    )
    found: defaultdict[int, list[ExpectedInMonth]] = defaultdict(list)
    for row in rows:
        volume = _as_value(session, row)
        before = expected_to_date(volume, month - ONE_DAY)
        found[row.lot_id].append(
            ExpectedInMonth(
                row.id,
                row.lot_id,
                row.unit,
                COUNTER_OF[row.unit],
                volume.total,
                expected_to_date(volume, last) - before,
                row.starts_on,
                row.ends_on,
            )
        )
    return dict(found)


def has_price(session: Session, agreement_id: int, *, on: dt.date, sight: Sight) -> bool:
    """Whether any price is known of the agreement that may be seen, whatever the month says."""
    return bool(prices_by_day(session, [agreement_id], on=on, sight=sight))


def money_in_month(
    session: Session,
    agreement_id: int,
    expected: Iterable[ExpectedInMonth],
    values: Mapping[FigureKey, float],
    recorded: Mapping[FigureKey, float],
    *,
    month: dt.date,
    on: dt.date,
    sight: Sight,
) -> dict[int, PricedMonth]:
    """What the month comes to, by volume, as far as a price is known and may be seen.

    `recorded` holds what is known whole. Months count as they were recorded, earlier ones else as
    they were accepted and this one as returned: the same sum as the agreement's months have.
    """
    prices = prices_by_day(session, [agreement_id], on=on, sight=sight).get(agreement_id, {})
    priced = [one for one in expected if one.unit in prices]
    both = both_by_month(session, [one.volume_id for one in priced], on=last_day_of(month))
    found = {}
    for one in priced:
        key, used = (one.lot_id, one.counter), both[one.volume_id]
        counted = used.pop(month, UsedInMonth()).recorded
        value = UsedInMonth(
            recorded.get(key) if counted is None else counted,
            values.get(key),
            is_part=key not in recorded,
        ).counts
        if value is None:
            continue
        months = {told: units for told, units in counts_of(used).items() if told < month}
        money = money_by_month(one.bought, months | {month: value}, prices[one.unit])
        if money:
            found[one.volume_id] = PricedMonth(value, money[-1].pence)
    return found


def _as_value(session: Session, row: CommissionedVolume) -> Volume:
    segments = {kept.from_date: kept.quantity for kept in segments_of(session, row.id)}
    bought = segments.pop(row.starts_on, row.quantity)
    profile: Profile | Sequence[float] = row.profile or Profile.BY_DAYS
    return Volume(
        (row.starts_on, row.ends_on), bought, row.unit.value, profile, row.tolerance,
        sorted(segments.items()),
    )  # fmt: skip
