"""Who reads what of a group's places, worked by hand; and that a booked start stops no clock."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from commissioning.availability.answer import court_answer
from commissioning.availability.answer_types import CourtAnswer, LineRow
from commissioning.availability.question import CourtQuestion
from commissioning.bookings.booking import give_up_place
from commissioning.bookings.holding import hold_place, release_hold
from commissioning.bookings.places_ahead import PlacesAhead, PlacesInUse, places_ahead
from commissioning.bookings.queries import places_of
from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import state_group
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.recording import record_event
from commissioning.waiting.clock import Outcome, wait_of
from directory.delivery import DeliveryKind
from directory.people.roles import OrganisationKind
from directory.places.models import Exposure
from directory.services.models import Service
from directory.sight import ANYBODY, Looker, Sight
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line, make_line, make_terms
from tests.makers.people import actor
from tests.makers.places import make_area, make_court

OFFICER = Sight(Looker.COURT_OFFICER)


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


def of(session: Session, line: Line, sight: Sight = ANYBODY, at: int = 0) -> list[PlacesAhead]:
    return list(places_ahead(session, [line.id], sight=sight, today=day(at)).get(line.id, ()))


def test_what_is_left_is_everybodys_and_what_is_taken_the_owners_and_officers(
    session: Session, line: Line
) -> None:
    """12 places, 2 booked, 1 held: 9 left."""
    group = make_group(session, line, places=12)
    for _ in range(2):
        book(session, group, wait_for(session, line))
    team = make_organisation(session, OrganisationKind.COURT_TEAM)
    hold_place(
        session, group, hearing_on=day(6), organisation=team, request_id="h", by=actor(session),
        at=NOW,
    )  # fmt: skip
    provider = session.get_one(Service, line.service_id).provider_id
    taken, starts = PlacesInUse(places=12, booked=2, held=1, offered=0), day(28)
    told = {
        "officer": (OFFICER, PlacesAhead(starts, 9, taken, group.public_id, group.external_id)),
        "its provider": (
            Sight(Looker.PROVIDER, provider_ids=frozenset({provider or 0})),
            PlacesAhead(starts, 9, taken, reference=group.external_id),
        ),
        "another provider": (
            Sight(Looker.PROVIDER, provider_ids=frozenset({99})),
            PlacesAhead(starts, 9),
        ),
        "sentencer": (Sight(Looker.SENTENCER), PlacesAhead(starts, 9)),
        "anybody": (ANYBODY, PlacesAhead(starts, 9)),
    }
    for who, (sight, says) in told.items():
        assert of(session, line, sight) == [says], who
    # The hearing is on a Monday: the hold stands to the end of Tuesday, and not on Wednesday.
    assert [one.left for one in of(session, line, at=7)] == [9]
    assert [one.left for one in of(session, line, at=8)] == [10]


def test_silence_is_not_known_and_given_up_places_are_known(session: Session, line: Line) -> None:
    group = make_group(session, line, places=3)
    assert of(session, line) == [PlacesAhead(day(28), None)]
    booking = book(session, group, wait_for(session, line))
    assert of(session, line) == [PlacesAhead(day(28), 2)]
    give_up_place(session, booking, by=actor(session), at=NOW)
    assert of(session, line) == [PlacesAhead(day(28), 3)]


def test_a_released_hold_leaves_the_places_known(session: Session, line: Line) -> None:
    group = make_group(session, line, places=4)
    team = make_organisation(session, OrganisationKind.COURT_TEAM)
    by = actor(session)
    held = hold_place(
        session, group, hearing_on=day(6), organisation=team, request_id="h", by=by, at=NOW
    )
    assert [one.left for one in of(session, line)] == [3]
    release_hold(session, held, organisation=team, by=by, at=NOW)
    assert [one.left for one in of(session, line)] == [4]


def test_only_groups_that_are_planned_ahead_the_soonest_three(session: Session, line: Line) -> None:
    groups = [make_group(session, line, places=5, start=start) for start in (70, 14, 28, 42, 56)]
    book(session, groups[0], wait_for(session, line))
    _say(session, groups[1], day(35), GroupStatus.PLANNED)  # postponed past the next
    _say(session, groups[3], day(42), GroupStatus.CANCELLED)
    assert [one.starts_on for one in of(session, line)] == [day(28), day(35), day(56)]


@pytest.mark.parametrize("exposure", [Exposure.RESTRICTED, Exposure.CONFIDENTIAL])
def test_nothing_is_told_of_a_group_that_is_not_open(
    session: Session, line: Line, exposure: Exposure
) -> None:
    group = make_group(session, line, places=3)
    book(session, group, wait_for(session, line))
    session.get_one(Service, line.service_id).exposure = exposure
    session.flush()
    assert of(session, line) == []
    assert of(session, line, Sight(Looker.SENTENCER)) == []
    assert bool(of(session, line, OFFICER)) is (exposure is Exposure.RESTRICTED)


def test_it_counts_as_the_one_source_does_in_one_statement(session: Session, line: Line) -> None:
    other = make_bare_line(session)
    lines = [line, other]
    groups = [make_group(session, one, places=4, start=start) for one in lines for start in (9, 28)]
    for group in groups:
        book(session, group, wait_for(session, session.get_one(Line, group.line_id)))
    statements: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = places_ahead(session, [one.id for one in lines], sight=OFFICER, today=TODAY)
    assert len(statements) == 1
    counted = places_of(session, [group.id for group in groups], on=NOW)
    assert len(statements) == 2
    left = {one.group: one.left for groups in found.values() for one in groups}
    assert left == {group.public_id: counted[group.id].left for group in groups}


# Sentenced on 31 January 2027 (day −30), booked on 2 March (day 0) for the group of 30 March (day
# 28), started with it. By hand: from 31 January to 2 March are 30 days, to 29 March 57, to 30 March
# 58, and there the clock stops.
CENSUSES = (
    (-10, 20, Outcome.WAITING),
    (0, 30, Outcome.WAITING),
    (14, 44, Outcome.WAITING),
    (27, 57, Outcome.WAITING),
    (28, 58, Outcome.STARTED),
    (60, 58, Outcome.STARTED),
)


def test_a_booked_start_to_come_stops_no_clock(session: Session) -> None:
    area = make_area(session)
    court = make_court(session, serves=[area])
    line = make_line(
        session, areas=[area], kind=DeliveryKind.CLOSED_GROUP, requirements=["programme"],
        terms=make_terms(),
    )  # fmt: skip
    group, case = make_group(session, line, places=3), wait_for(session, line, since=-30)
    assert _waiting(session, line) == 1
    book(session, group, case)
    assert case.started_on is None
    row = _row(court_answer(session, court, CourtQuestion(sight=OFFICER), NOW))
    assert row.waiting is not None
    assert str(row.waiting) == "fewer than 8"  # the one who is booked waits still
    assert [one.left for one in row.places] == [2]
    assert _waiting(session, line) == 1
    for census, days, outcome in CENSUSES[:4]:
        wait = wait_of(day(-30), started=case.started_on, left=None, pauses=(), census=day(census))
        assert (wait.days, wait.outcome) == (days, outcome), census
    record_event(
        session, case, kind=EventKind.STARTED, on_date=day(28), by=actor(session), at=moment(28, 17)
    )
    for census, days, outcome in CENSUSES:
        wait = wait_of(day(-30), started=case.started_on, left=None, pauses=(), census=day(census))
        assert (wait.days, wait.outcome) == (days, outcome), census
    assert _waiting(session, line) == 0


def _say(session: Session, group: Group, start: dt.date, status: GroupStatus) -> None:
    state_group(
        session, group, current_start=start, status=status, places=5, started=None,
        by=actor(session), at=moment(0, 10),
    )  # fmt: skip


def _waiting(session: Session, line: Line) -> int:
    figures = session.get_one(LineFigures, line.id)
    session.refresh(figures)
    return figures.waiting


def _row(answer: CourtAnswer) -> LineRow:
    return next(one for one in answer.requirements if one.code == "programme").rows[0]
