"""Lines with terms, capacity and closures, each said on the day on which it would have been."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.demonstration.chance import chance_for
from commissioning.demonstration.courses import Course, GroupNotice, InventedCourse
from commissioning.demonstration.naming import FICTIONAL
from commissioning.demonstration.offering import Known
from commissioning.demonstration.plans import LinePlan, LineStory, ServicePlan
from commissioning.demonstration.sizing import day_told, terms_for
from commissioning.demonstration.wish import Wish, morning_of
from commissioning.groups.calendars import GroupAtRecording as SaidOfGroup
from commissioning.groups.calendars import GroupTold
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import announce_closure, state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import close_line, open_line
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.services.models import Service

STATED_BY = f"The provider {FICTIONAL}"
GROWS = 0.05


def moment_told(line: LinePlan, wish: Wish) -> dt.datetime:
    """The latest moment at which anything was said of the line."""
    day = day_told(line, wish)
    return wish.at if day == wish.today else morning_of(day)


def open_planned(
    session: Session,
    plan: ServicePlan,
    line: LinePlan,
    service: Service,
    course: Course,
    known: Known,
    wish: Wish,
    *,
    by: Person,
) -> Line:
    """The line on the day it opened, and what was said of it since."""
    opened_on = dt.date.fromordinal(course.opened)
    opened_at = min(wish.at, morning_of(opened_on))
    opened = open_line(
        session,
        service,
        external_id=line.key,
        name=f"{plan.title}: {line.name}",
        areas=[known.areas[place.slug] for place in line.places],
        terms=terms_for(plan, line, course, wish),
        by=by,
        at=opened_at,
    )
    if course.kind not in {DeliveryKind.IMMEDIATE, DeliveryKind.DROP_IN}:
        _state_places(session, opened, line, course, wish, by=by, at=opened_at)
    _announce_closures(session, opened, line, course, wish, by=by)
    if line.standing is LineStory.CLOSED:
        told = moment_told(line, wish)
        close_line(session, opened, closed_on=day_told(line, wish), by=by, at=told)
    return opened


def _state_places(
    session: Session,
    opened: Line,
    line: LinePlan,
    course: Course,
    wish: Wish,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    opened_on = dt.date.fromordinal(course.opened)
    state_capacity(
        session,
        opened,
        measure=CapacityMeasure.PLACES,
        from_date=opened_on,
        value=course.capacity,
        stated_by=STATED_BY,
        stated_on=opened_on,
        by=by,
        at=at,
    )
    chance = chance_for(wish.seed, line.key, "growth")
    if line.standing is LineStory.ORDINARY and chance.random() < GROWS:
        state_capacity(
            session,
            opened,
            measure=CapacityMeasure.PLACES,
            from_date=wish.today + dt.timedelta(days=chance.randint(20, 90)),
            value=round(course.capacity * 1.25),
            stated_by=STATED_BY,
            stated_on=wish.today,
            by=by,
            at=wish.at,
        )


def _announce_closures(
    session: Session, opened: Line, line: LinePlan, course: Course, wish: Wish, *, by: Person
) -> None:
    reason = "no_staff" if line.standing is LineStory.NO_STAFF else "Refurbishment"
    for first, last in course.start_days.closures:
        told_on = min(wish.today, dt.date.fromordinal(first - 14))
        announce_closure(
            session,
            opened,
            external_id=f"{line.key}-closure-{first}",
            from_date=dt.date.fromordinal(first),
            to_date=dt.date.fromordinal(last),
            reason=reason,
            by=by,
            at=min(wish.at, morning_of(told_on)),
        )


def state_vacancies(
    session: Session,
    opened: Line,
    course: Course,
    delivered: InventedCourse,
    wish: Wish,
    *,
    by: Person,
) -> None:
    """Beds free today, as the provider would say: those that nobody lives in."""
    present = sum(
        case.started is not None
        and case.started <= course.today
        and (case.ended is None or case.ended > course.today)
        for case in delivered.cases
    )
    state_capacity(
        session,
        opened,
        measure=CapacityMeasure.VACANCIES,
        from_date=wish.today,
        value=max(0, int(course.capacity) - present),
        stated_by=STATED_BY,
        stated_on=wish.today,
        by=by,
        at=wish.at,
    )


def calendar_of(
    line: LinePlan, line_id: int, delivered: InventedCourse, *, at: dt.datetime
) -> list[GroupTold]:
    """The simulated groups in the words of the calendar; nothing said after `at`."""
    return [
        GroupTold(
            external_id=f"{line.key}-group-{number:03d}",
            line_id=line_id,
            planned_start=dt.date.fromordinal(run.planned),
            places=run.places,
            said=[_said(told, at) for told in run.told],
        )
        for number, run in enumerate(delivered.runs, start=1)
    ]


def _said(told: GroupNotice, at: dt.datetime) -> SaidOfGroup:
    said_at = min(at, morning_of(dt.date.fromordinal(told.on_day), 16))
    start = dt.date.fromordinal(told.current_start)
    return SaidOfGroup(start, told.status, told.started, said_at)
