"""How invented agreements may be left and extended, when awarded, and what a unit of them costs.

Some say nothing of it, as real ones do: then it is not known, and no money is told.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.prices import NEEDS_NO_AWARD
from commissioning.agreements.queries import units_of_agreement
from commissioning.agreements.stating import state_award, state_conditions, state_price
from commissioning.demonstration.wish import morning_of
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price, PriceBand
from directory.people.models import Person

AWARDED_BEFORE: Final = dt.timedelta(days=60)
NOTICE: Final = (3, 6, 3, 12, None)
OPTIONS: Final[tuple[list[int] | None, ...]] = ([12, 12], [12], None, [])
PENCE: Final = {
    VolumeUnit.ORDER: 410_00,
    VolumeUnit.REFERRAL: 185_00,
    VolumeUnit.START: 320_00,
    VolumeUnit.COMPLETION: 640_00,
    VolumeUnit.HOUR: 11_60,
}
UNPRICED: Final = 4
"""Of so many agreements of one the price is not known."""

NOT_YET: Final = 7
"""Of so many one is not awarded yet, so that its provider sees no price."""


def agree_terms(
    session: Session, agreement: Agreement, *, number: int, starts_on: dt.date, by: Person
) -> None:
    """By the number of the service that it buys."""
    at = morning_of(starts_on)
    state_conditions(
        session, agreement, notice_months=NOTICE[number % len(NOTICE)],
        extensions=OPTIONS[number % len(OPTIONS)],
        review_dates=[starts_on + dt.timedelta(days=180)] if number % 2 else None, by=by, at=at,
    )  # fmt: skip
    if agreement.kind not in NEEDS_NO_AWARD and number % NOT_YET:
        day = starts_on - AWARDED_BEFORE
        state_award(session, agreement, awarded_on=day, by=by, at=at)
    if number % UNPRICED == 1:
        return
    for unit in units_of_agreement(session, agreement.id):
        pence = PENCE[unit] + 10 * (number % 30)
        bands = (PriceBand(1.0, pence // 2),) if number % 3 == 0 else ()
        price = Price(unit.value, starts_on, pence, bands, 1.15 if bands else None)
        state_price(session, agreement, price, by=by, at=at)
