"""Rolling groups, one-to-one work and unpaid work: somebody starts when a place is free."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from commissioning.forecasting.engines.delivered import SharesDrawn, WaysOfKeeping
from commissioning.forecasting.engines.durations import Days, Flags, Floats
from commissioning.forecasting.engines.futures import Futures
from commissioning.forecasting.engines.picking import picked
from commissioning.forecasting.engines.starts_counted import StartsCounted
from commissioning.forecasting.engines.staying import Staying

MOST_PLACES = 2000
OFFERED_AGAIN_AFTER_DAYS = {"one_to_one": 7}
LATELY_FADES_IN_DAYS = 90
UNSURE_OF_PACE = 0.1
"""No record tells how fast people will move through to more than about a tenth either way."""
TIDY_UP_EVERY = 8  # turns


@dataclass(frozen=True, slots=True)
class EachRun:
    """What differs between the runs: a value, or a row, for each.

    `remaining` is how much longer each person in progress stays, `pace` how much slower than the
    record people move through, `rounding` what decides about half a place.
    """

    delivered: SharesDrawn
    remaining: Days
    pace: Floats
    rounding: Floats

    @classmethod
    def drawn(
        cls, random: np.random.Generator, people: Staying, delivered: WaysOfKeeping, runs: int
    ) -> EachRun:
        pace = np.exp(UNSURE_OF_PACE * random.standard_normal(runs))
        remaining = np.rint(people.remaining(random, runs) * pace[:, None]).astype(np.int64)
        return cls(delivered.drawn(random, runs), remaining, pace, random.random(runs))

    def of_runs(self, wanted: Flags) -> EachRun:
        return EachRun(
            self.delivered.of_runs(wanted),
            self.remaining[wanted],
            self.pace[wanted],
            self.rounding[wanted],
        )


class PlacesLine:
    """One service in all runs. `roll_on` plays turn after turn, a turn being a day on which people
    may start."""

    def __init__(self, futures: Futures, *, staying: Staying, delivered: WaysOfKeeping) -> None:
        self._futures = futures
        self._service = futures.service
        self._people = futures.people
        self._again_after = OFFERED_AGAIN_AFTER_DAYS.get(futures.service.kind, 1)
        self._random = np.random.default_rng([*futures.seed, 4])
        self._attendance = staying.usual_attendance
        self._in_turns = staying.is_in_turns
        self._asks_about_one = True
        self._each = EachRun.drawn(self._random, staying, delivered, len(futures.people.runs))

    def roll_on(self, horizon_days: int) -> None:
        self._roll(enumerate(self._days(self._futures.as_of + horizon_days)))

    def roll_both(self, horizon_days: int) -> StartsCounted:
        """As `roll_on`, and how many start in all runs, followed as far as starts are counted.

        Both are played at once until somebody has started in a run that only the counting follows
        further: what each finds is what it would find alone.
        """
        latest, until = self._futures.as_of + horizon_days, self._futures.starts.until
        if not until:
            self.roll_on(horizon_days)
            return self._futures.starts
        turns = list(enumerate(self._days(max(latest, until))))
        for place, (turn, day) in enumerate(turns):
            self._play(turn, day)
            if _is_tidied(turn):
                if self._has_started().any():
                    counting = self._counting_apart()
                    counting._tidy(turn, day)
                    counting._roll(one for one in turns[place + 1 :] if one[1] <= until)
                    if day <= latest and not self._tidy(turn, day):
                        self._roll(one for one in turns[place + 1 :] if one[1] <= latest)
                    return counting._futures.starts
                self._tidy(turn, day)
        return self._futures.starts

    def _roll(self, turns: Iterable[tuple[int, int]]) -> None:
        for turn, day in turns:
            self._play(turn, day)
            if _is_tidied(turn) and self._tidy(turn, day):
                return

    def _counting_apart(self) -> PlacesLine:
        """The same future with luck of its own, which counts from here on; this one does no more.

        Nobody asks it about the person sentenced today, who takes nobody's place.
        """
        counting = copy.copy(self)
        counting._people = self._people.copied()
        counting._random = copy.deepcopy(self._random)
        counting._futures = replace(self._futures, people=counting._people)
        counting._asks_about_one = False
        self._futures = replace(self._futures, starts=StartsCounted(0))
        return counting

    def _play(self, turn: int, day: int) -> None:
        self._people.look_ahead_to(day)
        if self._futures.starting_weeks.has(day):
            self._offer(day, self._now(turn, day))

    def _now(self, turn: int, day: int) -> int:
        """Turns or days since the day of sentence, as stays are counted."""
        return turn if self._in_turns else day - self._futures.as_of

    def _has_started(self) -> Flags:
        return self._futures.person.has_started(self._people.runs)

    def _tidy(self, turn: int, day: int) -> bool:
        """Follow only the runs in which somebody has yet to start; true when there are none.

        All of them while starts are counted.
        """
        over = self._has_started()
        if day < self._futures.starts.until:
            over[:] = False
        if over.all():
            return True
        self._people.forget(over, day=day, now=self._now(turn, day))
        self._each = self._each.of_runs(~over)
        return False

    def _days(self, latest: int) -> Iterator[int]:
        calendar = self._futures.calendar
        if self._service.kind == "one_to_one":
            return calendar.working_days(latest=latest)
        return calendar.days_on(self._service.session_weekday, latest=latest)

    def _offer(self, day: int, now: int) -> None:
        columns = self._people.columns
        in_use = (self._each.remaining > now).sum(axis=1) + (columns.keeps_until > now).sum(axis=1)
        free = self._places(day) - self._taken(in_use)
        most = self._service.max_new_per_session
        slots = np.clip(free, 0, MOST_PLACES if most is None else min(most, MOST_PLACES))
        rows = np.flatnonzero(slots > 0)
        if not len(rows):
            return
        eligible = (columns.ready[rows] <= day) & (columns.gone[rows] > day)
        eligible &= columns.keeps_until[rows] == 0
        picks = picked(eligible, slots[rows], self._futures.out_of_turn, self._random)
        if self._asks_about_one:
            self._futures.person.take_offers(
                self._people,
                self._people.runs[rows],
                np.full(len(rows), day),
                slots=slots[rows],
                jumpers=picks.jumpers,
                jump_chance=picks.jump_chance,
                eligible_before=picks.eligible_before,
                again_after_days=self._again_after,
            )
        self._start(rows, picks.offered, day, now)

    def _start(self, rows: Days, offered: Flags, day: int, now: int) -> None:
        row, column = np.nonzero(offered)
        at = rows[row]
        misses = self._random.random(len(row)) < self._people.parameters.missed_share[at]
        columns = self._people.columns
        columns.ready[at[misses], column[misses]] = day + self._again_after
        at, column = at[~misses], column[~misses]
        self._futures.starts.add(self._people.runs[at], day)
        stay = np.rint(columns.stay[at, column] * self._each.pace[at]).astype(np.int64)
        held = stay + 1 if self._in_turns else np.maximum(1, stay)  # a turn is held to its end
        columns.keeps_until[at, column] = np.maximum(1, now + held)

    def _taken(self, in_use: Days) -> Days:
        """Places taken today: everybody's, or only those of the people who come."""
        refills = self._each.delivered.refills
        if not refills.any():
            return in_use
        came = self._random.binomial(in_use, self._attendance)
        return np.where(refills, came, in_use)

    def _places(self, day: int) -> Days:
        """What is delivered that day in each run, in people at one time."""
        declared = self._service.capacity.on(day) / self._service.hours_per_session
        if declared <= 0:
            return np.zeros(len(self._people.runs), dtype=np.int64)
        fade = 0.5 ** ((day - self._futures.as_of) / LATELY_FADES_IN_DAYS)
        delivered = self._each.delivered
        share = delivered.in_the_long_run + fade * (delivered.lately - delivered.in_the_long_run)
        places = np.floor(np.minimum(declared * share, MOST_PLACES) + self._each.rounding)
        return np.asarray(np.maximum(places, 1), dtype=np.int64)


def _is_tidied(turn: int) -> bool:
    return turn % TIDY_UP_EVERY == TIDY_UP_EVERY - 1
