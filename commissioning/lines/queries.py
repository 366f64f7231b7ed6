"""What can be asked of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures, LineTerms
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.services.models import Service


def line_by_external_id(session: Session, *, external_id: str) -> Line | None:
    return session.scalar(select(Line).where(Line.external_id == external_id))


def lines_by_external_id(session: Session) -> dict[str, Line]:
    """Every line by its name in its source."""
    return {line.external_id: line for line in session.scalars(select(Line).order_by(Line.id))}


def kinds_by_external_id(session: Session) -> dict[str, DeliveryKind]:
    """How the service of every line is delivered."""
    rows = session.execute(
        select(Line.external_id, Service.delivery_kind).join(Service, Service.id == Line.service_id)
    )
    return {row.external_id: row.delivery_kind for row in rows}


def open_lines(session: Session, line_ids: Collection[int], *, on: dt.date) -> set[int]:
    """Of these lines those that have not closed by the day."""
    found: set[int] = set()
    for batch in batches(line_ids):
        found.update(
            session.scalars(
                select(LineFigures.line_id)
                .join(LineTerms, LineTerms.id == LineFigures.terms_id)
                .where(
                    LineFigures.line_id.in_(batch),
                    or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > on),
                )
            )
        )
    return found


def lines_of_service(session: Session, service_id: int) -> list[Line]:
    return list(
        session.scalars(select(Line).where(Line.service_id == service_id).order_by(Line.id))
    )


def lines_by_service(session: Session, service_ids: Collection[int]) -> dict[int, list[Line]]:
    """The lines of each of these services that has one, by name."""
    found: dict[int, list[Line]] = {}
    for batch in batches(service_ids):
        of_these = select(Line).where(Line.service_id.in_(batch)).order_by(Line.name, Line.id)
        for line in session.scalars(of_these):
            found.setdefault(line.service_id, []).append(line)
    return found


def terms_in_force(
    session: Session, line_id: int, *, known_at: dt.datetime | None = None
) -> LineTerms | None:
    """The newest terms recorded by `known_at` (None: by now)."""
    stated = select(LineTerms).where(LineTerms.line_id == line_id)
    if known_at is not None:
        stated = stated.where(LineTerms.recorded_at <= known_at)
    return session.scalar(
        stated.order_by(LineTerms.recorded_at.desc(), LineTerms.id.desc()).limit(1)
    )
