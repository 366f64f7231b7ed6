"""What the records of one service say about it, leaning on a prior where they say little.

People who still wait are left out of every estimate but the length of the queue and the number of
referrals: otherwise a longer queue could look like better news.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from commissioning.forecasting.facts import Facts, Priority, ReferralRecord, ServiceRecord

WINDOW_DAYS = 365
# Days from sentence to being ready: a fortnight at most for most people.
USUAL_READINESS_DAYS = (4, 7, 8, 9, 10, 11, 12, 14, 18, 25)
USUAL_STAY_WEEKS = 12.0  # one to one, until the service shows its own
USUAL_HOURS_ORDERED = 100.0
USUAL_ATTENDANCE = 0.8
# How much of what was commissioned a service without records is taken to deliver.
USUAL_DELIVERY = 0.8
PRIOR_STARTS = 3.0  # the prior weighs as much as so many starts
ENOUGH_LAGS = 10


@dataclass(frozen=True)
class LineHistory:
    """One service on the day of sentence."""

    facts: Facts
    service: ServiceRecord
    referrals: tuple[ReferralRecord, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = self.facts.referrals_by_service[self.service.id]
        object.__setattr__(self, "referrals", tuple(found))

    @cached_property
    def started(self) -> list[ReferralRecord]:
        return [referral for referral in self.referrals if referral.started is not None]

    @cached_property
    def waiting(self) -> list[ReferralRecord]:
        return [referral for referral in self.referrals if referral.status == "waiting"]

    @cached_property
    def in_progress(self) -> int:
        return sum(referral.status == "in_progress" for referral in self.referrals)

    def ahead_of(self, priority: Priority) -> list[ReferralRecord]:
        return self.facts.people_ahead(self.service, priority)

    @cached_property
    def overtaking_share(self) -> float:
        """The share of starts that goes to priority people, who overtake a standard one."""
        if self.service.allocation == "date":
            return 0.0
        first = sum(referral.priority == "priority" for referral in self.started)
        return (first + 1) / (len(self.started) + 10)

    @cached_property
    def staying_share(self) -> float:
        """The share of those waiting who will still be there when their turn comes."""
        left = sum(referral.status == "withdrawn" for referral in self.referrals)
        return 1 - (left + 1) / (left + len(self.started) + 12)

    @cached_property
    def missed_share(self) -> float:
        """The chance that an offered start is missed; at most a half."""
        missed = sum(min(referral.missed_starts, 10) for referral in self.started)
        return min(0.5, (missed + 1) / (missed + len(self.started) + 20))

    @cached_property
    def weeks_seen(self) -> float:
        """Weeks of the last year in which the service was open."""
        first = max(self.service.opened_on, self.facts.as_of - WINDOW_DAYS + 1)
        days = self.facts.as_of - first + 1
        closed = sum(
            max(0, min(closed_to, self.facts.as_of) - max(closed_from, first) + 1)
            for closed_from, closed_to in self.service.closures
        )
        return max(0, days - closed) / 7

    @cached_property
    def recent_starts(self) -> int:
        return self._recently(referral.started for referral in self.started)

    @cached_property
    def recent_referrals(self) -> int:
        return self._recently(referral.received for referral in self.referrals)

    def _recently(self, days: Iterable[int | None]) -> int:
        first = self.facts.as_of - WINDOW_DAYS + 1
        return sum(day is not None and day >= first for day in days)

    @cached_property
    def stay_weeks(self) -> float:
        """How long people stay once they have started, between one week and ten years."""
        stays = [
            (referral.ended - referral.started) / 7
            for referral in self.started
            if referral.ended is not None and referral.started is not None
        ]
        expected = self._expected_stay_weeks()
        return min(520.0, max(1.0, (sum(stays) + 5 * expected) / (len(stays) + 5)))

    def _expected_stay_weeks(self) -> float:
        if self.service.kind == "rolling_group" and self.service.sessions_required:
            return min(520, self.service.sessions_required) / USUAL_ATTENDANCE
        if self.service.kind == "unpaid_work":
            hours = [r.hours_ordered for r in self.started if r.hours_ordered is not None]
            ordered = sum(hours) / len(hours) if hours else USUAL_HOURS_ORDERED
            return min(520.0, ordered / self.service.hours_per_session / USUAL_ATTENDANCE)
        return USUAL_STAY_WEEKS

    @cached_property
    def readiness_lags(self) -> list[int]:
        """Days from sentence to ready, in order; of the whole area when this service has few."""
        own = _lags(self.started)
        return own if len(own) >= ENOUGH_LAGS else area_lags(self.facts)

    def chance_ready_within(self, days: int) -> float:
        """The chance that somebody sentenced today is assessed and ready by then."""
        usual = bisect_right(USUAL_READINESS_DAYS, days) / len(USUAL_READINESS_DAYS)
        seen = bisect_right(self.readiness_lags, days)
        return (seen + PRIOR_STARTS * usual) / (len(self.readiness_lags) + PRIOR_STARTS)


def area_lags(facts: Facts) -> list[int]:
    return _lags(referral for referral in facts.referrals if referral.started is not None)


def _lags(referrals: Iterable[ReferralRecord]) -> list[int]:
    return sorted(
        max(0, referral.inducted - referral.received)
        for referral in referrals
        if referral.inducted is not None
    )
