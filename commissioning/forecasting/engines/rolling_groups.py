"""Closed groups: the published calendar played forward, with what becomes of groups."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from commissioning.forecasting.engines.durations import Days, Flags
from commissioning.forecasting.engines.futures import Futures
from commissioning.forecasting.engines.group_record import GroupRecord
from commissioning.forecasting.engines.picking import picked
from commissioning.forecasting.engines.queue_people import NEVER
from commissioning.forecasting.engines.starts_counted import StartsCounted
from commissioning.forecasting.facts import GroupRun

MOST_PLACES = 2000
MOST_GROUPS = 400
MOST_MOVES = 2
TOO_FEW_MOVES_DAYS = 21
IMMINENT_DAYS = 10
UNPUBLISHED_NOT_BEFORE_DAYS = 14


@dataclass(frozen=True, slots=True)
class ComingGroup:
    """A group: its day in each run, its places, and how often it has moved."""

    day: Days
    places: int
    moves: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Groups to come, with a row for each run and a column for each group: the day on which it
    would start there, and how often it has moved. `places` are by group."""

    day: Days
    moves: Days
    places: Days

    def over(self, rows: Days, groups: Days) -> None:
        self.day[rows, groups] = NEVER

    def copied(self) -> Calendar:
        return Calendar(self.day.copy(), self.moves.copy(), self.places)


class GroupsLine:
    """One service's groups in all runs, each run in the order of its own days."""

    def __init__(self, futures: Futures, *, record: GroupRecord) -> None:
        self._futures = futures
        self._service = futures.service
        self._calendar = futures.calendar
        self._people = futures.people
        self._person = futures.person
        self._record = record
        self._asks_about_one = True
        self._random = np.random.default_rng([*futures.seed, 4])
        shares, runs = np.random.default_rng([*futures.seed, 7]), len(futures.people.runs)
        self._late = record.late.drawn(shares, runs)
        self._cancelled = record.cancelled.drawn(shares, runs)

    def roll_on(self, horizon_days: int) -> None:
        latest = self._futures.as_of + horizon_days
        self._roll(self._coming(latest), latest)

    def roll_both(self, horizon_days: int) -> StartsCounted:
        """As `roll_on`, and how many start in all runs, followed as far as starts are counted.

        Both are played at once until somebody has started in a run that only the counting follows
        further: what each finds is what it would find alone.
        """
        latest = self._futures.as_of + horizon_days
        coming = self._coming(latest)
        counted = self._futures.starts
        if self._roll(coming, latest, until_they_part=True):
            self._counting_apart()._roll(coming.copied(), latest)
            self._futures = replace(self._futures, starts=StartsCounted(0))
            self._roll(coming, latest)
        return counted

    def _roll(self, coming: Calendar, latest: int, *, until_they_part: bool = False) -> bool:
        """True where it stopped because counting starts would follow more runs than asking does."""
        while coming.day.size:
            groups = coming.day.argmin(axis=1)
            day = np.take_along_axis(coming.day, groups[:, None], axis=1)[:, 0]
            is_asked = ~self._person.has_started(self._people.runs)
            is_counted = day <= min(self._futures.starts.until, latest)
            if until_they_part and (is_counted & ~is_asked).any():
                return True
            rows = np.flatnonzero((day <= latest) & (is_asked | is_counted))
            if not len(rows) or not (self._asks_about_one or is_counted.any()):
                return False
            self._play(coming, rows, groups[rows], day[rows], latest)
        return False

    def _counting_apart(self) -> GroupsLine:
        """The same future with luck of its own, to be counted to its end and asked nothing."""
        counting = copy.copy(self)
        counting._asks_about_one = False
        counting._people, counting._person = self._people.copied(), self._person.copied()
        counting._random = copy.deepcopy(self._random)
        counting._futures = replace(self._futures, people=counting._people, person=counting._person)
        return counting

    def _play(self, coming: Calendar, rows: Days, groups: Days, day: Days, latest: int) -> None:
        """The next group of each of these runs: it starts, or moves for want of people."""
        self._people.look_ahead_to(int(day.max()))
        eligible = self._eligible(rows, day)
        is_enough = self._ready(eligible, rows, day) >= self._service.min_to_run
        places = coming.places[groups[is_enough]]
        self._start(rows[is_enough], day[is_enough], places, eligible[is_enough])
        coming.over(rows[is_enough], groups[is_enough])
        rows, groups, day = rows[~is_enough], groups[~is_enough], day[~is_enough]
        coming.moves[rows, groups] += 1
        is_off = coming.moves[rows, groups] > MOST_MOVES
        moved = self._open_days(_on_weekdays(day + TOO_FEW_MOVES_DAYS), latest)
        coming.day[rows, groups] = np.where(is_off, NEVER, moved)

    def _coming(self, latest: int) -> Calendar:
        """The published groups, then others at the gaps seen so far; each with its fate."""
        random = np.random.default_rng([*self._futures.seed, 6])
        planned = [g for g in self._service.groups if g.status == "planned" and g.places > 0]
        found = [self._published(group, random) for group in planned]
        found += self._unpublished(bool(planned), latest, random)
        runs = len(self._people.runs)
        if not found:
            empty = np.zeros((runs, 0), dtype=np.int64)
            return Calendar(empty, empty, np.zeros(0, dtype=np.int64))
        days = np.stack([self._open_days(group.day, latest) for group in found], axis=1)
        moves = np.array([group.moves for group in found], dtype=np.int64)
        return Calendar(
            days,
            np.repeat(moves[None, :], runs, axis=0),
            np.array([group.places for group in found], dtype=np.int64),
        )

    def _published(self, group: GroupRun, random: np.random.Generator) -> ComingGroup:
        runs = len(self._people.runs)
        day = np.full(runs, group.current_start)
        if group.current_start <= self._futures.as_of:
            soon = random.integers(1, IMMINENT_DAYS + 1, size=runs)
            day = _on_weekdays(self._futures.as_of + soon)
        moved = round((group.current_start - group.planned_start) / TOO_FEW_MOVES_DAYS)
        places = min(group.places, MOST_PLACES)
        return self._with_fate(ComingGroup(day, places, max(0, min(MOST_MOVES, moved))), random)

    def _unpublished(
        self, is_any_published: bool, latest: int, random: np.random.Generator
    ) -> Iterator[ComingGroup]:
        runs = len(self._people.runs)
        last = [g.current_start for g in self._service.groups if g.status != "cancelled"]
        gaps = np.array(self._record.gaps)
        first = max(self._calendar.first, self._futures.as_of + 1)
        if last:
            earliest = first if is_any_published else first + UNPUBLISHED_NOT_BEFORE_DAYS
            day = np.maximum(earliest, max(last) + random.choice(gaps, size=runs))
        else:
            day = first + random.integers(7, max(8, int(gaps.mean())), size=runs)
        for _ in range(MOST_GROUPS):
            if day.min() > min(latest, self._calendar.last):
                return
            places = int(min(MOST_PLACES, self._service.capacity.on(int(np.median(day)))))
            if places > 0:
                yield self._with_fate(ComingGroup(_on_weekdays(day), places, 0), random)
            day = day + random.choice(gaps, size=runs)

    def _with_fate(self, group: ComingGroup, random: np.random.Generator) -> ComingGroup:
        """Off, late or as planned in each run."""
        runs = len(self._people.runs)
        is_off = random.random(runs) < self._cancelled
        is_late = random.random(runs) < self._late
        late = _on_weekdays(group.day + random.choice(np.array(self._record.delays), size=runs))
        day = np.where(is_off, NEVER, np.where(is_late, late, group.day))
        return ComingGroup(day, group.places, group.moves)

    def _open_days(self, days: Days, latest: int) -> Days:
        """Each day, or the next one on which a start is allowed; `NEVER` after `latest`."""
        opened = {
            day: self._calendar.next_open(day, latest=latest) or NEVER for day in set(days.tolist())
        }
        return np.array([opened[day] for day in days.tolist()], dtype=np.int64)

    def _eligible(self, rows: Days, day: Days) -> Flags:
        columns, on = self._people.columns, day[:, None]
        if len(rows) == len(self._people.runs):
            eligible = (columns.ready <= on) & (columns.gone > on) & (columns.keeps_until == 0)
        else:
            eligible = (columns.ready[rows] <= on) & (columns.gone[rows] > on)
            eligible &= columns.keeps_until[rows] == 0
        return np.asarray(eligible)

    def _ready(self, eligible: Flags, rows: Days, day: Days) -> Days:
        return np.asarray(eligible.sum(axis=1) + self._person.are_ready(rows, day))

    def _start(self, rows: Days, day: Days, places: Days, eligible: Flags) -> None:
        if not len(rows):
            return
        wanted = places * self._record.filled
        slots = np.maximum(1, np.floor(wanted + self._random.random(len(rows)))).astype(np.int64)
        picks = picked(eligible, slots, self._futures.out_of_turn, self._random)
        self._person.take_offers(
            self._people,
            rows,
            day,
            slots=slots,
            jumpers=picks.jumpers,
            jump_chance=picks.jump_chance,
            eligible_before=picks.eligible_before,
            again_after_days=1,
        )
        row, column = np.nonzero(picks.offered)
        run = rows[row]
        comes = self._random.random(len(row)) >= self._people.parameters.missed_share[run]
        self._people.columns.keeps_until[run[comes], column[comes]] = day[row[comes]]
        self._futures.starts.add(run[comes], day[row[comes]])


def _on_weekdays(days: Days) -> Days:
    """A day that nobody has published is never a Saturday or a Sunday."""
    weekday = (days - 1) % 7  # ordinal 1 was a Monday
    return np.asarray(np.where(weekday >= 5, days + 7 - weekday, days))
