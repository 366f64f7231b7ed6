"""What the plain engine promises, one case at a time."""

from datetime import date, timedelta

import pytest

from commissioning.forecasting.forecast import start_days
from tests.commissioning.forecasting.documents import (
    AS_OF,
    Document,
    busy_history,
    day,
    make_document,
    make_group,
    make_question,
    make_referral,
    make_service,
    make_started,
    the_forecast,
)

ENGINE = "plain-1"

KINDS = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")


def the_plain_forecast(document: Document) -> Document:
    return the_forecast(document, ENGINE)


def dates_of(document: Document) -> list[date]:
    """Every day on which the person may start."""
    (found,) = start_days(document, engine=ENGINE).values()
    return [AS_OF + timedelta(after) for after in found.days]


def waiting(people: int) -> list[Document]:
    return [make_referral(f"W{n}") for n in range(people)]


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_starts_outside_opening_contract_and_closing(kind: str) -> None:
    service = make_service(kind, opened_on=day(10), contract_end=day(60))
    dates = dates_of(make_document(service))
    assert dates
    assert min(dates) >= AS_OF + timedelta(10)
    assert max(dates) <= AS_OF + timedelta(60)
    closing = make_service(kind, closed_on=day(60))
    assert max(dates_of(make_document(closing))) < AS_OF + timedelta(60)


@pytest.mark.parametrize(("kind", "weekday"), [("rolling_group", 2), ("unpaid_work", 6)])
def test_weekly_kinds_start_on_their_weekday_and_never_when_shut(kind: str, weekday: int) -> None:
    shut = {"from": day(30), "to": day(50)}
    service = make_service(kind, closures=[shut])
    holiday = AS_OF + timedelta(weekday - 1 + 7)  # the second session day
    document = make_document(
        service, busy_history(), [make_question(order_days=900)], bank_holidays=[str(holiday)]
    )
    dates = dates_of(document)
    assert {on.isoweekday() for on in dates} == {weekday}
    assert holiday not in dates
    assert not [on for on in dates if shut["from"] <= str(on) <= shut["to"]]
    assert not [on for on in dates if on.month == 12 and on.day >= 24]


def test_one_to_one_starts_on_working_days_only() -> None:
    dates = dates_of(make_document(referrals=busy_history() + waiting(30)))
    assert dates
    assert {on.isoweekday() for on in dates} <= {1, 2, 3, 4, 5}
    assert not {"2026-04-03", "2026-04-06"} & {str(on) for on in dates}
    assert not [on for on in dates if on.month == 12 and on.day >= 24]


@pytest.mark.parametrize("kind", ["rolling_group", "one_to_one", "unpaid_work"])
def test_nothing_starts_while_capacity_is_nought(kind: str) -> None:
    capacity = [
        {"from": "2025-01-06", "value": 70},
        {"from": day(5), "value": 0},
        {"from": day(60), "value": 70},
    ]
    dates = dates_of(make_document(make_service(kind, capacity=capacity), busy_history()))
    assert not [on for on in dates if day(5) <= str(on) < day(60)]
    assert dates


def test_announced_places_bring_the_date_forward() -> None:
    more = [{"from": "2025-01-06", "value": 8}, {"from": day(40), "value": 30}]
    people = busy_history() + waiting(15)
    as_is = the_plain_forecast(make_document(referrals=people))
    growing = the_plain_forecast(make_document(make_service(capacity=more), people))
    assert growing["p50"] < as_is["p50"]
    assert growing["p50"] >= day(40)


def test_the_queue_is_counted_against_the_starts_of_a_week() -> None:
    """Eight places full, 20 starts in 52 weeks: 13 ahead take about 30 weeks and more."""
    found = the_plain_forecast(make_document(referrals=busy_history() + waiting(13)))
    assert day(7 * 22) < found["p50"] < day(7 * 40)
    assert found["basis"]["queue_ahead"] == 13


def test_a_brand_new_service_with_a_queue_is_not_free() -> None:
    new = make_service(opened_on=day(-7), capacity=[{"from": day(-7), "value": 6}])
    long_order = [make_question(order_days=1095)]
    empty = the_plain_forecast(make_document(new, questions=long_order))
    queued = the_plain_forecast(make_document(new, waiting(20), long_order))
    assert queued["p50"] > day(90) > empty["p50"]
    assert queued["basis"]["data"] == "declared"


@pytest.mark.parametrize(
    ("starts", "data"), [(0, "declared"), (9, "declared"), (10, "mixed"), (20, "history")]
)
def test_basis_says_what_it_rests_on(starts: int, data: str) -> None:
    people = [make_started(n, started=-3 - n) for n in range(starts)]
    basis = the_plain_forecast(make_document(referrals=people))["basis"]
    assert (basis["history_starts"], basis["data"]) == (starts, data)
    assert "estimate" in basis["method"]


def test_people_ahead_are_never_counted_exactly_in_words() -> None:
    words = [
        the_plain_forecast(make_document(referrals=waiting(people)))["basis"]["explanation"]
        for people in (0, 1, 7, 8, 12, 13)
    ]
    ahead = [next(part for part in said.split(". ") if "ahead" in part[-20:]) for said in words]
    assert ahead == [
        "Nobody is ahead",
        "Fewer than 8 people are ahead",
        "Fewer than 8 people are ahead",
        "About 10 people are ahead",
        "About 10 people are ahead",
        "About 15 people are ahead",
    ]


@pytest.mark.parametrize(
    ("allocation", "priority", "ahead"),
    [
        ("priority_then_date", "priority", 2),
        ("priority_then_date", "standard", 5),
        ("date", "priority", 5),
        ("date", "standard", 5),
    ],
)
def test_who_is_ahead_follows_the_rule_of_allocation(
    allocation: str, priority: str, ahead: int
) -> None:
    people = [*waiting(3), *(make_referral(n, priority="priority") for n in range(2))]
    document = make_document(
        make_service(allocation=allocation), people, [make_question(priority=priority)]
    )
    assert the_plain_forecast(document)["basis"]["queue_ahead"] == ahead


def test_a_person_who_is_not_ready_cannot_start() -> None:
    """Everybody here took 40 days to be ready, and there is room for all."""
    slow = [make_started(n, started=-60 + n, lag=40) for n in range(20)]
    slow = [person | {"received": day(-140), "inducted": day(-100)} for person in slow]
    roomy = make_service(capacity=[{"from": day(-400), "value": 90}])
    found = the_plain_forecast(make_document(roomy, slow))
    assert found["p50"] >= day(40)


@pytest.mark.parametrize("kind", ["rolling_group", "one_to_one", "unpaid_work"])
def test_priority_people_still_to_come_overtake_a_standard_one(kind: str) -> None:
    """Behind the same queue of priority people."""
    people = busy_history() + [make_referral(n, priority="priority") for n in range(6)]
    asked = [make_question(1, priority="priority"), make_question(2, priority="standard")]
    first, standard = start_days(
        make_document(make_service(kind), people, asked), engine=ENGINE
    ).values()
    assert first.chance_within(60) > standard.chance_within(60) > 0


def test_ready_people_left_waiting_show_that_places_are_not_delivered() -> None:
    """Half the declared places are in use: either there is room, or that is all there is."""
    lately = [make_referral(n, received=day(-12), inducted=day(-2)) for n in range(2)]
    overlooked = [person | {"received": day(-50), "inducted": day(-30)} for person in lately]
    history = busy_history(in_progress=4, finished=16)
    room = the_plain_forecast(make_document(referrals=history + lately))
    no_room = the_plain_forecast(make_document(referrals=history + overlooked))
    assert room["p50"] < day(21) < day(40) < no_room["p50"]


@pytest.mark.parametrize("missed_starts", [0, 10])
def test_people_waiting_teach_nothing_about_readiness_or_missed_starts(missed_starts: int) -> None:
    """There is room for all; those waiting were ready at once, those who started were not."""
    roomy = make_service(capacity=[{"from": "2025-01-06", "value": 200}])
    history = [make_started(n, started=-60 + n, lag=20) for n in range(15)]
    quick = [
        make_referral(f"W{n}", received=day(-5), inducted=day(-5), missed_starts=missed_starts)
        for n in range(20)
    ]
    (alone,) = start_days(make_document(roomy, history), engine=ENGINE).values()
    (queued,) = start_days(make_document(roomy, history + quick), engine=ENGINE).values()
    assert (queued.days, queued.cumulative) == (alone.days, alone.cumulative)


def test_a_full_group_passes_the_person_on_to_the_next() -> None:
    service = make_service("closed_group")
    room = make_document(service, waiting(3), bank_holidays=[])
    full = make_document(service, waiting(9), bank_holidays=[])
    assert the_plain_forecast(room)["p50"] == day(14)
    assert the_plain_forecast(full)["p50"] == day(84)


def test_a_late_group_is_imminent_not_run() -> None:
    late = make_service("closed_group", cohorts=[make_group(-7), make_group(200)])
    people = [make_started(n, started=-200, lag=1) for n in range(30)]
    found = the_plain_forecast(make_document(late, people))
    assert day(0) < found["p50"] <= day(14)


def test_a_late_group_may_come_after_one_that_is_due_sooner() -> None:
    """Found by machine: the late one is expected in a week, the other is due tomorrow."""
    groups = [make_group(-7), make_group(1)]
    service = make_service("closed_group", cohorts=groups, min_to_run=2)
    found = the_plain_forecast(make_document(service, busy_history()))
    assert day(0) < found["p50"] <= day(28)


def test_without_a_calendar_nothing_is_promised_for_tomorrow() -> None:
    """Nothing is known but that the programme takes ten weeks."""
    found = the_plain_forecast(make_document(make_service("closed_group", cohorts=[])))
    assert found["p10"] > day(14)


def test_beyond_the_calendar_groups_follow_at_the_gaps_seen() -> None:
    ran = [make_group(start, status="ran") for start in (-250, -150, -50)]
    service = make_service("closed_group", cohorts=ran)
    found = the_plain_forecast(make_document(service, busy_history()))
    assert day(50 - 25) <= found["p50"] <= day(50 + 28)


def test_a_group_below_its_minimum_is_not_counted_on() -> None:
    certain = make_service("closed_group", min_to_run=0)
    doubtful = make_service("closed_group", min_to_run=6)
    quiet = the_plain_forecast(make_document(certain, busy_history()))
    short = the_plain_forecast(make_document(doubtful, busy_history()))
    assert short["p50"] > quiet["p50"]
    assert short["p_start_within_order"] < quiet["p_start_within_order"]


def test_groups_that_were_often_late_give_a_wider_statement() -> None:
    late = [make_group(start, status="ran", moved=40) for start in (-280, -210, -140, -70)]
    coming = [make_group(14), make_group(84)]
    often_late = make_service("closed_group", cohorts=[*late, *coming])
    people = busy_history()
    punctual = the_plain_forecast(make_document(make_service("closed_group"), people))
    assert the_plain_forecast(make_document(often_late, people))["p90"] > punctual["p90"]
