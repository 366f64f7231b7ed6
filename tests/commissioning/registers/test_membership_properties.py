"""Registers and membership by chance: whatever is done, in whatever order, some things hold."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from commissioning.registers.marks import RegisterState, TimeInGroup, last_open_day, state_on
from commissioning.registers.session_plan import SessionTemplate, moved_plan, plan_sessions
from commissioning.timing.open_days import OpenDays, is_at_christmas
from tests.thoroughness import examples

FIRST = dt.date(2027, 1, 1)
DAYS = st.dates(FIRST, dt.date(2028, 12, 31))
WEEKDAYS = st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days)))
SHUT = st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=4)


def open_days(holidays: set[dt.date], shut: list[tuple[dt.date, int]]) -> OpenDays:
    closures = [(day, day + dt.timedelta(days=length)) for day, length in shut]
    return OpenDays.between(FIRST, dt.date(2032, 1, 1), bank_holidays=holidays, closures=closures)


@settings(max_examples=examples(200), deadline=None)
@given(DAYS, WEEKDAYS, st.integers(1, 30), st.sets(DAYS, max_size=6), SHUT)
def test_every_session_is_on_a_day_on_which_the_group_can_meet(
    start: dt.date,
    weekdays: tuple[int, ...],
    sessions: int,
    holidays: set[dt.date],
    shut: list[tuple[dt.date, int]],
) -> None:
    days = open_days(holidays, shut)
    plan = plan_sessions(start, SessionTemplate(sessions, weekdays), days)
    met = [one.on_date for one in plan.sessions]
    assert [one.number for one in plan.sessions] == list(range(1, sessions + 1))
    assert met == sorted(set(met))
    assert all(day.isoweekday() in weekdays and days.is_open(day.toordinal()) for day in met)
    assert not any(is_at_christmas(day.toordinal()) for day in met)
    # Nothing between is left out: each day of meeting is either met on or skipped.
    between = {
        day
        for number in range((met[-1] - start).days + 1)
        if (day := start + dt.timedelta(days=number)).isoweekday() in weekdays
    }
    assert between == set(met) | {one.on_date for one in plan.skipped if one.on_date <= met[-1]}


@settings(max_examples=examples(200), deadline=None)
@given(DAYS, WEEKDAYS, st.integers(2, 20), st.data())
def test_what_was_held_never_moves(
    start: dt.date, weekdays: tuple[int, ...], sessions: int, data: st.DataObject
) -> None:
    days, template = open_days(set(), []), SessionTemplate(sessions, weekdays)
    plan = plan_sessions(start, template, days)
    held = plan.sessions[: data.draw(st.integers(0, sessions - 1))]
    later = plan_sessions(
        plan.last_on + dt.timedelta(days=data.draw(st.integers(1, 60))), template, days
    )
    moved = moved_plan(held, later.first_on, template, days)
    assert moved.sessions[: len(held)] == held
    assert len(moved.sessions) == sessions
    assert moved.sessions[len(held)].on_date == later.first_on


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(DAYS, min_size=2, max_size=6, unique=True), DAYS)
def test_whoever_moves_is_on_one_register_a_day(turns: list[dt.date], day: dt.date) -> None:
    """Each move ends one membership on the day on which the next begins."""
    turns = sorted(turns)
    pairs = [*pairwise(turns), (turns[-1], None)]
    on_register = [TimeInGroup(joined, left).holds(day) for joined, left in pairs]
    assert sum(on_register) == (day >= turns[0])


@settings(max_examples=examples(200), deadline=None)
@given(DAYS, st.integers(-20, 20))
def test_a_register_is_ahead_then_open_then_closed(held: dt.date, days: int) -> None:
    state = state_on(held, held + dt.timedelta(days=days))
    expected = (
        RegisterState.AHEAD if days < 0
        else RegisterState.OPEN if days <= 7 else RegisterState.CLOSED
    )  # fmt: skip
    assert state is expected
    assert last_open_day(held) - held == dt.timedelta(days=7)
