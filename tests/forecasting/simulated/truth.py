"""When the person of a question really starts: the future lived many times from the full state."""

from random import Random
from typing import Any

from tests.forecasting.simulated.closed_groups import ClosedGroups
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.one_to_one import OneToOne
from tests.forecasting.simulated.plans import Kind
from tests.forecasting.simulated.weekly import RollingGroup, UnpaidWork

DELIVERIES: dict[Kind, type[Delivery]] = {
    "closed_group": ClosedGroups,
    "rolling_group": RollingGroup,
    "one_to_one": OneToOne,
    "unpaid_work": UnpaidWork,
}
LIVES = 1000
"""Futures for the truth, and as many others for the forecaster who knows the world."""

Waits = list[int]
"""Days from the day of sentence to the start, in order; `horizon + 1` when it never came."""


def waits(
    delivery: Delivery, *, is_priority: bool, horizon: int, seed: str, lives: int = LIVES
) -> Waits:
    chance = Random(seed)
    return sorted(
        _one_life(delivery, Random(chance.getrandbits(64)), is_priority, horizon)
        for _ in range(lives)
    )


def _one_life(now: Delivery, chance: Random, is_priority: bool, horizon: int) -> int:
    life = now.fork(chance)
    tagged = life.add_tagged(is_priority=is_priority)
    last = now.day + horizon
    if life.plan.last_start is not None:
        last = min(last, life.plan.last_start)
    while tagged.started is None and life.day < last:
        life.live_a_day()
    return horizon + 1 if tagged.started is None else tagged.started - now.day


def delivery_of(plan: Any, chance: Random, *, first: int, last: int, middle: int) -> Delivery:
    kind: Kind = plan.kind
    return DELIVERIES[kind](plan, chance, first=first, last=last, middle=middle)
