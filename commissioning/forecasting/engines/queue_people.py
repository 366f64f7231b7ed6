"""Everybody who waits or will come, in many imagined futures at once.

Arrays have a row for each run and a column for each person, in the order in which people are
normally taken. Days are ordinals.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commissioning.forecasting.engines.demand import Demand
from commissioning.forecasting.engines.durations import Days, Flags, Floats
from commissioning.forecasting.engines.readiness import Readiness
from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.facts import ReferralRecord

BLOCK_DAYS = 182
NEVER = 10_000_000
PRIORITY_FIRST, IN_TURN = 0, 1

ShortDays = NDArray[np.int32]
Stays = Callable[[np.random.Generator, tuple[int, int]], Days]


@dataclass(slots=True)
class Parameters:
    """One value for each run: what is not known for sure differs between the runs."""

    referrals_a_day: Floats
    priority_share: Floats
    withdrawals_a_day: Floats
    missed_share: Floats

    def of_runs(self, wanted: Flags) -> Parameters:
        return Parameters(
            self.referrals_a_day[wanted],
            self.priority_share[wanted],
            self.withdrawals_a_day[wanted],
            self.missed_share[wanted],
        )

    @classmethod
    def drawn(cls, demand: Demand, random: np.random.Generator, runs: int) -> Parameters:
        return cls(
            demand.referrals.drawn(random, runs),
            demand.is_priority.drawn(random, runs),
            demand.withdrawals.drawn(random, runs),
            demand.missed.drawn(random, runs),
        )


@dataclass(slots=True)
class Columns:
    """`stay` is how long a place would be kept, and `keeps_until` when it is free again, 0 before
    the start: both in turns where a service counts its open days, else in days from today."""

    ready: ShortDays
    gone: ShortDays
    stay: ShortDays
    keeps_until: ShortDays

    @classmethod
    def of(cls, ready: Days, gone: Days, stay: Days) -> Columns:
        """Nobody has started yet. Half as wide as other days: most of a turn is reading these."""
        none = np.zeros(ready.shape, np.int32)
        return cls(ready.astype(np.int32), gone.astype(np.int32), stay.astype(np.int32), none)

    def joined(self, later: Columns, place: int) -> Columns:
        """With the others from that place on."""

        def both(one: ShortDays, other: ShortDays) -> ShortDays:
            return np.concatenate((one[:, :place], other, one[:, place:]), axis=1)

        return Columns(
            both(self.ready, later.ready),
            both(self.gone, later.gone),
            both(self.stay, later.stay),
            both(self.keeps_until, later.keeps_until),
        )

    def kept(self, runs: Flags, people: Flags) -> Columns:
        def wanted(values: ShortDays) -> ShortDays:
            of_runs = values if runs.all() else values[runs]
            return of_runs if people.all() else np.compress(people, of_runs, axis=1)

        return Columns(
            wanted(self.ready), wanted(self.gone), wanted(self.stay), wanted(self.keeps_until)
        )

    def copied(self) -> Columns:
        return Columns(
            self.ready.copy(), self.gone.copy(), self.stay.copy(), self.keeps_until.copy()
        )


class QueuePeople:
    """The people of all runs; more come in blocks of days, each from random numbers of its own, so
    that looking further ahead changes nothing nearer."""

    def __init__(
        self,
        line: LineRecords,
        parameters: Parameters,
        readiness: Readiness,
        stays: Stays,
        *,
        priority_goes_first: bool,
        seed: tuple[int, ...],
    ) -> None:
        self.parameters = parameters
        self.runs = np.arange(len(parameters.missed_share))
        """The number of the run behind each row: all at first, then those still of interest."""
        self._readiness = readiness
        self._stays = stays
        self._seed = seed
        self._line = line
        self._as_of = line.as_of
        self._referrals_from = _first_referrals(line)
        self._priority_first = priority_goes_first
        self._blocks = 0
        waiting = sorted(line.waiting, key=lambda r: (self._level(r), r.received, r.id))
        self.columns = self._those_waiting(waiting)
        self._levels = np.array([self._level(r) for r in waiting], dtype=np.int64)
        self._arrives_later = np.zeros(len(waiting), dtype=bool)

    def _level(self, referral: ReferralRecord) -> int:
        is_first = self._priority_first and referral.priority == "priority"
        return PRIORITY_FIRST if is_first else IN_TURN

    @property
    def ahead_of_standard(self) -> int:
        """So many columns come before somebody without priority sentenced today."""
        return int(np.sum((self._levels == PRIORITY_FIRST) | ~self._arrives_later))

    @property
    def ahead_of_priority(self) -> int:
        if not self._priority_first:
            return self.ahead_of_standard
        return int(np.sum((self._levels == PRIORITY_FIRST) & ~self._arrives_later))

    def look_ahead_to(self, day: int) -> None:
        """Let everybody come who will be referred by that day."""
        while self._as_of + self._blocks * BLOCK_DAYS < day:
            self._next_block()

    def forget(self, runs_over: Flags, *, day: int, now: int) -> None:
        """Drop the rows of runs that are over, and the people who count in no run any more; `now`
        is in the unit of `keeps_until`."""
        columns = self.columns
        left = (columns.gone <= day) & (columns.keeps_until == 0)
        left |= (columns.keeps_until != 0) & (columns.keeps_until < now)
        people = ~left[~runs_over].all(axis=0)
        self.columns = columns.kept(~runs_over, people)
        self.parameters = self.parameters.of_runs(~runs_over)
        self.runs = self.runs[~runs_over]
        self._levels = self._levels[people]
        self._arrives_later = self._arrives_later[people]

    def copied(self) -> QueuePeople:
        """The same people, whose lives may go on otherwise."""
        others = copy.copy(self)
        others.columns = self.columns.copied()
        return others

    def _random(self, *of: int) -> np.random.Generator:
        return np.random.default_rng([*self._seed, *of])

    def _those_waiting(self, waiting: list[ReferralRecord]) -> Columns:
        random = self._random(1)
        shape = (len(self.runs), len(waiting))
        elapsed = np.array([self._as_of - r.received for r in waiting], dtype=np.int64)
        last = self._line.last_not_ready
        not_ready_at = np.array([last[r.id] for r in waiting], dtype=np.int64)
        known = np.array([r.inducted or 0 for r in waiting], dtype=np.int64)
        ready = np.where(
            known > 0, known, self._as_of + self._until_ready(random, shape, elapsed, not_ready_at)
        )
        return Columns.of(
            ready,
            self._as_of + self._until_withdrawn(random, shape),
            self._stays(random, shape),
        )

    def _until_ready(
        self,
        random: np.random.Generator,
        shape: tuple[int, int],
        waited: Days,
        not_ready_at: Days,
    ) -> Days:
        """Days from today for those of whom nothing is written down; 0: they are ready."""
        is_already = self._readiness.is_already(waited, not_ready_at)
        drawn = random.random(shape)
        chance = np.maximum(0.0, drawn - is_already) / np.maximum(1 - is_already, 1e-12)
        still = self._readiness.lags.drawn(1 - chance, elapsed=waited) - waited
        return np.where(drawn < is_already, 0, still)

    def _until_withdrawn(self, random: np.random.Generator, shape: tuple[int, int]) -> Days:
        a_day = self.parameters.withdrawals_a_day[:, None]
        days = np.ceil(random.standard_exponential(shape) / np.maximum(a_day, 1e-7))
        return np.minimum(days, NEVER).astype(np.int64)

    def _next_block(self) -> None:
        random = self._random(2, self._blocks)
        parameters = self.parameters
        count = random.poisson(parameters.referrals_a_day * BLOCK_DAYS)
        shape = (len(self.runs), int(count.max(initial=0)))
        comes = np.arange(shape[1]) < count[:, None]
        day = np.where(comes, random.integers(1, BLOCK_DAYS + 1, size=shape), BLOCK_DAYS + 1)
        day = np.sort(day, axis=1) + self._as_of + self._blocks * BLOCK_DAYS
        comes &= day >= self._referrals_from
        has_priority = random.random(shape) < parameters.priority_share[:, None]
        arrivals = Columns.of(
            day + self._readiness.lags.drawn(1 - random.random(shape)),
            day + self._until_withdrawn(random, shape),
            self._stays(random, shape),
        )
        self._blocks += 1
        if self._priority_first:
            self._join(arrivals, comes & has_priority, PRIORITY_FIRST)
            self._join(arrivals, comes & ~has_priority, IN_TURN)
        else:
            self._join(arrivals, comes, IN_TURN)

    def _join(self, arrivals: Columns, comes: Flags, level: int) -> None:
        """Those of `arrivals` who come, moved to the left of their rows, at the end of a level."""
        count = comes.sum(axis=1)
        width = int(count.max(initial=0))
        order = np.argsort(~comes, axis=1, kind="stable")[:, :width]
        there = np.arange(width) < count[:, None]

        def picked(values: ShortDays, absent: int) -> ShortDays:
            return np.where(there, np.take_along_axis(values, order, axis=1), absent)

        later = Columns(
            picked(arrivals.ready, NEVER),
            picked(arrivals.gone, 0),
            picked(arrivals.stay, 0),
            picked(arrivals.keeps_until, 0),
        )
        place = int(np.searchsorted(self._levels, level, side="right"))
        self.columns = self.columns.joined(later, place)
        self._levels = np.insert(self._levels, place, np.full(width, level))
        is_later = np.ones(width, dtype=bool)
        self._arrives_later = np.insert(self._arrives_later, place, is_later)


def _first_referrals(line: LineRecords) -> int:
    """A service to which nobody has been referred yet gets its first ones when it opens."""
    return line.as_of if line.referrals else line.service.opened_on
