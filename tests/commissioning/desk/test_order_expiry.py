"""The list of one Monday, worked by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.desk.order_expiry import OpenOrder, OrderExpiry, days_needed, order_expiry
from commissioning.timing.courses import StayCourse, WeeklyCourse
from commissioning.timing.open_days import OpenDays
from tests.thoroughness import examples

TODAY = date(2027, 3, 1)
OPEN = OpenDays.between(TODAY - timedelta(365), TODAY + timedelta(900), bank_holidays=())


def ends_in(weeks: int, days: int = 0) -> date:
    return TODAY + timedelta(weeks=weeks, days=days)


WORKED = [
    # case, order ends, days needed: weeks left, needed, spare
    ("a", ends_in(12), 70, (12, 10, 2)),
    ("b", ends_in(4), 70, (4, 10, -6)),
    ("c", ends_in(10, 6), 71, (10, 11, -1)),  # ten weeks and six days hold ten; 71 days need 11
    ("d", ends_in(8), None, (8, None, None)),
    ("e", ends_in(2), None, (2, None, None)),
    ("f", ends_in(0, -1), 7, (-1, 1, -2)),  # ended yesterday: no week of it is left
    ("g", ends_in(10), 70, (10, 10, 0)),
    ("h", None, 70, (None, 10, None)),
    ("i", ends_in(30), 0, (30, 0, 30)),
]
ORDERS = [OpenOrder(case, ends, needed) for case, ends, needed, _ in WORKED]
WORK = [
    OpenOrder("u1", ends_in(10), 63, is_unpaid_work=True),  # a week before the end
    OpenOrder("u2", ends_in(10), 77, is_unpaid_work=True),  # a week past it
    OpenOrder("u3", ends_in(10), None, is_unpaid_work=True),
    OpenOrder("u4", ends_in(-4), 14, is_unpaid_work=True),  # six weeks past it
]
EARLY = OpenOrder("t", ends_in(1), 70, ended_early=True)


def of_today(*more: OpenOrder) -> OrderExpiry:
    return order_expiry([*ORDERS, *WORK, EARLY, *more], today=TODAY)


@pytest.mark.parametrize(("case", "ends", "needed", "weeks"), WORKED)
def test_weeks_spare_are_weeks_left_less_weeks_needed(
    case: str, ends: date | None, needed: int | None, weeks: tuple[int | None, ...]
) -> None:
    order = OpenOrder(case, ends, needed)
    assert (order.weeks_left(TODAY), order.weeks_needed, order.weeks_spare(TODAY)) == weeks


def test_least_spare_first_and_unknown_needs_above_what_is_known_to_fit() -> None:
    listed = of_today()
    assert [order.case for order in listed.ending] == ["b", "f", "c", "e", "d", "g", "a", "i"]
    assert (listed.too_late, listed.needs_not_known) == (3, 2)


def test_end_not_known_stands_apart() -> None:
    assert [order.case for order in of_today().end_not_known] == ["h"]


def test_unpaid_work_stands_apart_with_its_likely_last_day() -> None:
    listed = of_today().unpaid_work
    assert [order.case for order in listed] == ["u4", "u2", "u3", "u1"]
    assert listed[0].likely_last_day(TODAY) == ends_in(2)
    assert listed[2].likely_last_day(TODAY) is None


def test_terminated_order_leaves_the_list_as_done() -> None:
    listed = of_today()
    assert [order.case for order in listed.done] == ["t"]
    assert EARLY not in (*listed.ending, *listed.unpaid_work, *listed.end_not_known)


ROLLING = WeeklyCourse(10)


@pytest.mark.parametrize(
    ("course", "facts", "needed"),
    [
        (None, {}, None),
        (ROLLING, {}, 63),  # ten Mondays from today on
        (ROLLING, {"started_on": ends_in(-4), "sessions_attended": 4}, 35),  # six are left
        (ROLLING, {"started_on": ends_in(-20), "sessions_attended": 10}, 0),
        # A group goes on together: ten meetings from its own start.
        (WeeklyCourse(10, is_together=True), {"started_on": ends_in(-4)}, 35),
        (WeeklyCourse(10, is_together=True), {"started_on": ends_in(-20)}, 0),
        (StayCourse((30, 60, 90), 20), {}, 90),
        (StayCourse((30, 60, 90), 20), {"started_on": TODAY - timedelta(days=40)}, 50),
        (WeeklyCourse(1, hours_per_session=7), {"hours_left": 40}, 35),  # six days of seven hours
        (WeeklyCourse(1, hours_per_session=7), {"hours_left": 0}, 0),
        (WeeklyCourse(1, hours_per_session=7), {}, None),  # nobody said how many were ordered
    ],
)
def test_days_needed_are_of_what_is_left(
    course: WeeklyCourse | StayCourse | None, facts: dict[str, object], needed: int | None
) -> None:
    assert days_needed(course, today=TODAY, days=OPEN, **facts) == needed  # type: ignore[arg-type]


orders = st.builds(
    OpenOrder,
    case=st.uuids().map(str),
    order_ends_on=st.none() | st.dates(TODAY - timedelta(60), TODAY + timedelta(400)),
    days_needed=st.none() | st.integers(0, 300),
    is_unpaid_work=st.booleans(),
    ended_early=st.booleans(),
)


@settings(max_examples=examples(200))
@given(st.lists(orders, max_size=15))
def test_everybody_stands_in_one_list_in_the_same_order_whatever_order_they_came(
    found: list[OpenOrder],
) -> None:
    listed = order_expiry(found, today=TODAY)
    everywhere = [*listed.ending, *listed.unpaid_work, *listed.end_not_known, *listed.done]
    assert sorted(one.case for one in everywhere) == sorted(one.case for one in found)
    turned = order_expiry(found[::-1], today=TODAY)
    assert (turned.ending, turned.unpaid_work) == (listed.ending, listed.unpaid_work)
