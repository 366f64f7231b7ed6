"""A line is opened with its terms, and what is said of it later is added."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.dates.working_out import due_lines
from commissioning.lines.errors import AlreadyKnown, ClosesBeforeOpening, TermsImpossible
from commissioning.lines.models import LineArea, LineFigures, LineTerms
from commissioning.lines.opening import (
    TermsStated,
    close_line,
    open_line,
    state_terms,
    terms_of,
)
from commissioning.lines.queries import terms_in_force
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.people.models import Person
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_bare_line, make_terms
from tests.makers.places import make_area
from tests.makers.services import make_service

LATER = NOW + dt.timedelta(days=1)


def acts(session: Session, subject_id: int) -> list[str]:
    return list(
        session.scalars(
            select(AuditRow.act)
            .where(AuditRow.subject_kind == "line", AuditRow.subject_id == subject_id)
            .order_by(AuditRow.id)
        )
    )


def test_opened_line_has_its_areas_terms_and_empty_figures(session: Session) -> None:
    line = make_bare_line(session)
    figures = session.get_one(LineFigures, line.id)
    assert (figures.waiting, figures.in_progress, figures.facts_version) == (0, 0, 1)
    assert len(session.scalars(select(LineArea).where(LineArea.line_id == line.id)).all()) == 1
    stated = terms_in_force(session, line.id)
    assert stated is not None
    assert terms_of(stated) == make_terms()
    assert acts(session, line.id) == ["line:open"]
    assert line.id in due_lines(session, as_of=NOW.date(), limit=10)


def test_same_line_is_not_opened_twice(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    with pytest.raises(AlreadyKnown, match=line.external_id):
        open_line(
            session,
            make_service(session),
            external_id=line.external_id,
            name="Again",
            areas=[make_area(session)],
            terms=make_terms(),
            by=importer,
            at=NOW,
        )


def test_new_terms_stand_beside_the_old_and_make_the_line_due(
    session: Session, importer: Person
) -> None:
    line = make_bare_line(session)
    state_terms(session, line, make_terms(target_days=28), by=importer, at=LATER)
    now = terms_in_force(session, line.id)
    then = terms_in_force(session, line.id, known_at=NOW)
    assert now is not None
    assert then is not None
    assert (now.target_days, then.target_days) == (28, 42)
    assert session.get_one(LineFigures, line.id).facts_version == 2


def test_same_terms_again_change_nothing(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    state_terms(session, line, make_terms(), by=importer, at=LATER)
    rows = select(func.count()).select_from(LineTerms).where(LineTerms.line_id == line.id)
    assert session.scalar(rows) == 1
    assert session.get_one(LineFigures, line.id).facts_version == 1
    assert acts(session, line.id) == ["line:open"]


def test_closed_line_keeps_its_other_terms(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    closed = close_line(session, line, closed_on=dt.date(2027, 4, 1), by=importer, at=LATER)
    assert terms_of(closed) == make_terms(closed_on=dt.date(2027, 4, 1))


def test_line_cannot_close_before_it_opens(session: Session, importer: Person) -> None:
    line = make_bare_line(session)
    with pytest.raises(ClosesBeforeOpening, match="31 March 2025"):
        close_line(session, line, closed_on=dt.date(2025, 3, 31), by=importer, at=LATER)
    assert close_line(session, line, closed_on=OPENED, by=importer, at=LATER).closed_on == OPENED


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target_days", -1),
        ("session_weekday", 0),
        ("session_weekday", 8),
        ("sessions_required", 0),
        ("hours_per_session", -1.5),
        ("max_new_per_session", 0),
        ("min_to_run", -1),
        ("programme_weeks", -2),
    ],
)
def test_impossible_terms_are_refused_by_field(
    session: Session, importer: Person, field: str, value: float
) -> None:
    line = make_bare_line(session)
    with pytest.raises(TermsImpossible) as refused:
        state_terms(session, line, make_terms(**{field: value}), by=importer, at=LATER)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        (DeliveryKind.ROLLING_GROUP, "session_weekday"),
        (DeliveryKind.UNPAID_WORK, "session_weekday"),
        (DeliveryKind.UNPAID_WORK, "hours_per_session"),
    ],
)
def test_terms_without_which_no_date_can_be_worked_out_are_refused(
    session: Session, importer: Person, kind: DeliveryKind, missing: str
) -> None:
    complete = make_terms(session_weekday=6, hours_per_session=7.0)
    without: TermsStated = replace(complete, **{missing: None})  # type: ignore[arg-type]
    with pytest.raises(TermsImpossible) as refused:
        make_bare_line(session, kind, terms=without)
    assert refused.value.field == missing
    line = make_bare_line(session, kind, terms=complete)
    with pytest.raises(TermsImpossible):
        state_terms(session, line, without, by=importer, at=LATER)
