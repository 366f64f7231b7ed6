"""Which queues take somebody who will live in an area."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.referrals.errors import LineClosed, LineServesElsewhere
from directory.places.models import LocalDeliveryUnit


def lines_serving(
    session: Session, area_id: int, *, on: dt.date, service_id: int | None = None
) -> Sequence[Line]:
    """Those not closed by the day, by name; of one service, or of any."""
    serving = select(LineArea.line_id).where(LineArea.local_delivery_unit_id == area_id)
    lines = (
        select(Line)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(Line.id.in_(serving))
        .where(or_(LineTerms.closed_on.is_(None), LineTerms.closed_on > on))
        .order_by(Line.name, Line.id)
    )
    if service_id is not None:
        lines = lines.where(Line.service_id == service_id)
    return session.scalars(lines).all()


def refuse_other_area(session: Session, line: Line, area_id: int | None, *, on: dt.date) -> None:
    """Raises `LineServesElsewhere` with the service's queues that do serve it, or `LineClosed`.

    Where nobody said where the person will live it cannot be judged, and nothing is refused.
    """
    if area_id is None:
        return
    if session.get(LineArea, (line.id, area_id)) is None:
        others = lines_serving(session, area_id, on=on, service_id=line.service_id)
        area = session.get_one(LocalDeliveryUnit, area_id)
        raise LineServesElsewhere(area.name, [other.name for other in others])
    if line.id not in {one.id for one in lines_serving(session, area_id, on=on)}:
        raise LineClosed
