"""What is published of how long courses are, and within what time something must be finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from directory.rules.tables import rows_of

TIMING_TABLES = Path(__file__).parent
GROUP = "group"


@dataclass(frozen=True, slots=True)
class CourseTemplate:
    """The sessions of a programme in order, as its designers publish them.

    A start is the first session of the group: a one-to-one before it is not counted. `weekly` are
    the sessions from then on that follow each other, `then_weeks` what lies between the last of
    them and a review after the programme.
    """

    programme: str
    weekly: int
    then_weeks: int


def template_of(programme: str) -> CourseTemplate | None:
    """By the name of the programme, with or without what follows it ("…: moderate intensity")."""
    return _templates().get(programme.partition(":")[0].strip())


@cache
def _templates() -> dict[str, CourseTemplate]:
    rows = rows_of("course_sessions.csv", folder=TIMING_TABLES)
    names = dict.fromkeys(row["programme"] for row in rows)
    return {name: _template(name) for name in names}


def _template(name: str) -> CourseTemplate:
    rows = [
        row
        for row in rows_of("course_sessions.csv", folder=TIMING_TABLES)
        if row["programme"] == name
    ]
    first = next(number for number, row in enumerate(rows) if row["form"] == GROUP)
    begun = rows[first:]
    review_weeks = sum(int(row["weeks_after_the_last"] or 0) for row in begun[1:])
    reviews = sum(bool(row["weeks_after_the_last"]) for row in begun[1:])
    return CourseTemplate(name, len(begun) - reviews, review_weeks)


@dataclass(frozen=True, slots=True)
class FinishWithin:
    """A limit of an Act; `not_verified` says what of it is not certain."""

    requirement: str
    months: int
    not_verified: str

    def last_day(self, sentenced_on: date) -> date:
        """The period begins with the day of sentence, so that it ends the day before."""
        month = sentenced_on.month - 1 + self.months
        year, month = sentenced_on.year + month // 12, month % 12 + 1
        following = date(year, month, 1) + timedelta(days=sentenced_on.day - 1)
        if following.month != month:  # 29 February, or the 31st of a shorter month
            following = following.replace(day=1)
        return following - timedelta(days=1)


@cache
def limit_of(requirement: str) -> FinishWithin | None:
    for row in rows_of("finish_within.csv", folder=TIMING_TABLES):
        if row["requirement"] == requirement:
            return FinishWithin(requirement, int(row["months"]), row["not_verified"])
    return None
