"""How much is used of what is bought today, for whoever tells it in a word: of records and
accepted returns what counts, as the desk tells it month by month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BindParameter, Date, Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from commissioning.agreements.volume_ends import last_days
from commissioning.returns.delivered import months_returned, recorded_by_month
from commissioning.returns.told_in_part import knowing_parts
from commissioning.returns.used import (
    ReturnedInMonth,
    UsedInMonth,
    both_of_months,
    counts_of,
    returned_to,
)
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.keeping import batches
from directory.unchanged import each_while_unchanged


@dataclass(frozen=True, slots=True)
class VolumeInForce:
    """Bought for a period that holds the day; `used` counts units delivered.

    `returned_to`: the last month that counts as it was returned; None where all that is used was
    recorded.
    """

    unit: VolumeUnit
    quantity: float
    used: float
    starts_on: dt.date
    ends_on: dt.date
    returned_to: dt.date | None = None


_LINE_IDS: Final[BindParameter[int]] = bindparam("line_ids", expanding=True)
_VOLUME_IDS: Final[BindParameter[int]] = bindparam("volume_ids", type_=Integer, expanding=True)
_TODAY: Final[BindParameter[dt.date]] = bindparam("today", type_=Date)

_VOLUMES: Final[Select[*tuple[Any, ...]]] = (
    select(
        Lot.line_id,
        CommissionedVolume.id,
        CommissionedVolume.unit,
        CommissionedVolume.quantity,
        CommissionedVolume.used,
        CommissionedVolume.starts_on,
        CommissionedVolume.ends_on,
    )
    .join(CommissionedVolume, CommissionedVolume.lot_id == Lot.id)
    .where(
        Lot.line_id.in_(_LINE_IDS),
        CommissionedVolume.starts_on <= _TODAY,
        CommissionedVolume.ends_on >= _TODAY,
    )
    .order_by(CommissionedVolume.ends_on.desc(), CommissionedVolume.id.desc())
)
_RETURNED: Final = months_returned(_VOLUME_IDS, _TODAY)


def volumes_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, VolumeInForce]:
    """The commissioned volume whose period holds today; of several, the one that ends first."""
    return each_while_unchanged(session, _volumes_by_line, line_ids, today=today)


def used_of_volumes(
    session: Session, volume_ids: Sequence[int], *, today: dt.date
) -> dict[int, tuple[float, dt.date | None]]:
    """How much is used of each, and `returned_to`; of which nobody told anything it is 0."""
    found: dict[int, tuple[float, dt.date | None]] = {}
    for batch in batches(volume_ids):
        rows = session.execute(
            select(CommissionedVolume.id, CommissionedVolume.used).where(
                CommissionedVolume.id.in_(batch)
            )
        )
        found |= {volume_id: (used, None) for volume_id, used in rows}
        found |= _worked_out(session, batch, today=today)
    return found


def _worked_out(
    session: Session, volume_ids: Sequence[int], *, today: dt.date
) -> dict[int, tuple[float, dt.date | None]]:
    """Of those alone that somebody returned anything of, or that ended before their period: of
    others what is recorded is all."""
    asked = {"volume_ids": list(volume_ids), "today": today}
    returned: defaultdict[int, dict[dt.date, ReturnedInMonth]] = defaultdict(dict)
    for volume_id, month, units, recorded in session.connection().execute(_RETURNED, asked):
        returned[volume_id][month] = ReturnedInMonth(float(units), recorded > 0)
    asked_for = {*returned, *last_days(session, volume_ids, today=today)}
    recorded_of = recorded_by_month(session, asked_for, on=today) if asked_for else {}
    both = {
        volume_id: both_of_months(months, returned.get(volume_id, {}))
        for volume_id, months in recorded_of.items()
    }
    told = knowing_parts(session, both, on=today)
    return {volume_id: _used(months) for volume_id, months in told.items()}


def _used(both: Mapping[dt.date, UsedInMonth]) -> tuple[float, dt.date | None]:
    return sum(counts_of(both).values(), 0.0), returned_to(both)


def _volumes_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, VolumeInForce]:
    asked = {"line_ids": line_ids, "today": today}
    rows = {row.line_id: row for row in session.connection().execute(_VOLUMES, asked)}
    told = _worked_out(session, [row.id for row in rows.values()], today=today)
    found = {}
    for line_id, row in rows.items():
        used, to = told.get(row.id, (row.used, None))
        found[line_id] = VolumeInForce(row.unit, row.quantity, used, row.starts_on, row.ends_on, to)
    return found
