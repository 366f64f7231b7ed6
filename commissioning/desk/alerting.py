"""Which alert of which volume stands: it comes by its rule, and goes only once that is over.

Of too many or too few: `commissioning.volumes.alerts`. That what was bought runs out:
`commissioning.volumes.running_out`; none is told of an agreement that ends before. Once agreement
or line has ended (`commissioning.volumes.ending`) none comes, and what stands is taken back.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_beside_own_line
from commissioning.agreements.queries import term_in_force
from commissioning.agreements.volume_ends import last_days
from commissioning.desk.models import AlertSide, VolumeAlert
from commissioning.desk.own_lines import is_own_line
from commissioning.desk.untold_months import silent_months, untold_months
from commissioning.lines.models import Line
from commissioning.returns.delivered import used_by_month
from commissioning.volumes.account import VolumeAccount, volume_account
from commissioning.volumes.alerts import Direction, is_back_inside
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from commissioning.volumes.queries import volumes_by_id
from commissioning.volumes.running_out import runs_out, runs_out_no_more
from directory.acts import Act
from directory.audit.recording import record_act
from directory.keeping import batches
from directory.people.models import Person
from directory.services.models import Service
from directory.sight import Sight


class AlertKind(enum.Enum):
    OVER = "over"
    UNDER = "under"
    RUNNING_OUT = "running_out"


@dataclass(frozen=True, slots=True)
class AlertMoved:
    """An alert that came, or has gone; `account` is of the last whole day before.

    `kept` is the record that says so: of the alert, or of the volume that runs out.
    """

    kind: AlertKind
    kept: VolumeAlert | CommissionedVolume
    came_on: dt.date
    has_gone: bool
    line: Line
    account: VolumeAccount

    @property
    def volume_id(self) -> int:
        return self.kept.volume_id if isinstance(self.kept, VolumeAlert) else self.kept.id


def move_alerts(
    session: Session, *, today: dt.date, by: Person, at: dt.datetime
) -> list[AlertMoved]:
    """Look at every volume whose period holds yesterday, by what was delivered until then, and at
    those before of which an alert stands: it goes once agreement or line has ended.

    Twice on one day changes nothing the second time.
    """
    on = today - dt.timedelta(days=1)
    keys = session.scalars(
        select(CommissionedVolume.id)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(
            Lot.line_id.is_not(None),
            CommissionedVolume.starts_on <= on,
            or_(CommissionedVolume.ends_on >= on, _stands()),
            CommissionedVolume.quantity > 0,
        )
        .order_by(CommissionedVolume.id)
    ).all()
    moved = [one for batch in batches(keys) for one in _moved(session, batch, on=on, today=today)]
    session.flush()
    for one in moved:
        facts = {"side": one.kind.value, "came_on": one.came_on}
        if one.has_gone:
            record_act(session, Act.ALERT_GO, one.kept, by=by, at=at, before=facts)
        else:
            record_act(session, Act.ALERT_COME, one.kept, by=by, at=at, after=facts)
    session.flush()
    return moved


def _moved(
    session: Session, volume_ids: list[int], *, on: dt.date, today: dt.date
) -> Iterator[AlertMoved]:
    months = used_by_month(session, volume_ids, on=today)
    volumes = volumes_by_id(session, volume_ids)
    rows, lines = _rows_and_lines(session, volume_ids)
    standing = _standing(session, volume_ids)
    silent = {
        key: silent_months(lines[key].id, VolumeUnit(one.unit), one.period, months[key], on)
        for key, one in volumes.items()
    }
    untold, ends = untold_months(session, silent), last_days(session, volume_ids, today=today)
    for key, volume in volumes.items():
        if volume.last < on and key not in ends:
            continue
        account = volume_account(
            volume, months[key], on, untold=untold.get(key, ()), ended_on=ends.get(key)
        )
        yield from _side_moved(
            session, key, lines[key], account, months[key], standing.get(key), today
        )
        yield from _running_out_moved(session, rows[key], lines[key], account, today)


def _rows_and_lines(
    session: Session, volume_ids: list[int]
) -> tuple[dict[int, CommissionedVolume], dict[int, Line]]:
    found = session.execute(
        select(CommissionedVolume, Line)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .where(CommissionedVolume.id.in_(volume_ids))
    ).all()
    return {row.id: row for row, _ in found}, {row.id: line for row, line in found}


def _stands() -> ColumnElement[bool]:
    side_stands = exists().where(
        VolumeAlert.volume_id == CommissionedVolume.id, VolumeAlert.went_on.is_(None)
    )
    return or_(side_stands, CommissionedVolume.told_running_out_on.is_not(None))


def _standing(session: Session, volume_ids: list[int]) -> dict[int, VolumeAlert]:
    stands = VolumeAlert.volume_id.in_(volume_ids), VolumeAlert.went_on.is_(None)
    return {row.volume_id: row for row in session.scalars(select(VolumeAlert).where(*stands))}


def _side_moved(
    session: Session,
    volume_id: int,
    line: Line,
    account: VolumeAccount,
    delivered: Mapping[dt.date, float],
    row: VolumeAlert | None,
    today: dt.date,
) -> Iterator[AlertMoved]:
    if row is not None and _goes(row, account, delivered):
        row.went_on = today
        kind = AlertKind(row.side.value)
        yield AlertMoved(kind, row, row.came_on, has_gone=True, line=line, account=account)
    elif row is None and account.alert is not None:
        kind = AlertKind(account.alert.direction.value)
        come = VolumeAlert(volume_id=volume_id, side=AlertSide(kind.value), came_on=today)
        session.add(come)
        yield AlertMoved(kind, come, today, has_gone=False, line=line, account=account)


def _running_out_moved(
    session: Session, row: CommissionedVolume, line: Line, account: VolumeAccount, today: dt.date
) -> Iterator[AlertMoved]:
    kind, told_on = AlertKind.RUNNING_OUT, row.told_running_out_on
    if told_on is not None and runs_out_no_more(account):
        row.told_running_out_on = None
        yield AlertMoved(kind, row, told_on, has_gone=True, line=line, account=account)
    elif told_on is None and runs_out(account) and not _ends_before(session, row, account):
        row.told_running_out_on = today
        yield AlertMoved(kind, row, today, has_gone=False, line=line, account=account)


def _ends_before(session: Session, row: CommissionedVolume, account: VolumeAccount) -> bool:
    """Of an agreement that has ended what was bought runs out no more."""
    term = term_in_force(session, session.get_one(Lot, row.lot_id).agreement_id)
    if term is None or term.ends_on is None or account.exhausted_on is None:
        return False
    return term.ends_on < account.exhausted_on


def _goes(row: VolumeAlert, account: VolumeAccount, delivered: Mapping[dt.date, float]) -> bool:
    """Across a silence only what is known either way: the least that was delivered may be more.

    An alert of too few that came after a month was silent rests on nothing.
    """
    came, untold = Direction(row.side.value), account.untold
    if account.ended_on is not None:
        return True
    if came is Direction.UNDER and untold and row.came_on.replace(day=1) > untold[0]:
        return True
    if came is Direction.OVER and account.has_gap:
        return False
    return is_back_inside(account.volume, delivered, account.on, came=came)


def on_desk_of(session: Session, moved: Sequence[AlertMoved], sight: Sight) -> list[AlertMoved]:
    """Those of which the desk shows them the volume: the line and the agreement are both theirs."""
    theirs: set[int] = set()
    for keys in batches([one.volume_id for one in moved]):
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
    return [one for one in moved if one.volume_id in theirs]
