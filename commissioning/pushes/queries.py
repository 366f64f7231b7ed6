"""What software may ask of what its organisation told, and what is kept of it here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, false, select
from sqlalchemy.orm import Session

from commissioning.bookings.queries import standing_booking
from commissioning.groups.models import Group
from commissioning.lines.models import Line, LineArea
from commissioning.pushes.models import EventKey
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.uploads.uploaders import Sender, Uploader
from directory.services.models import Service


class ReferralTold(NamedTuple):
    """With the line on which the person is now, as its source calls it."""

    referral: Referral
    line: str


def on_own_lines(sender: Uploader) -> ColumnElement[bool]:
    """Condition on `Line`: a provider's are those of its services, a region's serve its areas.

    Health and councils buy in the same areas as probation and see nothing of its lines.
    """
    if sender.sender is Sender.PROVIDER:
        own = select(Service.id).where(Service.provider_id.in_(sender.provider_ids))
        return Line.service_id.in_(own)
    if sender.sender is not Sender.REGION:
        return false()
    here = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(sender.area_ids))
    return Line.id.in_(here)


def own_referral(session: Session, sender: Uploader, public_id: uuid.UUID) -> Referral | None:
    """As `on_own_lines` has it."""
    is_provider = sender.sender is Sender.PROVIDER
    if not is_provider and sender.sender is not Sender.REGION:
        return None
    own = sorted(sender.provider_ids if is_provider else sender.area_ids)
    asked = {"public_id": public_id, "own": own}
    return session.scalar(_own_referral(is_provider), asked)


@cache
def _own_referral(is_provider: bool) -> Select[Referral]:
    own: BindParameter[Any] = bindparam("own", expanding=True)
    lines = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(own))
    if is_provider:
        lines = select(Line.id).join(Service, Service.id == Line.service_id)
        lines = lines.where(Service.provider_id.in_(own))
    of_key = Referral.public_id == bindparam("public_id")
    return select(Referral).where(of_key, Referral.line_id.in_(lines))


def own_referral_by_reference(
    session: Session, sender: Uploader, reference: str
) -> Referral | None:
    found = select(Referral).join(Line, Line.id == Referral.line_id)
    return session.scalar(found.where(Referral.reference == reference, on_own_lines(sender)))


def own_referrals(
    session: Session, sender: Uploader, *, after: uuid.UUID | None, most: int
) -> list[ReferralTold]:
    """In the order of recording, from behind the one that is named."""
    rows = select(Referral, Line.external_id).join(Line, Line.id == Referral.line_id)
    rows = rows.where(on_own_lines(sender)).order_by(Referral.id).limit(most)
    if after is not None:
        before = select(Referral.id).where(Referral.public_id == after).scalar_subquery()
        rows = rows.where(Referral.id > before)
    return [ReferralTold(referral, line) for referral, line in session.execute(rows)]


def line_code(session: Session, referral: Referral) -> str:
    return session.get_one(Line, referral.line_id).external_id


def own_group(session: Session, sender: Uploader, public_id: uuid.UUID) -> Group | None:
    found = select(Group).join(Line, Line.id == Group.line_id)
    return session.scalar(found.where(Group.public_id == public_id, on_own_lines(sender)))


def group_of(session: Session, referral: Referral) -> Group | None:
    """In which the person has a place."""
    place = standing_booking(session, referral.id)
    return None if place is None else session.get_one(Group, place.group_id)


def event_keyed(session: Session, organisation_id: int, key: str) -> ReferralEvent | None:
    return session.scalar(
        select(ReferralEvent)
        .join(EventKey, EventKey.event_id == ReferralEvent.id)
        .where(EventKey.organisation_id == organisation_id, EventKey.key == key)
    )


def newest_event(session: Session, referral: Referral) -> ReferralEvent:
    rows = select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)
    return session.scalars(rows.order_by(ReferralEvent.id.desc()).limit(1)).one()


def events_of(session: Session, referral: Referral) -> Sequence[ReferralEvent]:
    rows = select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)
    return session.scalars(rows.order_by(ReferralEvent.id)).all()


def keys_before(moment: dt.datetime) -> ColumnElement[bool]:
    """Condition on `EventKey`."""
    return EventKey.kept_at < moment
