"""Who comes and who leaves the list, by hand."""

import pytest

from commissioning.forecasting.engines.demand import demand_of
from tests.commissioning.forecasting.documents import (
    Document,
    day,
    make_referral,
    make_service,
    make_started,
)
from tests.commissioning.forecasting.engines.lines import make_line


def referred(*days_ago: int, **facts: str) -> list[Document]:
    """People who wait since then, not yet ready."""
    return [
        make_referral(f"{n}", received=day(-ago), inducted=None, **facts)
        for n, ago in enumerate(days_ago)
    ]


def test_a_brand_new_service_expects_four_fifths_of_what_was_commissioned() -> None:
    line = make_line(make_service(opened_on=day(0)))
    found = demand_of(line, throughput_a_day=0.1).referrals.a_day
    assert found == pytest.approx(0.08, rel=0.03)


def test_a_referral_of_120_days_ago_tells_half_as_much() -> None:
    """Three referrals are assumed before any is seen; today's counts whole."""
    line = make_line(make_service(opened_on=day(-400)), referred(0, 120, 240))
    found = demand_of(line, throughput_a_day=0.1).referrals
    assert found.events == pytest.approx(3 + 1 + 1 / 2 + 1 / 4)


def test_recent_weeks_say_more_about_tomorrow() -> None:
    service = make_service(opened_on=day(-365))
    lately, long_ago = range(0, 30, 3), range(330, 360, 3)
    rising = demand_of(make_line(service, referred(*lately)), throughput_a_day=0.1)
    falling = demand_of(make_line(service, referred(*long_ago)), throughput_a_day=0.1)
    assert rising.referrals.a_day > 1.5 * falling.referrals.a_day


def test_one_referral_a_week_is_one_in_seven_a_day() -> None:
    line = make_line(make_service(opened_on=day(-728)), referred(*range(3, 728, 7)))
    found = demand_of(line, throughput_a_day=1 / 5.6).referrals.a_day  # four fifths: 1 in 7
    assert found == pytest.approx(1 / 7, rel=0.02)


def test_withdrawals_are_counted_by_the_days_spent_on_the_list() -> None:
    people = [
        make_referral(1, received=day(-100)),
        make_referral(2, received=day(-90), withdrawn=day(-10), status="withdrawn"),
        make_referral(3, received=day(-80), withdrawn=day(-10), status="withdrawn"),
        make_started(4, started=-5),  # thirty days after the sentence
    ]
    found = demand_of(make_line(referrals=people), throughput_a_day=0.1).withdrawals
    days = 100 + 80 + 70 + 30
    in_the_area = (2 + 3) / (days + 3 / 0.0015)
    assert found.a_day == pytest.approx((2 + 3) / (days + 3 / in_the_area))


def test_missed_starts_are_counted_among_those_offered() -> None:
    """Two missed, eight kept. The area, which has seen no others, makes of them 4 in 30."""
    people = [make_started(n, started=-10 - n) for n in range(8)]
    people.append(make_referral("missed", missed_starts=2))
    found = demand_of(make_line(referrals=people), throughput_a_day=0.1).missed
    assert (found.times, found.of) == pytest.approx((2 + 20 * 4 / 30, 10 + 20))


def test_what_others_in_the_area_miss_counts_where_little_was_seen() -> None:
    theirs = [
        make_started(n, started=-10 - n, service_id="other", missed_starts=1) for n in range(50)
    ]
    line = make_line(referrals=theirs, others=[make_service(id="other")])
    alone = demand_of(make_line(), throughput_a_day=0.1).missed.value
    found = demand_of(line, throughput_a_day=0.1).missed.value
    assert (alone, found) == pytest.approx((0.1, 52 / 120))


def test_priority_people_are_a_share_of_all_referred() -> None:
    people = referred(1, 2, 3, 4, 5, priority="priority")
    people += [make_referral(f"standard {n}") for n in range(5)]
    found = demand_of(make_line(referrals=people), throughput_a_day=0.1).is_priority
    assert found.value == pytest.approx((5 + 10 * 7 / 20) / 20)
