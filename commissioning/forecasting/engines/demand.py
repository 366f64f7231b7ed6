"""Who comes and who leaves the list: referrals a day, priority, withdrawals, missed starts."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from commissioning.forecasting.engines.rates import Rate, Share, shrunk_rate, shrunk_share
from commissioning.forecasting.engines.records import AreaRecords, LineRecords
from commissioning.forecasting.facts import ReferralRecord

HALF_AS_TELLING_AFTER_DAYS = 120  # referrals of four months ago say half as much about tomorrow
USUAL_DELIVERY = 0.8  # of what was commissioned
PRIOR_REFERRALS = 3.0
MOST_REFERRALS_A_DAY = 20.0
USUAL_PRIORITY = 0.2
USUAL_WITHDRAWALS_A_DAY = 0.0015
USUAL_MISSED = 0.1
MOST_MISSES_COUNTED = 5
NEXT_TO_NOBODY = 1e-6

CountsOfLine = Callable[[LineRecords], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Demand:
    """`missed` is the share of offered starts that nobody attends."""

    referrals: Rate
    is_priority: Share
    withdrawals: Rate
    missed: Share


def demand_of(line: LineRecords, *, throughput_a_day: float) -> Demand:
    """`throughput_a_day`: the starts that were commissioned, which a service without records leans
    on."""
    area = line.area
    return Demand(
        referrals=_referrals(line, throughput_a_day),
        is_priority=_is_priority(line, area),
        withdrawals=_withdrawals(line, area),
        missed=_missed(line, area),
    )


def _referrals(line: LineRecords, throughput_a_day: float) -> Rate:
    """Recent weeks weigh more; never so sure as not to leave room for change."""
    expected = min(MOST_REFERRALS_A_DAY, max(1e-4, USUAL_DELIVERY * throughput_a_day))
    since = line.first_seen
    pace = math.log(2) / HALF_AS_TELLING_AFTER_DAYS
    seen = sum(
        math.exp(-pace * (line.as_of - referral.received))
        for referral in line.referrals
        if referral.received >= since
    )
    days = (1 - math.exp(-pace * max(0, line.as_of - since + 1))) / pace
    events = PRIOR_REFERRALS + seen
    as_recorded = max(PRIOR_REFERRALS / expected + days, events / MOST_REFERRALS_A_DAY)
    return Rate(events, as_recorded / max(NEXT_TO_NOBODY, line.service.demand_times))


def _is_priority(line: LineRecords, area: AreaRecords) -> Share:
    def counted(one: LineRecords) -> tuple[int, int]:
        return sum(r.priority == "priority" for r in one.referrals), len(one.referrals)

    times, of = counted(line)
    return shrunk_share(times, of, area=_summed(area, counted), usual=USUAL_PRIORITY, weight=10)


def _withdrawals(line: LineRecords, area: AreaRecords) -> Rate:
    events, days = _withdrawn(line)
    return shrunk_rate(
        events, days, area=_summed(area, _withdrawn), usual=USUAL_WITHDRAWALS_A_DAY, weight=3
    )


def _withdrawn(line: LineRecords) -> tuple[int, int]:
    """How many left the list, and the days that all spent on it."""
    left = sum(referral.withdrawn is not None for referral in line.referrals)
    return left, sum(_days_on_list(referral, line) for referral in line.referrals)


def _days_on_list(referral: ReferralRecord, line: LineRecords) -> int:
    until = referral.started if referral.started is not None else referral.withdrawn
    return max(
        0, (line.as_of if until is None else until) - max(referral.received, line.first_seen)
    )


def _missed(line: LineRecords, area: AreaRecords) -> Share:
    times, of = _misses(line)
    return shrunk_share(times, of, area=_summed(area, _misses), usual=USUAL_MISSED, weight=20)


def _misses(line: LineRecords) -> tuple[int, int]:
    missed = sum(min(r.missed_starts, MOST_MISSES_COUNTED) for r in line.referrals)
    return missed, missed + len(line.started)


def _summed(area: AreaRecords, counted: CountsOfLine) -> tuple[float, float]:
    counts = [counted(line) for line in area.lines]
    return float(sum(times for times, _ in counts)), float(sum(of for _, of in counts))
