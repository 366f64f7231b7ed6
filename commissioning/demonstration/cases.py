"""One person's way through a line, as plain days; numbers of days are `date.toordinal()`."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from commissioning.referrals.kinds import EventKind

ENDS = frozenset({EventKind.COMPLETED, EventKind.DROPPED_OUT})
ACCEPTED_WITHIN_DAYS = 4
LAST_LAG_DAYS = 5
LAGS = (0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, LAST_LAG_DAYS)
"""Days until an event is recorded: most the same day, none after more than five."""


class Step(NamedTuple):
    kind: EventKind
    day: int
    amount: float | None = None
    reason: str | None = None


@dataclass(slots=True)
class InventedCase:
    """`gives_up` and `declined` are days that come only if the person still waits then."""

    number: int
    received: int
    ready: int
    gives_up: int | None = None
    leaves_for: str = "unsuitable"
    declined: int | None = None
    sentenced: int | None = None
    is_priority: bool = False
    hours_ordered: float | None = None
    started: int | None = None
    ended: int | None = None
    steps: list[Step] = field(default_factory=list)
    hours_worked: float = 0.0
    sessions: int = 0

    @property
    def out_of_list(self) -> int | None:
        """The day on which the person leaves the list unless they have started."""
        days = [day for day in (self.gives_up, self.declined) if day is not None]
        return min(days) if days else None

    def miss(self, day: int) -> None:
        self.steps.append(Step(EventKind.MISSED_START, day))

    def start(self, day: int) -> None:
        self.started = day
        self.steps.append(Step(EventKind.STARTED, day))

    def attend(self, day: int, hours: float | None = None) -> None:
        self.sessions += 1
        self.hours_worked += hours or 0.0
        self.steps.append(Step(EventKind.ATTENDED, day, hours))

    def end(self, day: int, kind: EventKind) -> None:
        self.ended = day
        self.steps.append(Step(kind, day))

    def forget_end(self) -> None:
        """Nobody records it: who has started is in a place for ever."""
        self.ended = None
        self.steps = [step for step in self.steps if step.kind not in ENDS]

    def told_by(self, today: int) -> list[Step]:
        """Every event up to `today`, in the order in which they happened."""
        last = self._last_day_on_list()
        told = [Step(EventKind.RECEIVED, self.received), *self._before_start(last)]
        told += self.steps
        if self.started is None and last is not None:
            was_declined = self.declined == last
            kind = EventKind.DECLINED if was_declined else EventKind.WITHDRAWN
            told.append(Step(kind, last, None, None if was_declined else self.leaves_for))
        return [step for step in told if step.day <= today]

    def _last_day_on_list(self) -> int | None:
        return self.started if self.started is not None else self.out_of_list

    def _before_start(self, last: int | None) -> Iterator[Step]:
        """Accepted, then ready; neither once the person has left the list."""
        if self.declined is not None and self.declined == last:
            return
        accepted = min(self.ready, self.received + self.number % ACCEPTED_WITHIN_DAYS)
        if last is None or accepted <= last:
            yield Step(EventKind.ACCEPTED, accepted)
        if last is None or self.ready <= last:
            yield Step(EventKind.READY, self.ready)


def recorded_instants(
    steps: list[Step], chance: random.Random, *, at: dt.datetime
) -> list[dt.datetime]:
    """When each was recorded: up to five days late, never out of order, never after `at`."""
    instants: list[dt.datetime] = []
    before = dt.datetime.min.replace(tzinfo=dt.UTC)
    pick = chance.random
    for step in steps:
        day = dt.date.fromordinal(step.day + LAGS[int(pick() * len(LAGS))])
        noted = dt.datetime(day.year, day.month, day.day, 8 + int(pick() * 9), tzinfo=dt.UTC)
        before = min(at, max(before, noted))
        instants.append(before)
    return instants
