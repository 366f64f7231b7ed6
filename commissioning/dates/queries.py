"""What can be asked of the answers kept for lines."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commissioning.dates.kept_dates import (
    PEOPLE_ABOVE_PLACES,
    STARTS_WITHOUT_END,
    IncompleteRecords,
)
from commissioning.dates.models import LineForecast
from commissioning.lines.models import Line, LineFigures
from directory.services.models import Service
from directory.services.sight import is_published


@dataclass(frozen=True, slots=True)
class IncompleteLine:
    """A line whose records lack ends, with exact numbers: for those who keep its records."""

    line_id: int
    line: uuid.UUID
    service_id: int
    name: str
    records: IncompleteRecords


def lines_with_incomplete_records(session: Session) -> list[IncompleteLine]:
    """Lines of published services, by the answers that speak now; most starts without end first."""
    without_end = LineForecast.basis[STARTS_WITHOUT_END].as_integer()
    above = LineForecast.basis[PEOPLE_ABOVE_PLACES].as_integer()
    rows = session.execute(
        select(Line.id, Line.public_id, Line.service_id, Line.name, LineForecast.basis)
        .join(LineFigures, LineFigures.line_id == Line.id)
        .join(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
        .join(Service, Service.id == Line.service_id)
        .where(is_published(), or_(without_end > 0, above > 0))
        .order_by(without_end.desc(), above.desc(), Line.id)
    )
    return [
        IncompleteLine(line_id, line, service_id, name, IncompleteRecords.of(basis))
        for line_id, line, service_id, name, basis in rows
    ]
