"""What is kept beside a forecast's dates, so that a page need not work it out for every row.

The keys are those of `kept_dates`. Pure: a document and its answers in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from commissioning.dates.kept_dates import COURSE, GROUP, NEEDS, WITHIN_TARGET
from commissioning.forecasting.start_days import StartDays
from commissioning.timing.chances import in_tenths
from commissioning.timing.courses import Course, WeeklyCourse
from commissioning.timing.line_courses import EXAMPLE_HOURS, ProgrammeSessions, course_of
from commissioning.timing.open_days import LONGEST_AHEAD_DAYS, OpenDays
from commissioning.timing.time_needed import TimeNeeded, time_needed
from directory.order_length import DEFAULT_ORDER_DAYS

_GROUP_NUMBER = re.compile(r"group[\s_-]*0*(\d{1,4})$", re.IGNORECASE)

Document = Mapping[str, Any]


def beside_dates(
    document: Document, start_days: StartDays, course: Course | None, days: OpenDays
) -> dict[str, Any]:
    """JSON values by key, for one priority; a key is left out where there is nothing to say."""
    as_of = dt.date.fromisoformat(document["as_of"])
    (service,) = document["services"]
    beside: dict[str, Any] = {}
    if start_days.status == "ok" and service["target_days"] is not None:
        beside[WITHIN_TARGET] = in_tenths(start_days.chance_within(service["target_days"]))
    likely = start_days.day_reached(0.5, order_days=DEFAULT_ORDER_DAYS)
    likely_on = as_of + dt.timedelta(days=likely or 1)
    number = group_number(service.get("cohorts", ()), likely_on) if likely else None
    if number is not None:
        beside[GROUP] = [likely_on.isoformat(), number]
    if course is not None:
        beside[COURSE] = course.to_stored()
        beside[NEEDS] = _stored(_needs(course, likely_on, days))
    return beside


def course_behind(
    document: Document, *, programme: ProgrammeSessions | None
) -> tuple[Course | None, OpenDays]:
    """The course of the document's one line, and the days on which it meets."""
    as_of = dt.date.fromisoformat(document["as_of"])
    (service,) = document["services"]
    days = open_days(document, service, as_of)
    course = course_of(service, document["referrals"], programme=programme, as_of=as_of, days=days)
    return course, days


def open_days(document: Document, service: Mapping[str, Any], as_of: dt.date) -> OpenDays:
    """From the records' beginning to well past the longest order."""
    holidays = [dt.date.fromisoformat(day) for day in document["bank_holidays"]]
    closures = (
        (dt.date.fromisoformat(one["from"]), dt.date.fromisoformat(one["to"]))
        for one in service["closures"]
    )
    first = min([*holidays, as_of])
    last = as_of + dt.timedelta(days=LONGEST_AHEAD_DAYS)
    return OpenDays.between(first, last, bank_holidays=holidays, closures=closures)


def group_number(groups: Iterable[Mapping[str, Any]], day: dt.date) -> str | None:
    """The number at the end of its reference, such as 5 of "…-group-005"; None without one.

    Two groups on one day name neither.
    """
    on_the_day = [
        found[1]
        for group in groups
        if group["status"] == "planned"
        and group["current_start"] == day.isoformat()
        and (found := _GROUP_NUMBER.search(group["id"]))
    ]
    return on_the_day[0] if len(on_the_day) == 1 else None


def _needs(course: Course, start: dt.date, days: OpenDays) -> TimeNeeded:
    is_of_hours = isinstance(course, WeeklyCourse) and course.hours_per_session is not None
    return time_needed(course, start=start, days=days, hours=EXAMPLE_HOURS if is_of_hours else None)


def _stored(needs: TimeNeeded) -> list[Any]:
    return [
        needs.usual_days, needs.nine_in_ten_days, needs.sessions, needs.hours, needs.says
    ]  # fmt: skip
