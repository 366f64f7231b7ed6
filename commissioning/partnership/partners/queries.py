"""What can be asked of partners."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from commissioning.partnership.partners.kinds import PartnerKind, words_for_kind
from commissioning.partnership.partners.models import Partner, PartnerArea, PartnerPart
from commissioning.partnership.partners.told import PartnerTold
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.search.called import called_so


def partners_told(session: Session, *, on: dt.date, words: str = "") -> list[PartnerTold]:
    """By name; of words typed those that they call so (`partners_called`)."""
    if words:
        rows = list(partners_called(session, words))
    else:
        rows = list(session.scalars(select(Partner).order_by(Partner.name, Partner.id)))
    return [partner_whole(session, one, on=on) for one in rows]


def partners_called(session: Session, words: str, *, as_typed: bool = False) -> tuple[Partner, ...]:
    """By name, those that the words call by a part of their name or by what their kind is called,
    misspelt as for services. Of what ended too: whoever asks for it is told what came after."""
    rows = session.scalars(select(Partner).order_by(Partner.name, Partner.id))
    texts = {one: f"{one.name} {words_for_kind(one.kind)}" for one in rows}
    return called_so(words, texts, as_typed=as_typed)


def working_in(
    session: Session, partners: Sequence[Partner], area_slug: str, *, on: dt.date
) -> tuple[Partner, ...]:
    """Those of them that work in an area on a day."""
    there = set(
        session.scalars(
            select(PartnerArea.partner_id)
            .join(LocalDeliveryUnit, LocalDeliveryUnit.id == PartnerArea.local_delivery_unit_id)
            .where(
                LocalDeliveryUnit.slug == area_slug,
                PartnerArea.partner_id.in_([one.id for one in partners]),
                _holds(PartnerArea, on),
            )
        )
    )
    return tuple(one for one in partners if one.id in there)


def partners_of_area(
    session: Session, area: LocalDeliveryUnit, *, on: dt.date
) -> list[PartnerTold]:
    """Those that work there on a day and have not ended, by kind and name."""
    rows = session.scalars(
        select(Partner)
        .join(PartnerArea, PartnerArea.partner_id == Partner.id)
        .where(
            PartnerArea.local_delivery_unit_id == area.id,
            _holds(PartnerArea, on),
            or_(Partner.ended_on.is_(None), Partner.ended_on >= on),
        )
        .order_by(Partner.name, Partner.id)
    ).unique()
    kinds = list(PartnerKind)
    ordered = sorted(rows, key=lambda one: kinds.index(one.kind))
    return [partner_whole(session, one, on=on) for one in ordered]


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
    before = session.scalars(
        select(Partner).where(Partner.successor_id == partner.id).order_by(Partner.name)
    )
    return PartnerTold(
        partner, tuple(areas), tuple(parts_of(session, partner, on=on)), successor, tuple(before)
    )


def those_before(session: Session, partner: Partner, *, on: dt.date) -> list[Partner]:
    """Which had ended by then, and in whose place it came, by one step or several."""
    found: list[Partner] = []
    after = [partner.id]
    while after:
        asked = select(Partner).where(
            Partner.successor_id.in_(after), Partner.ended_on < on,
            Partner.id.not_in([partner.id, *(one.id for one in found)]),
        )  # fmt: skip
        step = list(session.scalars(asked.order_by(Partner.name, Partner.id)))
        found, after = [*found, *step], [one.id for one in step]
    return found


def parts_of(session: Session, partner: Partner, *, on: dt.date) -> Sequence[PartnerPart]:
    return session.scalars(
        select(PartnerPart)
        .where(PartnerPart.partner_id == partner.id, _holds(PartnerPart, on))
        .order_by(PartnerPart.id)
    ).all()


def _holds(model: type[PartnerArea | PartnerPart], on: dt.date) -> ColumnElement[bool]:
    return and_(model.from_date <= on, or_(model.to_date.is_(None), model.to_date >= on))
