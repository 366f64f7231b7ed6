"""Each event moves the clocks of what it shows, to the day on which it showed it, and no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commissioning.agreements.signing import add_lot, put_lot_on_line, state_term
from commissioning.coverage.kept import KeptCoverage
from commissioning.groups.calendars import GroupAtRecording, GroupTold, record_calendars
from commissioning.groups.models import CapacityMeasure, GroupStatus
from commissioning.groups.publishing import (
    announce_closure,
    publish_group,
    state_capacity,
    state_group,
    withdraw_closure,
)
from commissioning.lines.confirming import NotALinesFact, Shown, confirm_lines, move_clocks
from commissioning.lines.figures import mark_due
from commissioning.lines.models import Line, LineFigures
from commissioning.lines.opening import close_line, state_terms
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.recording import (
    correct_event,
    receive_referral,
    record_event,
    record_histories,
)
from commissioning.referrals.sheets import Sheet
from directory.clock import local_date
from directory.services.confirming import ConfirmedAhead
from directory.services.freshness import FactKind
from tests.makers.agreements import make_agreement, make_lot
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_bare_line, make_terms
from tests.makers.people import actor
from tests.makers.referrals import events_of

TODAY = local_date(NOW)
YESTERDAY = TODAY - dt.timedelta(days=1)
RECEIVED = dt.date(2027, 1, 4)
LATER = dt.date(2027, 1, 11)
LAST = dt.date(2027, 1, 18)

Event = Callable[[Session, Line], object]
Clocks = tuple[dt.date | None, dt.date | None, dt.date | None]
"""Start dates, vacancies, received."""

NOTHING: Clocks = (None, None, None)


def clocks_of(session: Session, line: Line) -> Clocks:
    session.flush()
    session.expire_all()
    figures = session.get_one(LineFigures, line.id)
    return figures.dates_confirmed_on, figures.vacancies_confirmed_on, figures.last_received_on


def door(session: Session) -> dict[str, Any]:
    return {"by": actor(session), "at": NOW}


def events(*told: tuple[str, dt.date]) -> Event:
    """A referral received on 4 January, and what happened to it."""

    def happen(session: Session, line: Line) -> object:
        referral = receive_referral(
            session,
            line,
            reference="R-1",
            basis=Basis.LICENCE,
            received_on=RECEIVED,
            **door(session),
        )
        for kind, day in told:
            reason = "unsuitable" if kind == "withdrawn" else None
            record_event(
                session,
                referral,
                kind=EventKind(kind),
                on_date=day,
                reason=reason,
                **door(session),
            )
        return referral

    return happen


def in_bulk(*told: tuple[str, dt.date], then: tuple[tuple[str, dt.date], ...] = ()) -> Event:
    """The same as a history; `then` is what a second file adds to it."""

    def happen(session: Session, line: Line) -> object:
        facts = ReferralFacts(
            reference="R-1", line_id=line.id, basis=Basis.LICENCE, received_on=RECEIVED
        )
        for known in dict.fromkeys((told, (*told, *then))):
            said = [HistoryEvent(EventKind(kind), day) for kind, day in known]
            record_histories(session, [[History(facts, said)]], **door(session))
        return None

    return happen


def in_a_sheet(*told: tuple[str, dt.date]) -> Event:
    """The same column by column."""

    def happen(session: Session, line: Line) -> object:
        facts = {
            name: [value]
            for name, value in ReferralFacts(
                reference="R-1", line_id=line.id, basis=Basis.LICENCE, received_on=RECEIVED
            )
            .by_name()
            .items()
        }
        days = {EventKind(kind): [day] for kind, day in told}
        return record_histories(session, [Sheet(facts, days, [2])], **door(session))

    return happen


def stated(measure: CapacityMeasure, *, from_date: dt.date = OPENED) -> Event:
    def happen(session: Session, line: Line) -> object:
        return state_capacity(
            session,
            line,
            measure=measure,
            from_date=from_date,
            value=5,
            stated_by="The provider",
            stated_on=YESTERDAY,
            **door(session),
        )

    return happen


def a_group(session: Session, line: Line) -> Any:
    return publish_group(
        session, line, external_id="G1", planned_start=TODAY, places=9, **door(session)
    )


def a_group_moved_later(session: Session, line: Line) -> None:
    """Published today, and stated again a day later."""
    group = a_group(session, line)
    at = NOW + dt.timedelta(days=1)
    state_group(
        session,
        group,
        current_start=TODAY + dt.timedelta(days=7),
        status=GroupStatus.PLANNED,
        places=9,
        started=None,
        by=actor(session),
        at=at,
    )


def a_calendar(session: Session, line: Line) -> None:
    """Of two groups, the last word on the eve of the recording."""
    eve = NOW - dt.timedelta(days=1)
    month = NOW - dt.timedelta(days=30)
    planned = GroupAtRecording(TODAY, GroupStatus.PLANNED, None, eve)
    ran = GroupAtRecording(LAST, GroupStatus.RAN, 4, month)
    said = [
        GroupTold("G1", line.id, TODAY, 9, [planned]),
        GroupTold("G2", line.id, LAST, 9, [ran]),
    ]
    record_calendars(session, said, **door(session))


def a_closure_taken_back(session: Session, line: Line) -> None:
    closure = announce_closure(
        session, line, external_id="C1", from_date=TODAY, to_date=TODAY, **door(session)
    )
    withdraw_closure(session, closure, **door(session))


def an_agreement(session: Session, line: Line) -> None:
    agreement = make_agreement(session)
    add_lot(session, agreement, external_id="L1", line=line, **door(session))
    put_lot_on_line(session, make_lot(session), line, **door(session))
    state_term(session, agreement, starts_on=OPENED, ends_on=None, **door(session))


def terms_and_a_closing(session: Session, line: Line) -> None:
    state_terms(session, line, make_terms(target_days=10), **door(session))
    close_line(session, line, closed_on=TODAY, **door(session))


def a_start_put_right(session: Session, line: Line) -> None:
    """Told of the 11th, put right to the 18th."""
    referral: Any = events(("started", LATER))(session, line)
    [_, start] = events_of(session, referral.id)
    correct_event(session, start, replacement_kind=EventKind.STARTED, on_date=LAST, **door(session))


@pytest.mark.parametrize(
    ("event", "clocks"),
    [
        (lambda *_: None, NOTHING),  # opened, and nothing else
        (lambda session, line: mark_due(session, [line.id], at=NOW), NOTHING),
        (terms_and_a_closing, NOTHING),
        (an_agreement, NOTHING),
        (a_closure_taken_back, NOTHING),
        (stated(CapacityMeasure.PLACES), (YESTERDAY, None, None)),
        (stated(CapacityMeasure.PLACES, from_date=TODAY), (YESTERDAY, None, None)),
        (stated(CapacityMeasure.VACANCIES), (None, YESTERDAY, None)),
        (stated(CapacityMeasure.VACANCIES, from_date=TODAY), NOTHING),  # none were said of that day
        (a_group, (TODAY, None, None)),
        (a_group_moved_later, (TODAY + dt.timedelta(days=1), None, None)),
        (a_calendar, (YESTERDAY, None, None)),
        (events(), (None, None, RECEIVED)),
        (events(("accepted", LATER), ("ready", LATER)), (None, None, RECEIVED)),
        (events(("ready", LATER), ("offered", LAST)), (LAST, None, RECEIVED)),
        (
            events(("ready", LATER), ("offered", LATER), ("booked", LAST)),
            (LAST, None, RECEIVED),
        ),
        (events(("started", LATER)), (LATER, None, RECEIVED)),
        (events(("started", LATER), ("attended", LAST)), (LATER, None, RECEIVED)),
        (events(("started", LATER), ("completed", LAST)), (LATER, None, RECEIVED)),
        (events(("started", LATER), ("dropped_out", LAST)), (LATER, None, RECEIVED)),
        (events(("withdrawn", LATER)), (None, None, RECEIVED)),
        (events(("declined", LATER)), (None, None, RECEIVED)),
        (a_start_put_right, (LAST, None, RECEIVED)),
        (in_bulk(("started", LATER), ("completed", LAST)), (LATER, None, RECEIVED)),
        (in_bulk(("ready", LATER), ("offered", LAST)), (LAST, None, RECEIVED)),
        (in_bulk(then=(("started", LATER),)), (LATER, None, RECEIVED)),
        (in_bulk(("ready", LATER), then=(("booked", LAST),)), (LAST, None, RECEIVED)),
        (in_bulk(then=(("ready", LATER),)), (None, None, RECEIVED)),
        (in_a_sheet(("started", LATER), ("completed", LAST)), (LATER, None, RECEIVED)),
        (in_a_sheet(("ready", LATER), ("offered", LAST)), (LAST, None, RECEIVED)),
        (in_a_sheet(("accepted", LATER)), (None, None, RECEIVED)),
    ],
)
def test_an_event_moves_the_clocks_of_what_it_shows(
    session: Session, event: Event, clocks: Clocks
) -> None:
    line = make_bare_line(session)
    event(session, line)
    assert clocks_of(session, line) == clocks


def test_no_clock_goes_back(session: Session) -> None:
    line, other = make_bare_line(session), make_bare_line(session)
    for day in (LATER, RECEIVED):
        confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=day, at=NOW)
        confirm_lines(session, [line.id], kind=FactKind.VACANCIES, on=day, at=NOW)
        move_clocks(session, [Shown(line.id, received_on=day)], at=NOW)
    assert clocks_of(session, line) == (LATER, LATER, LATER)
    assert clocks_of(session, other) == NOTHING


def test_nothing_is_confirmed_after_today(session: Session) -> None:
    line = make_bare_line(session)
    ahead = TODAY + dt.timedelta(days=1)
    with pytest.raises(ConfirmedAhead):
        confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=ahead, at=NOW)
    with pytest.raises(ConfirmedAhead):
        move_clocks(session, [Shown(line.id, dates_on=TODAY, received_on=ahead)], at=NOW)
    confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=TODAY, at=NOW)
    assert clocks_of(session, line)[0] == TODAY


def test_a_fact_of_the_service_is_not_confirmed_line_by_line(session: Session) -> None:
    with pytest.raises(NotALinesFact, match="“telephone” is confirmed for a service"):
        confirm_lines(session, [], kind=FactKind.TELEPHONE, on=TODAY, at=NOW)


def test_confirming_alone_makes_copies_be_made_anew_but_no_date_be_worked_out(
    session: Session,
) -> None:
    line = make_bare_line(session)
    session.flush()
    kept, facts = KeptCoverage(), session.get_one(LineFigures, line.id).facts_version
    before = kept.coverage(session, today=TODAY)
    assert kept.coverage(session, today=TODAY) is before
    at = NOW + dt.timedelta(hours=1)
    confirm_lines(session, [line.id], kind=FactKind.START_DATES, on=TODAY, at=at)
    assert session.get_one(LineFigures, line.id).facts_version == facts
    assert kept.coverage(session, today=TODAY) is not before
