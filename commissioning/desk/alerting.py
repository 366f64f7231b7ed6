"""Which alert of which volume stands: it comes by the rule, and goes once the variance is back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_beside_own_line
from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.desk.own_lines import is_own_line
from commissioning.lines.models import Line
from commissioning.returns.delivered import used_by_month
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction, is_back_inside
from commissioning.volumes.models import CommissionedVolume, Lot
from commissioning.volumes.queries import volumes_by_id
from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import batches
from directory.people.models import Person
from directory.services.models import Service
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class AlertMoved:
    """An alert that came, or has gone; `account` is of the last whole day before."""

    row: VolumeAlert
    line: Line
    account: VolumeAccount

    @property
    def has_gone(self) -> bool:
        return self.row.went_on is not None


def move_alerts(
    session: Session, *, today: dt.date, by: Person, at: dt.datetime
) -> list[AlertMoved]:
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
    for one in moved:
        facts = {"side": one.row.side.value, "came_on": one.row.came_on}
        if one.has_gone:
            record_act(session, Act.ALERT_GO, one.row, by=by, at=at, before=facts)
        else:
            record_act(session, Act.ALERT_COME, one.row, by=by, at=at, after=facts)
    session.flush()
    return moved


def _moved(
    session: Session, volume_ids: list[int], *, on: dt.date, today: dt.date
) -> Iterator[AlertMoved]:
    months = used_by_month(session, volume_ids, on=today)
    standing = {
        row.volume_id: row
        for row in session.scalars(
            select(VolumeAlert).where(
                VolumeAlert.volume_id.in_(volume_ids), VolumeAlert.went_on.is_(None)
            )
        )
    }
    lines = session.execute(
        select(CommissionedVolume.id, Line)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .where(CommissionedVolume.id.in_(volume_ids))
    )
    of = {key: line for key, line in lines}  # noqa: C416  rows are no pairs to the checker
    for key, volume in volumes_by_id(session, volume_ids).items():
        account, row = volume_account(volume, months[key], on), standing.get(key)
        if row is not None and is_back_inside(
            volume, months[key], on, came=Direction(row.side.value)
        ):
            row.went_on = today
            yield AlertMoved(row, of[key], account)
        elif row is None and account.alert is not None:
            side = AlertSide(account.alert.direction.value)
            come = VolumeAlert(volume_id=key, side=side, came_on=today)
            session.add(come)
            yield AlertMoved(come, of[key], account)


def on_desk_of(session: Session, moved: Sequence[AlertMoved], sight: Sight) -> list[AlertMoved]:
    """Those of which the desk shows them the volume: the line and the agreement are both theirs."""
    theirs: set[int] = set()
    for keys in batches([one.row.volume_id for one in moved]):
        theirs.update(
            session.scalars(
                select(CommissionedVolume.id)
                .join(Lot, Lot.id == CommissionedVolume.lot_id)
                .join(Agreement, Agreement.id == Lot.agreement_id)
                .join(Line, Line.id == Lot.line_id)
                .join(Service, Service.id == Line.service_id)
                .where(
                    CommissionedVolume.id.in_(keys),
                    is_own_line(sight),
                    is_own_beside_own_line(sight),
                )
            )
        )
    return [one for one in moved if one.row.volume_id in theirs]
