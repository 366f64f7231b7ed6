"""Sessions needed, held and attended, as one service and those like it have recorded them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.rates import Share, shrunk_share
from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.facts import ReferralRecord
from commissioning.forecasting.start_calendar import StartCalendar

USUAL_ATTENDANCE = 0.8
USUAL_DROP_OUT = 0.01  # of sessions held, those at which somebody gives up for good
USUAL_HOURS_ORDERED = (60.0, 80.0, 100.0, 120.0, 160.0, 200.0)
USUAL_SESSIONS = 12
MOST_SESSIONS = 520
ALIKE_COUNT_AS = 15
LONGEST_LOOKED_AT_DAYS = 5 * 365


@dataclass(frozen=True, slots=True)
class Sessions:
    """One person's sessions since they started, closed days left out.

    `attended` is None where none is recorded: whoever has started has been to one, so that a nought
    only says that nobody wrote it down.
    """

    needed: int
    held: int
    attended: float | None

    def still_needed(self, attendance: float) -> int:
        attended = attendance * self.held if self.attended is None else self.attended
        return max(1, self.needed - math.floor(attended + 1e-9))


@dataclass(frozen=True)
class SessionsRecord:
    """`each` by reference of the referral, of everybody who has started."""

    line: LineRecords
    each: dict[str, Sessions]

    @classmethod
    def of(cls, line: LineRecords, calendar: StartCalendar) -> SessionsRecord:
        return cls(line, {r.id: _sessions(r, line, calendar) for r in line.started})

    @property
    def attendance(self) -> Share:
        times, of = _attended(self.each.values())
        return shrunk_share(times, of, area=self._elsewhere, usual=USUAL_ATTENDANCE, weight=60)

    @property
    def drop_out(self) -> Share:
        """Of sessions held, those at which somebody gave up."""
        held = sum(one.held for one in self.each.values())
        gave_up = sum(r.status in ("dropped_out", "breached") for r in self.line.started)
        return shrunk_share(
            min(gave_up, held), held, area=(0.0, 0.0), usual=USUAL_DROP_OUT, weight=150
        )

    @property
    def _elsewhere(self) -> tuple[float, float]:
        """Attended and held in the services of the same kind beside this one."""
        return _attended(
            _sessions(referral, other, StartCalendar.of(other.service, self.line.area.facts))
            for other in self.line.area.alike(self.line.service.kind)
            if other is not self.line
            for referral in other.started
        )


def _attended(each: Iterable[Sessions]) -> tuple[float, float]:
    known = [(min(one.attended, one.held), one.held) for one in each if one.attended is not None]
    return sum(times for times, _ in known), float(sum(of for _, of in known))


def _sessions(referral: ReferralRecord, line: LineRecords, calendar: StartCalendar) -> Sessions:
    started = max(referral.started or 0, line.as_of - LONGEST_LOOKED_AT_DAYS)
    until = line.as_of if referral.ended is None else max(started, referral.ended)
    held = len(range(started, until + 1, 7)) - calendar.weekly_days_off(started, until)
    return Sessions(_wholly_needed(referral, line), max(1, held), _recorded(referral, line))


def _recorded(referral: ReferralRecord, line: LineRecords) -> float | None:
    if line.service.kind == "rolling_group":
        attended = float(min(MOST_SESSIONS, referral.sessions_attended or 0))
    else:
        hours = referral.hours_worked or 0.0
        attended = min(float(MOST_SESSIONS), hours / line.service.hours_per_session)
    return attended or None


def _wholly_needed(referral: ReferralRecord, line: LineRecords) -> int:
    service = line.service
    if service.kind == "rolling_group":
        return min(MOST_SESSIONS, service.sessions_required or USUAL_SESSIONS)
    hours = referral.hours_ordered or float(np.mean(USUAL_HOURS_ORDERED))
    return _sessions_for(hours, service.hours_per_session)


def needed_by_new_people(line: LineRecords) -> list[int]:
    """What people have been ordered, here and in services like it, and what is usual."""
    service = line.service
    if service.kind == "rolling_group":
        return [min(MOST_SESSIONS, service.sessions_required or USUAL_SESSIONS)]
    hours = [r.hours_ordered for r in line.referrals if r.hours_ordered]
    if len(hours) < ALIKE_COUNT_AS:
        alike = (o for o in line.area.alike("unpaid_work") if o is not line)
        elsewhere = [r.hours_ordered for o in alike for r in o.referrals if r.hours_ordered]
        hours += [*elsewhere[:ALIKE_COUNT_AS], *USUAL_HOURS_ORDERED]
    return [_sessions_for(one, service.hours_per_session) for one in hours]


def _sessions_for(hours: float, hours_per_session: float) -> int:
    return max(1, math.ceil(min(float(MOST_SESSIONS), hours / hours_per_session) - 1e-9))
