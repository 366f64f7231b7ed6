"""How long people keep a place once they have started: for each kind a way to draw it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from commissioning.availability.engines.durations import Days, Durations, Floats
from commissioning.availability.engines.rates import Share, shrunk_share
from commissioning.availability.engines.records import (
    USUAL_STAY_DAYS,
    LineRecords,
    shared,
)
from commissioning.availability.facts import Referral
from commissioning.availability.start_calendar import StartCalendar

USUAL_ATTENDANCE = 0.8
USUAL_DROP_OUT = 0.01  # of sessions held, those at which somebody gives up for good
USUAL_HOURS_ORDERED = (60.0, 80.0, 100.0, 120.0, 160.0, 200.0)
USUAL_SESSIONS = 12
MOST_SESSIONS = 520
ALIKE_COUNT_AS = 15.0
SURENESS_OF_ONE_PERSON = 10.0
"""Somebody's own attendance counts fully only after many more sessions than these."""


class Staying(Protocol):
    """Lengths of stay in the unit of `is_in_turns`: open days of the service, or days."""

    is_in_turns: bool

    def of_starters(self, random: np.random.Generator, shape: tuple[int, int]) -> Days:
        """For people who have yet to start: how long they keep their place from then on."""

    def remaining(self, random: np.random.Generator, runs: int) -> Days:
        """For each run, how much longer each of the people in progress stays."""

    @property
    def usual_days(self) -> float: ...

    @property
    def usual_attendance(self) -> float:
        """The share of sessions attended; 1 where there are none to miss."""


@dataclass(frozen=True, slots=True)
class OneToOne:
    """Days from start to end, as people have stayed so far."""

    durations: Durations
    elapsed: Days
    is_in_turns = False
    usual_attendance = 1.0

    @classmethod
    def of(cls, line: LineRecords) -> "OneToOne":
        alike = [
            case
            for other in line.area.alike("one_to_one")
            if other is not line
            for case in other.stay_cases
        ]
        cases = shared(line.stay_cases, [alike], USUAL_STAY_DAYS, prior=6)
        so_far = [line.as_of - (referral.started or 0) for referral in line.in_progress]
        return cls(Durations(cases), np.array(so_far, dtype=np.int64))

    def of_starters(self, random: np.random.Generator, shape: tuple[int, int]) -> Days:
        return self.durations.drawn(1 - random.random(shape))

    def remaining(self, random: np.random.Generator, runs: int) -> Days:
        chance = 1 - random.random((runs, len(self.elapsed)))
        return self.durations.drawn(chance, elapsed=self.elapsed) - self.elapsed

    @property
    def usual_days(self) -> float:
        return max(7.0, self.durations.usual)


@dataclass(frozen=True, slots=True)
class BySession:
    """Sessions to attend before somebody is done, missed ones not counting; some give up before.

    `needed` are the sessions still to attend of each person in progress, `attendance` what each has
    shown so far; `wholly_needed` are what new people may need.
    """

    attendance: Share
    drop_out: Share
    needed: Days
    own_attendance: Floats
    wholly_needed: Days
    is_in_turns = True

    def of_starters(self, random: np.random.Generator, shape: tuple[int, int]) -> Days:
        needed = random.choice(self.wholly_needed, size=shape) - 1  # the first is the start
        mean = self._spread(random, np.full(shape, self.attendance.value))
        return self._turns(random, needed, mean)

    def remaining(self, random: np.random.Generator, runs: int) -> Days:
        shape = (runs, len(self.needed))
        mean = np.broadcast_to(self.own_attendance, shape)
        return np.maximum(1, self._turns(random, np.broadcast_to(self.needed, shape), mean))

    def _spread(self, random: np.random.Generator, mean: Floats) -> Floats:
        """People differ in how often they come."""
        sure = SURENESS_OF_ONE_PERSON
        return np.clip(random.beta(sure * mean, sure * (1 - mean)), 0.05, 1.0)

    def _turns(self, random: np.random.Generator, needed: Days, attendance: Floats) -> Days:
        needed = np.maximum(needed, 0)
        missed = random.negative_binomial(np.maximum(needed, 1), attendance)
        turns = needed + np.where(needed > 0, missed, 0)
        gives_up = random.geometric(self.drop_out.value, size=needed.shape)
        return np.minimum(np.minimum(turns, gives_up), MOST_SESSIONS).astype(np.int64)

    @property
    def usual_attendance(self) -> float:
        return self.attendance.value

    @property
    def usual_days(self) -> float:
        return 7.0 * min(
            float(self.wholly_needed.mean()) / self.attendance.value, 1 / self.drop_out.value
        )


@dataclass(frozen=True, slots=True)
class Attended:
    """One person's sessions: attended, and held while they were there (closed days left out)."""

    attended: float
    held: int


def by_session(line: LineRecords, calendar: StartCalendar) -> BySession:
    seen = {referral.id: _attended(referral, line, calendar) for referral in line.started}
    area = _area_attendance(line, calendar)
    attended, held = sum(a.attended for a in seen.values()), sum(a.held for a in seen.values())
    attendance = shrunk_share(
        min(attended, held), held, area=area, usual=USUAL_ATTENDANCE, weight=60
    )
    gave_up = sum(r.status in ("dropped_out", "breached") for r in line.started)
    drop_out = shrunk_share(
        min(gave_up, held), held, area=(0.0, 0.0), usual=USUAL_DROP_OUT, weight=150
    )
    mean = attendance.value
    own = [
        (mean * SURENESS_OF_ONE_PERSON + min(a.attended, a.held))
        / (SURENESS_OF_ONE_PERSON + a.held)
        for referral in line.in_progress
        for a in [seen[referral.id]]
    ]
    return BySession(
        attendance=Share(attendance.times, attendance.of + 1e-6),
        drop_out=drop_out,
        needed=np.array([_still_needed(r, line) for r in line.in_progress], dtype=np.int64),
        own_attendance=np.clip(np.array(own), 0.05, 0.995),
        wholly_needed=np.array(_wholly_needed(line), dtype=np.int64),
    )


def _area_attendance(line: LineRecords, calendar: StartCalendar) -> tuple[float, float]:
    """Of the services of the same kind beside this one."""
    seen = [
        _attended(referral, other, calendar)
        for other in line.area.alike(line.service.kind)
        if other is not line
        for referral in other.started
    ]
    held = sum(a.held for a in seen)
    return min(sum(a.attended for a in seen), held), held


def _attended(referral: Referral, line: LineRecords, calendar: StartCalendar) -> Attended:
    started = max(referral.started or 0, line.first_seen)
    until = line.as_of if referral.ended is None else referral.ended
    held = len(range(started, until + 1, 7)) - calendar.weekly_days_off(started, until)
    return Attended(_sessions_so_far(referral, line), max(1, held))


def _sessions_so_far(referral: Referral, line: LineRecords) -> float:
    if line.service.kind == "rolling_group":
        return float(min(MOST_SESSIONS, referral.sessions_attended or 1))
    hours = min(10_000.0, referral.hours_worked or 0.0)
    return min(float(MOST_SESSIONS), hours / line.service.hours_per_session)


def _still_needed(referral: Referral, line: LineRecords) -> int:
    return max(1, _wholly(referral, line) - math.floor(_sessions_so_far(referral, line) + 1e-9))


def _wholly(referral: Referral, line: LineRecords) -> int:
    service = line.service
    if service.kind == "rolling_group":
        return min(MOST_SESSIONS, service.sessions_required or USUAL_SESSIONS)
    hours = referral.hours_ordered or float(np.mean(USUAL_HOURS_ORDERED))
    return _sessions_for(hours, service.hours_per_session)


def _sessions_for(hours: float, hours_per_session: float) -> int:
    return max(1, math.ceil(min(float(MOST_SESSIONS), hours / hours_per_session) - 1e-9))


def _wholly_needed(line: LineRecords) -> Sequence[int]:
    """What people have been ordered, here and in services like it, and what is usual."""
    service = line.service
    if service.kind == "rolling_group":
        return [min(MOST_SESSIONS, service.sessions_required or USUAL_SESSIONS)]
    hours = [r.hours_ordered for r in line.referrals if r.hours_ordered]
    if len(hours) < ALIKE_COUNT_AS:
        hours += [
            r.hours_ordered
            for other in line.area.alike("unpaid_work")
            if other is not line
            for r in other.referrals
            if r.hours_ordered
        ][: int(ALIKE_COUNT_AS)]
        hours += USUAL_HOURS_ORDERED
    return [_sessions_for(one, service.hours_per_session) for one in hours]
