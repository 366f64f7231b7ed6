"""How long people keep a place once they have started: for each kind a way to draw it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from commissioning.forecasting.engines.durations import Days, Durations, Floats
from commissioning.forecasting.engines.rates import Share
from commissioning.forecasting.engines.records import (
    USUAL_STAY_DAYS,
    LineRecords,
    shared,
)
from commissioning.forecasting.engines.sessions_record import (
    MOST_SESSIONS,
    Sessions,
    SessionsRecord,
    needed_by_new_people,
)
from commissioning.forecasting.start_calendar import StartCalendar

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


def by_session(line: LineRecords, calendar: StartCalendar) -> BySession:
    record = SessionsRecord.of(line, calendar)
    attendance = record.attendance
    in_progress = [record.each[referral.id] for referral in line.in_progress]
    return BySession(
        attendance=attendance,
        drop_out=record.drop_out,
        needed=np.array([o.still_needed(attendance.value) for o in in_progress], dtype=np.int64),
        own_attendance=np.array([_own(one, attendance.value) for one in in_progress]),
        wholly_needed=np.array(needed_by_new_people(line), dtype=np.int64),
    )


def _own(sessions: Sessions, usual: float) -> float:
    """How often this person comes, leaning on how often people do."""
    if sessions.attended is None:
        return min(0.995, usual)
    attended = min(sessions.attended, sessions.held)
    sure = SURENESS_OF_ONE_PERSON
    return min(0.995, max(0.05, (usual * sure + attended) / (sure + sessions.held)))
