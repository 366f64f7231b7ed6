"""Groups with their sessions on both databases: planned, planned anew, and moved."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from commissioning.groups.models import Group, GroupStatus
from commissioning.groups.publishing import announce_closure, publish_group
from commissioning.groups.queries import statement_in_force
from commissioning.moves.keeping import level_moves
from commissioning.moves.models import KeptMove
from commissioning.moves.queries import open_moves
from commissioning.registers.errors import PlanImpossible
from commissioning.registers.marking import MarkTold, save_register
from commissioning.registers.marks import MarkOutcome
from commissioning.registers.planning import plan_group, postpone_group
from commissioning.registers.queries import days_of_line, sessions_of
from commissioning.registers.running import MinimumToRun
from commissioning.registers.session_plan import SessionTemplate
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY, moment
from tests.makers.groups import FIRST_TUESDAY, TUESDAYS, first_session, make_group, seat
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

NO_MINIMUM = MinimumToRun(None, 14)


def days_of(session: Session, group: Group) -> list[str]:
    return [f"{one.number}: {one.on_date:%-d %b}" for one in sessions_of(session, group.id)]


def acts(session: Session) -> list[str]:
    return list(session.scalars(select(AuditRow.act).order_by(AuditRow.id)))


def test_a_new_group_has_its_sessions(session: Session) -> None:
    line = make_bare_line(session)
    announce_closure(
        session, line, external_id="shut", from_date=dt.date(2027, 3, 15),
        to_date=dt.date(2027, 3, 19), by=actor(session), at=NOW,
    )  # fmt: skip
    group = make_group(session, line)
    assert days_of(session, group) == ["1: 9 Mar", "2: 23 Mar", "3: 30 Mar", "4: 6 Apr"]
    assert first_session(session, group).starts_at == dt.time(18)


def test_a_group_cannot_start_on_a_day_on_which_it_does_not_meet(session: Session) -> None:
    with pytest.raises(PlanImpossible, match="2 April 2027"):
        make_group(
            session,
            make_bare_line(session),
            start=dt.date(2027, 3, 26),
            template=SessionTemplate(3, (5,)),
        )


def test_more_people_than_places_are_no_minimum(session: Session) -> None:
    with pytest.raises(PlanImpossible, match="at most 6"):
        make_group(session, make_bare_line(session), minimum=MinimumToRun(7, 14))


def test_a_group_from_elsewhere_gets_its_sessions(session: Session) -> None:
    group = publish_group(
        session, make_bare_line(session), external_id="theirs", planned_start=FIRST_TUESDAY,
        places=6, by=actor(session), at=NOW,
    )  # fmt: skip
    plan_group(
        session, group, places=8, template=TUESDAYS, minimum=NO_MINIMUM, by=actor(session), at=NOW
    )
    assert days_of(session, group) == ["1: 9 Mar", "2: 16 Mar", "3: 23 Mar", "4: 30 Mar"]
    assert group.places == 8


def test_postponing_moves_every_session_and_keeps_the_places(session: Session) -> None:
    group = make_group(session, make_bare_line(session))
    booking = seat(session, group)
    assert postpone_group(session, group, to=dt.date(2027, 3, 23), by=actor(session), at=NOW)
    assert days_of(session, group) == ["1: 23 Mar", "2: 30 Mar", "3: 6 Apr", "4: 13 Apr"]
    stands = statement_in_force(session, group.id)
    assert stands is not None
    assert (stands.current_start, stands.status) == (dt.date(2027, 3, 23), GroupStatus.PLANNED)
    assert (group.planned_start, group.booked, booking.left_on) == (FIRST_TUESDAY, 1, None)
    known = acts(session)
    assert not postpone_group(session, group, to=dt.date(2027, 3, 23), by=actor(session), at=NOW)
    assert acts(session) == known


def test_sessions_that_were_held_stay_when_the_rest_moves(session: Session) -> None:
    group = make_group(session, make_bare_line(session))
    booking = seat(session, group)
    held = first_session(session, group)
    save_register(
        session, held, [MarkTold(booking.public_id, MarkOutcome.ATTENDED)], by=actor(session),
        at=moment(7, 20),
    )  # fmt: skip
    postpone_group(session, group, to=dt.date(2027, 3, 30), by=actor(session), at=moment(8))
    assert days_of(session, group) == ["1: 9 Mar", "2: 30 Mar", "3: 6 Apr", "4: 13 Apr"]
    stands = statement_in_force(session, group.id)
    assert stands is not None
    assert (stands.current_start, stands.status, stands.started) == (
        FIRST_TUESDAY, GroupStatus.RAN, 1,
    )  # fmt: skip


def test_planned_anew_the_rest_follows_the_new_template(session: Session) -> None:
    group = make_group(session, make_bare_line(session))
    plan_group(
        session, group, places=6, template=SessionTemplate(5, (2, 4)), minimum=MinimumToRun(4, 7),
        by=actor(session), at=moment(8),
    )  # fmt: skip
    # The first lies behind; the next stood on 16 March, a Tuesday, and the rest follows it.
    assert days_of(session, group) == [
        "1: 9 Mar", "2: 16 Mar", "3: 18 Mar", "4: 23 Mar", "5: 25 Mar",
    ]  # fmt: skip
    plan_group(
        session, group, places=6, template=SessionTemplate(2, (2,)), minimum=NO_MINIMUM,
        by=actor(session), at=moment(8),
    )  # fmt: skip
    assert days_of(session, group) == ["1: 9 Mar", "2: 16 Mar"]
    with pytest.raises(PlanImpossible, match="2 sessions were held"):
        plan_group(
            session, group, places=6, template=SessionTemplate(1, (2,)), minimum=NO_MINIMUM,
            by=actor(session), at=moment(15),
        )  # fmt: skip


def test_only_groups_with_a_first_day_have_sessions(session: Session) -> None:
    line = make_bare_line(session, DeliveryKind.ONE_TO_ONE)
    with pytest.raises(Exception, match="does not start people in groups"):
        make_group(session, line)


def test_the_day_to_decide_looks_back_over_easter(session: Session) -> None:
    """A group that starts on 12 April is decided on 29 March, Easter Monday: so on the 25th."""
    line = make_bare_line(session)
    start = dt.date(2027, 4, 12)
    days = days_of_line(session, line.id, since=start)
    assert MinimumToRun(4, 14).decided_on(start, days) == dt.date(2027, 3, 25)


def test_who_is_to_start_is_to_by_the_day_to_which_the_group_moved(session: Session) -> None:
    group = make_group(session, make_bare_line(session))
    booking = seat(session, group)
    level_moves(session, at=NOW)
    later = dt.date(2027, 3, 23)
    postpone_group(session, group, to=later, by=actor(session), at=NOW)
    [due] = open_moves(session, true(), today=TODAY)
    assert (due.referral_id, due.stage, due.due_on) == (booking.referral_id, "to_start", later)
    assert level_moves(session, at=NOW) == 1
    assert session.get_one(KeptMove, booking.referral_id).due_on == later
    assert level_moves(session, at=NOW) == 0
