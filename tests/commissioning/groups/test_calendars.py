"""The bulk door for groups refuses what the one-by-one door refuses, in the same words."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.groups.calendars import GroupAtRecording, GroupTold, record_calendars
from commissioning.groups.errors import GroupImpossible, NotAGroupLine
from commissioning.groups.models import GroupStatus
from commissioning.groups.publishing import publish_group
from commissioning.groups.queries import groups_of_line
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.models import Line
from directory.delivery import DeliveryKind
from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line

PLANNED, RAN = GroupStatus.PLANNED, GroupStatus.RAN
PAST, COMING = dt.date(2027, 2, 2), dt.date(2027, 3, 16)
EARLIER = NOW - dt.timedelta(days=60)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


def told(line: Line, *said: GroupAtRecording, places: int = 10) -> GroupTold:
    return GroupTold("G1", line.id, PAST, places, said)


def test_a_calendar_keeps_every_statement(session: Session, line: Line, importer: Person) -> None:
    group = told(
        line, GroupAtRecording(PAST, PLANNED, None, EARLIER), GroupAtRecording(PAST, RAN, 7, NOW)
    )
    assert record_calendars(session, [group], by=importer, at=NOW) == 1
    [then] = groups_of_line(session, line.id, known_at=EARLIER)
    [now] = groups_of_line(session, line.id)
    assert (then.stated.status, now.stated.status, now.stated.started) == (PLANNED, RAN, 7)


@pytest.mark.parametrize(
    ("status", "start", "places", "started"),
    [
        (PLANNED, COMING, -1, None),
        (PLANNED, COMING, 10, 4),  # nobody has started a planned group
        (RAN, COMING, 10, 4),  # a fortnight from now
        (RAN, PAST, 10, -1),
    ],
)
def test_both_doors_refuse_alike(
    session: Session,
    line: Line,
    importer: Person,
    status: GroupStatus,
    start: dt.date,
    places: int,
    started: int | None,
) -> None:
    group = told(line, GroupAtRecording(start, status, started, NOW), places=places)
    with pytest.raises(GroupImpossible) as in_bulk:
        record_calendars(session, [group], by=importer, at=NOW)
    with pytest.raises(GroupImpossible) as one_by_one:
        publish_group(
            session,
            line,
            external_id="G1",
            planned_start=PAST,
            current_start=start,
            places=places,
            status=status,
            started=started,
            by=importer,
            at=NOW,
        )
    assert (in_bulk.value.field, str(in_bulk.value)) == (
        one_by_one.value.field,
        str(one_by_one.value),
    )


def test_nothing_is_taken_from_the_future_or_before_publication(
    session: Session, line: Line, importer: Person
) -> None:
    later = GroupAtRecording(COMING, PLANNED, None, NOW + dt.timedelta(minutes=1))
    for group, field in ((told(line, later), "recorded_at"), (told(line), "said")):
        with pytest.raises(GroupImpossible) as refused:
            record_calendars(session, [group], by=importer, at=NOW)
        assert refused.value.field == field


def test_other_lines_and_known_groups_are_refused(
    session: Session, line: Line, importer: Person
) -> None:
    group = told(line, GroupAtRecording(COMING, PLANNED, None, NOW))
    record_calendars(session, [group], by=importer, at=NOW)
    with pytest.raises(AlreadyKnown):
        record_calendars(session, [group], by=importer, at=NOW)
    one_to_one = make_bare_line(session, DeliveryKind.ONE_TO_ONE)
    with pytest.raises(NotAGroupLine):
        record_calendars(
            session,
            [group._replace(external_id="G2", line_id=one_to_one.id)],
            by=importer,
            at=NOW,
        )
