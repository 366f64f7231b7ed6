"""Quiet and busy services with two years behind them, for what must hold on any document.

A plain delivery, drawn by a seed: people are sentenced, become ready, give up, take free places,
miss a start and leave. It resembles the field only as far as the promises need it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from tests.commissioning.forecasting.documents import (
    AS_OF,
    Document,
    day,
    make_document,
    make_group,
    make_question,
    make_service,
)

KINDS = ("closed_group", "rolling_group", "one_to_one", "unpaid_work")
FIRST_DAY = -730
PLACES = 10
HOURS = 7
# A free place turns over so often a day: busy services are sent more people than this.
STARTS_A_DAY = {"closed_group": 0.14, "rolling_group": 0.1, "one_to_one": 0.11, "unpaid_work": 0.09}
GROUP_EVERY_DAYS = 70
NO_DAY = 10**6


def made_document(kind: str, *, is_busy: bool, seed: int = 0, **facts: Any) -> Document:
    """Two questions (standard, priority) to one service; `facts` change what the service says."""
    chance = Random(f"{kind} {is_busy} {seed}")
    service = _service(kind, chance) | facts
    people = _Delivery(kind, chance, 1.2 if is_busy else 0.5).referrals()
    questions = [make_question(1), make_question(2, priority="priority")]
    return make_document(service, people, questions)


def _service(kind: str, chance: Random) -> Document:
    capacity = PLACES * HOURS if kind == "unpaid_work" else PLACES
    service = make_service(
        kind,
        opened_on=day(FIRST_DAY),
        capacity=[{"from": day(FIRST_DAY), "value": capacity}],
        closures=[{"from": day(45), "to": day(52)}, {"from": day(-200), "to": day(-190)}],
    )
    if kind == "closed_group":
        service["cohorts"] = [
            make_group(
                start,
                places=PLACES,
                status="ran" if start < 0 else "planned",
                moved=chance.choice((0, 0, 0, 14)),
            )
            for start in _group_days()
        ]
    return service


def _group_days() -> range:
    return range(-700, 200, GROUP_EVERY_DAYS)  # all Mondays, as the day of sentence is one


@dataclass
class _Person:
    number: int
    received: int
    is_priority: bool
    ready: int
    gives_up: int
    stays: int
    missed: int = 0
    started: int | None = None
    ended: int = field(default=NO_DAY)

    @property
    def turn(self) -> tuple[bool, int, int]:
        return not self.is_priority, self.received, self.number


class _Delivery:
    def __init__(self, kind: str, chance: Random, demand: float) -> None:
        self._kind = kind
        self._chance = chance
        self._demand = demand * STARTS_A_DAY[kind]
        self._people: list[_Person] = []

    def referrals(self) -> list[Document]:
        for today in range(FIRST_DAY, 1):
            if self._chance.random() < self._demand:
                self._people.append(self._sentenced(today))
            if self._is_start_day(today):
                self._fill_places(today)
        return [self._written(person) for person in self._people]

    def _sentenced(self, today: int) -> _Person:
        chance = self._chance
        weeks = {"closed_group": 10, "rolling_group": 15, "one_to_one": 13, "unpaid_work": 18}
        return _Person(
            number=len(self._people),
            received=today,
            is_priority=chance.random() < 0.15,
            ready=today + chance.choice((3, 6, 8, 9, 11, 13, 20)),
            gives_up=today + round(chance.expovariate(1 / 300)),
            stays=max(7, round(chance.gauss(7 * weeks[self._kind], 14))),
        )

    def _is_start_day(self, today: int) -> bool:
        if self._kind == "closed_group":
            return today in _group_days()
        weekday = (AS_OF + timedelta(today)).isoweekday()
        if self._kind == "one_to_one":
            return weekday <= 5
        return weekday == {"rolling_group": 2, "unpaid_work": 6}[self._kind]

    def _fill_places(self, today: int) -> None:
        there = sum(p.started is not None and p.ended > today for p in self._people)
        ready = [
            person
            for person in self._people
            if person.started is None and person.ready <= today < person.gives_up
        ]
        for person in sorted(ready, key=lambda one: one.turn)[: max(0, PLACES - there)]:
            if self._chance.random() < 0.1:
                person.missed += 1
            else:
                person.started, person.ended = today, today + person.stays

    def _written(self, person: _Person) -> Document:
        return {
            "id": f"R{person.number}",
            "service_id": "S",
            "received": day(person.received),
            "priority": "priority" if person.is_priority else "standard",
            "inducted": _by_now(person.ready),
            "missed_starts": person.missed,
            **self._course(person),
        }

    def _course(self, person: _Person) -> Document:
        if person.started is None:
            withdrawn = _by_now(person.gives_up)
            return {"status": "withdrawn" if withdrawn else "waiting", "withdrawn": withdrawn}
        ended = _by_now(person.ended)
        weeks = (min(0, person.ended) - person.started) // 7
        course: Document = {"status": "completed" if ended else "in_progress", "ended": ended}
        if self._kind == "unpaid_work":
            ordered = HOURS * (person.stays // 7 + 1)
            course |= {"hours_ordered": ordered, "hours_worked": min(ordered, HOURS * weeks)}
        if self._kind == "rolling_group":
            course |= {"sessions_attended": min(12, weeks)}
        return course | {"started": day(person.started)}


def _by_now(on: int) -> str | None:
    return day(on) if on <= 0 else None
