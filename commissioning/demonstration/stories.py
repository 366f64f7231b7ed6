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
            CommissionedVolume.starts_on,
            CommissionedVolume.ends_on,
            CommissionedVolume.quantity,
            CommissionedVolume.used,
        )
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(Service.external_id == key_of(story), Service.is_generated.is_(True))
        .order_by(CommissionedVolume.starts_on, CommissionedVolume.id)
    ).all()
    return [
        YearBought(starts_on, ends_on, round(quantity), round(used))
        for starts_on, ends_on, quantity, used in found
    ]
