"""How far somebody's hours are: credited, left, and the likely last day at the rate so far.

| sessions told of | over weeks | credited | left | weeks to come |
|---|---|---|---|---|
| 3 | 3 | 21 h | 39 h | not known: under four |
| 4 | 4 | 28 h | 32 h | 5: 32 h at 7 h a week, a week begun counting whole |
| 4, of two stayed away | 4 | 14 h | 46 h | 14: at 3.5 h a week |

The likely last day is one on which their working party meets: of so many weeks from tomorrow on
that have such a day, the last. A week in which the party does not meet is none of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commissioning.unpaid_work.discount import (
    Discount,
    DiscountRule,
    SessionWorked,
    discount_of,
)

FEWEST_SESSIONS: Final = 4
"""Under so many no rate is told: one long day says nothing of the next."""

WEEK: Final = 7

MOST_WEEKS_AHEAD: Final = 156
"""No party is looked at further ahead; a last day beyond them is not known."""

MeetsOn = Callable[[dt.date], bool]
"""Whether somebody's working party meets on a day."""


@dataclass(frozen=True, slots=True)
class WorkStanding:
    """In minutes. `ordered` is None where nobody said.

    `credited` is whatever was told of the case, by registers, files and software; `sessions` are
    those of registers alone, in the order of their days.
    """

    ordered: int | None
    credited: int
    sessions: tuple[SessionWorked, ...]
    discount: Discount
    meets_on: MeetsOn

    @property
    def left(self) -> int | None:
        if self.ordered is None:
            return None
        return max(0, self.ordered - self.discount.minutes - self.credited)

    @property
    def is_done(self) -> bool:
        return self.left == 0

    @property
    def weeks_so_far(self) -> int:
        """From the first session to the last one told of, a week begun counting whole."""
        if not self.sessions:
            return 0
        days = (self.sessions[-1].on_date - self.sessions[0].on_date).days + 1
        return -(-days // WEEK)

    @property
    def weeks_to_come(self) -> int | None:
        """At the rate so far; None under `FEWEST_SESSIONS`, and where nothing was credited."""
        left, told = self.left, sum(one.credited for one in self.sessions)
        if left is None or len(self.sessions) < FEWEST_SESSIONS or told == 0:
            return None
        return -(-left * self.weeks_so_far // told)

    def days_to_come(self, today: dt.date) -> int | None:
        last = self.likely_last_day(today)
        return None if last is None else (last - today).days

    def likely_last_day(self, today: dt.date) -> dt.date | None:
        """Today where nothing is left."""
        weeks = self.weeks_to_come
        if not weeks:
            return None if weeks is None else today
        for number in range(MOST_WEEKS_AHEAD):
            met = last_meeting_in_week(today + dt.timedelta(days=WEEK * number), self.meets_on)
            weeks -= met is not None
            if weeks == 0:
                return met
        return None


def work_standing(
    ordered: int | None,
    credited: int,
    sessions: tuple[SessionWorked, ...],
    rule: DiscountRule,
    *,
    today: dt.date,
    meets_on: MeetsOn,
) -> WorkStanding:
    discount = discount_of(ordered, sessions, rule, today=today)
    return WorkStanding(ordered, credited, sessions, discount, meets_on)


def last_meeting_in_week(before: dt.date, meets_on: MeetsOn) -> dt.date | None:
    """Of the seven days after `before`."""
    days = (before + dt.timedelta(days=number) for number in range(WEEK, 0, -1))
    return next((day for day in days if meets_on(day)), None)
