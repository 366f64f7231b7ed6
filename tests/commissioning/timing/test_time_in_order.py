"""Is there time? Tables that a commissioner can check against a calendar.

2026-2027: Easter Monday 29 March 2027, early May 3 May, spring 31 May, summer 30 August 2027.
25 December 2026 is a Friday, 28 December the day in place of Boxing Day; 1 January 2027 a Friday.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from commissioning.bank_holidays import holidays_between
from commissioning.timing.attendance import attendance_seen, sessions_taken
from commissioning.timing.course_sessions import template_of
from commissioning.timing.courses import (
    Course,
    StayCourse,
    WeeklyCourse,
    course_from_stored,
)
from commissioning.timing.open_days import OpenDays
from commissioning.timing.time_in_order import TimeInOrder, time_in_order
from commissioning.timing.time_needed import length, time_needed

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2030, 12, 31)
MONDAY, SATURDAY = 1, 6


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def open_days(*closures: tuple[str, str]) -> OpenDays:
    return OpenDays.between(
        FIRST,
        LAST,
        bank_holidays=[one for one, _ in holidays_between(FIRST, LAST)],
        closures=[(day(first), day(last)) for first, last in closures],
    )


@dataclass(frozen=True)
class Starts:
    days: tuple[int, ...]
    cumulative: tuple[float, ...]


def asked(
    course: Course,
    starts: Starts,
    *,
    today: str,
    finish_by: str,
    days: OpenDays | None = None,
) -> TimeInOrder:
    return time_in_order(
        starts,
        course,
        counted_from=day(today),
        today=day(today),
        finish_by=day(finish_by),
        days=days or open_days(),
    )


TEN_MONDAYS = WeeklyCourse(10, MONDAY)
TEN_WEEKS_TOGETHER = WeeklyCourse(10, is_together=True)


@pytest.mark.parametrize(
    ("course", "start", "finish"),
    [
        # Ten Mondays from 11 January 2027: no holiday among them, the tenth is 15 March.
        (TEN_MONDAYS, "2027-01-11", "2027-03-15"),
        # From 8 March one falls on Easter Monday, one on 3 May: the tenth session is 24 May.
        (TEN_MONDAYS, "2027-03-08", "2027-05-24"),
        # From the Monday after a bank holiday, 10 May: only 31 May is missing.
        (TEN_MONDAYS, "2027-05-10", "2027-07-19"),
        # A group that starts on a Tuesday meets on Tuesdays, which have no bank holiday in spring.
        (TEN_WEEKS_TOGETHER, "2027-03-09", "2027-05-11"),
        # From 2 November 2026: 28 December is a bank holiday and within 24 to 31 December.
        (TEN_MONDAYS, "2026-11-02", "2027-01-11"),
        # Thursdays lose 24 and 31 December, two weeks of a course.
        (WeeklyCourse(10, 4), "2026-11-05", "2027-01-21"),
        # One session: finished on the day of the start.
        (WeeklyCourse(1, MONDAY), "2027-03-08", "2027-03-08"),
        # A review six weeks after the last of ten.
        (WeeklyCourse(10, MONDAY, then_days=42), "2027-01-11", "2027-04-26"),
        # 60 hours at 7 hours a session are nine Saturdays.
        (WeeklyCourse(1, SATURDAY, hours_per_session=7).with_hours(60), "2027-01-09", "2027-03-06"),
        (StayCourse((30, 60, 90, 120), 25), "2027-01-11", "2027-03-12"),
    ],
)
def test_when_somebody_who_starts_on_a_day_has_finished(
    course: Course, start: str, finish: str
) -> None:
    needed = time_needed(course, start=day(start), days=open_days())
    assert day(start) + dt.timedelta(days=needed.usual_days) == day(finish)


def test_a_known_closure_is_made_up_at_the_end() -> None:
    shut = open_days(("2027-02-08", "2027-02-21"))
    needed = time_needed(TEN_MONDAYS, start=day("2027-01-11"), days=shut)
    # Without 8 and 15 February the tenth would be 29 March, which is Easter Monday.
    assert day("2027-01-11") + dt.timedelta(days=needed.usual_days) == day("2027-04-05")


@pytest.mark.parametrize(
    ("course", "finish_by", "latest"),
    [
        # Ten Mondays up to 15 March 2027 begin on 11 January (10 January is a Sunday).
        (TEN_MONDAYS, "2027-03-15", "2027-01-11"),
        (TEN_MONDAYS, "2027-03-14", "2027-01-04"),
        # Up to Monday 24 May, Easter Monday and 3 May between: 8 March.
        (TEN_MONDAYS, "2027-05-24", "2027-03-08"),
        # A group on any weekday: Tuesdays from 9 March end on 11 May, but Mondays from 1 March only
        # on 17 May. Who starts by Friday 26 February is in time whatever the day.
        (TEN_WEEKS_TOGETHER, "2027-05-11", "2027-02-26"),
        # An order shorter than the course.
        (TEN_MONDAYS, "2027-01-31", None),
        # 9 in 10 need 120 days of the four shares: 16 April less 120 days is 17 December 2026.
        (StayCourse((30, 60, 90, 120), 25), "2027-04-16", "2026-12-17"),
        # The day that many days before falls in Christmas week: the last open weekday before.
        (StayCourse((30, 60, 90, 120), 25), "2027-04-26", "2026-12-23"),
    ],
)
def test_the_latest_safe_start(course: Course, finish_by: str, latest: str | None) -> None:
    found = asked(course, Starts((), ()), today="2026-11-30", finish_by=finish_by)
    assert found.latest_safe_start == (day(latest) if latest else None)


def test_a_latest_start_that_is_not_after_today_is_none() -> None:
    found = asked(TEN_MONDAYS, Starts((), ()), today="2027-01-11", finish_by="2027-03-15")
    assert found.latest_safe_start is None


@pytest.mark.parametrize(
    ("finish_by", "chance"),
    [
        # Starts on Mondays 11, 18 and 25 January, each as likely; a tenth never starts.
        ("2027-03-14", 0.0),
        ("2027-03-15", 0.3),
        ("2027-03-22", 0.6),
        ("2027-03-29", 0.6),  # Easter Monday: the third finishes a week later
        ("2027-04-05", 0.9),
        ("2028-04-05", 0.9),
    ],
)
def test_the_chance_of_finishing_counts_every_possible_start(finish_by: str, chance: float) -> None:
    starts = Starts((42, 49, 56), (0.3, 0.6, 0.9))
    found = asked(TEN_MONDAYS, starts, today="2026-11-30", finish_by=finish_by)
    assert found.chance_of_finishing == pytest.approx(chance)


def test_missed_sessions_stretch_nine_in_ten_more_than_the_usual() -> None:
    always = time_needed(WeeklyCourse(12, MONDAY), start=day("2027-06-07"), days=open_days())
    often = time_needed(WeeklyCourse(12, MONDAY, 0.8), start=day("2027-06-07"), days=open_days())
    assert (always.usual_days, always.nine_in_ten_days) == (77, 77)
    # 7 June to 23 August are the twelve; two more weeks pass 30 August, a bank holiday.
    assert often.usual_days > always.usual_days
    assert often.nine_in_ten_days >= often.usual_days + 28


def test_in_a_group_only_a_missed_last_session_costs_a_week() -> None:
    together = WeeklyCourse(12, attendance=0.8, is_together=True)
    needed = time_needed(together, start=day("2027-01-05"), days=open_days())
    assert (needed.usual_days, needed.nine_in_ten_days) == (77, 84)
    by = (day("2027-01-05") + dt.timedelta(days=77)).toordinal()
    start = day("2027-01-05").toordinal()
    assert together.chance_done(start, by=by, days=open_days()) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("missable", "attendance", "first", "second"),
    [
        (1, 0.8, 0.8, 0.8 + 0.2 * 8 / 11),  # known as if from ten sessions: 8 and 2, then 8 and 3
        (2, 0.8, 0.8 * 9 / 11, 0.8 * 9 / 11 * (1 + 2 * 2 / 12)),
        (0, 0.8, 1.0, 1.0),
        (5, 1.0, 1.0, 1.0),
    ],
)
def test_sessions_taken_by_hand(
    missable: int, attendance: float, first: float, second: float
) -> None:
    taken = sessions_taken(missable, attendance)
    assert taken[0] == pytest.approx(first)
    assert taken[min(1, len(taken) - 1)] == pytest.approx(second)
    assert list(taken) == sorted(taken)


def test_attendance_starts_from_the_usual_and_follows_the_records() -> None:
    assert attendance_seen(0, 0) == pytest.approx(0.8)
    assert attendance_seen(30, 60) == pytest.approx(0.65)
    assert attendance_seen(9_000, 9_000) > 0.99


def test_the_published_course_counts_from_its_first_group_session() -> None:
    """25 sessions follow each other from the first of the group, then a review after six weeks."""
    template = template_of("Building Choices: moderate intensity")
    assert template is not None
    assert (template.weekly, template.then_weeks) == (25, 6)
    assert template_of("Horizon") is None


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "1 week"), (6, "1 week"), (7, "2 weeks"), (91, "14 weeks"), (600, "20 months")],
)
def test_lengths_count_the_weeks_in_which_something_happens(days: int, words: str) -> None:
    assert length(days) == words


@pytest.mark.parametrize(
    ("course", "hours", "says"),
    [
        (
            WeeklyCourse(10, 2),
            None,
            "Needs about 10 weeks from start to finish, for 10 weekly sessions.",
        ),
        (
            WeeklyCourse(14, attendance=0.8, is_together=True),
            None,
            "Needs about 14 weeks from start to finish. 9 in 10 need no more than 15 weeks.",
        ),
        (
            StayCourse((30, 60, 90, 120), 23),
            None,
            (
                "Needs about 9 weeks from start to finish, as seen from about 25 people who"
                " finished here. 9 in 10 need no more than 18 weeks."
            ),
        ),
        (
            WeeklyCourse(9, 2, hours_per_session=7),
            60,
            "60 hours of work need about 9 weeks from start to finish, at 7 hours a week.",
        ),
        (
            WeeklyCourse(25, then_days=42, is_pace_assumed=True),
            None,
            "Needs about 31 weeks from start to finish if its 25 sessions are held once a week.",
        ),
    ],
)
def test_what_it_needs_in_words(course: Course, hours: float | None, says: str) -> None:
    needed = time_needed(course, start=day("2027-01-12"), days=open_days(), hours=hours)
    assert needed.says == says


@pytest.mark.parametrize(
    "course",
    [
        WeeklyCourse(12, 3, 0.83),
        WeeklyCourse(25, then_days=42, is_together=True, is_pace_assumed=True),
        WeeklyCourse(15, 6, 0.7, hours_per_session=7.0),
        StayCourse((30, 60), 12),
    ],
)
def test_a_course_is_kept_and_read_again(course: Course) -> None:
    assert course_from_stored(course.to_stored()) == course


def test_what_is_not_a_course_is_refused() -> None:
    with pytest.raises(ValueError, match="not a course"):
        course_from_stored(["monthly", 3])
