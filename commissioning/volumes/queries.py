"""What can be asked of commissioned volumes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, Select, bindparam, select
from sqlalchemy.orm import Session

from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.unchanged import each_while_unchanged


class VolumeInForce(NamedTuple):
    """Bought for a period that holds the day; `used` counts units delivered."""

    line_id: int
    unit: VolumeUnit
    quantity: float
    used: float
    starts_on: dt.date
    ends_on: dt.date


_LINE_IDS: BindParameter[int] = bindparam("line_ids", expanding=True)
_TODAY = bindparam("today", type_=Date)

_VOLUMES: Select[*tuple[Any, ...]] = (
    select(
        Lot.line_id,
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


def volumes_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, VolumeInForce]:
    """The commissioned volume whose period holds today; of several, the one that ends first."""
    return each_while_unchanged(session, _volumes_by_line, line_ids, today=today)


def _volumes_by_line(
    session: Session, line_ids: Sequence[int], *, today: dt.date
) -> dict[int, VolumeInForce]:
    rows = session.connection().execute(_VOLUMES, {"line_ids": line_ids, "today": today}).all()
    return {row[0]: VolumeInForce(*row) for row in rows}
