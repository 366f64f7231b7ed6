"""Publishing groups, and saying what has become of them, of capacity and of closures."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.groups.checking import refuse_impossible, refuse_too_far
from commissioning.groups.errors import (
    CapacityImpossible,
    ClosureEndsBeforeStart,
    KeyTellsOfSomebody,
    NotAGroupLine,
    PlacesTaken,
    StatedOtherwise,
)
from commissioning.groups.models import (
    CapacityMeasure,
    CapacityStatement,
    Closure,
    Group,
    GroupStatement,
    GroupStatus,
)
from commissioning.groups.queries import (
    capacity_by_external_id,
    closure_by_external_id,
    group_by_external_id,
    statement_in_force,
)
from commissioning.lines.calling import tells_in_key_of
from commissioning.lines.confirming import confirm_lines
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.free_words import speaker_tells_of_a_person
from directory.listings.leading_there import refuse_words_leading_there
from directory.people.models import Person
from directory.services.freshness import FactKind
from directory.services.models import Service


def publish_group(
    session: Session,
    line: Line,
    *,
    external_id: str,
    planned_start: dt.date,
    places: int,
    by: Person,
    at: dt.datetime,
    current_start: dt.date | None = None,
    status: GroupStatus = GroupStatus.PLANNED,
    started: int | None = None,
) -> Group:
    """Put a group into the calendar of a line that runs groups.

    A group taken over from elsewhere may already have moved or run: `current_start`
    (None: as planned), `status` and `started` say how it stands now.
    """
    _refuse_other_kinds(session, line)
    current_start = planned_start if current_start is None else current_start
    refuse_impossible(current_start, status, places, started, at=at)
    refuse_too_far("current_start", current_start, status, at=at)
    refuse_too_far("planned_start", planned_start, status, at=at)
    if group_by_external_id(session, external_id=external_id) is not None:
        raise AlreadyKnown("group", external_id)
    _refuse_key(session, line, external_id)
    group = Group(
        external_id=external_id,
        line_id=line.id,
        planned_start=planned_start,
        places=places,
        recorded_at=at,
    )
    session.add(group)
    session.flush()
    stated = _statement(group, current_start, status, places, started, by=by, at=at)
    session.add(stated)
    after = {"external_id": external_id, "line_id": line.id, "planned_start": planned_start}
    record_act(session, Act.GROUP_PUBLISH, group, by=by, at=at, after=after | _facts_of(stated))
    session.flush()
    _told_of_dates(session, line.id, at=at)
    return group


def state_group(
    session: Session,
    group: Group,
    *,
    current_start: dt.date,
    status: GroupStatus,
    places: int,
    started: int | None,
    by: Person,
    at: dt.datetime,
) -> GroupStatement:
    """Say how a group stands now; the same again changes nothing. `started`: once it ran.

    Raises `PlacesTaken` below what is booked; what is held and offered `bookings.restating` asks.
    """
    refuse_impossible(current_start, status, places, started, at=at)
    session.refresh(group, with_for_update=True)
    if places < group.booked:
        raise PlacesTaken(places, booked=group.booked)
    known = statement_in_force(session, group.id)
    stated = _statement(group, current_start, status, places, started, by=by, at=at)
    if known is not None and _facts_of(known) == _facts_of(stated):
        return known
    refuse_too_far("current_start", current_start, status, at=at)
    session.add(stated)
    group.places = places
    before = _facts_of(known) if known is not None else None
    after = _facts_of(stated)
    record_act(session, Act.GROUP_STATE, group, by=by, at=at, before=before, after=after)
    session.flush()
    _told_of_dates(session, group.line_id, at=at)
    return stated


def state_capacity(
    session: Session,
    line: Line,
    *,
    measure: CapacityMeasure,
    from_date: dt.date,
    value: float,
    stated_by: str,
    stated_on: dt.date,
    by: Person,
    at: dt.datetime,
    external_id: str | None = None,
) -> CapacityStatement:
    """Say what the line has from a day on; a later row for the same day corrects this one.

    The same `external_id` with the same facts changes nothing, with others is refused.
    """
    if value < 0:
        raise CapacityImpossible("value", "The capacity must be 0 or more.")
    if stated_on > local_date(at):
        raise CapacityImpossible("stated_on", "A statement cannot have been made after today.")
    statement = CapacityStatement(
        external_id=external_id,
        line_id=line.id,
        measure=measure,
        from_date=from_date,
        value=value,
        stated_by=stated_by,
        stated_on=stated_on,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    if external_id is not None:
        known = capacity_by_external_id(session, external_id=external_id)
        if known is not None:
            return _same_capacity(known, statement)
        _refuse_key(session, line, external_id)
    if what := speaker_tells_of_a_person(stated_by):
        raise CapacityImpossible("stated_by", f"This holds {what}: name the team or body alone.")
    session.add(statement)
    session.flush()
    after = {"line_id": line.id, "measure": measure.value, "from_date": from_date, "value": value}
    record_act(session, Act.CAPACITY_STATE, statement, by=by, at=at, after=after)
    session.flush()
    mark_due(session, [line.id], at=at)
    kind = _confirmed_by(statement)
    if kind is not None:
        confirm_lines(session, [line.id], kind=kind, on=stated_on, at=at)
    return statement


def announce_closure(
    session: Session,
    line: Line,
    *,
    external_id: str,
    from_date: dt.date,
    to_date: dt.date,
    by: Person,
    at: dt.datetime,
    reason: str | None = None,
) -> Closure:
    """The provider is shut from `from_date` to `to_date`, both included.

    The same `external_id` with the same dates changes nothing, with others is refused. Raises
    `LeadsThere` for the reason.
    """
    refuse_words_leading_there(session.get_one(Service, line.service_id), reason)
    if to_date < from_date:
        raise ClosureEndsBeforeStart(from_date, to_date)
    known = closure_by_external_id(session, external_id=external_id)
    if known is not None:
        if (known.line_id, known.from_date, known.to_date) != (line.id, from_date, to_date):
            raise StatedOtherwise("closure", external_id)
        return known
    _refuse_key(session, line, external_id)
    closure = Closure(
        external_id=external_id,
        line_id=line.id,
        from_date=from_date,
        to_date=to_date,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    session.add(closure)
    session.flush()
    after = {"line_id": line.id, "from_date": from_date, "to_date": to_date}
    record_act(session, Act.CLOSURE_ANNOUNCE, closure, by=by, at=at, after=after)
    session.flush()
    mark_due(session, [line.id], at=at)
    return closure


def withdraw_closure(session: Session, closure: Closure, *, by: Person, at: dt.datetime) -> Closure:
    """The provider stays open after all; what was known before stays known as it was."""
    if closure.withdrawn_at is not None:
        return closure
    closure.withdrawn_at = at
    record_act(session, Act.CLOSURE_WITHDRAW, closure, by=by, at=at)
    session.flush()
    mark_due(session, [closure.line_id], at=at)
    return closure


def _told_of_dates(session: Session, line_id: int, *, at: dt.datetime) -> None:
    """A calendar stated today shows that its dates are right today."""
    mark_due(session, [line_id], at=at)
    confirm_lines(session, [line_id], kind=FactKind.START_DATES, on=local_date(at), at=at)


def _confirmed_by(statement: CapacityStatement) -> FactKind | None:
    """Places decide how soon somebody starts; beds free only later say nothing of today's."""
    if statement.measure is CapacityMeasure.PLACES:
        return FactKind.START_DATES
    return FactKind.VACANCIES if statement.from_date <= statement.stated_on else None


def _statement(
    group: Group,
    current_start: dt.date,
    status: GroupStatus,
    places: int,
    started: int | None,
    *,
    by: Person,
    at: dt.datetime,
) -> GroupStatement:
    return GroupStatement(
        group_id=group.id,
        current_start=current_start,
        status=status,
        places=places,
        started=started,
        recorded_at=at,
        recorded_by_id=by.id,
    )


def _facts_of(stated: GroupStatement) -> dict[str, object]:
    return {
        "current_start": stated.current_start,
        "status": stated.status.value,
        "places": stated.places,
        "started": stated.started,
    }


def _same_capacity(known: CapacityStatement, stated: CapacityStatement) -> CapacityStatement:
    facts = ("line_id", "measure", "from_date", "value", "stated_by", "stated_on")
    if any(getattr(known, name) != getattr(stated, name) for name in facts):
        raise StatedOtherwise("capacity statement", known.external_id or "")
    return known


def _refuse_key(session: Session, line: Line, key: str) -> None:
    if what := tells_in_key_of(session, line.id, key):
        raise KeyTellsOfSomebody(what)


def _refuse_other_kinds(session: Session, line: Line) -> None:
    service = session.get_one(Service, line.service_id)
    if not service.delivery_kind.meets_in_groups:
        raise NotAGroupLine(line.external_id)
