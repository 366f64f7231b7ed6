"""Queues to which somebody may be referred, as whoever refers may know of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import coalesce

from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service, ServiceRequirement
from directory.services.sight import may_know_of, reads_text
from directory.sight import Sight


class OpenLine(NamedTuple):
    """Title, provider and name are for those for whom `is_read` is True."""

    id: int
    public_id: uuid.UUID
    service_id: uuid.UUID
    name: str
    title: str
    provider: str
    is_read: bool
    waiting: int


def open_lines_for(
    session: Session,
    sight: Sight,
    area_id: int,
    *,
    on: dt.date,
    requirement: str = "",
    service_id: uuid.UUID | None = None,
) -> list[OpenLine]:
    """Those that serve the area, by title; of one service, or for one requirement."""
    serving = select(LineArea.line_id).where(LineArea.local_delivery_unit_id == area_id)
    lines = _lines(sight, on).where(Line.id.in_(serving))
    if service_id is not None:
        lines = lines.where(Service.public_id == service_id)
    if requirement:
        fit = select(ServiceRequirement.service_id).where(
            ServiceRequirement.requirement == requirement
        )
        lines = lines.where(Service.id.in_(fit))
    lines = lines.order_by(ListingRevision.title, Line.name, Line.id)
    return [OpenLine._make(row) for row in session.execute(lines)]


def open_line(session: Session, sight: Sight, line_id: uuid.UUID, *, on: dt.date) -> OpenLine:
    """Raises `NotKnown` for one that is closed, or kept from who looks."""
    row = session.execute(_lines(sight, on).where(Line.public_id == line_id)).first()
    if row is None:
        raise NotKnown("line", line_id)
    return OpenLine._make(row)


def areas_of_line(session: Session, line_id: int) -> list[LocalDeliveryUnit]:
    """By name."""
    return list(
        session.scalars(
            select(LocalDeliveryUnit)
            .join(LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id)
            .where(LineArea.line_id == line_id)
            .order_by(LocalDeliveryUnit.name, LocalDeliveryUnit.id)
        )
    )


def _lines(sight: Sight, on: dt.date) -> Select[*tuple[object, ...]]:
    return (
        select(
            Line.id,
            Line.public_id,
            Service.public_id.label("service"),
            Line.name,
            coalesce(ListingRevision.title, "").label("title"),
            coalesce(Provider.name, "").label("provider"),
            reads_text(sight).label("is_read"),
            LineFigures.waiting,
        )
        .join(Service, Service.id == Line.service_id)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .where(*may_know_of(sight))
        .where(or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > on))
    )
