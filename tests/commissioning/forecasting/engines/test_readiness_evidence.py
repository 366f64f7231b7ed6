"""Since when somebody was ready, at the latest and at the earliest, read off who started when."""

import pytest

from commissioning.forecasting.engines.durations import TimedCase
from commissioning.forecasting.engines.readiness_evidence import NOT_SEEN, ReadyWithin
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import make_line


def untold(name: str, received: int, started: int | None = None, **facts: object) -> Document:
    """Nobody wrote down when they became ready."""
    status = {} if started is None else {"status": "in_progress", "started": day(started)}
    return make_referral(name, received=day(received), inducted=None, **status, **facts)


def test_readiness_is_known_not_yet_or_by_the_start() -> None:
    people = [
        make_referral(1, received=day(-30), inducted=day(-18)),
        untold("2", -20),
        untold("3", -15, status="withdrawn", withdrawn=day(-9)),
        make_started(4, started=-40),
        *(untold(f"started {n}", -90, -60) for n in range(3)),
    ]
    line = make_line(referrals=people)
    told = line.told_share
    assert told == pytest.approx((1 + 4 * (1 + 4) / (4 + 4)) / (4 + 4))
    assert sorted(line.readiness.cases, key=lambda case: case.lasted) == [
        TimedCase(6, is_over=False, weight=told),
        TimedCase(8, is_over=True),
        TimedCase(12, is_over=True),
        TimedCase(20, is_over=False, weight=told),
    ]
    assert line.readiness.spans == [ReadyWithin(NOT_SEEN, 30)] * 3


@pytest.mark.parametrize(
    ("who", "last_not_ready"),
    [
        ("early", 20),  # received 50 days ago; on day -30 and day -20 later ones started
        ("early, by then gone", NOT_SEEN),
        ("early, left", 20),
        ("waits", 25),
        ("waits with priority", 25),
        ("missed a start", NOT_SEEN),  # perhaps passed over for that
        ("same day", NOT_SEEN),
        ("last", NOT_SEEN),
    ],
)
def test_who_is_passed_over_by_later_comers_was_not_ready_then(
    who: str, last_not_ready: int
) -> None:
    people = [
        untold("early", -50, -25),
        untold("early, by then gone", -50, -30),
        untold("early, left", -50, status="withdrawn", withdrawn=day(-25)),
        untold("waits", -45),
        untold("waits with priority", -45, priority="priority"),
        untold("missed a start", -50, missed_starts=1),
        untold("same day", -40),
        untold("first taken", -40, -30),
        untold("next taken", -41, -20),
        untold("last", -5),
    ]
    line = make_line(referrals=people)
    assert line.last_not_ready[f"R{who}"] == last_not_ready


@pytest.mark.parametrize(
    ("allocation", "last_not_ready"), [("priority_then_date", NOT_SEEN), ("date", 10)]
)
def test_being_passed_over_by_priority_tells_nothing_where_priority_goes_first(
    allocation: str, last_not_ready: int
) -> None:
    people = [untold("waits", -30), untold("first", -25, -20, priority="priority")]
    line = make_line(make_service(allocation=allocation), people)
    assert line.last_not_ready["Rwaits"] == last_not_ready


def test_being_passed_over_is_evidence_as_far_as_silence_is_none() -> None:
    people = [untold("waits", -30), *(untold(f"later {n}", -28, -20) for n in range(12))]
    line = make_line(referrals=people)
    told = line.told_share
    assert told == pytest.approx(4 * (4 / (12 + 4)) / (12 + 4))
    assert line.readiness.cases == [
        TimedCase(30, is_over=False, weight=told),
        TimedCase(10, is_over=False, weight=1 - told),
    ]
