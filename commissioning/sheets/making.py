"""Making a sheet: the court's question answered for anybody, and kept with its reference."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.availability.answer import court_answer
from commissioning.availability.question import CourtQuestion
from commissioning.lines.models import Line, LineFigures
from commissioning.sheets.document import SheetDocument, SheetQuestion, sha256_of
from commissioning.sheets.errors import SheetTooLarge, TooManySheets
from commissioning.sheets.models import CourtSheet, SheetForecast
from commissioning.sheets.public_facts import lines_in, public_facts
from commissioning.sheets.reference import new_reference
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.keeping import batches
from directory.people.models import Person
from directory.places.models import Court

ROWS_EACH: Final = 3
"""Of each requirement, when all are asked about: one printed page has room for no more."""

MOST_ROWS: Final = 30
"""Of the one requirement asked about."""

MOST_BYTES: Final = 300_000
"""Of one document; a usual one has 50,000."""


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """How many different sheets may be made in a day: anybody may make one, so few enough
    that nobody can fill the disk, and more than courts need. The same answer asked for
    again is the same sheet and counts once.
    """

    of_a_court: int = 200
    in_all: int = 2_000


LIMIT: Final = DailyLimit()


def make_sheet(
    session: Session,
    court: Court,
    question: SheetQuestion,
    *,
    by: Person,
    at: dt.datetime,
    limit: DailyLimit = LIMIT,
) -> CourtSheet:
    """The sheet for this question as of now; the one already there where nothing has changed today.

    Raises `NotKnown` for an area that does not exist, `TooManySheets`, `SheetTooLarge`.
    """
    answer = public_facts(court_answer(session, court, _asked(question), at))
    document = SheetDocument(new_reference(), question, answer)
    same_answer = document.without_its_moment()
    known = session.scalars(_same(same_answer)).one_or_none()
    if known is not None:
        return known
    _refuse_too_many(session, court, limit, on=answer.today)
    sheet = _sheet(court, document, same_answer, at=at)
    if not _added(session, sheet):
        return session.scalars(_same(same_answer)).one()
    _pin_forecasts(session, sheet, lines_in(answer))
    record_act(
        session, Act.SHEET_MAKE, sheet, by=by, at=at, after={"sha256": sheet.document_sha256}
    )
    session.flush()
    return sheet


def _asked(question: SheetQuestion) -> CourtQuestion:
    return CourtQuestion(
        home_areas=question.areas,
        requirement=question.requirement,
        order_days=question.order_days,
        unpaid_hours=question.unpaid_hours,
        order_kind=question.order_kind,
        rows_each=MOST_ROWS if question.requirement else ROWS_EACH,
    )


def _sheet(
    court: Court, document: SheetDocument, same_answer: str, *, at: dt.datetime
) -> CourtSheet:
    kept = document.to_bytes()
    if len(kept) > MOST_BYTES:
        raise SheetTooLarge(MOST_BYTES)
    return CourtSheet(
        reference=document.reference,
        court_id=court.id,
        question=document.question.as_json(),
        made_at=at,
        made_on=local_date(at),
        form_version=document.form,
        document=kept,
        document_sha256=sha256_of(kept),
        same_answer=same_answer,
    )


def _same(same_answer: str) -> Select[CourtSheet]:
    return select(CourtSheet).where(CourtSheet.same_answer == same_answer)


def _refuse_too_many(session: Session, court: Court, limit: DailyLimit, *, on: dt.date) -> None:
    today = CourtSheet.made_on == on
    if _count(session, today, CourtSheet.court_id == court.id) >= limit.of_a_court:
        raise TooManySheets(limit.of_a_court, "for this court")
    if _count(session, today) >= limit.in_all:
        raise TooManySheets(limit.in_all, "in this portal")


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(CourtSheet).where(*where)).one()


def _added(session: Session, sheet: CourtSheet) -> bool:
    """False when somebody made the same sheet at the same moment."""
    try:
        with session.begin_nested():
            session.add(sheet)
            session.flush()
    except IntegrityError:
        if session.scalars(_same(sheet.same_answer)).one_or_none() is None:
            raise
        return False
    return True


def _pin_forecasts(session: Session, sheet: CourtSheet, lines: Collection[uuid.UUID]) -> None:
    for batch in batches(sorted(lines)):
        spoken_by = (
            select(LineFigures.standard_forecast_id)
            .join(Line, Line.id == LineFigures.line_id)
            .where(Line.public_id.in_(batch), LineFigures.standard_forecast_id.is_not(None))
        )
        session.add_all(
            SheetForecast(sheet_id=sheet.id, forecast_id=forecast_id)
            for forecast_id in session.scalars(spoken_by)
        )
