"""What is kept of old answers: the last of each month, and whatever a line speaks by."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.keeping import KEPT_DAYS, thin_history
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.lines.models import Line, LineFigures
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.places import make_area

STANDARD, PRIORITY = ForPriority.STANDARD, ForPriority.PRIORITY


@pytest.fixture
def lines(session: Session) -> list[Line]:
    area = make_area(session)
    return [make_line(session, areas=[area]) for _ in range(2)]


def answer(
    session: Session, line: Line, made_at: dt.datetime, priority: ForPriority = STANDARD
) -> int:
    row = LineForecast(
        line_id=line.id,
        priority=priority,
        as_of=made_at.date(),
        made_at=made_at,
        engine_version="tests",
        facts_version=1,
        status="open",
        distribution=[],
        basis={},
        start_within_order=0.5,
    )
    session.add(row)
    session.flush()
    return row.id


def left(session: Session) -> set[int]:
    return set(session.scalars(select(LineForecast.id)))


def test_last_answer_of_each_month_line_and_question_stays(
    session: Session, lines: list[Line]
) -> None:
    first, last = (dt.datetime(2026, 10, day, 12, tzinfo=dt.UTC) for day in (5, 30))
    november = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
    dropped = answer(session, lines[0], first)
    kept = {
        answer(session, lines[0], last),
        answer(session, lines[0], november),
        answer(session, lines[0], first, PRIORITY),
        answer(session, lines[1], first),
    }
    assert thin_history(session, NOW) == 1
    assert left(session) == kept
    assert dropped not in left(session)
    assert thin_history(session, NOW) == 0


def test_answer_that_a_line_speaks_by_stays_however_old(
    session: Session, lines: list[Line]
) -> None:
    month = [dt.datetime(2026, 5, day, 12, tzinfo=dt.UTC) for day in (1, 2, 3, 4)]
    standard, priority, dropped, last = (answer(session, lines[0], day) for day in month)
    figures = session.get_one(LineFigures, lines[0].id)
    figures.standard_forecast_id, figures.priority_forecast_id = standard, priority
    session.flush()
    assert thin_history(session, NOW) == 1
    assert left(session) == {standard, priority, last}
    assert dropped not in left(session)


def test_answers_younger_than_the_limit_all_stay(session: Session, lines: list[Line]) -> None:
    limit = NOW - dt.timedelta(days=KEPT_DAYS)
    old = answer(session, lines[0], limit - dt.timedelta(seconds=2))
    last_old = answer(session, lines[0], limit - dt.timedelta(seconds=1))
    young = {answer(session, lines[0], limit + dt.timedelta(hours=hour)) for hour in range(3)}
    assert thin_history(session, NOW) == 1
    assert left(session) == {last_old, *young}
    assert old not in left(session)
