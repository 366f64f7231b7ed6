"""Opening a line, stating its terms, closing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from commissioning.lines.errors import (
    AlreadyKnown,
    ClosesBeforeOpening,
    TermsImpossible,
    TermsNotStated,
)
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Allocation, Line, LineArea, LineFigures, LineTerms
from commissioning.lines.queries import line_by_external_id, terms_in_force
from directory.acts import Act
from directory.audit.recording import record_act
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service


@dataclass(frozen=True, slots=True)
class TermsStated:
    """How a line is delivered; what its delivery kind does not use is None.

    So is a target that nobody stated: nothing is then said of one.
    `closed_on` is the first day on which it has stopped for good. Weekdays are
    ISO: 1 is Monday. `hours_per_session` are hours credited for one session.
    """

    opened_on: dt.date
    target_days: int | None = None
    closed_on: dt.date | None = None
    allocation: Allocation = Allocation.PRIORITY_THEN_DATE
    session_weekday: int | None = None
    sessions_required: int | None = None
    hours_per_session: float | None = None
    max_new_per_session: int | None = None
    min_to_run: int | None = None
    programme_weeks: int | None = None


def terms_of(stated: LineTerms) -> TermsStated:
    """The facts of a stored row, without when and by whom they were said."""
    return TermsStated(**{name: getattr(stated, name) for name in TermsStated.__slots__})


def open_line(
    session: Session,
    service: Service,
    *,
    external_id: str,
    name: str,
    areas: Sequence[LocalDeliveryUnit],
    terms: TermsStated,
    by: Person,
    at: dt.datetime,
) -> Line:
    """Begin one queue for a service in the areas that it serves together."""
    _refuse_impossible(terms)
    _refuse_incomplete(terms, service.delivery_kind)
    if not areas:
        raise TermsImpossible("areas", "A line must serve at least one area.")
    if line_by_external_id(session, external_id=external_id) is not None:
        raise AlreadyKnown("line", external_id)
    line = Line(external_id=external_id, service_id=service.id, name=name, recorded_at=at)
    session.add(line)
    session.flush()
    area_ids = sorted({area.id for area in areas})
    session.add_all(
        LineArea(line_id=line.id, local_delivery_unit_id=area_id) for area_id in area_ids
    )
    stated = _terms_row(line, terms, by=by, at=at)
    session.add(stated)
    session.flush()
    session.add(LineFigures(line_id=line.id, terms_id=stated.id, changed_at=at))
    after = {"external_id": external_id, "service_id": service.id, "areas": area_ids}
    record_act(session, Act.LINE_OPEN, line, by=by, at=at, after=after | _plain(terms))
    session.flush()
    return line


def state_terms(
    session: Session, line: Line, terms: TermsStated, *, by: Person, at: dt.datetime
) -> LineTerms:
    """Say how the line is delivered from now on; the same terms again change nothing."""
    _refuse_impossible(terms)
    _refuse_incomplete(terms, session.get_one(Service, line.service_id).delivery_kind)
    known = terms_in_force(session, line.id)
    if known is not None and terms_of(known) == terms:
        return known
    stated = _terms_row(line, terms, by=by, at=at)
    session.add(stated)
    before = _plain(terms_of(known)) if known is not None else None
    record_act(session, Act.TERMS_STATE, line, by=by, at=at, before=before, after=_plain(terms))
    session.flush()
    session.execute(
        update(LineFigures).where(LineFigures.line_id == line.id).values(terms_id=stated.id)
    )
    mark_due(session, [line.id], at=at)
    return stated


def terms_in_force_again(session: Session, line_ids: Collection[int]) -> None:
    """Point the figures at the newest terms, after terms were taken back."""
    for batch in batches(line_ids):
        newest = (
            select(func.max(LineTerms.id))
            .where(LineTerms.line_id == LineFigures.line_id)
            .scalar_subquery()
        )
        session.execute(
            update(LineFigures)
            .where(LineFigures.line_id.in_(batch), LineFigures.terms_id.is_(None))
            .values(terms_id=newest)
            .execution_options(synchronize_session=False)
        )


def close_line(
    session: Session, line: Line, *, closed_on: dt.date, by: Person, at: dt.datetime
) -> LineTerms:
    """The line stops for good; `closed_on` is the first day without it."""
    known = terms_in_force(session, line.id)
    if known is None:
        raise TermsNotStated(line.external_id)
    return state_terms(session, line, replace(terms_of(known), closed_on=closed_on), by=by, at=at)


def _terms_row(line: Line, terms: TermsStated, *, by: Person, at: dt.datetime) -> LineTerms:
    return LineTerms(line_id=line.id, recorded_at=at, recorded_by_id=by.id, **asdict(terms))


def _plain(terms: TermsStated) -> dict[str, Any]:
    return {name: value for name, value in asdict(terms).items() if value is not None}


NEEDED = {
    DeliveryKind.ROLLING_GROUP: {"session_weekday": "the weekday on which people join"},
    DeliveryKind.UNPAID_WORK: {
        "session_weekday": "the weekday on which people work",
        "hours_per_session": "the hours credited for one session",
    },
}
"""Terms without which no start date can be worked out for a kind of delivery."""


def _refuse_incomplete(terms: TermsStated, kind: DeliveryKind) -> None:
    for name, meaning in NEEDED.get(kind, {}).items():
        if getattr(terms, name) is None:
            raise TermsImpossible(name, f"Say {meaning}.")


def _refuse_impossible(terms: TermsStated) -> None:
    if terms.closed_on is not None and terms.closed_on < terms.opened_on:
        raise ClosesBeforeOpening(terms.opened_on, terms.closed_on)
    if terms.target_days is not None and terms.target_days < 0:
        raise TermsImpossible("target_days", "The target must be 0 days or more.")
    if terms.session_weekday is not None and not 1 <= terms.session_weekday <= 7:
        raise TermsImpossible(
            "session_weekday", "The weekday must be a number from 1 (Monday) to 7 (Sunday)."
        )
    for name in ("sessions_required", "hours_per_session", "max_new_per_session"):
        value = getattr(terms, name)
        if value is not None and value <= 0:
            raise TermsImpossible(name, f"The {name.replace('_', ' ')} must be more than 0.")
    for name in ("min_to_run", "programme_weeks"):
        value = getattr(terms, name)
        if value is not None and value < 0:
            raise TermsImpossible(name, f"The {name.replace('_', ' ')} must be 0 or more.")
