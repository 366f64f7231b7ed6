"""Records of starts without an end: how many, and what a forecast takes in their place.

Somebody whose end nobody recorded fills a place for ever, so that a line that works looks full
past any order. Two signs tell that ends are missing, each by what the line is:

- no end is recorded for somebody who started longer ago than twice the usual length;
- more people are in places than places were stated. Then, the longest there first, as many as
  are too many are looked at who started longer ago than the usual length.

Those people are taken as having ended at the usual length. Where no usual length is known nothing
is taken; the people above the places are counted all the same. Of unpaid work the length is that
of the person's own hours at the line's pace, and the places are hours a week, of which people who
come to most of their sessions use as much. Of groups the places are those of the group that
somebody started with. Pure: a forecast document in, the same with ends in it out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor
from statistics import median
from typing import Any, Final, Self

from commissioning.dates.kept_dates import IncompleteRecords, LengthFrom
from commissioning.timing.attendance import USUAL_ATTENDANCE
from commissioning.timing.courses import NINE_IN_TEN, USUAL, Course, StayCourse, WeeklyCourse
from commissioning.timing.line_courses import ProgrammeSessions, course_of, stays_seen
from commissioning.timing.open_days import OpenDays

LONGER_THAN_USUAL: Final = 2

Document = dict[str, Any]
"""The forecast document of one line: JSON."""

Record = Mapping[str, Any]


def with_ends(
    document: Document, *, programme: ProgrammeSessions | None
) -> tuple[Document, IncompleteRecords]:
    """The document as a forecast should read it, and what was found; the given one stays as it is.

    A document whose records are complete is returned itself.
    """
    as_of = dt.date.fromisoformat(document["as_of"])
    (service,) = document["services"]
    there = [record for record in document["referrals"] if record["status"] == "in_progress"]
    lengths = UsualLength.of(document, service, programme=programme, as_of=as_of)
    above = people_above_places(service, there, as_of)
    ended = _taken_as_ended(there, lengths, above, as_of)
    still_there = [record for record in there if record["id"] not in ended]
    still_above = people_above_places(service, still_there, as_of)
    found = IncompleteRecords(len(ended), above, still_above)
    if not ended or lengths is None:
        return document, found
    records = [_ended(record, ended) for record in document["referrals"]]
    return document | {"referrals": records}, replace(found, usual_length_from=lengths.known_from)


@dataclass(frozen=True, slots=True)
class UsualLength:
    """How long people are usually there, from the start to the end.

    Where it rests on cases alone, nobody is overdue before `not_overdue_days`: twice what nine in
    ten of those who finished needed, for a few cases tell little of those who stay long.
    """

    course: Course
    days: OpenDays
    known_from: LengthFrom
    hours: float | None = None
    not_overdue_days: int = 0

    @classmethod
    def of(
        cls,
        document: Document,
        service: Record,
        *,
        programme: ProgrammeSessions | None,
        as_of: dt.date,
    ) -> Self | None:
        """From what is stated, else from those whose end is known; None where neither tells it.

        Those without an end say nothing here: how often they came is not known either.
        """
        over = [record for record in document["referrals"] if record["ended"]]
        days = _days_since_the_first_start(document, service, as_of)
        course = course_of(service, over, programme=programme, as_of=as_of, days=days)
        course = course or stays_seen(over, as_of=as_of)
        if course is None:
            return None
        return cls(
            course,
            days,
            _known_from(course, service),
            _usual_hours(document["referrals"]),
            LONGER_THAN_USUAL * course.day_done(0, NINE_IN_TEN, days)
            if isinstance(course, StayCourse)
            else 0,
        )

    def ends_on(self, record: Record) -> dt.date | None:
        """The day on which somebody with that start would usually have ended; None: not known."""
        start = dt.date.fromisoformat(record["started"]).toordinal()
        course: Course | None = self.course
        if isinstance(course, WeeklyCourse) and course.hours_per_session is not None:
            hours = record["hours_ordered"] or self.hours
            course = course.with_hours(hours) if hours else None
        if course is None:
            return None
        return dt.date.fromordinal(course.day_done(start, USUAL, self.days))


def _days_since_the_first_start(document: Document, service: Record, as_of: dt.date) -> OpenDays:
    starts = [record["started"] for record in document["referrals"] if record["started"]]
    return OpenDays.between(
        dt.date.fromisoformat(min([*starts, as_of.isoformat()])),
        as_of,
        bank_holidays=map(dt.date.fromisoformat, document["bank_holidays"]),
        closures=(
            (dt.date.fromisoformat(one["from"]), dt.date.fromisoformat(one["to"]))
            for one in service["closures"]
        ),
    )


def _known_from(course: Course, service: Record) -> LengthFrom:
    if isinstance(course, StayCourse):
        return LengthFrom.CASES
    if course.hours_per_session is not None:
        return LengthFrom.HOURS
    stated = service.get("programme_weeks") or service.get("sessions_required")
    return LengthFrom.TERMS if stated else LengthFrom.PROGRAMME


def _usual_hours(records: Sequence[Record]) -> float | None:
    """Ordered by the middle one of the orders whose hours are known."""
    hours = [record["hours_ordered"] for record in records if record["hours_ordered"]]
    return median(hours) if hours else None


def _taken_as_ended(
    there: Sequence[Record], lengths: UsualLength | None, above: int, as_of: dt.date
) -> dict[str, dt.date]:
    """The day by reference: those overdue, and of the others as many as there are too many."""
    if lengths is None:
        return {}
    usual = {record["id"]: end for record in there if (end := lengths.ends_on(record))}
    overdue = [record for record in there if _is_overdue(record, usual, lengths, as_of)]
    taken = {record["id"] for record in overdue}
    others = (
        record
        for record in sorted(there, key=lambda record: (record["started"], record["id"]))
        if record["id"] not in taken and usual.get(record["id"], as_of) < as_of
    )
    too_many = max(0, above - len(overdue))
    taken |= {record["id"] for record, _ in zip(others, range(too_many), strict=False)}
    return {reference: usual[reference] for reference in taken}


def _is_overdue(
    record: Record, usual: Mapping[str, dt.date], lengths: UsualLength, as_of: dt.date
) -> bool:
    """Started longer ago than twice the usual length."""
    if record["id"] not in usual:
        return False
    started = dt.date.fromisoformat(record["started"])
    usual_days = (usual[record["id"]] - started).days
    return (as_of - started).days > max(LONGER_THAN_USUAL * usual_days, lengths.not_overdue_days)


def _ended(record: Record, ended: Mapping[str, dt.date]) -> Record:
    day = ended.get(record["id"])
    if day is None:
        return record
    return {**record, "status": "completed", "ended": day.isoformat()}


def people_above_places(service: Record, there: Sequence[Record], as_of: dt.date) -> int:
    """How many more people are recorded as there than places are stated; 0 where none are."""
    if service["kind"] == "closed_group":
        return sum(_above_places_of_groups(service, there))
    stated = [one["value"] for one in _in_order(service) if one["from"] <= as_of.isoformat()]
    if not stated:
        return 0
    places: float = stated[-1]
    if service["kind"] == "unpaid_work":
        places /= service["hours_per_session"] * USUAL_ATTENDANCE
    return max(0, floor(len(there) - places))


def _in_order(service: Record) -> list[Record]:
    """As the forecast reads them: of two statements for one day the larger counts."""
    return sorted(service["capacity"], key=lambda one: (one["from"], one["value"]))


def _above_places_of_groups(service: Record, there: Sequence[Record]) -> Iterator[int]:
    """For each group that ran: those who started from its day on and before that of the next."""
    ran = [group for group in service.get("cohorts", ()) if group["status"] == "ran"]
    places: Counter[str] = Counter()
    for group in ran:
        places[group["current_start"]] += group["places"]
    starts = [*sorted(places), "9999-12-31"]
    for first, following in pairwise(starts):
        people = sum(first <= record["started"] < following for record in there)
        yield max(0, people - places[first])
