"""What the months of an agreement come to, and what was told of them, to those who may know.

Whoever may not see the price is told no money here, nor what was stated of it: units times a
price give the price away. The only reader of `MonthStatement`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.errors import AgreementImpossible
from commissioning.agreements.models import Agreement, MonthStatement
from commissioning.agreements.notice import months_from
from commissioning.agreements.own_agreements import lots_shown
from commissioning.agreements.prices import ByUnit, prices_by_day
from commissioning.returns.delivered import both_by_month
from commissioning.returns.used import UsedInMonth, counts_of
from commissioning.volumes.models import CommissionedVolume, Lot
from commissioning.volumes.money import MonthMoney, adjustments, money_by_month
from commissioning.volumes.silence import Untold
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.constraints import refused_on_its_field
from directory.people.models import Person
from directory.sight import Sight


@dataclass(frozen=True, slots=True)
class ToldMonth:
    """What one month was told to come to, all statements together, and by which of them last."""

    units: float
    pence: int
    in_month: dt.date


@dataclass(frozen=True, slots=True)
class VolumeMoney:
    """A volume with its months; `months` is None where there is no money to tell.

    `told` is by month what was stated of it so far, `last_stated` the newest month stated.
    `in_part`: months that count as they were returned, of which weeks tell only a part.
    """

    volume: CommissionedVolume
    lot: Lot
    delivered: Mapping[dt.date, float]
    months: tuple[MonthMoney, ...] | None
    told: Mapping[dt.date, ToldMonth] = field(default_factory=dict)
    last_stated: dt.date | None = None
    in_part: Mapping[dt.date, UsedInMonth] = field(default_factory=dict)

    @property
    def pence(self) -> int | None:
        """Of the period so far."""
        return None if self.months is None else sum(one.pence for one in self.months)

    def changed_before(self, month: dt.date) -> dict[dt.date, int]:
        """Pence that earlier months come to more or less than was told."""
        now = {one.month: one.pence for one in self.months or ()}
        told = {key: one.pence for key, one in self.told.items()}
        return adjustments(now, told, before=month)

    def next_to_state(self, today: dt.date, untold: Untold) -> dt.date | None:
        """The first whole month not stated yet; None where there is none, or no money.

        One of which nobody told what was delivered (`untold`) is passed over: once it is told it
        stands beside the month that is stated next.
        """
        if self.months is None:
            return None
        first = self.volume.starts_on.replace(day=1)
        following = first if self.last_stated is None else months_from(self.last_stated, 1)
        while following in untold:
            following = months_from(following, 1)
        return following if months_from(following, 1) <= today else None


def money_of(
    session: Session, agreement: Agreement, *, sight: Sight, on: dt.date
) -> tuple[VolumeMoney, ...]:
    """Of its volumes that who looks is shown, by lot and period; `on` is today."""
    pairs = session.execute(
        select(CommissionedVolume, Lot)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.agreement_id == agreement.id, lots_shown(sight))
        .order_by(Lot.external_id, CommissionedVolume.starts_on, CommissionedVolume.id)
    ).all()
    prices = prices_by_day(session, [agreement.id], on=on, sight=sight).get(agreement.id, {})
    ids = [volume.id for volume, _ in pairs]
    both = both_by_month(session, ids, on=on)
    told = _told(session, ids) if prices else {}
    return tuple(
        _volume_money(volume, lot, both[volume.id], prices, told.get(volume.id, ()), on)
        for volume, lot in pairs
    )


def state_month(
    session: Session,
    money: VolumeMoney,
    *,
    month: dt.date,
    untold: Untold,
    by: Person,
    at: dt.datetime,
) -> list[MonthStatement]:
    """Tell the parties what a whole month comes to, with what earlier months changed since.

    `money` is what its commissioner sees today; `untold` are the months of the volume of which
    nobody told what was delivered. None of them is stated, for it is not known to be £0.
    """
    _refuse_month(money, month, untold, today=local_date(at))
    now = {one.month: one for one in money.months or ()}
    own = now.get(month)
    rows = [] if own is None else [_row(money, month, month, float(own.units), own.pence)]
    for earlier, pence in money.changed_before(month).items():
        units_now = float(now[earlier].units) if earlier in now else 0.0
        units_told = money.told[earlier].units if earlier in money.told else 0.0
        rows.append(_row(money, month, earlier, units_now - units_told, pence))
    if not rows:
        raise AgreementImpossible("month", "Nothing was delivered, and nothing changed since.")
    for row in rows:
        row.stated_at, row.stated_by_id = at, by.id
    with refused_on_its_field(session):
        session.add_all(rows)
        session.flush()
    after = {"month": month, "of_months": [f"{row.of_month}" for row in rows]}
    record_act(session, Act.MONTH_STATE, money.volume, by=by, at=at, after=after)
    return rows


def _volume_money(
    volume: CommissionedVolume,
    lot: Lot,
    both: Mapping[dt.date, UsedInMonth],
    prices: ByUnit,
    told: Sequence[MonthStatement],
    on: dt.date,
) -> VolumeMoney:
    counted = _every_month(volume, counts_of(both), on)
    of_unit = prices.get(volume.unit, ())
    months = money_by_month(volume.quantity, counted, of_unit) if of_unit and counted else None
    return VolumeMoney(
        volume,
        lot,
        counted,
        months,
        _by_month(told),
        max((one.month for one in told), default=None),
        {month: one for month, one in both.items() if one.is_part and one.counts_as_returned},
    )


def _every_month(
    volume: CommissionedVolume, delivered: Mapping[dt.date, float], on: dt.date
) -> dict[dt.date, float]:
    """From the first of the period to the last of it or this one; none where none was counted."""
    if not delivered:
        return {}
    months, month = {}, volume.starts_on.replace(day=1)
    while month <= min(volume.ends_on, on):
        months[month] = delivered.get(month, 0.0)
        month = months_from(month, 1)
    return months


def _told(session: Session, volume_ids: Sequence[int]) -> dict[int, list[MonthStatement]]:
    found: defaultdict[int, list[MonthStatement]] = defaultdict(list)
    rows = session.scalars(
        select(MonthStatement)
        .where(MonthStatement.volume_id.in_(volume_ids))
        .order_by(MonthStatement.month, MonthStatement.of_month, MonthStatement.id)
    )
    for row in rows:
        found[row.volume_id].append(row)
    return found


def _by_month(rows: Sequence[MonthStatement]) -> dict[dt.date, ToldMonth]:
    told: dict[dt.date, ToldMonth] = {}
    for row in rows:
        before = told.get(row.of_month, ToldMonth(0.0, 0, row.month))
        told[row.of_month] = ToldMonth(
            before.units + row.units, before.pence + row.pence, row.month
        )
    return told


def _row(
    money: VolumeMoney, month: dt.date, of_month: dt.date, units: float, pence: int
) -> MonthStatement:
    return MonthStatement(
        volume_id=money.volume.id, month=month, of_month=of_month, units=units, pence=pence
    )


def _refuse_month(money: VolumeMoney, month: dt.date, untold: Untold, *, today: dt.date) -> None:
    if money.months is None:
        raise AgreementImpossible(
            "month", "No price is known for it, so that there is no money to tell."
        )
    if month.day != 1 or month < money.volume.starts_on.replace(day=1):
        raise AgreementImpossible("month", "Choose a month of the volume’s period.")
    if months_from(month, 1) > today:
        raise AgreementImpossible("month", f"{month:%B %Y} is not over yet.")
    if month in untold:
        raise AgreementImpossible(
            "month",
            f"Nobody told what was delivered in {month:%B %Y}: that is not £0. Accept its return,"
            " or record its cases, first.",
        )
    if money.last_stated is not None and month <= money.last_stated:
        raise AgreementImpossible(
            "month",
            f"{money.last_stated:%B %Y} was stated already; what changed since stands in the"
            " next statement.",
        )
