"""Stating how an agreement may be left and extended, when it was awarded and what a unit costs.

Each is a row that is added: what was said before stays readable. The same again changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from commissioning.agreements.errors import AgreementImpossible
from commissioning.agreements.models import (
    Agreement,
    AgreementAward,
    AgreementConditions,
    AgreementPrice,
)
from commissioning.agreements.prices import is_told_already
from commissioning.agreements.queries import (
    award_in_force,
    conditions_in_force,
    term_in_force,
    units_of_agreement,
)
from commissioning.volumes.models import VolumeUnit
from commissioning.volumes.money import Price
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words
from directory.people.models import Person

MOST_NOTICE_MONTHS = 60
MOST_EXTENSION_MONTHS = 120
MOST_OPTIONS = 10
MOST_PENCE = 100_000_000_00
MOST_SHARE = 10.0
"""Of the volume, up to which a band or a cap may lie."""


def state_conditions(
    session: Session,
    agreement: Agreement,
    *,
    notice_months: int | None,
    extensions: Sequence[int] | None,
    review_dates: Sequence[dt.date] | None,
    by: Person,
    at: dt.datetime,
) -> AgreementConditions | None:
    """None of the three said is "not known", and where nothing was known leaves no row."""
    _refuse_conditions(session, agreement, notice_months, extensions, review_dates)
    told: dict[str, Any] = {
        "notice_months": notice_months,
        "extensions": None if extensions is None else list(extensions),
        "review_dates": None if review_dates is None else [f"{day}" for day in review_dates],
    }
    known = conditions_in_force(session, agreement.id)
    before = {name: getattr(known, name, None) for name in told}
    if before == told:
        return known
    row = AgreementConditions(
        agreement_id=agreement.id, **told, recorded_at=at, recorded_by_id=by.id
    )
    session.add(row)
    record_act(session, Act.CONDITIONS_STATE, agreement, by=by, at=at, before=before, after=told)
    session.flush()
    return row


def state_award(
    session: Session,
    agreement: Agreement,
    *,
    awarded_on: dt.date | None,
    by: Person,
    at: dt.datetime,
) -> AgreementAward | None:
    """None is "not yet". Its provider sees what a unit costs from that day on."""
    known = award_in_force(session, agreement.id)
    before = None if known is None else known.awarded_on
    if before == awarded_on:
        return known
    row = AgreementAward(
        agreement_id=agreement.id, awarded_on=awarded_on, recorded_at=at, recorded_by_id=by.id
    )
    session.add(row)
    facts = ({"awarded_on": before}, {"awarded_on": awarded_on})
    record_act(session, Act.AWARD_STATE, agreement, by=by, at=at, before=facts[0], after=facts[1])
    session.flush()
    return row


def state_price(
    session: Session, agreement: Agreement, price: Price, *, by: Person, at: dt.datetime
) -> bool:
    """What a unit costs from a day on; whether that is news.

    Refuses a unit of which the agreement has no volume, and a day before it starts.
    """
    _refuse_unit(session, agreement, price)
    _refuse_day(session, agreement, price.from_date)
    _refuse_price(price)
    if is_told_already(session, agreement, price):
        return False
    unit = VolumeUnit(price.unit)
    told: dict[str, Any] = {
        "pence": price.pence,
        "bands": [[band.above, band.pence] for band in price.bands],
        "cap": price.cap,
    }
    row = AgreementPrice(
        agreement_id=agreement.id, unit=unit, from_date=price.from_date, **told,
        recorded_at=at, recorded_by_id=by.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    named = {"agreement_id": agreement.id, "unit": unit.value, "from_date": price.from_date}
    record_act(session, Act.PRICE_STATE, row, by=by, at=at, after=named | told)
    session.flush()
    return True


def _refuse_conditions(
    session: Session,
    agreement: Agreement,
    notice_months: int | None,
    extensions: Sequence[int] | None,
    review_dates: Sequence[dt.date] | None,
) -> None:
    if notice_months is not None and not 0 <= notice_months <= MOST_NOTICE_MONTHS:
        raise AgreementImpossible(
            "notice_months", f"Notice must be from 0 to {MOST_NOTICE_MONTHS} months."
        )
    options = extensions or ()
    if len(options) > MOST_OPTIONS or any(
        not 1 <= months <= MOST_EXTENSION_MONTHS for months in options
    ):
        raise AgreementImpossible(
            "extensions",
            f"Give at most {MOST_OPTIONS} options, each from 1 to {MOST_EXTENSION_MONTHS} months.",
        )
    starts_on = _start(session, agreement)
    if starts_on is not None and any(day < starts_on for day in review_dates or ()):
        raise AgreementImpossible(
            "review_dates",
            f"A review cannot be before the agreement starts, on {day_in_words(starts_on)}.",
        )


def _refuse_unit(session: Session, agreement: Agreement, price: Price) -> None:
    units = units_of_agreement(session, agreement.id)
    if price.unit not in units:
        known = ", ".join(f"{unit.value}s" for unit in units) or "none yet"
        raise AgreementImpossible(
            "unit",
            f"This agreement has no volume of {price.unit}s; those that it has: {known}.",
        )


def _refuse_day(session: Session, agreement: Agreement, day: dt.date) -> None:
    starts_on = _start(session, agreement)
    if starts_on is not None and day < starts_on:
        raise AgreementImpossible(
            "from_date",
            f"A price cannot hold before the agreement starts, on {day_in_words(starts_on)}.",
        )
    if day.day != 1 and day != starts_on:
        raise AgreementImpossible(
            "from_date",
            "A price begins on the first day of a month, or on the agreement’s first day: what a"
            " month comes to is told by one price.",
        )


def _refuse_price(price: Price) -> None:
    pence = (price.pence, *(band.pence for band in price.bands))
    if any(not 0 < one <= MOST_PENCE for one in pence):
        raise AgreementImpossible(
            "pence", "A price must be above nothing; where none is known, state none."
        )
    if price.cap is not None and not 0 < price.cap <= MOST_SHARE:
        raise AgreementImpossible("cap", "The cap must lie above 0% and up to 1,000%.")
    shares = [0.0, *(band.above for band in price.bands), price.cap or MOST_SHARE + 1]
    if price.bands and any(later <= earlier for earlier, later in pairwise(shares)):
        raise AgreementImpossible(
            "bands", "Each band must begin above the one before it and below the cap."
        )


def _start(session: Session, agreement: Agreement) -> dt.date | None:
    term = term_in_force(session, agreement.id)
    return None if term is None else term.starts_on
