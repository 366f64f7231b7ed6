"""What was delivered of volumes, month by month, from the kept months alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.volumes.models import VolumeMonth
from directory.keeping import batches


def delivered_by_month(
    session: Session, volume_ids: Collection[int], *, on: dt.date
) -> dict[int, dict[dt.date, float]]:
    """Units by first day of the month, for each volume; none of a month that begins after `on`.

    A month is kept as a whole, so `on` is today or the last day of a month: of any other day
    the rest of its month would count too. What is dated after the end of an agreement is still in
    it: `commissioning.agreements.volume_ends` asks the days of the line for that.
    """
    months: dict[int, dict[dt.date, float]] = {key: {} for key in volume_ids}
    for batch in batches(sorted(months)):
        rows = session.execute(
            select(VolumeMonth.volume_id, VolumeMonth.month, VolumeMonth.delivered)
            .where(VolumeMonth.volume_id.in_(batch), VolumeMonth.month <= on)
            .order_by(VolumeMonth.volume_id, VolumeMonth.month)
        )
        for volume_id, month, delivered in rows:
            if delivered:
                months[volume_id][month] = delivered
    return months
