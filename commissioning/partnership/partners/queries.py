"""What can be asked of partners."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.models import Partner, PartnerArea, PartnerPart
from commissioning.partnership.partners.told import PartnerTold
from directory.errors import NotKnown
from directory.naming import name_words
from directory.places.models import LocalDeliveryUnit


def partners_told(session: Session, *, on: dt.date, words: str = "") -> list[PartnerTold]:
    """By name; of words typed those whose name, or whose kind, has each of them."""
    rows = session.scalars(select(Partner).order_by(Partner.name, Partner.id)).all()
    asked = set(name_words(words))
    return [
        partner_whole(session, one, on=on)
        for one in rows
        if asked <= {*name_words(one.name), *name_words(one.kind.words)}
    ]


def partner_by_id(session: Session, public_id: uuid.UUID) -> Partner:
    """Raises `NotKnown`."""
    found = session.scalar(select(Partner).where(Partner.public_id == public_id))
    if found is None:
        raise NotKnown("partner", public_id)
    return found


def partner_called(session: Session, name: str) -> Partner | None:
    asked = " ".join(name.split()).casefold()
    return session.scalar(select(Partner).where(func.lower(Partner.name) == asked))


def partner_whole(session: Session, partner: Partner, *, on: dt.date) -> PartnerTold:
    areas = session.scalars(
        select(LocalDeliveryUnit)
        .join(PartnerArea, PartnerArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(PartnerArea.partner_id == partner.id, _holds(PartnerArea, on))
        .order_by(LocalDeliveryUnit.name)
    )
    successor = None
    if partner.successor_id is not None:
        successor = session.get_one(Partner, partner.successor_id)
    return PartnerTold(partner, tuple(areas), tuple(parts_of(session, partner, on=on)), successor)


def parts_of(session: Session, partner: Partner, *, on: dt.date) -> Sequence[PartnerPart]:
    return session.scalars(
        select(PartnerPart)
        .where(PartnerPart.partner_id == partner.id, _holds(PartnerPart, on))
        .order_by(PartnerPart.id)
    ).all()


def _holds(model: type[PartnerArea | PartnerPart], on: dt.date) -> ColumnElement[bool]:
    return and_(model.from_date <= on, or_(model.to_date.is_(None), model.to_date >= on))
