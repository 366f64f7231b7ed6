"""The records of one area as the estimates want to see them: each person's days, put in order."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from commissioning.forecasting.engines.durations import TimedCase
from commissioning.forecasting.engines.rates import shrunk_share
from commissioning.forecasting.engines.readiness_evidence import (
    ReadinessEvidence,
    last_not_ready,
    readiness_evidence,
)
from commissioning.forecasting.facts import Facts, Kind, ReferralRecord, ServiceRecord

WINDOW_DAYS = 730  # a document goes back no further

# Days from sentence to being ready: a fortnight at most for most people.
USUAL_READINESS_DAYS = (1, 3, 5, 7, 9, 11, 13, 16, 20, 27)
TOLD_LIKE_THE_AREA = 4.0
TOLD_BUT_FOR_SLIPS = 0.8
USUAL_STAY_DAYS = (28, 42, 56, 70, 84, 98, 112, 133, 161, 210)  # one to one


@dataclass(frozen=True)
class AreaRecords:
    """Everything in the document, shared by the services of the area."""

    facts: Facts
    _lines: dict[str, "LineRecords"] = field(default_factory=dict)

    @property
    def as_of(self) -> int:
        return self.facts.as_of

    def line(self, service: ServiceRecord) -> "LineRecords":
        if service.id not in self._lines:
            self._lines[service.id] = LineRecords(self, service)
        return self._lines[service.id]

    def alike(self, kind: Kind) -> list["LineRecords"]:
        """The services of a kind, in order of id."""
        by_id = sorted(self.facts.services.items())
        return [self.line(service) for _, service in by_id if service.kind == kind]

    @cached_property
    def lines(self) -> list["LineRecords"]:
        return [self.line(service) for _, service in sorted(self.facts.services.items())]


@dataclass(frozen=True)
class LineRecords:
    """One service's people. All lists are in order of day and reference: the order of the records
    in the document never counts."""

    area: AreaRecords
    service: ServiceRecord

    @property
    def as_of(self) -> int:
        return self.area.as_of

    @cached_property
    def referrals(self) -> list[ReferralRecord]:
        found = self.area.facts.referrals_by_service[self.service.id]
        return sorted(found, key=lambda referral: (referral.received, referral.id))

    @cached_property
    def waiting(self) -> list[ReferralRecord]:
        return [referral for referral in self.referrals if referral.status == "waiting"]

    @cached_property
    def in_progress(self) -> list[ReferralRecord]:
        return [referral for referral in self.referrals if referral.status == "in_progress"]

    @cached_property
    def started(self) -> list[ReferralRecord]:
        return [referral for referral in self.referrals if referral.started is not None]

    @cached_property
    def first_seen(self) -> int:
        """The first day that the records speak of, at most two years back."""
        first = min((referral.received for referral in self.referrals), default=self.as_of)
        return max(min(first, self.service.opened_on), self.as_of - WINDOW_DAYS)

    @cached_property
    def told_starts(self) -> int:
        """How many started of whom somebody wrote down when they became ready."""
        return sum(referral.inducted is not None for referral in self.started)

    @cached_property
    def told_share(self) -> float:
        """The share of people of whom it is written down when they became ready: of those who
        started, leaning on the area; where nobody has, all are taken to be told. A few gaps are
        slips: silence about somebody who waits then means, as the format says, not ready."""
        lines = self.area.lines
        told, of = sum(o.told_starts for o in lines), sum(len(o.started) for o in lines)
        share = shrunk_share(
            self.told_starts,
            len(self.started),
            area=(told, of),
            usual=1.0,
            weight=TOLD_LIKE_THE_AREA,
        ).value
        return 1.0 if share >= TOLD_BUT_FOR_SLIPS else share

    @cached_property
    def last_not_ready(self) -> dict[str, int]:
        goes_first = self.service.allocation == "priority_then_date"
        return last_not_ready(self.referrals, priority_goes_first=goes_first, as_of=self.as_of)

    @cached_property
    def readiness(self) -> ReadinessEvidence:
        return readiness_evidence(
            self.referrals, self.last_not_ready, as_of=self.as_of, told=self.told_share
        )

    @cached_property
    def stay_cases(self) -> list[TimedCase]:
        since = self.as_of - WINDOW_DAYS
        return [_stay(referral, self.as_of, since) for referral in self.started]


def _stay(referral: ReferralRecord, as_of: int, since: int) -> TimedCase:
    """From the start to the end; somebody who left before `since` is not in the document."""
    started = referral.started or 0
    until = as_of if referral.ended is None else referral.ended
    return TimedCase(
        until - started, is_over=referral.ended is not None, seen_from=max(0, since - started)
    )


def shared(
    own: list[TimedCase], others: list[list[TimedCase]], usual: tuple[int, ...], *, prior: float
) -> list[TimedCase]:
    """Own cases, those of other services worth at most so many of them, and a few usual ones.

    Each list of `others` together weighs no more than `prior` cases.
    """
    cases = list(own)
    for found in others:
        there = sum(case.weight for case in found)
        scale = min(1.0, prior / there) if there > 0 else 0.0
        cases += [replace(case, weight=case.weight * scale) for case in found]
    weight = prior / (2 * len(usual))
    return cases + [TimedCase(days, is_over=True, weight=weight) for days in usual]
