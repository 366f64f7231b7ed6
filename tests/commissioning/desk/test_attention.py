"""Counts of a line's people are kept for the desk: once for each day and each change of facts."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.models import ForPriority, LineForecast
from commissioning.desk.attention import count_attention
from commissioning.desk.models import LineAttention
from commissioning.lines.models import Line, LineFigures
from commissioning.promises.models import Promise
from commissioning.referrals.kinds import EventKind
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY, day
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.referrals import happen, refer
from tests.makers.start_dates import answer_everything


@pytest.fixture
def line(session: Session) -> Line:
    line = make_line(session, areas=[make_area(session)])
    answer_everything(session)
    return line


def promise(
    session: Session, line: Line, *, by: int, on: int, started: int | None, left: int | None = None
) -> None:
    referral = refer(session, line, on=on, started=started)
    if left is not None:
        happen(session, referral, EventKind.WITHDRAWN, on=left)
    forecast = session.scalars(
        select(LineForecast).where(LineForecast.line_id == line.id).limit(1)
    ).one()
    session.add(
        Promise(
            referral_id=referral.id, line_id=line.id, forecast_id=forecast.id,
            priority=ForPriority.STANDARD, delivery_kind=DeliveryKind.ONE_TO_ONE,
            is_generated=False, promised_on=day(on), by_9_in_10=day(by), start_within_order=0.9,
            engine_version="test", recorded_at=NOW,
        )
    )  # fmt: skip
    session.flush()


def kept(session: Session, line: Line) -> LineAttention:
    session.expire_all()
    return session.get_one(LineAttention, line.id)


def test_of_dates_that_came_those_are_late_who_had_not_started(
    session: Session, line: Line
) -> None:
    promise(session, line, by=-10, on=-40, started=-12)  # in time
    promise(session, line, by=-10, on=-40, started=-5)  # later
    promise(session, line, by=-10, on=-40, started=None)  # still waits
    promise(session, line, by=-10, on=-40, started=None, left=-20)  # left before: neither
    promise(session, line, by=-100, on=-130, started=-90)  # long ago
    promise(session, line, by=0, on=-30, started=None)  # it comes today
    answer_everything(session)
    assert count_attention(session, today=TODAY) == 1
    counted = kept(session, line)
    assert (counted.promised, counted.later_than_promised) == (3, 2)


def test_a_line_is_counted_once_until_something_moves(session: Session, line: Line) -> None:
    assert count_attention(session, today=TODAY) == 1
    assert count_attention(session, today=TODAY) == 0
    refer(session, line, on=-1)
    assert count_attention(session, today=TODAY) == 0, "its dates are being worked out"
    answer_everything(session)
    assert count_attention(session, today=TODAY) == 1
    assert count_attention(session, today=day(1)) == 1
    figures = session.get_one(LineFigures, line.id)
    assert kept(session, line).facts_version == figures.facts_version


def test_so_many_lines_at_a_time(session: Session) -> None:
    area = make_area(session)
    for _ in range(3):
        make_line(session, areas=[area])
    answer_everything(session)
    assert count_attention(session, today=TODAY, at_once=2) == 2
    assert count_attention(session, today=TODAY, at_once=2) == 1
