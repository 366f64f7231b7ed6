"""What a worker whose clock is ahead has kept is put right by the next one whose clock is not."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from commissioning.dates.keeping import keep
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.dates.working_out import LineAnswer, RecentCases, due_lines, work_out
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.lines.models import Line, LineFigures
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.promises import promise
from tests.makers.referrals import refer

DAY = dt.timedelta(days=1)


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(session, areas=[make_area(session)], at=NOW - 200 * DAY)


def answer(session: Session, line: Line, at: dt.datetime) -> int:
    return keep(session, work_out(session, [line.id], as_of=at.date()), at=at)


def figures_of(session: Session, line: Line) -> LineFigures:
    session.expire_all()
    return session.get_one(LineFigures, line.id)


def current(session: Session, line: Line) -> LineForecast:
    return session.get_one(LineForecast, figures_of(session, line).standard_forecast_id)


@pytest.mark.parametrize(
    ("answered", "is_due"),
    [
        (None, True),
        (-1, True),  # yesterday
        (0, False),
        (1, True),  # by a clock that is ahead
        (300, True),
    ],
)
def test_a_line_is_due_unless_it_was_answered_today(
    session: Session, line: Line, answered: int | None, is_due: bool
) -> None:
    answer(session, line, NOW)
    on = None if answered is None else TODAY + answered * DAY
    session.execute(update(LineFigures).values(answered_on=on))
    assert due_lines(session, as_of=TODAY, limit=9) == ([line.id] if is_due else [])


def test_lines_answered_in_the_future_come_before_those_of_yesterday(session: Session) -> None:
    area = make_area(session)
    lines = [make_line(session, areas=[area], at=NOW - 200 * DAY) for _ in range(4)]
    for one in lines:
        answer(session, one, NOW - DAY)
    answer(session, lines[2], NOW + DAY)
    first = {due_lines(session, as_of=TODAY, limit=4)[0] for _ in range(20)}
    assert first == {lines[2].id}


def test_an_answer_from_the_future_is_replaced(session: Session, line: Line) -> None:
    answer(session, line, NOW + DAY)
    assert current(session, line).as_of == TODAY + DAY
    assert answer(session, line, NOW) == 1
    assert figures_of(session, line).answered_on == TODAY
    assert current(session, line).as_of == TODAY


def saying(line: Line, day: dt.date, *steps: tuple[int, float]) -> LineAnswer:
    basis = ForecastBasis("tests", 25, 0, "history", "Said.")
    days = StartDays.of(steps, horizon_days=1095, basis=basis)
    return LineAnswer(line.id, 1, day, {ForPriority.STANDARD: days}, RecentCases(), None)


def test_also_where_it_says_the_same(session: Session, line: Line) -> None:
    """Its row counts from a day that has not come, from which no page can count."""
    keep(session, [saying(line, TODAY + DAY, (9, 0.5), (19, 1.0))], at=NOW + DAY)
    keep(session, [saying(line, TODAY, (10, 0.5), (20, 1.0))], at=NOW)
    assert current(session, line).as_of == TODAY


def test_yesterdays_row_stays_where_it_says_the_same(session: Session, line: Line) -> None:
    keep(session, [saying(line, TODAY - DAY, (11, 0.5), (21, 1.0))], at=NOW - DAY)
    keep(session, [saying(line, TODAY, (10, 0.5), (20, 1.0))], at=NOW)
    assert current(session, line).as_of == TODAY - DAY


def test_an_older_answer_still_gives_way_to_a_newer_of_today(session: Session, line: Line) -> None:
    """A slow worker began before midnight: the other was faster, and no clock was wrong."""
    slow = work_out(session, [line.id], as_of=TODAY - DAY)
    answer(session, line, NOW)
    assert keep(session, slow, at=NOW) == 0
    assert figures_of(session, line).answered_on == TODAY


def test_what_was_said_in_the_future_and_to_nobody_goes(session: Session, line: Line) -> None:
    """Else a person referred on that day would be promised what the wrong clock said."""
    answer(session, line, NOW + DAY)
    answer(session, line, NOW)
    kept = session.scalars(select(LineForecast.as_of).where(LineForecast.line_id == line.id))
    assert set(kept) == {TODAY}


def test_what_was_promised_to_somebody_stays(session: Session, line: Line) -> None:
    promise(session, line, kept=1, broken=0, on=-20)
    answer(session, line, NOW + DAY)
    promised = session.scalars(
        select(LineForecast).where(LineForecast.as_of == TODAY - 20 * DAY)
    ).one()
    promised.as_of, promised.made_at = TODAY + DAY, NOW + DAY
    session.flush()
    answer(session, line, NOW)
    kept = session.scalars(select(LineForecast.id).where(LineForecast.as_of > TODAY)).all()
    assert kept == [promised.id]


def test_the_worker_with_a_wrong_clock_does_not_stop_others_lines(
    session: Session, line: Line
) -> None:
    refer(session, line, on=0)
    answer(session, line, NOW + 400 * DAY)
    assert answer(session, line, NOW) == 1
    assert answer(session, line, NOW) == 0
