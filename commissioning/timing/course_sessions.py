"""What is published of how long courses are: `course_sessions.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import dropwhile, groupby
from pathlib import Path

from directory.rules.tables import Row, rows_of

FOLDER = Path(__file__).parent
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
    rows = rows_of("course_sessions.csv", folder=FOLDER)
    by_programme = groupby(rows, key=lambda row: row["programme"])
    return {name: _template(name, list(sessions)) for name, sessions in by_programme}


def _template(name: str, sessions: Sequence[Row]) -> CourseTemplate:
    """From the first of the group on; a session some weeks after the last is a review."""
    from_the_group = list(dropwhile(lambda row: row["form"] != GROUP, sessions))
    pauses = [row["weeks_after_the_last"] for row in from_the_group[1:]]
    reviews = [int(weeks) for weeks in pauses if weeks]
    return CourseTemplate(name, len(from_the_group) - len(reviews), sum(reviews))
