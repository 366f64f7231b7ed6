"""What can be asked of commissioned volumes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from commissioning.volumes.models import CommissionedVolume, VolumeSegment
from commissioning.volumes.volume import Profile, Volume
from directory.keeping import batches


def volumes_by_id(session: Session, volume_ids: Collection[int]) -> dict[int, Volume]:
    """Each as the sums take it: what was bought, and its variations in order of their days."""
    found: dict[int, Volume] = {}
    for batch in batches(sorted(volume_ids)):
        segments = _segments_of(session, batch)
        for row in session.execute(_BOUGHT, {"volume_ids": batch}):
            told = segments.get(row.id, {})
            bought = told.pop(row.starts_on, row.quantity)
            found[row.id] = Volume(
                (row.starts_on, row.ends_on),
                bought,
                row.unit.value,
                Profile.BY_DAYS if row.profile is None else tuple(row.profile),
                row.tolerance,
                tuple(sorted(told.items())),
            )
    return found


def _segments_of(session: Session, volume_ids: list[int]) -> dict[int, dict[dt.date, float]]:
    """By volume and day; of two said of one day the later holds."""
    found: dict[int, dict[dt.date, float]] = {}
    for volume_id, day, quantity in session.execute(_SEGMENTS, {"volume_ids": volume_ids}):
        found.setdefault(volume_id, {})[day] = quantity
    return found


_VOLUME_IDS: BindParameter[int] = bindparam("volume_ids", expanding=True)

_BOUGHT: Select[*tuple[Any, ...]] = select(
    CommissionedVolume.id,
    CommissionedVolume.unit,
    CommissionedVolume.quantity,
    CommissionedVolume.starts_on,
    CommissionedVolume.ends_on,
    CommissionedVolume.profile,
    CommissionedVolume.tolerance,
).where(CommissionedVolume.id.in_(_VOLUME_IDS))

_SEGMENTS: Select[*tuple[Any, ...]] = (
    select(VolumeSegment.volume_id, VolumeSegment.from_date, VolumeSegment.quantity)
    .where(VolumeSegment.volume_id.in_(_VOLUME_IDS))
    .order_by(VolumeSegment.recorded_at, VolumeSegment.id)
)
