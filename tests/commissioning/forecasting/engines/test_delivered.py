"""What is delivered of the places declared, learned from who was left waiting.

Every service here looks back on a year in which two or more ready people were always left waiting.
"""

from collections.abc import Iterable
from itertools import cycle

import numpy as np
import pytest

from commissioning.forecasting.engines.delivered import SharesDrawn, WaysOfKeeping, delivered_of
from commissioning.forecasting.engines.records import LineRecords
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_finished,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import calendar_of, make_line

RUNS = 101
LAST_TUESDAY = -6
ALWAYS_WAITING = [
    make_referral(f"waits {n}", received=day(-500), inducted=day(-490)) for n in range(2)
]


def learned(
    service: Document, people: Iterable[Document], *, attendance: float = 1.0
) -> WaysOfKeeping:
    line = make_line(service | {"opened_on": day(-730)}, [*ALWAYS_WAITING, *people])
    return delivered_to(line, attendance=attendance)


def delivered_to(line: LineRecords, *, attendance: float = 1.0) -> WaysOfKeeping:
    """With everybody ready since the day that was written down."""
    ready = {one.id: one.inducted for one in line.referrals if one.inducted is not None}
    return delivered_of(
        line, calendar_of(line), ready_since=ready, missed_share=0.1, attendance=attendance
    )


def likely(found: WaysOfKeeping) -> SharesDrawn:
    return found.drawn(np.random.default_rng(1), RUNS)


def share_of(found: WaysOfKeeping) -> float:
    return float(np.median(likely(found).in_the_long_run))


def stays(places: int, *, last: int, free_for: int = 7) -> list[Document]:
    """In each of so many places one person after another, every ten weeks.

    `last` is the latest change in the first place, each other place changes a week before the one
    before it. A place is free for so many days before somebody starts.
    """
    return [
        person
        for place in range(places)
        for person in one_after_another(place, last - 7 * (place % 10), free_for)
    ]


def one_after_another(place: int, last: int, free_for: int) -> list[Document]:
    starts = range(last, -440, -70)
    there, *gone = (make_started(f"{place} at {start}", started=start, lag=30) for start in starts)
    for person, start in zip(gone, starts[1:], strict=True):
        person |= {"status": "completed", "ended": day(start + 70 - free_for)}
    return [there, *gone]


def a_group(**facts: int) -> Document:
    return make_service("rolling_group", max_new_per_session=None) | facts


def test_without_a_record_most_of_what_was_declared_is_delivered() -> None:
    line = make_line(a_group())
    found = delivered_to(line)
    assert share_of(found) == pytest.approx(0.92, abs=0.02)
    assert np.ptp(likely(found).in_the_long_run) > 0.3


def test_six_of_eight_places_in_use_with_people_waiting_are_what_is_delivered() -> None:
    found = learned(a_group(), stays(6, last=LAST_TUESDAY))
    assert share_of(found) == pytest.approx(0.75, abs=0.07)
    assert np.ptp(likely(found).in_the_long_run) < 0.2


def test_all_places_in_use_are_all_delivered() -> None:
    found = learned(a_group(), stays(8, last=LAST_TUESDAY))
    assert share_of(found) == pytest.approx(1.0, abs=0.07)


def test_more_than_was_declared_can_be_delivered() -> None:
    found = learned(a_group(), stays(12, last=LAST_TUESDAY))
    assert share_of(found) == pytest.approx(1.5, abs=0.07)


def test_empty_places_say_little_when_nobody_was_ready() -> None:
    line = make_line(a_group() | {"opened_on": day(-730)}, stays(4, last=LAST_TUESDAY))
    found = delivered_to(line)
    assert share_of(found) > 0.85


def test_a_rush_let_in_one_by_one_is_not_taken_for_lack_of_places() -> None:
    """One person a week for ten weeks each: never more than ten in the twenty places."""
    people = stays(10, last=LAST_TUESDAY)
    twenty = [{"from": day(-730), "value": 20}]
    one_a_week = learned(a_group() | {"capacity": twenty, "max_new_per_session": 1}, people)
    no_such_rule = learned(a_group() | {"capacity": twenty}, people)
    assert share_of(one_a_week) > 0.85
    assert share_of(no_such_rule) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("weekday", range(5))
def test_one_to_one_work_that_starts_on_one_weekday_is_not_taken_to_be_short_of_places(
    weekday: int,
) -> None:
    """All eight places are taken again on that weekday; on the other days nobody starts."""
    people = stays(8, last=-7 + weekday, free_for=1)
    assert share_of(learned(make_service("one_to_one"), people)) > 0.93


def test_the_last_weeks_say_what_is_delivered_lately() -> None:
    """Eight places until some nine weeks ago; nobody came for those who left four of them."""
    people = stays(4, last=LAST_TUESDAY)
    people += [p for p in stays(8, last=LAST_TUESDAY)[28:] if p["started"] < day(-60)]
    found = likely(learned(a_group(), people))
    assert np.median(found.lately) < 0.65
    assert np.median(found.in_the_long_run) > 0.8


@pytest.mark.parametrize(("refills", "learned_chance"), [(False, 0.0), (True, 1.0)])
def test_seats_of_people_who_stay_away_are_refilled_or_kept(
    refills: bool, learned_chance: float
) -> None:
    ten_places = make_service("unpaid_work", max_new_per_session=None)
    found = learned(ten_places, a_year_of_saturdays(refills), attendance=0.8)
    assert found.chance_of_refilling == pytest.approx(learned_chance, abs=0.02)
    assert share_of(found) == pytest.approx(1.0, abs=0.1)


def a_year_of_saturdays(refills: bool) -> list[Document]:
    """Ten places; everybody stays twelve weeks and two in ten are absent, some days more."""
    people: list[Document] = []
    absent = cycle((2, 4, 1, 3, 0, 2, 5, 1))
    for saturday in range(-464, 0, 7):
        in_use = sum(person["ended"] >= day(saturday) for person in people)
        free = 10 - in_use + (next(absent) if refills else 0)
        people += [leaves_after_twelve_weeks(saturday, number) for number in range(free)]
    return [as_it_stands_today(person) for person in people]


def leaves_after_twelve_weeks(start: int, number: int) -> Document:
    return make_finished(f"{start} {number}", started=start, stay=77)


def as_it_stands_today(person: Document) -> Document:
    is_over = person["ended"] <= day(0)
    return person if is_over else person | {"status": "in_progress", "ended": None}
