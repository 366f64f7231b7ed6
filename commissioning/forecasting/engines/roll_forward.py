"""The future of one service played a few hundred times from today's records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from commissioning.forecasting.engines.delivered import delivered_of
from commissioning.forecasting.engines.demand import demand_of
from commissioning.forecasting.engines.durations import LONGEST_DAYS, Days
from commissioning.forecasting.engines.futures import Futures
from commissioning.forecasting.engines.group_record import GroupRecord, group_record
from commissioning.forecasting.engines.queue_people import Parameters, QueuePeople, Stays
from commissioning.forecasting.engines.readiness import Readiness, readiness_of, supposed_days
from commissioning.forecasting.engines.records import AreaRecords, LineRecords
from commissioning.forecasting.engines.rolling_groups import GroupsLine
from commissioning.forecasting.engines.rolling_places import PlacesLine
from commissioning.forecasting.engines.sentenced_today import SentencedToday
from commissioning.forecasting.engines.starting_weeks import starting_weeks
from commissioning.forecasting.engines.starts_counted import StartsCounted
from commissioning.forecasting.engines.staying import OneToOne, Staying, by_session
from commissioning.forecasting.engines.turns_kept import TurnsKept, turns_kept
from commissioning.forecasting.facts import Facts, Priority, ServiceRecord
from commissioning.forecasting.start_calendar import StartCalendar

RUNS = 250
FEWEST_RUNS = 60
PEOPLE_IN_ALL_RUNS = 100_000
GROUPS_ROLLED_FOR_DAYS = 1095
"""Whatever the order: the runs of groups share their luck, so that a shorter look ahead would draw
it differently."""


class RollForward:
    """All services of one document; the estimates that they share are made once.

    With `until` starts are counted to that day in the futures that are played anyway.
    """

    def __init__(self, facts: Facts, *, until: int = 0) -> None:
        self._records = AreaRecords(facts)
        self._until = until
        self._outlooks: dict[str, LineOutlook] = {}

    def __call__(self, service: ServiceRecord) -> LineOutlook:
        if service.id not in self._outlooks:
            outlook = LineOutlook(self._records.line(service), until=self._until)
            self._outlooks[service.id] = outlook
        return self._outlooks[service.id]


class LineOutlook:
    """One service, rolled forward as far as the longest order asked about."""

    def __init__(self, line: LineRecords, *, until: int = 0) -> None:
        self._line = line
        self._until = until

    def start_chances(self, priority: Priority, horizon_days: int) -> list[tuple[int, float]]:
        return self._rolled.person.chances(priority, horizon_days)

    def people_ahead(self, priority: Priority) -> int:
        waiting = self._line.waiting
        if priority == "priority" and self._turns.priority_goes_first:
            return sum(referral.priority == "priority" for referral in waiting)
        return len(waiting)

    @property
    def starts_by_run(self) -> list[int]:
        """How many start from tomorrow to the day `until` in each of the futures, fewest first."""
        days = self._until - self._line.as_of
        if days <= 0:
            return [0]
        if self._is_counted_apart:
            rolled = _rolled_forward(self._line, self._turns, horizon_days=days, until=self._until)
        else:
            rolled = self._rolled
        return sorted(rolled.starts.by_run.tolist())

    @property
    def _is_counted_apart(self) -> bool:
        """Where groups would be looked at further ahead than for the dates that are told."""
        as_far = max(self._horizon_days, GROUPS_ROLLED_FOR_DAYS)
        is_group = self._line.service.kind == "closed_group"
        return is_group and self._until - self._line.as_of > as_far

    @property
    def _horizon_days(self) -> int:
        line = self._line
        asked = [q for q in line.area.facts.questions if q.service_id == line.service.id]
        return min(max((q.order_days for q in asked), default=0), LONGEST_DAYS)

    @cached_property
    def _turns(self) -> TurnsKept:
        return turns_kept(self._line)

    @cached_property
    def _rolled(self) -> Rolled:
        until = 0 if self._is_counted_apart else self._until
        return _rolled_forward(
            self._line, self._turns, horizon_days=self._horizon_days, until=until
        )


@dataclass(frozen=True, slots=True)
class Rolled:
    """The person sentenced today, and everybody's starts, in all futures of one service."""

    person: SentencedToday
    starts: StartsCounted


def _rolled_forward(
    line: LineRecords, turns: TurnsKept, *, horizon_days: int, until: int
) -> Rolled:
    calendar = StartCalendar.of(line.service, line.area.facts)
    readiness = readiness_of(line)
    if line.service.kind == "closed_group":
        record = group_record(line)
        throughput = _group_places_a_day(line, record)
        futures = _futures(line, turns, calendar, readiness, _no_stay, throughput, until)
        as_far = max(horizon_days, GROUPS_ROLLED_FOR_DAYS)
        groups = GroupsLine(futures, record=record)
        return Rolled(futures.person, groups.roll_both(as_far))
    staying = _staying(line, calendar)
    throughput = _starts_a_day(line, staying)
    futures = _futures(line, turns, calendar, readiness, staying.of_starters, throughput, until)
    delivered = delivered_of(
        line,
        calendar,
        ready_since=supposed_days(line, readiness),
        missed_share=futures.demand.missed.value,
        attendance=staying.usual_attendance,
    )
    places = PlacesLine(futures, staying=staying, delivered=delivered)
    return Rolled(futures.person, places.roll_both(horizon_days))


def _futures(
    line: LineRecords,
    turns: TurnsKept,
    calendar: StartCalendar,
    readiness: Readiness,
    stays: Stays,
    throughput_a_day: float,
    until: int,
) -> Futures:
    seed = _seed(line)
    runs = max(FEWEST_RUNS, min(RUNS, PEOPLE_IN_ALL_RUNS // (len(line.waiting) + 1)))
    demand = demand_of(line, throughput_a_day=throughput_a_day)
    parameters = Parameters.drawn(demand, np.random.default_rng([*seed, 0]), runs)
    return Futures(
        service=line.service,
        calendar=calendar,
        starting_weeks=starting_weeks(line),
        demand=demand,
        people=QueuePeople(
            line,
            parameters,
            readiness,
            stays,
            priority_goes_first=turns.priority_goes_first,
            seed=seed,
        ),
        person=SentencedToday(readiness.lags, parameters.missed_share, as_of=line.as_of, seed=seed),
        out_of_turn=turns.out_of_turn.value,
        as_of=line.as_of,
        seed=seed,
        starts=StartsCounted(runs, until=until),
    )


def _no_stay(random: np.random.Generator, shape: tuple[int, int]) -> Days:
    return np.zeros(shape, dtype=np.int64)


def _seed(line: LineRecords) -> tuple[int, ...]:
    """Of the day and the service alone: the order of the records must not count."""
    digest = hashlib.sha256(line.service.id.encode("utf-8", "surrogatepass")).digest()
    return (line.as_of, int.from_bytes(digest[:8]))


def _staying(line: LineRecords, calendar: StartCalendar) -> Staying:
    return OneToOne.of(line) if line.service.kind == "one_to_one" else by_session(line, calendar)


def _declared(line: LineRecords) -> float:
    """People at one time, or places in a group: today's, or the first that was announced."""
    service = line.service
    first = next((value for value in service.capacity.values if value > 0), 0.0)
    return min(2000.0, (service.capacity.on(line.as_of) or first) / service.hours_per_session)


def _starts_a_day(line: LineRecords, staying: Staying) -> float:
    """Starts a day that were commissioned: as places come free, at most so many a week."""
    most = line.service.max_new_per_session
    as_places_come_free = _declared(line) / staying.usual_days
    return as_places_come_free if most is None else min(as_places_come_free, most / 7)


def _group_places_a_day(line: LineRecords, record: GroupRecord) -> float:
    """Places a day in the groups that were planned."""
    return _declared(line) * len(record.gaps) / sum(record.gaps)
