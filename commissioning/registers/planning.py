"""Planning a group's sessions, and moving them: what was held stays, the rest follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from commissioning.bookings.restating import restate_group
from commissioning.groups.checking import refuse_too_far
from commissioning.groups.models import Group, GroupStatement, GroupStatus
from commissioning.groups.publishing import publish_group
from commissioning.groups.queries import statement_in_force
from commissioning.lines.models import Line
from commissioning.registers.errors import GroupIsOver, PlanImpossible
from commissioning.registers.models import GroupPlan, GroupSession
from commissioning.registers.queries import days_of_line, marks_of, plan_of, sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import (
    PlannedSession,
    SessionTemplate,
    moved_plan,
    plan_sessions,
    refuse_another_first_day,
)
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import day_in_words, local_date
from directory.people.models import Person

GOES_ON: Final = (GroupStatus.PLANNED, GroupStatus.RAN)


def new_group(
    session: Session,
    line: Line,
    *,
    external_id: str,
    start: dt.date,
    places: int,
    template: SessionTemplate,
    minimum: MinimumToRun,
    by: Person,
    at: dt.datetime,
) -> Group:
    """A group into the line's calendar, with all of its sessions. Raises `PlanImpossible`."""
    _refuse_minimum(minimum, places)
    if start < local_date(at):
        raise PlanImpossible("start", "Enter today or a later day as the first day.")
    refuse_too_far("start", start, GroupStatus.PLANNED, at=at)
    plan = plan_sessions(start, template, days_of_line(session, line.id, since=start))
    refuse_another_first_day(start, plan)
    group = publish_group(
        session, line, external_id=external_id, planned_start=start, places=places, by=by, at=at
    )
    stated = GroupPlan(
        group_id=group.id, recorded_at=at, recorded_by_id=by.id, **_columns(template, minimum)
    )
    session.add(stated)
    _add_sessions(session, group, plan.sessions, template)
    session.flush()
    record_act(session, Act.GROUP_PLAN, stated, by=by, at=at, after=_facts(stated, plan.sessions))
    session.flush()
    return group


def plan_group(
    session: Session,
    group: Group,
    *,
    places: int,
    template: SessionTemplate,
    minimum: MinimumToRun,
    by: Person,
    at: dt.datetime,
) -> GroupPlan:
    """Say how a group meets, or say so anew: what was held stays as it was.

    A group that came in from elsewhere gets its sessions so, from its start that holds.
    """
    stands = standing_group(session, group)
    _refuse_minimum(minimum, places)
    today = local_date(at)
    held, ahead = split(session, group, today)
    if template.sessions < len(held):
        raise PlanImpossible("sessions", f"{len(held)} sessions were held already.")
    plan = plan_of(session, group.id)
    begins = ahead[0].on_date if ahead else stands.current_start
    start = begins if not held else max(begins, held[-1].on_date + dt.timedelta(days=1))
    days = days_of_line(session, group.line_id, since=start)
    if held:
        start = plan_sessions(start, template, days, first_number=len(held)).first_on
    planned = moved_plan(_told(held), start, template, days).sessions
    _state(session, group, stands, stands.current_start, places, by=by, at=at)
    before = None
    if plan is None:
        plan = GroupPlan(group_id=group.id, recorded_at=at, recorded_by_id=by.id)
    else:
        before = _facts(plan, _told(sessions_of(session, group.id)))
    for name, value in _columns(template, minimum).items():
        setattr(plan, name, value)
    session.add(plan)
    _lay(session, group, planned, len(held), template)
    session.flush()
    after = _facts(plan, planned)
    if before != after:
        record_act(session, Act.GROUP_PLAN, plan, by=by, at=at, before=before, after=after)
        session.flush()
    return plan


def postpone_group(
    session: Session, group: Group, *, to: dt.date, by: Person, at: dt.datetime
) -> bool:
    """The next session is on `to`, and every later one follows; the places stay taken.

    Before the first session this is the group's start. False where nothing moved: whoever is
    booked is told once, by whoever moved it (`telling`).
    """
    stands = standing_group(session, group)
    plan = plan_of(session, group.id)
    if plan is None:
        raise PlanImpossible("start", "Say first how the group meets.")
    today = local_date(at)
    if to < today:
        raise PlanImpossible("start", "Enter today or a later day.")
    held, ahead = split(session, group, today)
    if not ahead:
        raise PlanImpossible("start", "All of its sessions were held.")
    before = _told(sessions_of(session, group.id))
    days = days_of_line(session, group.line_id, since=to)
    planned = moved_plan(_told(held), to, plan.template, days).sessions
    if planned == before:
        return False
    _state(session, group, stands, planned[0].on_date, group.places, by=by, at=at)
    _lay(session, group, planned, len(held), plan.template)
    record_act(
        session, Act.GROUP_POSTPONE, group, by=by, at=at,
        before={"sessions": _days(before)}, after={"sessions": _days(planned)},
    )  # fmt: skip
    session.flush()
    return True


def standing_group(session: Session, group: Group) -> GroupStatement:
    """Locked until the transaction ends: groups come first in the order of locks.

    Raises `GroupIsOver` where it was cancelled. One that began can move what lies ahead of it.
    """
    session.refresh(group, with_for_update=True)
    stands = statement_in_force(session, group.id)
    if stands is None or stands.status not in GOES_ON:
        raise GroupIsOver("was cancelled")
    return stands


def split(
    session: Session, group: Group, today: dt.date
) -> tuple[list[GroupSession], list[GroupSession]]:
    """Sessions that stay as they were, and those that can still move.

    One of which anybody is marked stays, and so does whatever lies before it.
    """
    every = list(sessions_of(session, group.id))
    marked = marks_of(session, [one.id for one in every])
    fixed = [place for place, one in enumerate(every) if one.id in marked or one.on_date < today]
    stays = max(fixed, default=-1) + 1
    return every[:stays], every[stays:]


def _lay(
    session: Session,
    group: Group,
    planned: Sequence[PlannedSession],
    held: int,
    template: SessionTemplate,
) -> None:
    """Those ahead get their new days; more are added, or what is no longer planned goes."""
    ahead = list(sessions_of(session, group.id))[held:]
    for one, told in zip(ahead, planned[held:], strict=False):
        one.on_date, one.starts_at = told.on_date, template.starts_at
    _add_sessions(session, group, planned[held + len(ahead) :], template)
    going = [one.id for one in ahead[len(planned) - held :]]
    if going:
        session.flush()
        session.execute(delete(GroupSession).where(GroupSession.id.in_(going)))
    session.flush()


def _add_sessions(
    session: Session,
    group: Group,
    planned: Sequence[PlannedSession],
    template: SessionTemplate,
) -> None:
    session.add_all(
        GroupSession(
            group_id=group.id, number=number, on_date=on_date, starts_at=template.starts_at
        )
        for number, on_date in planned
    )


def _state(
    session: Session,
    group: Group,
    stands: GroupStatement,
    start: dt.date,
    places: int,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    restate_group(
        session, group, current_start=start, status=stands.status, places=places,
        started=stands.started, by=by, at=at,
    )  # fmt: skip


def _refuse_minimum(minimum: MinimumToRun, places: int) -> None:
    if minimum.people is not None and minimum.people > places:
        raise PlanImpossible("min_to_run", f"Enter at most {places}: it has no more places.")


def _columns(template: SessionTemplate, minimum: MinimumToRun) -> Mapping[str, Any]:
    return {
        "sessions": template.sessions,
        "weekdays": list(template.weekdays),
        "starts_at": template.starts_at,
        "min_to_run": minimum.people,
        "decided_days_before": minimum.days_before,
    }


def _facts(plan: GroupPlan, sessions: Sequence[PlannedSession]) -> dict[str, object]:
    return {
        "weekdays": list(plan.weekdays),
        "starts_at": None if plan.starts_at is None else f"{plan.starts_at:%H:%M}",
        "min_to_run": plan.min_to_run,
        "decided_days_before": plan.decided_days_before,
        "sessions": _days(sessions),
    }


def _told(sessions: Sequence[GroupSession]) -> tuple[PlannedSession, ...]:
    return tuple(PlannedSession(one.number, one.on_date) for one in sessions)


def _days(sessions: Sequence[PlannedSession]) -> list[str]:
    return [day_in_words(one.on_date) for one in sessions]
