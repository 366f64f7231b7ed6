"""The person sentenced today, once with priority and once without, in every run.

They take nobody's place: until they start, a person changes nothing for those before them, and
afterwards nobody asks. So one roll-forward answers for both, and whoever has priority is offered
every start that the other is offered.
"""

from __future__ import annotations

import copy

import numpy as np

from commissioning.forecasting.engines.durations import Days, Durations, Flags, Floats
from commissioning.forecasting.engines.queue_people import NEVER, QueuePeople
from commissioning.forecasting.facts import Priority

TRIES = 4
"""Each run is met with so many ways of becoming ready and of missing an offered start."""
MOST_MISSES = 6

PRIORITY, STANDARD = 0, 1


class SentencedToday:
    """`start` is the day of starting by priority, run and try; `NEVER` until then."""

    def __init__(
        self, readiness: Durations, missed_share: Floats, *, as_of: int, seed: tuple[int, ...]
    ) -> None:
        random = np.random.default_rng([*seed, 3])
        self._as_of = as_of
        self._random = random
        shape = (len(missed_share), TRIES)
        # Stratified: the tries and runs together cover the chances evenly.
        strata = random.permutation(shape[0] * shape[1]).reshape(shape)
        chance = (strata + random.random(shape)) / strata.size
        ready = as_of + readiness.drawn(1 - chance, elapsed=0)
        misses = random.geometric(1 - missed_share[:, None], size=shape) - 1
        self._ready = np.broadcast_to(ready, (2, *shape)).copy()
        self._misses = np.broadcast_to(np.minimum(misses, MOST_MISSES), (2, *shape)).copy()
        self.start = np.full((2, *shape), NEVER, dtype=np.int64)

    def copied(self) -> SentencedToday:
        """The same person, who may be offered other starts from here on."""
        other = copy.copy(self)
        other._random = copy.deepcopy(self._random)
        other._ready, other._misses = self._ready.copy(), self._misses.copy()
        other.start = self.start.copy()
        return other

    def has_started(self, runs: Days) -> Flags:
        """Whether nothing is left to learn from each of these runs."""
        return np.asarray((self.start[:, runs] < NEVER).all(axis=(0, 2)))

    def are_ready(self, runs: Days, day: Days) -> Flags:
        """In which runs somebody would be there on that day (one day for each run)."""
        ready = (self._ready[:, runs] <= day[:, None]) & (self.start[:, runs] == NEVER)
        return np.asarray(ready.any(axis=(0, 2)))

    def take_offers(
        self,
        people: QueuePeople,
        runs: Days,
        day: Days,
        *,
        slots: Days,
        jumpers: Days,
        jump_chance: Floats,
        eligible_before: Days,
        again_after_days: int,
    ) -> None:
        """Start, or miss the start, wherever a place is left after those before.

        `eligible_before[:, i]` are those taken in turn among the first i columns, `jumpers` those
        taken out of turn, `slots` the places on that day; all by run.
        """
        jumps = self._random.random((len(runs), TRIES)) < jump_chance[:, None]
        jumps &= (jumpers < slots)[:, None]
        left = slots - jumpers
        for who, ahead in (
            (PRIORITY, people.ahead_of_priority),
            (STANDARD, people.ahead_of_standard),
        ):
            in_turn = eligible_before[:, ahead] < left
            offered = (in_turn[:, None] | jumps) & (self._ready[who, runs] <= day[:, None])
            offered &= self.start[who, runs] == NEVER
            self._take(who, runs, day, offered, again_after_days)

    def _take(self, who: int, runs: Days, day: Days, offered: Flags, again_after: int) -> None:
        row, attempt = np.nonzero(offered)
        run, on = runs[row], day[row]
        misses = self._misses[who, run, attempt] > 0
        self.start[who, run[~misses], attempt[~misses]] = on[~misses]
        self._misses[who, run[misses], attempt[misses]] -= 1
        self._ready[who, run[misses], attempt[misses]] = on[misses] + again_after

    def chances(self, priority: Priority, horizon_days: int) -> list[tuple[int, float]]:
        """(days after sentence, share of runs and tries that have started by then)."""
        waited = self.start[PRIORITY if priority == "priority" else STANDARD] - self._as_of
        days, counts = np.unique(waited[waited <= horizon_days], return_counts=True)
        share = np.cumsum(counts) / waited.size
        return list(zip(days.tolist(), share.tolist(), strict=True))
