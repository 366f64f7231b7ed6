"""Small services without troubles; a test states only what it is about."""

from dataclasses import replace
from random import Random
from typing import Any

from tests.forecasting.simulated import days, truth
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.durations import Durations
from tests.forecasting.simulated.people import Person
from tests.forecasting.simulated.plans import Demand, Kind, Plan, Waiting
from tests.forecasting.simulated.world import Asked

MONDAY = days.day_of("2026-06-01")
"""No bank holiday falls in the twelve weeks after it."""
NO_DEMAND = Demand(a_day=0.0, priority_share=0.0)


def make_plan(kind: Kind, **facts: Any) -> Plan:
    """Everybody is ready on the day after referral and comes when called."""
    plain = Plan(
        id="S01",
        kind=kind,
        declared=1,
        opened_on=MONDAY - 400,
        refers_from=MONDAY - 400,
        demand=NO_DEMAND,
        waiting=Waiting(lag=Durations.fixed(1)),
    )
    return replace(plain, **facts)


def make_delivery(plan: Plan, *, until: int = MONDAY, seed: str = "made") -> Delivery:
    """Lived to the end of `until`, from forty weeks before the Monday on."""
    delivery = truth.delivery_of(
        plan, Random(seed), first=MONDAY - 280, last=MONDAY + 1200, middle=MONDAY
    )
    delivery.live_until(until)
    return delivery


def put_waiting(delivery: Delivery, *, ready: int, is_priority: bool = False) -> Person:
    """Somebody referred on the day before they are ready, who does not leave the list."""
    delivery.arrived += 1
    person = Person(
        number=delivery.arrived,
        received=ready - 1,
        is_priority=is_priority,
        inducted=ready,
        leaves=days.NEVER,
        attendance=1.0,
        hours_ordered=60,
    )
    delivery.waiting.append(person)
    return person


def put_attending(delivery: Delivery, *, started: int, ends: int = 0) -> Person:
    person = put_waiting(delivery, ready=started)
    delivery.waiting.remove(person)
    person.started, person.ends = started, ends
    delivery.attending.append(person)
    return person


def starts(delivery: Delivery, *, is_priority: bool = False, lives: int = 20) -> set[int]:
    """The days after today on which the person of a question starts, over some lives."""
    return set(
        truth.waits(delivery, is_priority=is_priority, horizon=365, seed="lives", lives=lives)
    )


def make_asked(true_waits: list[int], *, order_days: int = 100, target_days: int = 20) -> Asked:
    question = {
        "id": "Q1",
        "service_id": "S01",
        "priority": "standard",
        "order_days": order_days,
        "target_days": target_days,
    }
    return Asked("tidy-made", "2026-06-01", "tidy", "one_to_one", question, true_waits, true_waits)
