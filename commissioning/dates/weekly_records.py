"""The people behind weekly totals, as records of the forecast document.

Nobody is known, only how many: whoever was received first is taken to start first, and to finish
first. People received or started in a week are spread over its working days. Where fewer wait at
the end of a week than were received and did not start, the last ones received are taken to have
left, so that no long wait is hidden; where more wait, they are taken as received that week. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from commissioning.dates.kept_dates import FROM_TOTALS
from commissioning.forecasting.start_days import StartDays
from commissioning.lines.weekly_totals import WeekCount

_WORKING_DAYS: Final = 5
_FRIDAY: Final = dt.timedelta(days=4)
_SUNDAY: Final = dt.timedelta(days=6)
_WEEK: Final = dt.timedelta(days=7)

Record = dict[str, Any]
"""JSON."""


@dataclass(slots=True)
class _Person:
    received: dt.date
    started: dt.date | None = None
    ended: dt.date | None = None
    left: dt.date | None = None
    hours: float = 0.0


@dataclass(slots=True)
class _List:
    """The people so far, those who wait and those who have started, first come first."""

    everybody: list[_Person] = field(default_factory=list)
    waiting: deque[_Person] = field(default_factory=deque)
    there: deque[_Person] = field(default_factory=deque)

    def receive(self, days: Iterator[dt.date]) -> None:
        for day in days:
            person = _Person(day)
            self.everybody.append(person)
            self.waiting.append(person)

    def start(self, days: Iterator[dt.date]) -> None:
        for day in days:
            if not self.waiting:
                self.receive(iter([day]))
            person = self.waiting.popleft()
            person.started = max(day, person.received)
            self.there.append(person)

    def work(self, hours: float) -> None:
        """The hours of a week fall alike on all who are there."""
        for person in self.there:
            person.hours += hours / len(self.there)

    def finish(self, count: int, day: dt.date) -> None:
        for _ in range(min(count, len(self.there))):
            person = self.there.popleft()
            person.ended = max(day, person.started or day)

    def come_to(self, waiting: int, monday: dt.date) -> None:
        while len(self.waiting) > waiting:
            self.waiting.pop().left = monday + _SUNDAY
        self.receive(iter([monday] * (waiting - len(self.waiting))))


def weekly_records(
    weeks: Mapping[dt.date, WeekCount], *, service_id: str, as_of: dt.date, since: dt.date
) -> list[Record]:
    """Of the weeks over by `as_of`; whoever left or ended before `since` is left out."""
    told = {week: counts for week, counts in sorted(weeks.items()) if week + _WEEK <= as_of}
    people = _List()
    if told:
        people.receive(iter([min(told) - _WEEK] * _waiting_before(told)))
    for monday, counts in told.items():
        people.receive(_spread(monday, counts.received or 0))
        people.start(_spread(monday, counts.started or 0))
        people.work(counts.hours or 0.0)
        people.finish(counts.completed or 0, monday + _FRIDAY)
        if counts.waiting is not None:
            people.come_to(counts.waiting, monday)
    return [
        _record(person, number, service_id)
        for number, person in enumerate(people.everybody)
        if (person.ended or person.left or as_of) >= since
    ]


def told_from_totals(days: StartDays) -> StartDays:
    """The same, and its explanation says what it rests on."""
    says = f"{days.basis.explanation} {FROM_TOTALS}"
    return replace(days, basis=replace(days.basis, explanation=says))


def _waiting_before(told: Mapping[dt.date, WeekCount]) -> int:
    """Who must have waited before the first week, for the first number that waited to be true."""
    balance = 0
    for counts in told.values():
        balance += (counts.started or 0) - (counts.received or 0)
        if counts.waiting is not None:
            return max(0, counts.waiting + balance)
    return 0


def _spread(monday: dt.date, count: int) -> Iterator[dt.date]:
    return (monday + dt.timedelta(days=number * _WORKING_DAYS // count) for number in range(count))


def _record(person: _Person, number: int, service_id: str) -> Record:
    return {
        "service_id": service_id,
        "id": f"total-{number}",
        "received": person.received.isoformat(),
        "priority": "standard",
        "status": _status(person),
        "inducted": None,
        "started": person.started.isoformat() if person.started else None,
        "ended": person.ended.isoformat() if person.ended else None,
        "withdrawn": person.left.isoformat() if person.left else None,
        "missed_starts": 0,
        "hours_ordered": None,
        "hours_worked": round(person.hours, 2) or None,
        "sessions_attended": 0,
    }


def _status(person: _Person) -> str:
    if person.left is not None:
        return "withdrawn"
    if person.started is None:
        return "waiting"
    return "in_progress" if person.ended is None else "completed"
