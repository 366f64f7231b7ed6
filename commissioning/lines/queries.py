"""What can be asked of lines."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineTerms


def line_by_external_id(session: Session, *, external_id: str) -> Line | None:
    return session.scalar(select(Line).where(Line.external_id == external_id))


def lines_by_external_id(session: Session) -> dict[str, Line]:
    """Every line by its name in its source."""
    return {line.external_id: line for line in session.scalars(select(Line).order_by(Line.id))}


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
