"""What can be asked of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from commissioning.lines.models import Line, LineArea, LineDay, LineFigures, LineTerms
from directory.services.models import Service


def line_by_external_id(session: Session, *, external_id: str) -> Line | None:
    return session.scalar(select(Line).where(Line.external_id == external_id))


def lines_by_external_id(session: Session) -> dict[str, Line]:
    """Every line by its name in its source."""
    return {line.external_id: line for line in session.scalars(select(Line).order_by(Line.id))}


def lines_of_areas(session: Session, *, area_ids: Iterable[int]) -> Sequence[Line]:
    """Each line that serves any of the areas, once, with its service; by name, then key."""
    serving = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(list(area_ids)))
    return session.scalars(
        select(Line)
        .where(Line.id.in_(serving))
        .options(
            joinedload(Line.service).options(
                joinedload(Service.provider),
                joinedload(Service.programme),
                joinedload(Service.published),
            )
        )
        .order_by(Line.name, Line.id)
    ).all()


def areas_of_lines(session: Session, *, line_ids: Iterable[int]) -> dict[int, list[int]]:
    """For each line the keys of the areas that it serves, in order."""
    areas: dict[int, list[int]] = {}
    rows = session.execute(
        select(LineArea.line_id, LineArea.local_delivery_unit_id)
        .where(LineArea.line_id.in_(list(line_ids)))
        .order_by(LineArea.line_id, LineArea.local_delivery_unit_id)
    )
    for line_id, area_id in rows:
        areas.setdefault(line_id, []).append(area_id)
    return areas


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


def terms_of_lines(session: Session, *, line_ids: Iterable[int]) -> dict[int, LineTerms]:
    """The newest terms of each line that has any."""
    rows = session.scalars(
        select(LineTerms)
        .where(LineTerms.line_id.in_(list(line_ids)))
        .order_by(LineTerms.line_id, LineTerms.recorded_at, LineTerms.id)
    )
    return {terms.line_id: terms for terms in rows}


def figures_of_lines(session: Session, *, line_ids: Iterable[int]) -> dict[int, LineFigures]:
    rows = session.scalars(select(LineFigures).where(LineFigures.line_id.in_(list(line_ids))))
    return {figures.line_id: figures for figures in rows}


def days_of_line(
    session: Session, line_id: int, *, first: dt.date, last: dt.date
) -> Sequence[LineDay]:
    """The counted days from `first` to `last`, both included, in order; quiet days are absent."""
    return session.scalars(
        select(LineDay)
        .where(LineDay.line_id == line_id, LineDay.day.between(first, last))
        .order_by(LineDay.day)
    ).all()


def due_lines(session: Session, *, limit: int) -> Sequence[int]:
    """Keys of lines whose facts are newer than their answer, longest due first."""
    return session.scalars(
        select(LineFigures.line_id)
        .where(LineFigures.facts_version != LineFigures.answered_version)
        .order_by(LineFigures.changed_at, LineFigures.line_id)
        .limit(limit)
    ).all()
