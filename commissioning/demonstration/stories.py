"""Where the stories of a demonstration are found again: its services and volumes by their keys."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.plans import LineStory
from commissioning.demonstration.shown_off import key_of
from commissioning.lines.models import Line
from commissioning.returns.delivered import used_by_month
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.services.models import Service


class YearBought(NamedTuple):
    """Orders commissioned and completed in a financial year."""

    starts_on: dt.date
    ends_on: dt.date
    commissioned: int
    completed: int


def service_of_story(session: Session, story: LineStory) -> UUID | None:
    """None until it is made."""
    return session.scalar(
        select(Service.public_id).where(
            Service.external_id == key_of(story), Service.is_generated.is_(True)
        )
    )


def years_bought(session: Session, story: LineStory) -> list[YearBought]:
    """Of an invented service, so that exact numbers tell nothing of anybody."""
    found = session.execute(
        select(
            CommissionedVolume.id,
            CommissionedVolume.starts_on,
            CommissionedVolume.ends_on,
            CommissionedVolume.quantity,
        )
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Service.external_id == key_of(story), Service.is_generated.is_(True))
        .order_by(CommissionedVolume.starts_on, CommissionedVolume.id)
    ).all()
    months = used_by_month(session, [row.id for row in found], on=dt.date.max)
    return [
        YearBought(starts_on, ends_on, round(quantity), round(sum(months[volume_id].values())))
        for volume_id, starts_on, ends_on, quantity in found
    ]
