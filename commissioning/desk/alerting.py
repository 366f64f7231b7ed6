"""Which alert of which volume stands: it comes by the rule, and goes once the variance is back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.lines.models import Line
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction, is_back_inside
from commissioning.volumes.delivered import delivered_by_month
from commissioning.volumes.models import CommissionedVolume, Lot
from commissioning.volumes.queries import volumes_by_id
from directory.keeping import batches


@dataclass(frozen=True, slots=True)
class AlertMoved:
    """An alert came or, where `came_on` lies before, went; `account` is of the day it did."""

    line: Line
    lot: Lot
    side: AlertSide
    came_on: dt.date
    has_gone: bool
    account: VolumeAccount


def move_alerts(session: Session, *, today: dt.date) -> list[AlertMoved]:
    """Look at every volume whose period holds yesterday, by what was delivered until then.

    Twice on one day changes nothing the second time.
    """
    on = today - dt.timedelta(days=1)
    keys = session.scalars(
        select(CommissionedVolume.id)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(
            Lot.line_id.is_not(None),
            CommissionedVolume.starts_on <= on,
            CommissionedVolume.ends_on >= on,
            CommissionedVolume.quantity > 0,
        )
        .order_by(CommissionedVolume.id)
    ).all()
    moved = [one for batch in batches(keys) for one in _moved(session, batch, on=on, today=today)]
    session.flush()
    return moved


def _moved(
    session: Session, volume_ids: list[int], *, on: dt.date, today: dt.date
) -> Iterator[AlertMoved]:
    months = delivered_by_month(session, volume_ids, on=today)
    standing = {
        row.volume_id: row
        for row in session.scalars(
            select(VolumeAlert).where(
                VolumeAlert.volume_id.in_(volume_ids), VolumeAlert.went_on.is_(None)
            )
        )
    }
    joined = select(CommissionedVolume.id, Line, Lot).where(CommissionedVolume.id.in_(volume_ids))
    of = {
        key: (line, lot)
        for key, line, lot in session.execute(
            joined.join(Lot, Lot.id == CommissionedVolume.lot_id).join(Line, Line.id == Lot.line_id)
        )
    }
    for key, volume in volumes_by_id(session, volume_ids).items():
        account, row = volume_account(volume, months[key], on), standing.get(key)
        line, lot = of[key]
        if row is not None and is_back_inside(
            volume, months[key], on, came=Direction(row.side.value)
        ):
            row.went_on = today
            yield AlertMoved(line, lot, row.side, row.came_on, True, account)
        elif row is None and account.alert is not None:
            side = AlertSide(account.alert.direction.value)
            session.add(VolumeAlert(volume_id=key, side=side, came_on=today))
            yield AlertMoved(line, lot, side, today, False, account)
