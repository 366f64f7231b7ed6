"""Backlog, target and relief capacity of one line. Rates are people per week, waits are weeks.

After Fong and others on waiting-list pressures, as in the R package NHSRwaitinglist, with its
faults mended: its mean wait is in days but compared with weeks, it counts one referral too many
and forgets those who leave. Capacity is what was delivered, never what was commissioned: 932
completed against 800 bought says that a contract was exceeded, not that a list grew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log
from statistics import fmean, stdev

from commissioning.errors import CommissioningError

USUAL_FACTOR = 4.0
"""Puts 98.2% within the target wait: 1 - exp(-4)."""
FEWEST_INTERVALS = 10
ASSUMED_VARIATION = 1.0
WEEKS_OF_RELIEF = 26.0


class ImpossibleQueue(CommissioningError, ValueError):
    """A figure of a queue is below zero, or a target has no weeks."""


@dataclass(frozen=True, slots=True)
class Variation:
    """A coefficient of variation; `is_assumed` when there was too little to measure it."""

    cv: float
    intervals: int
    is_assumed: bool


def queue_load(demand: float, capacity: float) -> float:
    """Demand over delivered capacity: at 1 or more the list grows without end.

    Infinite when people come and nobody starts; 0 when nobody comes.
    """
    _refuse_negative(demand=demand, capacity=capacity)
    if demand == 0:
        return 0.0
    return demand / capacity if capacity else inf


def factor_for(share_within_target: float) -> float:
    """How many times shorter than the target the mean wait must be for so many to be within it.

    0.92 gives 2.526; waits taken as exponential.
    """
    if not 0 < share_within_target < 1:
        raise ImpossibleQueue(f"A share within target lies between 0 and 1: {share_within_target}.")
    return -log(1 - share_within_target)


def target_queue_size(demand: float, target_wait: float, factor: float = USUAL_FACTOR) -> float:
    """People waiting when the target is kept: those who come in one target wait, over `factor`."""
    _refuse_negative(demand=demand, target_wait=target_wait)
    _refuse_zero(factor=factor)
    return demand * target_wait / factor


def queue_is_too_big(queue: float, target_queue: float) -> bool:
    """More than twice its target: relief is needed before a steady capacity can hold."""
    _refuse_negative(queue=queue, target_queue=target_queue)
    return queue > 2 * target_queue


def relief_capacity(
    demand: float, queue: float, target_queue: float, weeks: float = WEEKS_OF_RELIEF
) -> float:
    """Starts per week that bring the queue to its target in `weeks`.

    Below `demand` when the queue is shorter than its target.
    """
    _refuse_negative(demand=demand, queue=queue, target_queue=target_queue)
    _refuse_zero(weeks=weeks)
    return demand + (queue - target_queue) / weeks


def target_capacity(
    demand: float,
    target_wait: float,
    factor: float = USUAL_FACTOR,
    cv_demand: float = ASSUMED_VARIATION,
    cv_capacity: float = ASSUMED_VARIATION,
) -> float:
    """Starts per week that hold the target once the queue has its target size.

    Measure the variations with `variation_of`; say on the page where 1 was assumed.
    """
    _refuse_negative(demand=demand, cv_demand=cv_demand, cv_capacity=cv_capacity)
    _refuse_zero(target_wait=target_wait, factor=factor)
    return demand + (cv_demand**2 + cv_capacity**2) / 2 * factor / target_wait


def clearance_weeks(
    queue: float, target_queue: float, capacity: float, demand: float, leavers: float = 0
) -> float | None:
    """Weeks until the queue is down to its target; 0 if it is, None when it never will be.

    `leavers` are people per week who leave without starting.
    """
    _refuse_negative(
        queue=queue, target_queue=target_queue, capacity=capacity, demand=demand, leavers=leavers
    )
    if queue <= target_queue:
        return 0.0
    falling = capacity + leavers - demand
    return (queue - target_queue) / falling if falling > 0 else None


def variation_of(intervals: Sequence[float]) -> Variation:
    """Sample standard deviation over mean of the intervals (days between referrals, or starts).

    With fewer than 10 intervals, or all of them 0, variation is assumed to be 1 and says so.
    """
    _refuse_negative(shortest_interval=min(intervals, default=0))
    mean = fmean(intervals) if intervals else 0.0
    if len(intervals) < FEWEST_INTERVALS or mean == 0:
        return Variation(ASSUMED_VARIATION, len(intervals), is_assumed=True)
    return Variation(stdev(intervals) / mean, len(intervals), is_assumed=False)


def _refuse_negative(**figures: float) -> None:
    for name, figure in figures.items():
        if not figure >= 0:
            raise ImpossibleQueue(f"{name} must be 0 or more, not {figure}.")


def _refuse_zero(**figures: float) -> None:
    for name, figure in figures.items():
        if not figure > 0:
            raise ImpossibleQueue(f"{name} must be above 0, not {figure}.")
