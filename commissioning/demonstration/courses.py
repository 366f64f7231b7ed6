"""How a line delivers: facts for the simulation, and what the simulation brings forth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commissioning.demonstration.cases import InventedCase
from commissioning.groups.models import GroupStatus
from directory.delivery import DeliveryKind


@dataclass(frozen=True, slots=True)
class PossibleStartDays:
    """The days on which somebody may start a line; days are `date.toordinal()`."""

    bank_holidays: frozenset[int]
    christmas: frozenset[int]
    closures: tuple[tuple[int, int], ...] = ()

    def is_open(self, day: int) -> bool:
        if day in self.bank_holidays or day in self.christmas:
            return False
        return not any(first <= day <= last for first, last in self.closures)


@dataclass(frozen=True, slots=True)
class Course:
    """The facts that decide when people start; capacity is in the unit of the kind."""

    kind: DeliveryKind
    opened: int
    today: int
    start_days: PossibleStartDays
    capacity: float
    weekday: int = 1
    stay_days: int = 90
    sessions_required: int = 8
    hours_per_session: float = 7.0
    max_new_per_session: int = 3
    min_to_run: int = 3
    programme_weeks: int = 12
    gap_days: int = 70


@dataclass(slots=True)
class GroupNotice:
    """What was said of a group, and on which day it was said."""

    on_day: int
    current_start: int
    status: GroupStatus
    started: int | None = None


@dataclass(slots=True)
class Run:
    """One group of the calendar with everything that was said of it, in order."""

    planned: int
    places: int
    told: list[GroupNotice] = field(default_factory=list)


@dataclass(slots=True)
class InventedCourse:
    cases: list[InventedCase]
    runs: list[Run] = field(default_factory=list)


class WaitingList:
    """People by the day on which they came; who leaves it is taken off when looked at."""

    def __init__(self, cases: Sequence[InventedCase]) -> None:
        self._coming = sorted(cases, key=lambda case: (case.received, case.number))
        self._next = 0
        self._waiting: list[InventedCase] = []

    def ready_on(self, day: int) -> list[InventedCase]:
        """Those who could start, priority people first, then by date received."""
        while self._next < len(self._coming) and self._coming[self._next].received <= day:
            self._waiting.append(self._coming[self._next])
            self._next += 1
        self._waiting = [case for case in self._waiting if _still_waits(case, day)]
        ready = [
            case for case in self._waiting if case.ready <= day and not _was_asked_since(case, day)
        ]
        ready.sort(key=lambda case: (not case.is_priority, case.received, case.number))
        return ready


def _still_waits(case: InventedCase, day: int) -> bool:
    out = case.out_of_list
    return case.started is None and (out is None or out > day)


def _was_asked_since(case: InventedCase, day: int) -> bool:
    """Groups that moved are played before earlier ones: nobody starts before a start missed."""
    return bool(case.steps) and case.steps[-1].day >= day
