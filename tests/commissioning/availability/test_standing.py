"""Where a line stands: a table that a commissioner could check by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from commissioning.availability.standing import DatesKept, LineFacts, standing_of
from commissioning.availability.statuses import Because, LineStanding, OrderAsked, Status, WhyNot
from directory.delivery import DeliveryKind
from directory.order_length import OrderKind

TODAY = dt.date(2027, 3, 2)
YESTERDAY = dt.date(2027, 3, 1)
A_YEAR = OrderAsked(365)
SUSPENDED = OrderAsked(365, OrderKind.SUSPENDED_SENTENCE)
COMMUNITY = OrderAsked(365, OrderKind.COMMUNITY)


def after(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def dates(
    first: int | None = 10,
    likely: int | None = 20,
    last: int | None = 40,
    *,
    answered_on: dt.date = TODAY,
    reason: str | None = None,
) -> DatesKept:
    """Days from today."""
    by_1, by_5, by_9 = (None if day is None else after(day) for day in (first, likely, last))
    return DatesKept(after(-10), answered_on, reason, by_1, by_5, by_9)


def unavailable(reason: str) -> DatesKept:
    return DatesKept(TODAY, TODAY, reason)


def facts(**changed: object) -> LineFacts:
    line = LineFacts(
        kind=DeliveryKind.ONE_TO_ONE,
        days_within=42,
        dates_confirmed_on=YESTERDAY,
        places_stated=6,
        dates=dates(),
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def bed(**changed: object) -> LineFacts:
    return facts(
        kind=DeliveryKind.BED,
        dates=None,
        dates_confirmed_on=None,
        vacancies_confirmed_on=YESTERDAY,
        **changed,
    )


OPEN_ENDED = [
    # closed before anything else is asked
    (facts(closed_on=TODAY), Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED),
    (facts(closed_on=after(1)), Status.AVAILABLE, None),
    # needs nobody's place
    (facts(kind=DeliveryKind.IMMEDIATE, dates_confirmed_on=None), Status.AT_ONCE, None),
    # nobody ever said anything: the default, never "no" and never "ring, it is stale"
    (facts(dates_confirmed_on=None), Status.NOT_KNOWN, None),
    (facts(dates=unavailable("no_capacity"), places_stated=None), Status.NOT_KNOWN, None),
    (facts(kind=DeliveryKind.DROP_IN, dates_confirmed_on=None), Status.NOT_KNOWN, None),
    (bed(), Status.NOT_KNOWN, None),
    # said once, too long ago
    (facts(dates_confirmed_on=after(-35)), Status.AVAILABLE, None),
    (facts(dates_confirmed_on=after(-36)), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (facts(dates_confirmed_on=after(1)), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (facts(kind=DeliveryKind.DROP_IN, dates=None), Status.AVAILABLE, None),
    (bed(vacancies=2.0), Status.AVAILABLE, None),
    (
        replace(bed(vacancies=2.0), vacancies_confirmed_on=after(-8)),
        Status.NOT_CONFIRMED,
        WhyNot.NOT_CONFIRMED,
    ),
    # said, and since then one referral after another refused as full
    (facts(is_refused_as_full=True), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (
        bed(vacancies=2.0, is_refused_as_full=True),
        Status.NOT_CONFIRMED,
        WhyNot.NOT_CONFIRMED,
    ),
    # a closed line is closed, whatever was refused before
    (
        facts(closed_on=TODAY, is_refused_as_full=True),
        Status.NOT_AVAILABLE,
        WhyNot.NOT_COMMISSIONED,
    ),
    # dates worked out on an earlier day than three days ago, or by a clock that is ahead
    (facts(dates=None), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (facts(dates=dates(answered_on=after(-3))), Status.AVAILABLE, None),
    (facts(dates=dates(answered_on=after(-4))), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (facts(dates=dates(answered_on=after(1))), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    # more people recorded as there than there are places: the records cannot all be true
    (
        facts(dates=replace(dates(), people_above_places=3)),
        Status.NOT_CONFIRMED,
        WhyNot.NOT_CONFIRMED,
    ),
    # an agreement past its end: nobody keyed an extension, nobody said that it stopped
    (facts(agreement_ended_on=YESTERDAY), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    (facts(agreement_ended_on=TODAY), Status.AVAILABLE, None),
    (facts(dates=unavailable("contract_ended")), Status.NOT_CONFIRMED, WhyNot.NOT_CONFIRMED),
    # somebody said so
    (facts(shut_for=WhyNot.NO_STAFF), Status.NOT_AVAILABLE, WhyNot.NO_STAFF),
    (facts(dates=unavailable("no_capacity")), Status.NOT_AVAILABLE, WhyNot.FULL),
    (facts(dates=unavailable("service_closed")), Status.NOT_AVAILABLE, WhyNot.NOT_COMMISSIONED),
    (bed(vacancies=0.0), Status.NOT_AVAILABLE, WhyNot.FULL),
    # shut today: nobody is taken where nobody queues; a queue has those days in its dates
    (bed(vacancies=2.0, is_shut=True), Status.NOT_AVAILABLE, WhyNot.FULL),
    (facts(kind=DeliveryKind.DROP_IN, is_shut=True), Status.NOT_AVAILABLE, WhyNot.FULL),
    (facts(is_shut=True), Status.AVAILABLE, None),
    # stale before shut: what was said of staff is as old as all the rest
    (
        facts(shut_for=WhyNot.NO_STAFF, dates_confirmed_on=after(-36)),
        Status.NOT_CONFIRMED,
        WhyNot.NOT_CONFIRMED,
    ),
    # beyond three years, order asked or not
    (facts(dates=dates(900, None, None)), Status.NOT_WITHIN_ORDER, None),
    # 9 in 10 within the strand's days, not half, not the line's own target
    (facts(dates=dates(10, 20, 42)), Status.AVAILABLE, None),
    (facts(dates=dates(10, 20, 43)), Status.WAITING_LIST, None),
    (facts(dates=dates(10, 20, None)), Status.WAITING_LIST, None),
]


@pytest.mark.parametrize(("line", "status", "reason"), OPEN_ENDED)
def test_status_and_reason_without_an_order(
    line: LineFacts, status: Status, reason: WhyNot | None
) -> None:
    standing = standing_of(line, today=TODAY)
    assert (standing.status, standing.reason) == (status, reason)


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (facts(closed_on=TODAY), Because.SERVICE_CLOSED),
        (facts(dates_confirmed_on=None), Because.NEVER_SAID),
        (facts(agreement_ended_on=YESTERDAY), Because.CONTRACT_ENDED),
        (facts(dates_confirmed_on=after(-36)), Because.CONFIRMED_TOO_LONG_AGO),
        (facts(dates_confirmed_on=after(-49)), Because.CONFIRMED_TOO_LONG_AGO),
        (facts(dates_confirmed_on=after(-50)), Because.RING_FIRST),
        (
            replace(bed(vacancies=2.0), vacancies_confirmed_on=after(-15)),
            Because.RING_FIRST,
        ),
        (
            facts(dates_confirmed_on=after(-50), is_refused_as_full=True),
            Because.RING_FIRST,
        ),
        (facts(is_refused_as_full=True), Because.REFUSED_AS_FULL),
        (facts(is_refused_as_full=True, dates=None), Because.REFUSED_AS_FULL),
        (facts(dates=None), Because.NOT_WORKED_OUT),
        (facts(dates=dates(answered_on=after(-4))), Because.WORKED_OUT_TOO_LONG_AGO),
        (facts(dates=dates(answered_on=after(1))), Because.WORKED_OUT_LATER_THAN_TODAY),
        (facts(dates=dates(900, None, None)), Because.BEYOND_ANY_ORDER),
    ],
)
def test_what_it_rests_on_is_said(line: LineFacts, because: Because) -> None:
    assert standing_of(line, today=TODAY).because is because


UNPAID = DeliveryKind.UNPAID_WORK


@pytest.mark.parametrize(
    ("line", "order", "status"),
    [
        # fewer than half start and finish by the end of the order
        (facts(chance_in_order=0.49), A_YEAR, Status.NOT_WITHIN_ORDER),
        (facts(chance_in_order=0.50), A_YEAR, Status.AVAILABLE),
        (facts(chance_in_order=0.49), None, Status.AVAILABLE),
        # a community order runs on until the hours are worked; a suspended sentence does not
        (facts(kind=UNPAID, chance_in_order=0.1), COMMUNITY, Status.AVAILABLE),
        (facts(kind=UNPAID, chance_in_order=0.1), SUSPENDED, Status.NOT_WITHIN_ORDER),
        (facts(kind=UNPAID, chance_in_order=0.1), A_YEAR, Status.AVAILABLE),
        # what is not confirmed, or not known, is not judged against an order
        (facts(dates=None, chance_in_order=0.1), A_YEAR, Status.NOT_CONFIRMED),
        (facts(dates_confirmed_on=None, chance_in_order=0.1), A_YEAR, Status.NOT_KNOWN),
    ],
)
def test_an_order_that_is_asked_about(
    line: LineFacts, order: OrderAsked | None, status: Status
) -> None:
    assert standing_of(line, today=TODAY, order=order).status is status


def test_dates_stay_where_the_order_is_too_short() -> None:
    standing = standing_of(facts(chance_in_order=0.2), today=TODAY, order=A_YEAR)
    assert standing.likely_start == after(20)


def test_a_day_that_has_passed_since_it_was_worked_out_is_today() -> None:
    line = facts(dates=dates(-2, 5, 40, answered_on=after(-3)))
    standing = standing_of(line, today=TODAY)
    assert (standing.by_1_in_10, standing.likely_start, standing.by_9_in_10) == (
        TODAY,
        after(5),
        after(40),
    )


def test_nothing_stale_shows_a_date() -> None:
    for line in (
        facts(dates_confirmed_on=after(-36)),
        facts(dates=dates(answered_on=after(-4))),
        facts(dates=dates(answered_on=after(2))),
        facts(agreement_ended_on=YESTERDAY),
        facts(dates_confirmed_on=None),
    ):
        standing = standing_of(line, today=TODAY)
        assert (standing.by_1_in_10, standing.likely_start, standing.by_9_in_10) == (None,) * 3


RESTRICTED = facts(is_restricted=True, days_within=56)


@pytest.mark.parametrize(
    ("line", "order", "status"),
    [
        # 22 March: April must be over within 56 days (27 April)? March is; it is available
        (replace(RESTRICTED, dates=dates(5, 20, 300)), None, Status.AVAILABLE),
        # 16 April: April is not over by 27 April
        (replace(RESTRICTED, dates=dates(5, 45, 300)), None, Status.WAITING_LIST),
        # an order to 20 April does not hold all of April
        (replace(RESTRICTED, dates=dates(5, 45, 300)), OrderAsked(49), Status.NOT_WITHIN_ORDER),
        (replace(RESTRICTED, dates=dates(5, 45, 300)), OrderAsked(59), Status.WAITING_LIST),
    ],
)
def test_of_a_restricted_line_only_the_likely_month_decides(
    line: LineFacts, order: OrderAsked | None, status: Status
) -> None:
    assert standing_of(line, today=TODAY, order=order).status is status


@pytest.mark.parametrize("chance", [0.0, 0.49, 0.9])
@pytest.mark.parametrize("last", [21, 60, None])
def test_no_chance_and_no_later_day_tells_more_of_a_restricted_line(
    chance: float, last: int | None
) -> None:
    line = replace(RESTRICTED, chance_in_order=chance, dates=dates(5, 20, last))
    standing = standing_of(line, today=TODAY, order=A_YEAR)
    assert standing.status is Status.AVAILABLE


def test_a_restricted_line_beyond_three_years_tells_no_day() -> None:
    line = replace(RESTRICTED, dates=dates(900, None, None))
    assert standing_of(line, today=TODAY) == LineStanding(
        Status.NOT_WITHIN_ORDER, because=Because.BEYOND_ANY_ORDER
    )
