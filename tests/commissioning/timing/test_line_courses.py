"""Which course stands behind a line, from what is known of it; nothing known is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from commissioning.timing.courses import Course, StayCourse, WeeklyCourse
from commissioning.timing.line_courses import (
    ProgrammeSessions,
    course_of,
    lasts_as_the_order,
    stays_seen,
)
from commissioning.timing.open_days import OpenDays

TODAY = dt.date(2027, 3, 2)
CHOICES = ProgrammeSessions("Building Choices: moderate intensity", 21, 6)
HORIZON = ProgrammeSessions("Horizon", 31, 3)
MATTERS = ProgrammeSessions("Identity Matters", None, 23)
UNSAID = ProgrammeSessions("Kaizen", None, None)


def days() -> OpenDays:
    return OpenDays.between(dt.date(2025, 1, 1), dt.date(2028, 1, 1), bank_holidays=[])


def service(kind: str, **terms: Any) -> dict[str, Any]:
    return {"id": "line", "kind": kind, **terms}


def case(started: str | None, ended: str | None, status: str, **more: Any) -> dict[str, Any]:
    return {"started": started, "ended": ended, "status": status, **more}


def completed_after(stays: Iterable[int]) -> list[dict[str, Any]]:
    start = dt.date(2026, 1, 5)
    return [
        case(start.isoformat(), (start + dt.timedelta(days=stay)).isoformat(), "completed")
        for stay in stays
    ]


def found(
    described: dict[str, Any],
    referrals: Iterable[dict[str, Any]] = (),
    programme: ProgrammeSessions | None = None,
) -> Course | None:
    return course_of(described, list(referrals), programme=programme, as_of=TODAY, days=days())


@pytest.mark.parametrize(
    ("described", "programme", "course"),
    [
        # The provider's own number of weeks goes before what is published nationally.
        (
            service("closed_group", programme_weeks=14),
            CHOICES,
            WeeklyCourse(14, None, 0.8, is_together=True),
        ),
        (
            service("closed_group"),
            CHOICES,
            WeeklyCourse(25, None, 0.8, True, 42, None, is_pace_assumed=True),
        ),
        (
            service("closed_group"),
            HORIZON,
            WeeklyCourse(34, None, 0.8, True, 0, None, is_pace_assumed=True),
        ),
        (service("closed_group"), UNSAID, None),
        (service("closed_group"), None, None),
        (
            service("rolling_group", session_weekday=3, sessions_required=12),
            None,
            WeeklyCourse(12, 3, 0.8),
        ),
        (service("rolling_group", session_weekday=3), None, None),
        # 100 hours at 7 a session are 15 sessions.
        (
            service("unpaid_work", session_weekday=6, hours_per_session=7.0),
            None,
            WeeklyCourse(15, 6, 0.8, hours_per_session=7.0),
        ),
        (service("unpaid_work", session_weekday=6), None, None),
        (service("one_to_one"), None, None),
        (service("one_to_one"), UNSAID, None),
        (
            service("one_to_one"),
            MATTERS,
            WeeklyCourse(23, None, 0.8, True, 0, None, is_pace_assumed=True),
        ),
    ],
)
def test_the_course_of_a_line(
    described: dict[str, Any], programme: ProgrammeSessions | None, course: Course | None
) -> None:
    assert found(described, programme=programme) == course


def test_attendance_follows_what_the_cases_show() -> None:
    """Ten Wednesdays were held for each of twelve people, who came to five."""
    cases = [case("2026-06-03", "2026-08-05", "completed", sessions_attended=5) for _ in range(12)]
    course = found(service("rolling_group", session_weekday=3, sessions_required=8), cases)
    assert isinstance(course, WeeklyCourse)
    assert course.attendance == round((60 + 48) / (120 + 60), 2)


def test_hours_worked_are_counted_as_sessions() -> None:
    cases = [
        case("2026-06-06", None, "in_progress", hours_worked=7.0 * 39),
        case("2026-06-06", None, "in_progress", hours_worked=None),
        case("2026-06-06", None, "in_progress", hours_worked=0.0),  # not recorded
        case(None, None, "waiting", hours_worked=None),
    ]
    course = found(service("unpaid_work", session_weekday=6, hours_per_session=7.0), cases)
    assert isinstance(course, WeeklyCourse)
    # 6 June 2026 to 27 February 2027 are 39 Saturdays, 26 December among the days not held.
    assert course.attendance == round((38 + 48) / (38 + 60), 2)


def test_the_usual_stay_of_people_who_finished() -> None:
    stays = stays_seen(completed_after(range(10, 90, 10)), as_of=TODAY)
    assert isinstance(stays, StayCourse)
    assert stays.people == 8
    assert stays.days[9] == 40  # half of eight
    assert stays.days[-1] == 80


def test_those_still_there_make_the_usual_stay_longer() -> None:
    finished = completed_after([30] * 8)
    there = [case("2026-12-01", None, "in_progress") for _ in range(4)]  # 91 days so far
    alone, together = (stays_seen(cases, as_of=TODAY) for cases in (finished, finished + there))
    assert alone is not None
    assert together is not None
    assert alone.days[-1] == 30
    assert together.days[-1] == 91


def test_from_fewer_than_eight_no_usual_stay_is_told() -> None:
    assert stays_seen(completed_after([30] * 7), as_of=TODAY) is None


def test_a_stay_that_most_have_not_finished_is_not_known() -> None:
    there = [case("2026-01-01", None, "in_progress") for _ in range(20)]
    assert stays_seen(completed_after([30] * 8) + there, as_of=TODAY) is None


@pytest.mark.parametrize(
    ("requirements", "lasts"),
    [
        (["first_supervision_appointment"], True),
        (["first_supervision_appointment", "supervision"], True),
        (["supervision", "programme"], False),
        (["unpaid_work"], False),
        ([], False),
    ],
)
def test_supervision_goes_on_for_the_length_of_the_order(
    requirements: list[str], lasts: bool
) -> None:
    assert lasts_as_the_order(requirements) == lasts
