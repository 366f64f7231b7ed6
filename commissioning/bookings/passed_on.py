"""Offers that passed on because nobody answered in time: no refusal, and the turn is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from commissioning.bookings.cards import GroupCard, cards_of
from commissioning.bookings.kinds import OfferAnswer
from commissioning.bookings.models import PlaceOffer
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral
from commissioning.referrals.whose_cases import CaseReader, may_give_a_place
from directory.base import Instant
from directory.clock import local_date
from directory.services.models import Service
from directory.sight import Sight

SHOWN_FOR: Final = dt.timedelta(days=28)


class UntoldOffer(NamedTuple):
    """Of which nobody was told yet."""

    offer_id: int
    referral_id: int
    home_area_id: int | None


def take_untold(session: Session, *, at: dt.datetime, most: int) -> list[UntoldOffer]:
    """A bounded piece of them, taken so that no other pass takes them too; they count as told."""
    rows = session.execute(
        select(PlaceOffer.id, PlaceOffer.referral_id, Referral.home_local_delivery_unit_id)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(PlaceOffer.answer == OfferAnswer.PASSED_ON, PlaceOffer.told_at.is_(None))
        .order_by(PlaceOffer.id)
        .limit(most)
        .with_for_update(of=PlaceOffer, skip_locked=True)
    ).all()
    found = [UntoldOffer._make(row) for row in rows]
    session.execute(
        update(PlaceOffer)
        .where(PlaceOffer.id.in_([one.offer_id for one in found]))
        .values(told_at=at),
        execution_options={"synchronize_session": False},
    )
    return found


def passed_on_days(
    session: Session, referral_ids: Collection[int], *, today: dt.date
) -> dict[int, dt.date]:
    """By referral the day on which an offer passed on last, of the last weeks."""
    since = dt.datetime.combine(today - SHOWN_FOR, dt.time.min, dt.UTC)
    session.flush()
    asked = {"keys": list(referral_ids), "since": since}
    rows = session.connection().execute(_passed_on(), asked)
    return {key: local_date(last) for key, last in rows if last is not None}


@cache
def _passed_on() -> Select[int, dt.datetime | None]:
    offer = PlaceOffer
    return (
        select(offer.referral_id, func.max(offer.answered_at))
        .where(
            offer.referral_id.in_(bindparam("keys", expanding=True)),
            offer.answer == OfferAnswer.PASSED_ON,
            offer.answered_at >= bindparam("since", type_=Instant),
        )
        .group_by(offer.referral_id)
    )


class PassedOnOffer(NamedTuple):
    """To somebody of the reader's areas; the reference is masked by the page."""

    reference: str
    group: GroupCard
    answer_by: dt.date


def passed_on_in(
    session: Session, reader: CaseReader, *, sight: Sight, at: dt.datetime
) -> list[PassedOnOffer]:
    """Those of the last weeks, the latest first."""
    rows = session.execute(
        select(PlaceOffer, Referral.reference)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .where(
            may_give_a_place(reader),
            Referral.reference.is_not(None),
            PlaceOffer.answer == OfferAnswer.PASSED_ON,
            PlaceOffer.answered_at >= at - SHOWN_FOR,
        )
        .order_by(PlaceOffer.answer_by.desc(), PlaceOffer.id.desc())
    ).all()
    cards = cards_of(session, {offer.group_id for offer, _ in rows}, sight=sight, at=at)
    return [
        PassedOnOffer(reference or "", cards[offer.group_id], offer.answer_by)
        for offer, reference in rows
        if offer.group_id in cards
    ]


def number_passed_on(session: Session, such: ColumnElement[bool], *, at: dt.datetime) -> int:
    """Of the last weeks, of cases of which it is so (`Referral` joined to its line and service)."""
    found = session.scalar(
        select(func.count())
        .select_from(PlaceOffer)
        .join(Referral, Referral.id == PlaceOffer.referral_id)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(
            such,
            PlaceOffer.answer == OfferAnswer.PASSED_ON,
            PlaceOffer.answered_at >= at - SHOWN_FOR,
        )
    )
    return found or 0
