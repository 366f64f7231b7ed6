"""What a unit costs, read through this door alone: by who looks and whether it was awarded.

| who looks | before award | after award |
|---|---|---|
| a commissioner whose agreement it is | yes | yes |
| its own provider | no; of a grant or a service level, which nobody awards, yes | yes |
| anybody else | no | no |

Pages, files and sums ask here; nothing else reads the table (`tests/house/test_prices.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, Date, Select, bindparam, false, or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import (
    Agreement,
    AgreementAward,
    AgreementKind,
    AgreementPrice,
)
from commissioning.agreements.own_agreements import is_own_agreement, is_own_beside_own_line
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price, PriceBand, price_in_force
from directory.keys import is_one_of
from directory.sight import Looker, Sight

PROVIDERS: Final = (Looker.PROVIDER, Looker.PRIME)
NEEDS_NO_AWARD: Final = (AgreementKind.GRANT, AgreementKind.SLA)

ByUnit = dict[VolumeUnit, tuple[Price, ...]]


def prices_in_force(
    session: Session,
    agreement_ids: Collection[int],
    *,
    on: dt.date,
    sight: Sight,
    are_beside_own_lines: bool = False,
) -> dict[int, dict[VolumeUnit, Price]]:
    """By agreement and unit what a unit costs on the day, as far as `sight` may see it.

    `are_beside_own_lines`: each buys a line that is theirs, so that its ground need not be asked.

    An agreement without a price, or whose price is not theirs to see, is not there: no money is
    told of it, not even none.
    """
    found = prices_by_day(
        session, agreement_ids, on=on, sight=sight, are_beside_own_lines=are_beside_own_lines
    )
    in_force = {
        agreement_id: {
            unit: price for unit, prices in by_unit.items() if (price := price_in_force(on, prices))
        }
        for agreement_id, by_unit in found.items()
    }
    return {agreement_id: prices for agreement_id, prices in in_force.items() if prices}


def prices_by_day(
    session: Session,
    agreement_ids: Collection[int],
    *,
    on: dt.date,
    sight: Sight,
    are_beside_own_lines: bool = False,
) -> dict[int, ByUnit]:
    """By agreement and unit every price with the day from which it holds, in that order.

    `on` is the day on which somebody looks, by which it must be awarded.
    """
    if not agreement_ids:
        return {}
    keys = tuple(sorted(agreement_ids))
    asked = (
        _beside_own_lines(keys, sight)
        if are_beside_own_lines
        else _prices(keys, is_own_agreement(session, sight), sight)
    )
    rows = session.scalars(asked, {"on": on})
    newest: defaultdict[int, dict[tuple[VolumeUnit, dt.date], Price]] = defaultdict(dict)
    for row in rows:
        newest[row.agreement_id][row.unit, row.from_date] = _price(row)
    return {agreement_id: _by_unit(found.values()) for agreement_id, found in newest.items()}


@lru_cache(maxsize=64)
def _beside_own_lines(agreement_ids: tuple[int, ...], sight: Sight) -> Select[AgreementPrice]:
    """Put together once for all who see the same: a desk asks it of every agreement there is."""
    return _prices(agreement_ids, is_own_beside_own_line(sight), sight)


def _prices(
    agreement_ids: tuple[int, ...], is_own: ColumnElement[bool], sight: Sight
) -> Select[AgreementPrice]:
    return (
        select(AgreementPrice)
        .join(Agreement, Agreement.id == AgreementPrice.agreement_id)
        .where(is_one_of(Agreement.id, agreement_ids), _may_see(is_own, sight, on=_ON))
        .order_by(AgreementPrice.recorded_at, AgreementPrice.id)
    )


_ON: Final = bindparam("on", type_=Date)


def is_told_already(session: Session, agreement: Agreement, price: Price) -> bool:
    """Whether exactly this is what was said last of the unit from that day."""
    said = _said_last(session, agreement, price)
    return said is not None and _price(said) == price


def when_told(session: Session, agreement: Agreement, price: Price) -> dt.datetime | None:
    """When a price of the unit from that day was said last, whatever it was."""
    said = _said_last(session, agreement, price)
    return None if said is None else said.recorded_at


def with_what_was_said(
    session: Session, agreement: Agreement, price: Price, *, of: Collection[str]
) -> Price:
    """The price with its `bands` or `cap` as they were said last of the unit from that day.

    For whoever states one and is silent of these.
    """
    said = _said_last(session, agreement, price)
    return price if said is None else replace(price, **{n: getattr(_price(said), n) for n in of})


def is_kept_from(session: Session, agreement: Agreement, *, on: dt.date, sight: Sight) -> bool:
    """Whether there may be a price that who looks is not told: the page says why none stands."""
    is_own = is_own_agreement(session, sight)
    may = select(Agreement.id).where(Agreement.id == agreement.id, _may_see(is_own, sight, on=on))
    return session.scalar(may) is None


def _may_see(
    is_own: ColumnElement[bool], sight: Sight, *, on: dt.date | BindParameter[dt.date]
) -> ColumnElement[bool]:
    if sight.looker is Looker.COMMISSIONER:
        return is_own
    if sight.looker not in PROVIDERS:
        return false()
    awarded_on = (
        select(AgreementAward.awarded_on)
        .where(AgreementAward.agreement_id == Agreement.id)
        .order_by(AgreementAward.recorded_at.desc(), AgreementAward.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_settled = or_(Agreement.kind.in_(NEEDS_NO_AWARD), awarded_on <= on)
    return is_own & is_settled


def _said_last(session: Session, agreement: Agreement, price: Price) -> AgreementPrice | None:
    return session.scalar(
        select(AgreementPrice)
        .where(
            AgreementPrice.agreement_id == agreement.id,
            AgreementPrice.unit == VolumeUnit(price.unit),
            AgreementPrice.from_date == price.from_date,
        )
        .order_by(AgreementPrice.recorded_at.desc(), AgreementPrice.id.desc())
        .limit(1)
    )


def _by_unit(prices: Collection[Price]) -> ByUnit:
    found: defaultdict[VolumeUnit, list[Price]] = defaultdict(list)
    for price in sorted(prices, key=lambda one: one.from_date):
        found[VolumeUnit(price.unit)].append(price)
    return {unit: tuple(of_unit) for unit, of_unit in found.items()}


def _price(row: AgreementPrice) -> Price:
    bands = tuple(PriceBand(above, pence) for above, pence in row.bands)
    return Price(row.unit.value, row.from_date, row.pence, bands, row.cap)
