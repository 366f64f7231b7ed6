"""The simulated queue for one-to-one work against queues worked out in other ways."""

from heapq import heappop, heappush
from math import factorial
from random import Random
from statistics import fmean

import pytest

from tests.forecasting.making import MONDAY, make_plan
from tests.forecasting.simulated import days, truth
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.durations import Durations, Part, mixture
from tests.forecasting.simulated.people import Person
from tests.forecasting.simulated.plans import Demand, Waiting

PLACES = 5


def lived(stay: Durations, *, busy: float, length: int) -> Delivery:
    """First come first served; everybody is ready on the day of referral."""
    plan = make_plan(
        "one_to_one",
        declared=PLACES,
        stay=stay,
        by_priority=False,
        demand=Demand(a_day=busy * PLACES / stay.mean),
        waiting=Waiting(lag=Durations.fixed(0)),
    )
    last = MONDAY + length
    delivery = truth.delivery_of(plan, Random("queue"), first=MONDAY, last=last, middle=MONDAY)
    delivery.live_until(last)
    return delivery


def started(delivery: Delivery) -> list[Person]:
    people = [person for person in delivery.gone + delivery.attending if person.started]
    return sorted(people, key=lambda person: person.number)


def first_open_day(day: int) -> int:
    while days.weekday(day) > 5 or days.is_shut_for_all(day):
        day += 1
    return day


def test_everyone_starts_when_the_first_of_the_places_is_free() -> None:
    """The same arrivals and stays, place by place instead of day by day."""
    stay = mixture(Part(0.8, 60, 0.6), Part(0.2, 12, 0.8), longest=600)
    people = started(lived(stay, busy=0.95, length=4000))
    assert len(people) > 250
    free = [0] * PLACES
    for person in people:
        expected = first_open_day(max(person.inducted, heappop(free)))
        assert person.started == expected
        heappush(free, person.ends)


@pytest.mark.soak
def test_mean_wait_is_erlangs() -> None:
    """M/M/c: over stays of 200 days, weekends and days as units hardly count."""
    mean, length = 200.0, 2_400_000
    stay = Durations((*(1.0 - (1.0 - 1.0 / mean) ** day for day in range(3000)), 1.0))
    delivery = lived(stay, busy=0.6, length=length)
    waits = [person.started - person.received for person in started(delivery) if person.started]
    load = delivery.arrived / length * mean
    idle = 1.0 - load / PLACES
    full = load**PLACES / factorial(PLACES) / idle
    queued = full / (sum(load**n / factorial(n) for n in range(PLACES)) + full)
    assert fmean(waits) == pytest.approx(queued * mean / PLACES / idle, rel=0.1)
