"""What holds on a line of unpaid work: how long a session is, and what of travel is credited."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.unpaid_work.hours import HOUR, USUAL_TRAVEL, TravelFigures, WorkTerms
from commissioning.unpaid_work.models import TravelRule
from directory.delivery import DeliveryKind
from directory.services.models import Service

A_DAY: Final = 24 * HOUR
"""Where nobody stated how long a session is."""


def session_minutes_of(session: Session, line_id: int) -> int | None:
    """None for a line of anything but unpaid work: its registers take no hours."""
    kind, hours = session.execute(
        select(Service.delivery_kind, LineTerms.hours_per_session)
        .select_from(Service)
        .join(Line, Line.service_id == Service.id)
        .outerjoin(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(Line.id == line_id)
    ).one()
    if kind is not DeliveryKind.UNPAID_WORK:
        return None
    return A_DAY if hours is None else round(hours * HOUR)


def newest_travel_rule(session: Session, line_id: int) -> TravelRule | None:
    return session.scalar(
        select(TravelRule)
        .where(TravelRule.line_id == line_id)
        .order_by(TravelRule.recorded_at.desc(), TravelRule.id.desc())
        .limit(1)
    )


class TravelInForce(NamedTuple):
    """`is_stated`: by the line's commissioner; else as usual."""

    figures: TravelFigures
    is_stated: bool


def travel_in_force(session: Session, line_id: int) -> TravelInForce:
    stated = newest_travel_rule(session, line_id)
    if stated is None:
        return TravelInForce(USUAL_TRAVEL, is_stated=False)
    return TravelInForce(stated.figures, is_stated=True)


def work_terms_of(session: Session, line_id: int) -> WorkTerms | None:
    """None for a line of anything but unpaid work."""
    minutes = session_minutes_of(session, line_id)
    if minutes is None:
        return None
    return WorkTerms(minutes, travel_in_force(session, line_id).figures)
