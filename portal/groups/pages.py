"""What the pages of a provider's groups say, ready to be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.bookings.calling import is_by_telephone
from commissioning.groups.models import GroupStatus
from commissioning.registers.models import GroupCancellation, GroupSession
from commissioning.registers.own_groups import OwnGroup, OwnLine
from commissioning.registers.running import Running
from commissioning.registers.session_plan import plan_sessions
from commissioning.timing.open_days import OpenDays
from portal.asking.weekdays import WEEKDAYS
from portal.formatting import counted, day_to_plan, in_words, joined

STANDS: Final = {
    GroupStatus.PLANNED: "planned",
    GroupStatus.RAN: "under way",
    GroupStatus.CANCELLED: "cancelled",
}
DECIDE: Final = {Running.DECIDE_TODAY, Running.OVERDUE}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    public_id: str
    reference: str
    starts: str
    stands: str
    taken: str
    meets: str
    decides: str
    is_urgent: bool
    is_rung: bool


@dataclass(frozen=True, slots=True)
class ShownService:
    title: str
    groups: tuple[ShownGroup, ...]


@dataclass(frozen=True, slots=True)
class GroupsPage:
    services: tuple[ShownService, ...]
    can_add: bool
    done: str = ""


@dataclass(frozen=True, slots=True)
class ShownSession:
    public_id: str
    number: int
    day: str
    note: str
    has_register: bool


@dataclass(frozen=True, slots=True)
class GroupPage:
    group: ShownGroup
    title: str
    planned: str
    sessions: tuple[ShownSession, ...]
    skipped: tuple[str, ...]
    is_cancelled: bool
    can_undo: bool
    can_cancel: bool
    can_move: bool
    booked: int
    done: str = ""


def groups_page(
    groups: Sequence[OwnGroup], lines: Sequence[OwnLine], days: dict[int, OpenDays], *,
    today: dt.date, done: str,
) -> GroupsPage:  # fmt: skip
    titles = list(dict.fromkeys(one.title for one in groups))
    return GroupsPage(
        tuple(
            ShownService(
                title,
                tuple(
                    shown_group(one, days[one.group.line_id], today=today)
                    for one in groups
                    if one.title == title
                ),
            )
            for title in titles
        ),
        bool(lines),
        done,
    )


def shown_group(one: OwnGroup, days: OpenDays, *, today: dt.date) -> ShownGroup:
    decides, is_urgent = _decides(one, days, today)
    return ShownGroup(
        str(one.group.public_id),
        one.group.external_id,
        day_to_plan(one.stands.current_start),
        STANDS[one.stands.status],
        f"{one.group.booked} of {one.group.places} places booked",
        _meets(one),
        decides,
        is_urgent,
        _is_rung(one, today),
    )


def _is_rung(one: OwnGroup, today: dt.date) -> bool:
    """Its places go by telephone now."""
    is_planned = one.stands.status is GroupStatus.PLANNED
    return is_planned and is_by_telephone(one.stands.current_start, today=today)


def group_page(
    one: OwnGroup, days: OpenDays, cancelled: GroupCancellation | None, *,
    today: dt.date, done: str,
) -> GroupPage:  # fmt: skip
    is_cancelled = one.stands.status is GroupStatus.CANCELLED
    moved = one.group.planned_start != one.stands.current_start
    return GroupPage(
        shown_group(one, days, today=today),
        one.title,
        f"First planned for {in_words(one.group.planned_start)}." if moved else "",
        tuple(
            ShownSession(
                str(day.public_id),
                day.number,
                day_to_plan(day.on_date),
                _noted(day, today),
                not is_cancelled,
            )
            for day in one.sessions
        ),
        _skipped(one, days),
        is_cancelled,
        cancelled is not None,
        one.stands.status is GroupStatus.PLANNED,
        not is_cancelled and one.plan is not None and _has_ahead(one, today),
        one.group.booked,
        done,
    )


def _noted(day: GroupSession, today: dt.date) -> str:
    if day.is_off:
        return "called off"
    return "today" if day.on_date == today else ""


def _has_ahead(one: OwnGroup, today: dt.date) -> bool:
    return any(day.on_date >= today for day in one.sessions)


def _meets(one: OwnGroup) -> str:
    if one.plan is None:
        return ""
    days = joined([str(WEEKDAYS[number - 1]) + "s" for number in one.plan.weekdays])
    at = "" if one.plan.starts_at is None else f" at {one.plan.starts_at:%H:%M}"
    return f"{counted(len(one.sessions), 'session')}, {days}{at}"


def _decides(one: OwnGroup, days: OpenDays, today: dt.date) -> tuple[str, bool]:
    if one.plan is None or one.stands.status is not GroupStatus.PLANNED:
        return "", False
    minimum = one.plan.minimum
    if minimum.people is None:
        return "", False
    day = minimum.decided_on(one.stands.current_start, days)
    stands = minimum.stands(one.group.booked, day, today)
    if stands is Running.ENOUGH:
        return f"Enough people to run: {minimum.people} are needed.", False
    people = counted(minimum.people, "person", "people")
    return f"Runs with {people} or more, decided on {in_words(day)}: {stands}.", stands in DECIDE


def _skipped(one: OwnGroup, days: OpenDays) -> tuple[str, ...]:
    """Between the first session and the last, days on which it would meet and does not."""
    if one.plan is None or not one.sessions:
        return ()
    first, last = one.sessions[0].on_date, one.sessions[-1].on_date
    plan = plan_sessions(first, one.plan.template, days)
    return tuple(f"{day_to_plan(day)}: {why}" for day, why in plan.skipped if day <= last)
