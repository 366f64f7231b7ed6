"""What a week changed, as a table that a legal adviser could check."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest

from commissioning.availability.statuses import Status, WhyNot
from commissioning.bulletins.comparing import (
    ChangeKind,
    LineChange,
    are_comparable,
    changes_of,
    services_named,
)
from commissioning.bulletins.standing import GroupWeekly, LineWeekly
from commissioning.groups.models import GroupStatus
from directory.delivery import DeliveryKind

MONDAY = dt.date(2027, 3, 1)
NEXT_MONDAY = dt.date(2027, 3, 8)

AVAILABLE, WAITING, LATE = Status.AVAILABLE, Status.WAITING_LIST, Status.NOT_WITHIN_ORDER
UNSURE, SHUT, AT_ONCE = Status.NOT_CONFIRMED, Status.NOT_AVAILABLE, Status.AT_ONCE
UNKNOWN = Status.NOT_KNOWN
OPENED, CLOSED = ChangeKind.OPENED, ChangeKind.CLOSED
SLOWER, QUICKER = ChangeKind.SLOWER, ChangeKind.QUICKER
ADDED, MOVED, CANCELLED = (
    ChangeKind.GROUP_ADDED,
    ChangeKind.GROUP_MOVED,
    ChangeKind.GROUP_CANCELLED,
)


def standing(status: Status = WAITING, likely: dt.date | None = None, **more: Any) -> LineWeekly:
    usual: dict[str, Any] = {
        "line": uuid.UUID(int=1),
        "service": uuid.UUID(int=2),
        "title": "Thinking Ahead",
        "kind": DeliveryKind.ONE_TO_ONE,
        "as_of": MONDAY,
        "reason": None,
        "is_restricted": False,
        "is_generated": False,
    }
    return LineWeekly(**(usual | {"status": status, "likely_start": likely} | more))


def a_week_later(line: LineWeekly, **changed: Any) -> LineWeekly:
    return replace(line, as_of=NEXT_MONDAY, **changed)


def test_ring_first_is_told_once_and_says_since_when() -> None:
    lapsed = a_week_later(standing(UNSURE), not_confirmed_since=dt.date(2027, 1, 4))
    [change] = changes_of(standing(UNSURE), lapsed)
    assert (change.kind, change.was) == (ChangeKind.RING_FIRST, dt.date(2027, 1, 4))
    assert kinds(lapsed, replace(lapsed, as_of=dt.date(2027, 3, 15))) == []
    assert kinds(lapsed, standing(WAITING, NEXT_MONDAY)) == [ChangeKind.CONFIRMED_AGAIN]


def kinds(before: LineWeekly | None, now: LineWeekly | None) -> list[ChangeKind]:
    return [change.kind for change in changes_of(before, now)]


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(f"2027-{text}")


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("03-29", "04-05", []),  # the same wait of 28 days, a week later
        ("03-29", "03-29", []),  # the same group, a week nearer
        ("03-29", "04-19", []),  # 21 days later and 14 longer: not more than 14
        ("03-29", "04-20", [SLOWER]),  # 22 days later and 15 longer
        ("04-05", "03-22", []),  # 14 days sooner and 21 shorter: not more than 14
        ("04-05", "03-21", [QUICKER]),  # 15 days sooner and 22 shorter
        ("09-17", "10-14", []),  # a wait of 200 days grew by 20: a tenth, no more
        ("09-17", "10-15", [SLOWER]),  # 21 longer
        ("12-20", "11-22", []),  # 28 sooner of 294: less than a tenth
        ("12-20", "11-20", [QUICKER]),  # 30 sooner and 37 shorter
        (None, "04-20", []),  # drop-ins and beds have no date
        ("04-20", None, []),
    ],
)
def test_only_more_than_noise_is_slower_or_quicker(
    was: str | None, now: str | None, told: list[ChangeKind]
) -> None:
    before = standing(likely=day(was))
    assert kinds(before, a_week_later(before, likely_start=day(now))) == told


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("04-01", "05-01", []),  # 30 April to 1 May may be a day
        ("04-01", "06-01", [SLOWER]),
        ("06-01", "05-01", []),
        ("06-01", "04-01", [QUICKER]),
    ],
)
def test_of_a_restricted_line_months_are_compared(
    was: str, now: str, told: list[ChangeKind]
) -> None:
    before = standing(likely=day(was), is_restricted=True)
    assert kinds(before, a_week_later(before, likely_start=day(now))) == told


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (WAITING, AVAILABLE, []),  # the dates say what there is to say
        (AVAILABLE, LATE, [SLOWER]),
        (LATE, WAITING, [QUICKER]),
        (LATE, LATE, []),
        (AVAILABLE, SHUT, [CLOSED]),
        (LATE, SHUT, [CLOSED]),
        (UNSURE, SHUT, [CLOSED]),
        (SHUT, SHUT, []),
        (SHUT, AVAILABLE, [OPENED]),
        (SHUT, AT_ONCE, [OPENED]),
        (SHUT, UNSURE, []),
        (SHUT, LATE, []),
        (WAITING, UNSURE, [ChangeKind.NOT_CONFIRMED]),
        (LATE, UNSURE, [ChangeKind.NOT_CONFIRMED]),
        (UNSURE, UNSURE, []),
        (UNSURE, AVAILABLE, [ChangeKind.CONFIRMED_AGAIN]),
        (UNSURE, LATE, []),
        (WAITING, UNKNOWN, [ChangeKind.NOT_CONFIRMED]),
        (LATE, UNKNOWN, [ChangeKind.NOT_CONFIRMED]),
        (UNSURE, UNKNOWN, []),
        (UNKNOWN, UNSURE, []),
        (UNKNOWN, AVAILABLE, [ChangeKind.NOW_KNOWN]),
        (UNKNOWN, AT_ONCE, [ChangeKind.NOW_KNOWN]),
        (UNKNOWN, LATE, []),
        (UNKNOWN, SHUT, [CLOSED]),
        (SHUT, UNKNOWN, []),
    ],
)
def test_statuses(was: Status, now: Status, told: list[ChangeKind]) -> None:
    before = standing(was)
    assert kinds(before, a_week_later(before, status=now)) == told


def test_weeks_of_different_rules_are_not_comparable() -> None:
    before, now = standing(), standing(rules_version=2)
    assert LineWeekly.from_stored({**before.to_stored(), "rules_version": 1}) == before
    assert are_comparable([before], [before])
    assert are_comparable([now], [now, now])
    assert are_comparable([], [now])
    assert not are_comparable([before], [now])
    assert not are_comparable([now, before], [now])


@pytest.mark.parametrize(
    ("line", "as_new", "as_gone"),
    [
        (standing(AVAILABLE), [OPENED], [CLOSED]),
        (standing(AT_ONCE), [OPENED], [CLOSED]),
        (standing(UNSURE), [], [CLOSED]),
        (standing(LATE), [], [CLOSED]),
        (standing(UNKNOWN), [], [CLOSED]),
        (standing(SHUT), [], []),
    ],
)
def test_lines_that_come_and_go(
    line: LineWeekly, as_new: list[ChangeKind], as_gone: list[ChangeKind]
) -> None:
    assert kinds(None, line) == as_new
    assert kinds(line, None) == as_gone
    assert kinds(None, None) == []


def test_a_bed_taken_today_and_free_tomorrow_has_neither_closed_nor_opened() -> None:
    free = standing(AVAILABLE, kind=DeliveryKind.BED)
    taken = a_week_later(free, status=SHUT, reason=WhyNot.FULL)
    assert kinds(free, taken) == kinds(taken, a_week_later(free)) == []
    unstaffed = replace(taken, reason=WhyNot.NO_STAFF)
    [closed] = changes_of(free, unstaffed)
    assert (closed.kind, closed.reason) == (CLOSED, WhyNot.NO_STAFF)
    assert kinds(unstaffed, free) == [OPENED]


def test_a_line_that_became_restricted_is_not_told_of() -> None:
    """To tell what changed would tell of the day that it had."""
    before = standing(likely=dt.date(2027, 3, 29))
    assert kinds(before, a_week_later(before, is_restricted=True, status=SHUT)) == []
    assert kinds(replace(before, is_restricted=True), a_week_later(before, status=SHUT)) == []


def test_a_line_whose_dates_were_never_worked_out_has_no_week_before() -> None:
    """Else the first week of an installation would be followed by one that opens everything."""
    unanswered = standing(UNSURE, is_answered=False)
    answered = a_week_later(unanswered, status=AVAILABLE, is_answered=True)
    assert kinds(unanswered, answered) == kinds(answered, unanswered) == []
    assert kinds(None, unanswered) == kinds(unanswered, None) == []


def test_used_up_is_told_once() -> None:
    before = standing()
    used_up = a_week_later(before, is_used_up=True)
    assert kinds(before, used_up) == [ChangeKind.USED_UP]
    assert kinds(used_up, used_up) == kinds(used_up, before) == []


def group(start: str, status: GroupStatus = GroupStatus.PLANNED, number: int = 7) -> GroupWeekly:
    return GroupWeekly(uuid.UUID(int=number), dt.date.fromisoformat(f"2027-{start}"), status)


GONE, RAN = GroupStatus.CANCELLED, GroupStatus.RAN


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ([], [group("04-05")], [ADDED]),
        ([], [group("03-05")], []),  # entered late: it has started
        ([], [group("04-05", GONE)], []),
        ([group("04-05")], [group("04-05")], []),
        ([group("04-05")], [group("04-06")], [MOVED]),  # published, so that a day is a day
        ([group("04-05")], [group("04-05", GONE)], [CANCELLED]),
        ([group("04-05")], [group("04-12", GONE)], [CANCELLED]),
        ([group("03-03")], [group("03-03", RAN)], []),
        ([group("03-03")], [group("03-04", RAN)], []),
        ([group("03-03")], [], []),  # long ago by now
        ([group("04-05", GONE)], [group("04-05", GONE)], []),
        (
            [group("04-05"), group("06-07", number=8)],
            [group("04-19"), group("06-07", GONE, number=8), group("09-06", number=9)],
            [MOVED, CANCELLED, ADDED],
        ),
    ],
)
def test_groups(was: list[GroupWeekly], now: list[GroupWeekly], told: list[ChangeKind]) -> None:
    before = standing(groups=tuple(was))
    assert kinds(before, a_week_later(before, groups=tuple(now))) == told


def test_a_change_says_what_was_and_what_is() -> None:
    before = standing(likely=dt.date(2027, 3, 29), requirements=("programme",))
    [change] = changes_of(before, a_week_later(before, likely_start=dt.date(2027, 6, 1)))
    assert (change.was, change.now) == (dt.date(2027, 3, 29), dt.date(2027, 6, 1))
    assert change.requirements == ("programme",)
    assert LineChange.from_stored(change.to_stored()) == change


def test_a_standing_comes_back_whole() -> None:
    line = standing(likely=dt.date(2027, 3, 29), groups=(group("04-05"),), area_ids=(3, 4))
    assert LineWeekly.from_stored(line.to_stored()) == line
    older = line.to_stored()
    for name in ("area_ids", "requirements", "is_used_up", "groups"):
        del older[name]
    assert LineWeekly.from_stored(older).groups == ()


def test_a_service_told_of_openly_once_counts_as_open_whatever_came_last() -> None:
    """One of its lines has ended; another is new since it became restricted."""
    [ended] = changes_of(standing(), None)
    [new] = changes_of(None, standing(is_restricted=True))
    assert services_named([new]) == {new.service: True}
    assert services_named([ended, new]) == services_named([new, ended]) == {new.service: False}
