"""What a forecast document says, once it has been checked.

Dates are held as ordinals (days since 1 January of year 1), so that a date near either end of the
calendar can be counted from without falling off it.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["closed_group", "rolling_group", "one_to_one", "unpaid_work"]
Allocation = Literal["priority_then_date", "date"]
Priority = Literal["priority", "standard"]
ReferralStatus = Literal[
    "waiting", "in_progress", "completed", "dropped_out", "terminated", "breached", "withdrawn"
]
GroupStatus = Literal["planned", "ran", "cancelled"]
WarningCode = Literal[
    "future_dated",
    "inconsistent_dates",
    "status_mismatch",
    "unknown_service",
    "duplicate_referral",
    "invalid_record",
]


@dataclass(frozen=True)
class Capacity:
    """Declared capacity by date: `values[i]` holds from `from_days[i]` until the next one."""

    from_days: tuple[int, ...]
    values: tuple[float, ...]

    def on(self, day: int) -> float:
        """What is declared for that day; nought before the first statement."""
        position = bisect_right(self.from_days, day)
        return self.values[position - 1] if position else 0.0

    def is_nil_throughout(self, first: int, last: int) -> bool:
        """True when nothing is declared on any day from `first` to `last`, both counted."""
        if self.on(first) > 0:
            return False
        return not any(
            value > 0 and first < day <= last
            for day, value in zip(self.from_days, self.values, strict=True)
        )


@dataclass(frozen=True, slots=True)
class GroupRun:
    """One run of a closed group ("cohort" in the document); `started` is None until it ran."""

    planned_start: int
    current_start: int
    status: GroupStatus
    places: int
    started: int | None = None


@dataclass(frozen=True)
class ServiceRecord:
    """One line, with what its kind needs; fields of other kinds keep their defaults.

    `demand_times`: so many times as many are referred from tomorrow as the records say. Only a
    rehearsal supposes that.
    """

    id: str
    kind: Kind
    opened_on: int
    contract_end: int | None
    closed_on: int | None
    target_days: int | None
    allocation: Allocation
    capacity: Capacity
    closures: tuple[tuple[int, int], ...]
    groups: tuple[GroupRun, ...] = ()
    min_to_run: int = 0
    programme_weeks: int | None = None
    session_weekday: int = 1
    sessions_required: int | None = None
    hours_per_session: float = 1.0
    max_new_per_session: int | None = None
    demand_times: float = 1.0


@dataclass(frozen=True, slots=True)
class ReferralRecord:
    """One person's record as it stood at the end of the day of sentence."""

    id: str
    service_id: str
    received: int
    priority: Priority
    status: ReferralStatus
    inducted: int | None
    started: int | None
    ended: int | None
    withdrawn: int | None
    missed_starts: int
    hours_ordered: float | None
    hours_worked: float | None
    sessions_attended: int | None


@dataclass(frozen=True, slots=True)
class StartQuestion:
    id: str
    service_id: str
    priority: Priority
    order_days: int
    target_days: int | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class RecordWarning:
    """A record that was put aside, and why."""

    code: WarningCode
    record_id: str
    message: str


@dataclass(frozen=True)
class Facts:
    """A checked document."""

    as_of: int
    bank_holidays: frozenset[int]
    services: Mapping[str, ServiceRecord]
    referrals: tuple[ReferralRecord, ...]
    questions: tuple[StartQuestion, ...]
    warnings: tuple[RecordWarning, ...]

    @cached_property
    def referrals_by_service(self) -> Mapping[str, list[ReferralRecord]]:
        grouped: dict[str, list[ReferralRecord]] = {service_id: [] for service_id in self.services}
        for referral in self.referrals:
            grouped[referral.service_id].append(referral)
        return grouped

    def people_ahead(self, service: ServiceRecord, priority: Priority) -> list[ReferralRecord]:
        """Those waiting who would normally be taken before somebody sentenced today."""
        priority_goes_first = service.allocation == "priority_then_date"
        return [
            referral
            for referral in self.referrals_by_service[service.id]
            if referral.status == "waiting"
            and not (
                priority_goes_first and priority == "priority" and referral.priority == "standard"
            )
        ]
