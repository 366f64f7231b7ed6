"""Whose wait is shown: the line's own when it has cases enough, else a wider circle's, named."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from sqlalchemy.orm import Session

from commissioning.dates.typical_wait import TypicalWait, TypicalWaits, WaitLevel
from commissioning.lines.models import Line
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.recording import receive_referral, record_event
from directory.places.models import LocalDeliveryUnit
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service

TODAY = NOW.date()
_numbers = itertools.count(1)


@pytest.fixture
def area(session: Session) -> LocalDeliveryUnit:
    return make_area(session)


def refer(session: Session, line: Line, *, ago: int, waited: int | None) -> None:
    """One person referred `ago` days ago, who started after `waited` days or still waits."""
    received = TODAY - dt.timedelta(days=ago)
    by = actor(session)
    referral = receive_referral(
        session,
        line,
        reference=f"WAIT-{next(_numbers):05}",
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=received,
        received_on=received,
        by=by,
        at=NOW,
    )
    if waited is None:
        return
    started = received + dt.timedelta(days=waited)
    for kind in (EventKind.ACCEPTED, EventKind.READY, EventKind.STARTED):
        record_event(session, referral, kind=kind, on_date=started, by=by, at=NOW)


def refer_many(session: Session, line: Line, people: int, *, waited: int | None = 30) -> None:
    for _ in range(people):
        refer(session, line, ago=200, waited=waited)


def wait_of(session: Session, line: Line) -> TypicalWait | None:
    return TypicalWaits(session, TODAY).of(line)


def test_a_line_with_cases_enough_speaks_for_itself(
    session: Session, area: LocalDeliveryUnit
) -> None:
    line = make_line(session, areas=[area])
    refer_many(session, line, 10)
    wait = wait_of(session, line)
    assert wait is not None
    assert (wait.level, wait.median_days, wait.people) == (WaitLevel.LINE, 30, 10)
    assert wait.sentence is not None


def test_nine_people_are_too_few_and_the_service_stands_in(
    session: Session, area: LocalDeliveryUnit
) -> None:
    service = make_service(session, areas=[area])
    small = make_line(session, areas=[area], service=service)
    large = make_line(session, areas=[area], service=service)
    refer_many(session, small, 9, waited=20)
    refer_many(session, large, 12, waited=50)
    wait = wait_of(session, small)
    assert wait is not None
    assert (wait.level, wait.median_days, wait.people) == (WaitLevel.SERVICE, 50, 21)


def test_then_the_requirement_in_the_region(session: Session, area: LocalDeliveryUnit) -> None:
    fresh = make_line(session, areas=[area], requirements=["programme"])
    known = make_line(session, areas=[area], requirements=["programme"])
    other = make_line(session, areas=[area], requirements=["unpaid_work"])
    refer_many(session, known, 10, waited=40)
    refer_many(session, other, 10, waited=4)
    wait = wait_of(session, fresh)
    assert wait is not None
    assert (wait.level, wait.median_days) == (WaitLevel.REQUIREMENT_IN_REGION, 40)


def test_nothing_is_said_where_no_circle_has_cases_enough(
    session: Session, area: LocalDeliveryUnit
) -> None:
    line = make_line(session, areas=[area])
    refer_many(session, line, 7)
    assert wait_of(session, line) is None


def test_people_still_waiting_count(session: Session, area: LocalDeliveryUnit) -> None:
    """Ten started after 30 days, eleven still wait: the median is not reached, not 30."""
    line = make_line(session, areas=[area])
    refer_many(session, line, 10)
    refer_many(session, line, 11, waited=None)
    wait = wait_of(session, line)
    assert wait is not None
    assert wait.median_days is None


def test_referrals_of_more_than_a_year_ago_do_not_count(
    session: Session, area: LocalDeliveryUnit
) -> None:
    line = make_line(session, areas=[area])
    for _ in range(20):
        refer(session, line, ago=365, waited=10)
    assert wait_of(session, line) is None
    for _ in range(10):
        refer(session, line, ago=364, waited=10)
    wait = wait_of(session, line)
    assert wait is not None
    assert wait.people == 10
