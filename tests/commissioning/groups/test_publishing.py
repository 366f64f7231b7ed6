"""Groups, capacity and closures: added, stated again, never overwritten."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from commissioning.groups.errors import (
    CapacityImpossible,
    ClosureEndsBeforeStart,
    GroupImpossible,
    KeyTellsOfSomebody,
    NotAGroupLine,
    PlacesTaken,
    StatedOtherwise,
)
from commissioning.groups.models import CapacityMeasure, CapacityStatement, Group, GroupStatus
from commissioning.groups.publishing import (
    announce_closure,
    publish_group,
    state_capacity,
    state_group,
    withdraw_closure,
)
from commissioning.groups.queries import capacity_of_line, closures_of_line, groups_of_line
from commissioning.lines.errors import AlreadyKnown
from commissioning.lines.models import Line, LineFigures
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person
from tests.makers.days import NOW
from tests.makers.lines import make_bare_line

LATER = NOW + dt.timedelta(days=1)
MARCH = dt.date(2027, 3, 16)
APRIL = dt.date(2027, 4, 6)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.fixture
def group(session: Session, line: Line, importer: Person) -> Group:
    return publish_group(
        session, line, external_id="G1", planned_start=MARCH, places=10, by=importer, at=NOW
    )


def version(session: Session, line: Line) -> int:
    return session.get_one(LineFigures, line.id).facts_version


FAR = [
    # From 3 March 2027 the farthest start is two years of 366 days on.
    (dt.date(2029, 3, 4), GroupStatus.PLANNED, True),
    (dt.date(2029, 3, 5), GroupStatus.PLANNED, False),
    (dt.date(2037, 3, 16), GroupStatus.PLANNED, False),
    (dt.date(2037, 3, 16), GroupStatus.CANCELLED, True),
]


@pytest.mark.sqlite
@pytest.mark.parametrize(("start", "status", "stands"), FAR)
def test_a_start_years_ahead_is_a_slip(
    session: Session,
    group: Group,
    importer: Person,
    start: dt.date,
    status: GroupStatus,
    stands: bool,
) -> None:
    def stated() -> dt.date:
        said = state_group(
            session, group, current_start=start, status=status, places=10, started=None,
            by=importer, at=LATER,
        )  # fmt: skip
        return said.current_start

    if stands:
        assert stated() == start
        return
    with pytest.raises(GroupImpossible, match="more than two years from today") as refused:
        stated()
    assert refused.value.field == "current_start"


@pytest.mark.sqlite
@pytest.mark.parametrize("field", ["planned_start", "current_start"])
def test_no_new_group_is_years_ahead(
    session: Session, line: Line, importer: Person, field: str
) -> None:
    days = {"planned_start": MARCH, "current_start": APRIL} | {field: dt.date(2037, 3, 16)}
    with pytest.raises(GroupImpossible) as refused:
        publish_group(
            session, line, external_id="G2", places=10, by=importer, at=NOW,
            planned_start=days["planned_start"], current_start=days["current_start"],
        )  # fmt: skip
    assert refused.value.field == field


TELLING = ("SMITH JOHN PR1 2HE", "PR1-2HE", "9434765919", "SMITH JOHN", "X123456", "AB-12-34-56-C")


@pytest.mark.parametrize("key", TELLING)
def test_no_key_that_others_read_tells_of_a_person(
    session: Session, line: Line, importer: Person, key: str
) -> None:
    with pytest.raises(KeyTellsOfSomebody) as group:
        publish_group(
            session, line, external_id=key, planned_start=MARCH, places=1, by=importer, at=NOW
        )
    with pytest.raises(KeyTellsOfSomebody):
        announce_closure(
            session, line, external_id=key, from_date=MARCH, to_date=MARCH, by=importer, at=NOW
        )
    with pytest.raises(KeyTellsOfSomebody):
        state_capacity(
            session, line, measure=CapacityMeasure.PLACES, from_date=MARCH, value=1, by=importer,
            stated_by="The team", stated_on=local_date(NOW), at=NOW, external_id=key,
        )  # fmt: skip
    assert key not in str(group.value)


@pytest.mark.parametrize("by", ["lives at 12 High Street", "of PR1 2HE", "9434765919"])
def test_whose_word_it_is_tells_of_nobody(
    session: Session, line: Line, importer: Person, by: str
) -> None:
    with pytest.raises(CapacityImpossible, match="name the team"):
        state_capacity(
            session, line, measure=CapacityMeasure.PLACES, from_date=MARCH, value=1, by=importer,
            stated_by=by, stated_on=local_date(NOW), at=NOW,
        )  # fmt: skip


def test_published_group_stands_as_planned(session: Session, line: Line, group: Group) -> None:
    [found] = groups_of_line(session, line.id)
    assert found.group is group
    assert (found.stated.current_start, found.stated.status) == (MARCH, GroupStatus.PLANNED)
    assert version(session, line) == 2


def test_postponed_group_keeps_the_date_first_published(
    session: Session, line: Line, group: Group, importer: Person
) -> None:
    state_group(
        session,
        group,
        current_start=APRIL,
        status=GroupStatus.PLANNED,
        places=12,
        started=None,
        by=importer,
        at=LATER,
    )
    [now] = groups_of_line(session, line.id)
    [then] = groups_of_line(session, line.id, known_at=NOW)
    assert (now.stated.current_start, then.stated.current_start) == (APRIL, MARCH)
    assert (group.planned_start, group.places) == (MARCH, 12)
    assert groups_of_line(session, line.id, first=dt.date(2027, 5, 1)) == []


def test_same_statement_again_changes_nothing(
    session: Session, line: Line, group: Group, importer: Person
) -> None:
    before = version(session, line)
    state_group(
        session,
        group,
        current_start=MARCH,
        status=GroupStatus.PLANNED,
        places=10,
        started=None,
        by=importer,
        at=LATER,
    )
    assert version(session, line) == before


def test_group_is_published_once(
    session: Session, line: Line, group: Group, importer: Person
) -> None:
    with pytest.raises(AlreadyKnown, match="G1"):
        publish_group(
            session, line, external_id="G1", planned_start=APRIL, places=8, by=importer, at=NOW
        )


def test_only_closed_groups_are_published(session: Session, importer: Person) -> None:
    rolling = make_bare_line(session, DeliveryKind.ROLLING_GROUP)
    with pytest.raises(NotAGroupLine):
        publish_group(
            session, rolling, external_id="G2", planned_start=MARCH, places=8, by=importer, at=NOW
        )


def test_places_are_not_cut_below_those_booked(
    session: Session, group: Group, importer: Person
) -> None:
    group.booked = 3
    session.flush()
    with pytest.raises(PlacesTaken, match="3 places are taken"):
        state_group(
            session,
            group,
            current_start=MARCH,
            status=GroupStatus.PLANNED,
            places=2,
            started=None,
            by=importer,
            at=LATER,
        )


@pytest.mark.parametrize(
    ("status", "start", "places", "started", "field"),
    [
        (GroupStatus.PLANNED, MARCH, -1, None, "places"),
        (GroupStatus.PLANNED, MARCH, 10, 4, "started"),  # nobody has started a planned group
        (GroupStatus.RAN, MARCH, 10, 4, "status"),  # a fortnight from now
        (GroupStatus.RAN, dt.date(2027, 3, 2), 10, -1, "started"),
    ],
)
def test_impossible_group_is_refused_by_field(
    session: Session,
    line: Line,
    importer: Person,
    status: GroupStatus,
    start: dt.date,
    places: int,
    started: int | None,
    field: str,
) -> None:
    with pytest.raises(GroupImpossible) as refused:
        publish_group(
            session,
            line,
            external_id="G3",
            planned_start=start,
            places=places,
            status=status,
            started=started,
            by=importer,
            at=NOW,
        )
    assert refused.value.field == field


def say_capacity(session: Session, line: Line, by: Person, **facts: object) -> CapacityStatement:
    usual = {
        "measure": CapacityMeasure.PLACES,
        "from_date": MARCH,
        "value": 10.0,
        "stated_by": "Provider",
        "stated_on": dt.date(2027, 3, 1),
        "at": NOW,
    }
    return state_capacity(session, line, by=by, **(usual | facts))  # type: ignore[arg-type]


def test_later_row_corrects_capacity_and_the_earlier_stays_known(
    session: Session, line: Line, importer: Person
) -> None:
    say_capacity(session, line, importer)
    say_capacity(session, line, importer, value=7.0, at=LATER)
    assert [row.value for row in capacity_of_line(session, line.id)] == [7.0]
    assert [row.value for row in capacity_of_line(session, line.id, known_at=NOW)] == [10.0]
    assert version(session, line) == 3


def test_capacity_from_one_source_row_is_stated_once(
    session: Session, line: Line, importer: Person
) -> None:
    first = say_capacity(session, line, importer, external_id="C1")
    again = say_capacity(session, line, importer, external_id="C1", at=LATER)
    assert again is first
    with pytest.raises(StatedOtherwise, match="C1"):
        say_capacity(session, line, importer, external_id="C1", value=11.0)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"value": -1.0}, "value"), ({"stated_on": dt.date(2027, 3, 3)}, "stated_on")],
)
def test_impossible_capacity_is_refused_by_field(
    session: Session, line: Line, importer: Person, facts: dict[str, object], field: str
) -> None:
    with pytest.raises(CapacityImpossible) as refused:
        say_capacity(session, line, importer, **facts)
    assert refused.value.field == field


def test_withdrawn_closure_was_known_until_it_was_withdrawn(
    session: Session, line: Line, importer: Person
) -> None:
    closure = announce_closure(
        session, line, external_id="X1", from_date=MARCH, to_date=MARCH, by=importer, at=NOW
    )
    assert list(closures_of_line(session, line.id)) == [closure]
    withdraw_closure(session, closure, by=importer, at=LATER)
    assert closures_of_line(session, line.id) == []
    assert list(closures_of_line(session, line.id, known_at=NOW)) == [closure]
    assert closures_of_line(session, line.id, known_at=LATER) == []


def test_closure_is_announced_once_and_ends_after_it_starts(
    session: Session, line: Line, importer: Person
) -> None:
    for _ in range(2):
        announce_closure(
            session, line, external_id="X1", from_date=MARCH, to_date=APRIL, by=importer, at=NOW
        )
    assert version(session, line) == 2
    with pytest.raises(StatedOtherwise):
        announce_closure(
            session, line, external_id="X1", from_date=MARCH, to_date=MARCH, by=importer, at=NOW
        )
    with pytest.raises(ClosureEndsBeforeStart):
        announce_closure(
            session, line, external_id="X2", from_date=APRIL, to_date=MARCH, by=importer, at=NOW
        )
