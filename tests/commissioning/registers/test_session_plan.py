"""Plans worked by hand against the calendar of 2026 to 2027; tables that a provider could check."""

from __future__ import annotations

import datetime as dt

import pytest

from commissioning.bank_holidays import holidays_between
from commissioning.registers.errors import PlanImpossible
from commissioning.registers.running import MinimumToRun, Running
from commissioning.registers.session_plan import (
    PlannedSession,
    SessionTemplate,
    WhyShut,
    begins_at,
    moved_plan,
    plan_sessions,
    refuse_another_first_day,
)
from commissioning.timing.open_days import OpenDays

MONDAY, TUESDAY, THURSDAY, FRIDAY = 1, 2, 4, 5


def days(*closures: tuple[dt.date, dt.date]) -> OpenDays:
    first, last = dt.date(2026, 9, 1), dt.date(2030, 1, 1)
    holidays = (day for day, _ in holidays_between(first, last))
    return OpenDays.between(first, last, bank_holidays=holidays, closures=closures)


def planned(
    start: dt.date,
    sessions: int,
    *weekdays: int,
    closures: tuple[tuple[dt.date, dt.date], ...] = (),
) -> list[str]:
    plan = plan_sessions(start, SessionTemplate(sessions, weekdays), days(*closures))
    return [f"{one.on_date:%-d %b %Y}" for one in plan.sessions]


@pytest.mark.parametrize(
    ("start", "weekdays", "sessions"),
    [
        # Mondays over Easter 2027: 29 March is Easter Monday.
        (dt.date(2027, 3, 15), [MONDAY], ["15 Mar 2027", "22 Mar 2027", "5 Apr 2027"]),
        # Fridays: 26 March 2027 is Good Friday.
        (dt.date(2027, 3, 19), [FRIDAY], ["19 Mar 2027", "2 Apr 2027", "9 Apr 2027"]),
        # Thursdays over Christmas 2026: the 24th and the 31st are not met on.
        (dt.date(2026, 12, 17), [THURSDAY], ["17 Dec 2026", "7 Jan 2027", "14 Jan 2027"]),
        # Fridays: Christmas Day 2026, then New Year's Day.
        (dt.date(2026, 12, 18), [FRIDAY], ["18 Dec 2026", "8 Jan 2027", "15 Jan 2027"]),
        # Over the clock change of 28 March 2027 a week stays a week.
        (dt.date(2027, 3, 23), [TUESDAY], ["23 Mar 2027", "30 Mar 2027", "6 Apr 2027"]),
        # Twice a week; both May bank holidays of 2027 are Mondays (3 and 31).
        (dt.date(2027, 4, 29), [MONDAY, THURSDAY], ["29 Apr 2027", "6 May 2027", "10 May 2027"]),
        # Starts where it next meets.
        (dt.date(2027, 4, 13), [THURSDAY], ["15 Apr 2027", "22 Apr 2027", "29 Apr 2027"]),
    ],
)
def test_sessions_skip_days_on_which_nobody_meets(
    start: dt.date, weekdays: list[int], sessions: list[str]
) -> None:
    assert planned(start, 3, *weekdays) == sessions


def test_an_announced_closure_moves_the_rest_out_and_is_told() -> None:
    shut = (dt.date(2027, 4, 20), dt.date(2027, 4, 26))
    plan = plan_sessions(dt.date(2027, 4, 13), SessionTemplate(3, (TUESDAY,)), days(shut))
    assert [one.on_date.day for one in plan.sessions] == [13, 27, 4]
    assert plan.skipped == ((dt.date(2027, 4, 20), WhyShut.CLOSED),)


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (dt.date(2027, 3, 26), "bank holiday. The first day on which it can is 2 April 2027"),
        (dt.date(2026, 12, 25), "bank holiday. The first day on which it can is 8 January 2027"),
        (dt.date(2027, 4, 13), "not a day on which the group meets. The first day"),
    ],
)
def test_a_group_starts_on_a_day_on_which_it_meets(start: dt.date, says: str) -> None:
    plan = plan_sessions(start, SessionTemplate(2, (FRIDAY,)), days())
    with pytest.raises(PlanImpossible, match=says) as refused:
        refuse_another_first_day(start, plan)
    assert refused.value.field == "start"


def test_a_group_that_moves_keeps_what_was_held_and_its_number_of_sessions() -> None:
    template = SessionTemplate(4, (TUESDAY,))
    whole = plan_sessions(dt.date(2027, 3, 2), template, days())
    moved = moved_plan(whole.sessions[:2], dt.date(2027, 3, 23), template, days())
    assert moved.sessions == (
        PlannedSession(1, dt.date(2027, 3, 2)),
        PlannedSession(2, dt.date(2027, 3, 9)),
        PlannedSession(3, dt.date(2027, 3, 23)),
        PlannedSession(4, dt.date(2027, 3, 30)),
    )
    with pytest.raises(PlanImpossible, match="after the last session that was held, 9 March"):
        moved_plan(whole.sessions[:2], dt.date(2027, 3, 9), template, days())


@pytest.mark.parametrize(
    ("on", "instant"),
    [
        (dt.date(2027, 3, 25), "2027-03-25T18:00"),  # winter time
        (dt.date(2027, 4, 1), "2027-04-01T17:00"),  # since 28 March the clocks are an hour on
        (dt.date(2027, 10, 28), "2027-10-28T17:00"),
        (dt.date(2027, 11, 4), "2027-11-04T18:00"),  # since 31 October they are back
    ],
)
def test_six_on_the_wall_is_six_on_either_side_of_a_clock_change(on: dt.date, instant: str) -> None:
    assert begins_at(on, dt.time(18)).isoformat(timespec="minutes") == instant + "+00:00"


@pytest.mark.parametrize(("sessions", "weekdays"), [(0, (1,)), (101, (1,)), (3, ()), (3, (8,))])
def test_a_template_that_cannot_be(sessions: int, weekdays: tuple[int, ...]) -> None:
    with pytest.raises(PlanImpossible):
        SessionTemplate(sessions, weekdays)


def test_a_provider_that_is_shut_for_years_can_plan_nothing() -> None:
    shut = (dt.date(2026, 9, 1), dt.date(2029, 12, 31))
    with pytest.raises(PlanImpossible, match="Within three years"):
        plan_sessions(dt.date(2026, 9, 1), SessionTemplate(1, (TUESDAY,)), days(shut))


@pytest.mark.parametrize(
    ("start", "before", "decided"),
    [
        (dt.date(2027, 4, 13), 14, dt.date(2027, 3, 30)),
        (dt.date(2027, 4, 12), 14, dt.date(2027, 3, 25)),  # Easter Monday, Good Friday
        (dt.date(2027, 1, 12), 14, dt.date(2026, 12, 23)),  # 29 December: Christmas closing
        (dt.date(2027, 4, 13), 2, dt.date(2027, 4, 9)),  # a Sunday: the Friday before
    ],
)  # fmt: skip
def test_the_day_on_which_it_is_decided(start: dt.date, before: int, decided: dt.date) -> None:
    assert MinimumToRun(6, before).decided_on(start, days()) == decided


@pytest.mark.parametrize(
    ("people", "booked", "today", "stands"),
    [
        (None, 0, 30, Running.NO_MINIMUM),
        (6, 6, 31, Running.ENOUGH),
        (6, 5, 29, Running.TOO_FEW_SO_FAR),
        (6, 5, 30, Running.DECIDE_TODAY),
        (6, 5, 31, Running.OVERDUE),
    ],
)
def test_whether_it_runs(people: int | None, booked: int, today: int, stands: Running) -> None:
    decided = dt.date(2027, 3, 30)
    minimum = MinimumToRun(people, 14)
    assert minimum.stands(booked, decided, dt.date(2027, 3, today)) is stands
