"""Working days: Monday to Friday without the bank holidays of England and Wales.

For service-level clocks only; waits are counted in calendar days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.errors import CommissioningError
from directory.clock import day_in_words

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class HolidaysNotPublished(CommissioningError, ValueError):
    """A service-level clock would run where bank holidays are not (or no longer) tabulated."""

    def __init__(self, day: date, first_year: int, last_year: int) -> None:
        super().__init__(
            f"Working days cannot be counted on {day_in_words(day)}: bank holidays are known"
            f" from {first_year} to {last_year}, the last published year."
        )
        self.day = day
        self.first_year = first_year
        self.last_year = last_year


class EmptyCalendar(CommissioningError, ValueError):
    """Without a single bank holiday the years covered are not known."""


class BackwardsCount(CommissioningError, ValueError):
    """Service-level clocks only run forwards."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Published bank holidays, complete from 1 January `first_year` to 31 December `last_year`.

    Every question about a day outside those years raises `HolidaysNotPublished`.
    """

    holidays: frozenset[date]
    first_year: int
    last_year: int

    @classmethod
    def of(cls, holidays: Iterable[date]) -> "WorkingCalendar":
        """A calendar of the years from the first to the last of `holidays`, at least one."""
        days = frozenset(holidays)
        if not days:
            raise EmptyCalendar("A calendar needs at least one bank holiday to know its years.")
        return cls(days, min(days).year, max(days).year)

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor bank holiday."""
        if not self.first_year <= day.year <= self.last_year:
            raise HolidaysNotPublished(day, self.first_year, self.last_year)
        return day.weekday() < SATURDAY and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`, which itself does not count."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, working_days: int) -> date:
        """The last day to keep a promise of so many working days; `day` is day 0, not counted."""
        if working_days < 0:
            raise BackwardsCount(f"Working days are counted forwards, not {working_days}.")
        for _ in range(working_days):
            day = self.next_working_day(day)
        return day

    def working_days_from(self, day: date, until: date) -> int:
        """Working days after `day` up to and including `until`: what a promise has used up."""
        if until < day:
            raise BackwardsCount(f"{day_in_words(until)} is before {day_in_words(day)}.")
        days = (day + timedelta(days=n) for n in range(1, (until - day).days + 1))
        return sum(self.is_working_day(each) for each in days)
