"""What is delivered of the capacity that was declared, and who was taken out of turn.

Days on which people who were ready stayed waiting show it: what was in use then is all there was.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from commissioning.availability.engines.rates import Share
from commissioning.availability.engines.records import LineRecords
from commissioning.availability.facts import Referral
from commissioning.availability.start_calendar import StartCalendar

LOOKING_BACK_DAYS = 364
LEFT_WAITING_AFTER_DAYS = 7
HALF_AS_TELLING_AFTER_DAYS = 60
LATELY_HALF_AFTER_DAYS = 21
USUAL_DELIVERY = 0.88
PRIOR_WEEKS = 1.5
MOST_DELIVERED, LEAST_DELIVERED = 1.6, 0.2
USUAL_OUT_OF_TURN = 0.08
PRIOR_PICKS = 25.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """Shares of what is declared: `in_the_long_run`, and `lately`. `weeks` of evidence stand behind
    them, `spread` is how much the weeks differed."""

    in_the_long_run: float
    lately: float
    weeks: float
    spread: float


@dataclass(frozen=True)
class PastDays:
    """One service looked at on past days, by its records."""

    line: LineRecords
    calendar: StartCalendar

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(r.started for r in self.line.started if r.started is not None)

    @cached_property
    def _ends(self) -> list[int]:
        return sorted(r.ended for r in self.line.started if r.ended is not None)

    @cached_property
    def _ready(self) -> list[tuple[int, int]]:
        """From when to when each person was ready and not yet gone."""
        found = []
        for referral in self.line.referrals:
            if referral.inducted is None:
                continue
            until = referral.started if referral.started is not None else referral.withdrawn
            found.append((referral.inducted, self.line.as_of + 1 if until is None else until))
        return found

    def in_use(self, day: int) -> int:
        return bisect_right(self._starts, day) - bisect_left(self._ends, day)

    def starts_on(self, day: int) -> int:
        return bisect_right(self._starts, day) - bisect_left(self._starts, day)

    def left_waiting(self, day: int) -> int:
        """Ready for a week and still not started at the end of that day."""
        ready_by = day - LEFT_WAITING_AFTER_DAYS
        return sum(ready <= ready_by and day < until for ready, until in self._ready)

    def days(self) -> Iterator[int]:
        """A day of each past week, on which people could have started."""
        first = max(
            self.line.service.opened_on + 14,
            self.line.first_seen,
            self.line.as_of - LOOKING_BACK_DAYS,
        )
        weekday = self.line.service.session_weekday
        last = self.line.as_of - (self.line.as_of - weekday) % 7
        return (day for day in range(last, first - 1, -7) if not self.calendar.was_shut(day))


def delivered_of(line: LineRecords, calendar: StartCalendar) -> Delivered:
    past = PastDays(line, calendar)
    full = [(past.line.as_of - day, share) for day, share in _full_weeks(past)]
    usual = min(1.0, max(USUAL_DELIVERY, _most_in_use(past)))
    long, weeks = _leaning(full, usual, HALF_AS_TELLING_AFTER_DAYS)
    lately, _ = _leaning(full, long, LATELY_HALF_AFTER_DAYS)
    spread = math.sqrt(sum((share - long) ** 2 for _, share in full) / len(full) if full else 0.01)
    return Delivered(_bounded(long), _bounded(lately), weeks, spread)


def _full_weeks(past: PastDays) -> Iterator[tuple[int, float]]:
    """(day, share in use) of days on which somebody who was ready stayed waiting."""
    service = past.line.service
    for day in past.days():
        declared = service.capacity.on(day) / service.hours_per_session
        most = service.max_new_per_session
        was_rushed = most is not None and past.starts_on(day) >= most
        if declared > 0 and not was_rushed and past.left_waiting(day):
            yield day, min(MOST_DELIVERED, past.in_use(day) / declared)


def _most_in_use(past: PastDays) -> float:
    service = past.line.service
    shares = [
        past.in_use(day) / declared
        for day in past.days()
        if (declared := service.capacity.on(day) / service.hours_per_session) > 0
    ]
    return max(shares, default=0.0)


def _leaning(
    weeks: list[tuple[int, float]], usual: float, half_after: float
) -> tuple[float, float]:
    """Weighted mean that leans on `usual`, and how many weeks it is worth."""
    pace = math.log(2) / half_after
    weights = [math.exp(-pace * ago) for ago, _ in weeks]
    total = sum(weights)
    summed = sum(weight * share for weight, (_, share) in zip(weights, weeks, strict=True))
    return (summed + PRIOR_WEEKS * usual) / (total + PRIOR_WEEKS), total


def _bounded(share: float) -> float:
    return min(MOST_DELIVERED, max(LEAST_DELIVERED, share))


def out_of_turn(line: LineRecords) -> Share:
    """The share of starts given to somebody although another was ready and came before them.

    Somebody who has missed an offered start may have been passed over for that, and is left out.
    """
    priority_first = line.service.allocation == "priority_then_date"
    since = line.as_of - LOOKING_BACK_DAYS
    candidates = [_Ready.of(r, priority_first) for r in line.referrals if r.inducted is not None]
    picks = [one for one in candidates if one.started is not None and one.started > since]
    passed_over = choices = 0
    for pick in picks:
        others = [other for other in candidates if other is not pick and other.stayed_after(pick)]
        choices += bool(others)
        passed_over += any(other.turn < pick.turn for other in others)
    return Share(passed_over + USUAL_OUT_OF_TURN * PRIOR_PICKS + 1e-9, choices + PRIOR_PICKS + 2e-9)


@dataclass(frozen=True, slots=True)
class _Ready:
    turn: tuple[bool, int, str]
    ready: int
    started: int | None
    gone: int | None
    has_missed: bool

    @classmethod
    def of(cls, referral: Referral, priority_first: bool) -> _Ready:
        comes_later = priority_first and referral.priority == "standard"
        return cls(
            turn=(comes_later, referral.received, ""),
            ready=referral.inducted or 0,
            started=referral.started,
            gone=referral.withdrawn,
            has_missed=referral.missed_starts > 0,
        )

    def stayed_after(self, pick: _Ready) -> bool:
        """Was ready when that pick was made and was still waiting the day after."""
        day = pick.started or 0
        return (
            not self.has_missed
            and self.ready < day
            and (self.started is None or self.started > day)
            and (self.gone is None or self.gone > day)
        )
