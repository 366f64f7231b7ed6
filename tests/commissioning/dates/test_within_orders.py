"""Chances within orders of 6 to 36 months: what is kept, and that it says what the whole would."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.in_order import InOrder
from commissioning.availability.placed_lines import placed_lines
from commissioning.availability.question import CourtQuestion
from commissioning.availability.stored_lines import lines_of_services
from commissioning.bank_holidays import holidays_between
from commissioning.dates.keeping import keep
from commissioning.dates.kept_dates import WithinOrder, chances_from_stored, chances_to_stored
from commissioning.dates.models import ForPriority, LineForecast
from commissioning.dates.within_orders import within_orders
from commissioning.dates.working_out import LineAnswer, RecentCases, work_out
from commissioning.forecasting.start_days import ForecastBasis, StartDays
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import TermsStated
from commissioning.timing.courses import Course, StayCourse, WeeklyCourse
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_in_order import time_in_order
from directory.delivery import DeliveryKind
from directory.order_length import ORDER_LENGTHS_DAYS
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area

DAY = dt.timedelta(days=1)
LAST = TODAY + 1500 * DAY
DAYS = OpenDays.between(
    TODAY, LAST, bank_holidays=[day for day, _ in holidays_between(TODAY, LAST)]
)
BASIS = ForecastBasis("tests", 25, 0, "history", "Said.")


def starting(*steps: tuple[int, float]) -> StartDays:
    return StartDays.of(steps, horizon_days=1095, basis=BASIS)


STARTS = starting((14, 0.2), (183, 0.5), (366, 0.7), (900, 0.95))
ONCE = WeeklyCourse(1)
TEN_WEEKS = WeeklyCourse(10)


def chances(course: Course | None, start_days: StartDays = STARTS) -> dict[int, WithinOrder]:
    return within_orders(start_days, course, as_of=TODAY, days=DAYS)


@pytest.mark.parametrize(
    ("order_days", "start"), [(183, 0.5), (365, 0.5), (548, 0.7), (730, 0.7), (1095, 0.95)]
)
def test_the_chance_to_start_within_each_length(order_days: int, start: float) -> None:
    assert chances(None)[order_days] == WithinOrder(start, None)


@pytest.mark.parametrize(
    ("order_days", "ten_weeks", "once"),
    [
        (183, 0.2, 0.5),  # who starts on the last day has one session and not ten
        (365, 0.5, 0.5),
        (548, 0.7, 0.7),
        (730, 0.7, 0.7),
        (1095, 0.95, 0.95),
    ],
)
def test_the_chance_to_start_and_finish(order_days: int, ten_weeks: float, once: float) -> None:
    assert chances(TEN_WEEKS)[order_days].start_and_finish == pytest.approx(ten_weeks)
    assert chances(ONCE)[order_days].start_and_finish == pytest.approx(once)


def test_of_unpaid_work_how_long_it_takes_turns_on_the_hours() -> None:
    course = WeeklyCourse(15, hours_per_session=7.0)
    assert {chance.start_and_finish for chance in chances(course).values()} == {None}


def test_without_a_forecast_nothing_is_kept() -> None:
    none = StartDays.unavailable("no_capacity", horizon_days=1095, basis=BASIS)
    assert chances(TEN_WEEKS, none) == {}
    assert chances_to_stored({}) is None
    assert chances_from_stored(None) == {}


@pytest.mark.parametrize(
    "course",
    [
        ONCE,
        WeeklyCourse(20, weekday=2, attendance=0.8),
        WeeklyCourse(26, attendance=0.8, is_together=True, then_days=28),
        StayCourse((30, 60, 90, 180, 400), 40),
    ],
)
def test_what_is_kept_is_what_time_in_the_order_says(course: Course) -> None:
    for order_days, kept in chances_from_stored(chances_to_stored(chances(course))).items():
        whole = time_in_order(
            STARTS,
            course,
            counted_from=TODAY,
            today=TODAY,
            finish_by=TODAY + order_days * DAY,
            days=DAYS,
        )
        assert kept.start_and_finish == whole.chance_of_finishing
        assert kept.start == STARTS.chance_within(order_days)


def test_a_longer_order_never_lowers_a_chance() -> None:
    kept = list(chances(TEN_WEEKS).values())
    for shorter, longer in pairwise(kept):
        assert shorter.start <= longer.start
        assert (shorter.start_and_finish or 0) <= (longer.start_and_finish or 0)
    assert all((one.start_and_finish or 0) <= one.start for one in kept)


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(
        session,
        areas=[make_area(session)],
        kind=DeliveryKind.CLOSED_GROUP,
        terms=TermsStated(opened_on=OPENED, target_days=42, programme_weeks=10),
    )


def order_of(session: Session, line: Line, order_days: int, *, today: dt.date = TODAY) -> InOrder:
    session.expire_all()
    question = CourtQuestion(order_days=order_days)
    stored = lines_of_services(session, [line.service_id], today=today, sight=question.sight)
    (placed,) = placed_lines(session, stored, question, today=today)
    assert placed.order is not None
    return placed.order


@pytest.mark.parametrize("order_days", ORDER_LENGTHS_DAYS)
def test_chances_kept_by_the_worker_are_those_worked_out_on_the_spot(
    session: Session, line: Line, order_days: int
) -> None:
    keep(session, work_out(session, [line.id], as_of=TODAY), at=NOW)
    kept = order_of(session, line, order_days)
    assert (kept.time, kept.is_finish_known) == (None, True)
    for row in session.scalars(select(LineForecast)):
        row.within_orders = None
    session.flush()
    worked_out = order_of(session, line, order_days)
    assert worked_out.time is not None
    assert worked_out.chance == pytest.approx(kept.chance)


@pytest.mark.parametrize(("order_days", "day"), [(184, TODAY), (183, TODAY + DAY)])
def test_another_length_or_another_day_is_worked_out_on_the_spot(
    session: Session, line: Line, order_days: int, day: dt.date
) -> None:
    keep(session, work_out(session, [line.id], as_of=TODAY), at=NOW)
    assert order_of(session, line, order_days, today=day).time is not None


def saying(line: Line, day: dt.date, starts: StartDays, course: Course | None = None) -> LineAnswer:
    said = within_orders(starts, course, as_of=day, days=DAYS)
    standard = ForPriority.STANDARD
    return LineAnswer(
        line.id, 1, day, {standard: starts}, RecentCases(), None, within_orders={standard: said}
    )


@pytest.mark.parametrize(
    ("then", "now", "is_kept"),
    [
        ((10, 20), (9, 19), True),  # the same two days
        ((10, 184), (9, 183), False),  # the second has come within six months
        ((10, 19), (9, 19), False),  # another day
    ],
)
def test_a_row_stays_only_while_its_chances_are_those_of_today(
    session: Session, line: Line, then: tuple[int, int], now: tuple[int, int], is_kept: bool
) -> None:
    steps = [list(zip(days, (0.5, 1.0), strict=True)) for days in (then, now)]
    keep(session, [saying(line, TODAY, starting(*steps[0]))], at=NOW)
    first = session.get_one(LineFigures, line.id).standard_forecast_id
    keep(session, [saying(line, TODAY + DAY, starting(*steps[1]))], at=NOW + DAY)
    session.expire_all()
    second = session.get_one(LineFigures, line.id).standard_forecast_id
    assert (first == second) is is_kept
    kept = order_of(session, line, 183, today=TODAY + DAY)
    assert kept.time is None
    assert kept.chance == starting(*steps[1]).chance_within(183)
