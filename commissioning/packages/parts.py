"""One part of a package: an intervention at one line, as a plan needs to know it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from commissioning.forecasting.start_days import StartDays
from commissioning.timing.time_needed import TimeNeeded


class TimeOfDay(enum.StrEnum):
    """`DAY` is morning and afternoon, as unpaid work is."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    DAY = "day"
    EVENING = "evening"

    def overlaps(self, other: TimeOfDay) -> bool:
        halves = {TimeOfDay.MORNING, TimeOfDay.AFTERNOON}
        return (
            self is other
            or (self is TimeOfDay.DAY and other in halves)
            or (other is TimeOfDay.DAY and self in halves)
        )


@dataclass(frozen=True, slots=True)
class Weekly:
    """What a part asks of a week while it runs.

    Weekdays are ISO: 1 is Monday; none of them, or None elsewhere, is "not known": a page
    asks for it. A part whose attendances are not known counts as one a week.
    """

    weekdays: frozenset[int] = frozenset()
    time_of_day: TimeOfDay | None = None
    attendances: int | None = None
    hours: float | None = None

    @property
    def attendances_counted(self) -> int:
        return 1 if self.attendances is None else self.attendances

    @property
    def hours_counted(self) -> float:
        return self.hours or 0.0

    def clashes_with(self, other: Weekly) -> bool:
        """On the same day of the week, unless both times of day are known to lie apart."""
        if not self.weekdays & other.weekdays:
            return False
        if self.time_of_day is None or other.time_of_day is None:
            return True
        return self.time_of_day.overlaps(other.time_of_day)


class CannotStart(enum.StrEnum):
    """Why a line gives a plan nothing to go by: `WhyNot`, for sums that know no database."""

    NOT_COMMISSIONED = "not_commissioned"
    FULL = "full"
    NO_STAFF = "no_staff"
    NOT_ACCREDITED_HERE = "not_accredited_here"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class Part:
    """All days are counted from the day of sentence, which is day 0.

    `key` names the queue: of two parts with one key there is only one place to wait in.
    `turn` is when somebody referred on the day of sentence would start, None with `cannot`.
    `possible_starts` are the days on which somebody may begin who could not take their turn.
    `is_ongoing`: it has no end of its own (a place to live, a drop-in), and only its start counts.
    `is_by_month`: of its start only the likely month may be told, and `turn` is its last day.
    """

    key: str
    title: str
    kind: str
    turn: StartDays | None
    possible_starts: tuple[int, ...] = ()
    time: TimeNeeded | None = None
    is_ongoing: bool = False
    is_by_month: bool = False
    weekly: Weekly = field(default_factory=Weekly)
    cannot: CannotStart | None = None

    @property
    def has_end(self) -> bool:
        """How long it takes is known."""
        return self.time is not None and not self.is_ongoing
