"""What can be asked of requests for places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from commissioning.desk.own_lines import is_own_line
from commissioning.lines.models import Line
from commissioning.places_asked.models import PlacesAnswer, PlacesRequest
from directory.errors import NotKnown
from directory.services.models import Service
from directory.sight import Sight

MOST_REQUESTS = 200


def requests_within(session: Session, sight: Sight) -> Sequence[PlacesRequest]:
    """On lines of their own, open ones first, then the newest."""
    return session.scalars(
        _within(sight)
        .order_by(
            PlacesRequest.answer.is_not(None), PlacesRequest.asked_at.desc(), PlacesRequest.id
        )
        .limit(MOST_REQUESTS)
    ).all()


def request_within(session: Session, public_id: uuid.UUID, *, sight: Sight) -> PlacesRequest:
    """Raises `NotKnown` of what is another's."""
    found = session.scalar(_within(sight).where(PlacesRequest.public_id == public_id))
    if found is None:
        raise NotKnown("request for places", public_id)
    return found


def open_changes(session: Session, line_id: int) -> Sequence[dict[str, Any]]:
    """As they are stored, of requests that nobody answered yet."""
    of_line = (PlacesRequest.line_id == line_id, PlacesRequest.answer.is_(None))
    return session.scalars(select(PlacesRequest.change).where(*of_line)).all()


def agreed_on_line(session: Session, line_id: int) -> Sequence[PlacesRequest]:
    """The newest first: what of the line was changed with both signatures."""
    return session.scalars(
        select(PlacesRequest)
        .options(joinedload(PlacesRequest.asked_by), joinedload(PlacesRequest.answered_by))
        .where(PlacesRequest.line_id == line_id, PlacesRequest.answer == PlacesAnswer.AGREED)
        .order_by(PlacesRequest.answered_at.desc(), PlacesRequest.id.desc())
        .limit(MOST_REQUESTS)
    ).all()


def _within(sight: Sight) -> Select[PlacesRequest]:
    return (
        select(PlacesRequest)
        .join(Line, Line.id == PlacesRequest.line_id)
        .join(Service, Service.id == Line.service_id)
        .options(
            joinedload(PlacesRequest.line).joinedload(Line.service).joinedload(Service.published),
            joinedload(PlacesRequest.asked_by),
            joinedload(PlacesRequest.answered_by),
        )
        .where(is_own_line(sight))
    )
