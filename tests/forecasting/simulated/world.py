"""One area: its services lived up to each day of sentence, the documents, and the truth of each."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from tests.forecasting.simulated import days, truth
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.drawing import plans
from tests.forecasting.simulated.plans import Plan, Sort
from tests.forecasting.simulated.records import KEPT_DAYS, Record, referral_records, service_record
from tests.forecasting.simulated.truth import Waits

BURN_IN_DAYS = 1100
"""Two years of records, and a year before them in which the queue finds its length."""
LONGEST_ORDER_DAYS = 1095
ORDERS = (90, 180, 270, 365, 365, 365, 540, 730, 1095)
EARLIEST, LATEST = date(2024, 1, 8).toordinal(), date(2027, 6, 30).toordinal()
DATES = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its true waits, and as many from lives of their own for one who knows."""

    world: str
    as_of: str
    sort: Sort
    kind: str
    question: Record
    truth: Waits
    known: Waits
    """Waits are in order; one that never ended within the order counts `order_days + 1`."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One day of sentence: a document, and what is asked in it, in the document's order."""

    document: Record
    asked: list[Asked]


def first_day_of_sentence(seed: str) -> int:
    return days.next_working(Random(f"{seed}-today").randint(EARLIEST, LATEST))


def deliveries(seed: str, *, sort: Sort, today: int, last: int) -> list[Delivery]:
    """The services of the area on the day before their records begin."""
    drawn = plans(Random(f"{seed}-plans"), sort=sort, today=today)
    return [_begun(seed, plan, today, last) for plan in drawn]


def _begun(seed: str, plan: Plan, today: int, last: int) -> Delivery:
    return truth.delivery_of(
        plan, Random(f"{seed}-{plan.id}"), first=today - BURN_IN_DAYS, last=last, middle=today
    )


def sittings(
    seed: str, *, sort: Sort, dates: int = DATES, lives: int = truth.LIVES
) -> list[Sitting]:
    """The same seed always gives the same sittings."""
    chance = Random(f"{seed}-sittings")
    today = first_day_of_sentence(seed)
    dated = [today]
    for _ in range(dates - 1):
        dated.append(days.next_working(dated[-1] + chance.randint(70, 160)))
    lived = deliveries(seed, sort=sort, today=today, last=dated[-1] + LONGEST_ORDER_DAYS + 1)
    return [_sitting(seed, sort, lived, day, lives) for day in dated]


def _sitting(seed: str, sort: Sort, lived: list[Delivery], today: int, lives: int) -> Sitting:
    for delivery in lived:
        delivery.live_until(today)
    document = document_of(lived, today)
    if sort != "tidy":
        _spoil(document, Random(f"{seed}-{today}-spoilt"))
    chance = Random(f"{seed}-{today}-questions")
    asked = [
        _asked(seed, sort, delivery, is_priority, chance.choice(ORDERS), lives)
        for delivery in lived
        if (last := delivery.plan.last_start) is None or last > today
        for is_priority in (True, False)
    ]
    document["questions"] = [one.question for one in asked]
    return Sitting(document, asked)


def _asked(
    seed: str, sort: Sort, delivery: Delivery, is_priority: bool, order_days: int, lives: int
) -> Asked:
    plan = delivery.plan
    priority = "priority" if is_priority else "standard"
    name = f"{plan.id}-{priority}"
    question = {
        "id": name,
        "service_id": plan.id,
        "priority": priority,
        "order_days": order_days,
        "target_days": plan.target_days,
    }
    of_world, of_one_who_knows = (
        truth.waits(
            delivery,
            is_priority=is_priority,
            horizon=order_days,
            seed=f"{seed}-{delivery.day}-{name}-{of_whom}",
            lives=lives,
        )
        for of_whom in ("truth", "known")
    )
    return Asked(
        seed, days.iso(delivery.day) or "", sort, plan.kind, question, of_world, of_one_who_knows
    )


def document_of(lived: list[Delivery], today: int) -> dict[str, Any]:
    return {
        "schema_version": "1.0",
        "as_of": days.iso(today),
        "bank_holidays": days.bank_holidays_between(today - KEPT_DAYS - 366, today + 1100),
        "services": [service_record(delivery) for delivery in lived],
        "referrals": [record for delivery in lived for record in referral_records(delivery)],
        "questions": [],
    }


def _spoil(document: dict[str, Any], chance: Random) -> None:
    """A few records that must be put aside: the same again, of no service, or out of order."""
    referrals = document["referrals"]
    for turn in range(min(chance.randint(0, 3), len(referrals))):
        record = dict(chance.choice(referrals))
        if turn == 1:
            record |= {"id": f"{record['id']}-x", "service_id": "S99"}
        elif turn == 2:
            record |= {"id": f"{record['id']}-y", "received": "2035-01-01"}
        referrals.insert(chance.randrange(len(referrals)), record)
