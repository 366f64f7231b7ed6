"""Closed groups: the published calendar played forward, with what becomes of groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from commissioning.availability.engines.durations import Days, Flags
from commissioning.availability.engines.futures import Futures
from commissioning.availability.engines.group_record import GroupRecord
from commissioning.availability.engines.picking import picked
from commissioning.availability.engines.queue_people import NEVER
from commissioning.availability.facts import Group

MOST_PLACES = 2000
MOST_GROUPS = 400
MOST_MOVES = 2
TOO_FEW_MOVES_DAYS = 21
IMMINENT_DAYS = 10
FIRST_UNPUBLISHED_AFTER_DAYS = 42


@dataclass(frozen=True, slots=True)
class Coming:
    """A group in all runs: the day on which it would start in each, and how often it has moved."""

    day: Days
    places: int
    moves: int
    is_off: Flags


class GroupsLine:
    """One service's groups in all runs, in the order of the calendar."""

    def __init__(self, futures: Futures, *, record: GroupRecord) -> None:
        self._futures = futures
        self._service = futures.service
        self._calendar = futures.calendar
        self._people = futures.people
        self._person = futures.person
        self._record = record
        self._random = np.random.default_rng([*futures.seed, 4])
        self._late = record.late.drawn(self._random, len(futures.people.runs))
        self._cancelled = record.cancelled.drawn(self._random, len(futures.people.runs))

    def roll_on(self, horizon_days: int) -> None:
        latest = self._futures.as_of + horizon_days
        for coming in self._coming(latest):
            self._play(coming, latest)
            if self._person.has_started(self._people.runs).all():
                return

    def _coming(self, latest: int) -> Iterator[Coming]:
        """The published groups, then others at the gaps seen so far."""
        planned = [g for g in self._service.groups if g.status == "planned"]
        for group in planned:
            yield self._published(group)
        yield from self._unpublished(planned, latest)

    def _published(self, group: Group) -> Coming:
        runs = len(self._people.runs)
        day = np.full(runs, group.current_start)
        if group.current_start <= self._futures.as_of:
            day = self._futures.as_of + self._random.integers(1, IMMINENT_DAYS + 1, size=runs)
        moved = group.current_start - group.planned_start
        return self._with_fate(day, group.places, moves=min(MOST_MOVES, round(moved / 21)))

    def _unpublished(self, planned: list[Group], latest: int) -> Iterator[Coming]:
        runs = len(self._people.runs)
        last = [g.current_start for g in self._service.groups if g.status != "cancelled"]
        gaps = np.array(self._record.gaps)
        first = max(self._calendar.first, self._futures.as_of + 1)
        earliest = first if planned or not last else first + FIRST_UNPUBLISHED_AFTER_DAYS // 3
        if last:
            day = np.maximum(earliest, max(last) + self._gap(gaps, runs))
        else:
            day = first + self._random.integers(7, max(8, int(gaps.mean())), size=runs)
        for _ in range(MOST_GROUPS):
            if day.min() > min(latest, self._calendar.last):
                return
            places = self._service.capacity.on(int(np.median(day)))
            yield self._with_fate(day, int(min(MOST_PLACES, places)), moves=0)
            day = day + self._gap(gaps, runs)

    def _gap(self, gaps: Days, runs: int) -> Days:
        return np.asarray(self._random.choice(gaps, size=runs))

    def _with_fate(self, day: Days, places: int, *, moves: int) -> Coming:
        runs = len(self._people.runs)
        is_off = self._random.random(runs) < self._cancelled
        is_late = self._random.random(runs) < self._late
        delay = self._random.choice(np.array(self._record.delays), size=runs)
        return Coming(np.where(is_late, day + delay, day), places, moves, is_off)

    def _play(self, coming: Coming, latest: int) -> None:
        if coming.places <= 0:
            return
        rows = np.flatnonzero(~coming.is_off)
        day = self._open_days(coming.day[rows], latest)
        for _ in range(MOST_MOVES + 1 - coming.moves):
            alive = day <= latest
            rows, day = rows[alive], day[alive]
            if not len(rows):
                return
            self._people.look_ahead_to(int(day.max()))
            is_enough = self._ready(rows, day) >= self._service.min_to_run
            self._start(rows[is_enough], day[is_enough], coming.places)
            rows = rows[~is_enough]
            day = self._open_days(day[~is_enough] + TOO_FEW_MOVES_DAYS, latest)

    def _open_days(self, days: Days, latest: int) -> Days:
        """Each day, or the next one on which a start is allowed; `NEVER` after `latest`."""
        opened = {
            day: self._calendar.next_open(day, latest=latest) or NEVER for day in set(days.tolist())
        }
        return np.array([opened[day] for day in days.tolist()], dtype=np.int64)

    def _eligible(self, rows: Days, day: Days) -> Flags:
        columns = self._people.columns
        on = day[:, None]
        eligible = (columns.ready[rows] <= on) & (columns.gone[rows] > on)
        return np.asarray(eligible & (columns.keeps_until[rows] == 0))

    def _ready(self, rows: Days, day: Days) -> Days:
        others = self._eligible(rows, day).sum(axis=1)
        return np.asarray(others + self._person.are_ready(rows, day))

    def _start(self, rows: Days, day: Days, places: int) -> None:
        if not len(rows):
            return
        wanted = min(places, MOST_PLACES) * self._record.filled
        slots = np.maximum(1, np.floor(wanted + self._random.random(len(rows)))).astype(np.int64)
        picks = picked(self._eligible(rows, day), slots, self._futures.out_of_turn, self._random)
        self._person.take_offers(
            self._people,
            rows,
            day,
            slots=slots,
            jumpers=picks.jumpers,
            jump_chance=picks.jump_chance,
            taken_before=picks.taken_before,
            again_after_days=1,
        )
        row, column = np.nonzero(picks.offered)
        run = rows[row]
        comes = self._random.random(len(row)) >= self._people.parameters.missed_share[run]
        self._people.columns.keeps_until[run[comes], column[comes]] = day[row[comes]]
