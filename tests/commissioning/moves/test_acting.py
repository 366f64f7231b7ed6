"""A provider's word on one referral or many: all or nothing, once, and on what was shown."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select, true
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.groups.publishing import announce_closure
from commissioning.lines.models import Line, LineFigures
from commissioning.moves.acting import InboxAct, InboxChange, SeenRow, act_on_referrals
from commissioning.moves.agreeing import agree_service_level
from commissioning.moves.answering import answer_silence, send_again
from commissioning.moves.case_rows import OpenMove
from commissioning.moves.counting_hands import count_days_in_hands
from commissioning.moves.errors import ActsRefused, MoveRefused
from commissioning.moves.headings import Heading, heading_of
from commissioning.moves.inboxes import inbox_counted, inbox_rows
from commissioning.moves.keeping import keep_moves, level_moves
from commissioning.moves.models import (
    DaysInHands,
    DetailsReceived,
    KeptMove,
    ReminderSent,
    SilenceReturn,
)
from commissioning.moves.queries import open_moves
from commissioning.moves.silence import SilenceStep
from commissioning.moves.stages import DueParty, ServiceClock
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from directory.audit.models import AuditRow
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from tests.makers.agreements import make_lot
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import happen, refer

ACCEPT = InboxChange(InboxAct.ACCEPT, TODAY)


@pytest.fixture
def line(session: Session) -> Line:
    return another_line(session)


def another_line(session: Session) -> Line:
    area = session.scalars(select(LocalDeliveryUnit)).first() or make_area(session)
    return make_line(session, areas=[area])


def shown(session: Session, *referrals: Referral) -> list[SeenRow]:
    found = {one.referral_id: one.seen for one in open_moves(session, true(), today=TODAY)}
    return [SeenRow(one.public_id, found.get(one.id, 0)) for one in referrals]


def act(
    session: Session,
    rows: Sequence[SeenRow],
    change: InboxChange = ACCEPT,
    *,
    by: Person | None = None,
) -> int:
    return act_on_referrals(session, rows, change, such=true(), by=by or actor(session), at=NOW)


def kinds(session: Session, referral: Referral) -> list[str]:
    rows = select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral.id)
    return [kind.value for kind in session.scalars(rows.order_by(ReferralEvent.id))]


def due(session: Session, referral: Referral) -> OpenMove:
    found = open_moves(session, Referral.id == referral.id, today=TODAY)
    assert len(found) == 1
    return found[0]


def test_many_at_once_each_with_its_event_and_its_turn(session: Session, line: Line) -> None:
    people = [refer(session, line, on=-3) for _ in range(3)]
    assert act(session, shown(session, *people)) == 3
    assert [kinds(session, one) for one in people] == [["received", "accepted"]] * 3
    kept = session.get_one(KeptMove, people[0].id)
    assert (kept.stage, kept.since) == ("to_contact", TODAY)


def test_a_second_click_is_harmless(session: Session, line: Line) -> None:
    rows = shown(session, *(refer(session, line, on=-3) for _ in range(2)))
    assert [act(session, rows), act(session, rows)] == [2, 0]
    details = InboxChange(InboxAct.DETAILS, TODAY)
    assert [act(session, rows, details), act(session, rows, details)] == [2, 0]
    assert session.scalar(select(func.count()).select_from(DetailsReceived)) == 2


def test_one_changed_meanwhile_stops_all_and_is_named(session: Session, line: Line) -> None:
    one, other = refer(session, line, on=-3), refer(session, line, on=-3)
    rows = shown(session, one, other)
    happen(session, other, EventKind.WITHDRAWN, on=-1)
    session.commit()
    with pytest.raises(ActsRefused) as refused:
        act(session, rows)
    session.rollback()
    [told] = refused.value.refused
    assert told.public_id == other.public_id
    assert "withdrawn on 1 March 2027, recorded by" in str(told.refusal)
    assert kinds(session, one) == ["received"]


def test_every_refusal_is_told_with_its_reason(session: Session, line: Line) -> None:
    people = [refer(session, line, on=-3), refer(session, line, on=-20, started=-5)]
    with pytest.raises(ActsRefused) as refused:
        act(session, shown(session, *people), InboxChange(InboxAct.COMPLETE, day(-6)))
    reasons = [str(one.refusal) for one in refused.value.refused]
    assert len(reasons) == 2
    assert "before the referral was received" in reasons[0]
    assert "before the person started" in reasons[1]


def test_what_is_anothers_is_not_known(session: Session, line: Line) -> None:
    mine, other = refer(session, line, on=-3), refer(session, another_line(session), on=-3)
    rows = shown(session, mine, other)
    with pytest.raises(NotKnown):
        act_on_referrals(session, rows, ACCEPT, such=Line.id == line.id, by=actor(session), at=NOW)
    with pytest.raises(NotKnown):
        act(session, [SeenRow(uuid.uuid4(), 1)])


@pytest.mark.parametrize(
    ("on_date", "says"), [(day(1), "is after today"), (day(-9), "before the referral was received")]
)
def test_details_lie_between_the_receipt_and_today(
    session: Session, line: Line, on_date: dt.date, says: str
) -> None:
    rows = shown(session, refer(session, line, on=-3))
    with pytest.raises(ActsRefused) as refused:
        act(session, rows, InboxChange(InboxAct.DETAILS, on_date))
    assert says in str(refused.value.refused[0].refusal)


class Torn(Exception):
    """The connection is gone."""


@contextmanager
def torn_at(session: Session, number: int) -> Iterator[list[str]]:
    """Raises as the statement of that number is sent; yields all that were."""
    sent: list[str] = []

    def tear(*args: object) -> None:
        sent.append(str(args[2]))
        if len(sent) == number:
            raise Torn

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", tear)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", tear)


def test_a_fault_at_any_statement_leaves_nothing_half_done(session: Session, line: Line) -> None:
    people = [refer(session, line, on=-3) for _ in range(2)]
    rows, keys = shown(session, *people), [one.id for one in people]
    session.commit()
    with torn_at(session, 0) as sent:
        act(session, rows)
    session.rollback()
    assert len(sent) > 10
    for number in range(1, len(sent) + 1):
        with torn_at(session, number), pytest.raises(Torn):
            act(session, rows)
        session.rollback()
        events = select(func.count()).where(ReferralEvent.referral_id.in_(keys))
        assert session.scalar(events) == 2, sent[number - 1]
        assert session.get_one(LineFigures, line.id).waiting == 2
    assert act(session, rows) == 2


def test_what_happened_since_is_told_before_the_worker_came(session: Session, line: Line) -> None:
    referral = refer(session, line, on=-3)
    keep_moves(session, [referral.id], at=moment(-3))
    happen(session, referral, EventKind.ACCEPTED, on=-1)
    assert due(session, referral).stage == "to_contact"
    assert session.get_one(KeptMove, referral.id).stage == "to_answer"
    assert level_moves(session, at=NOW) == 1
    assert session.get_one(KeptMove, referral.id).stage == "to_contact"
    assert level_moves(session, at=NOW) == 0


def test_the_copy_goes_with_its_referral(session: Session, line: Line) -> None:
    referral = refer(session, line, on=-3)
    level_moves(session, at=NOW)
    happen(session, referral, EventKind.WITHDRAWN, on=-1)
    level_moves(session, at=NOW)
    assert session.get(KeptMove, referral.id) is None
    assert open_moves(session, true(), today=TODAY) == []


def test_a_closure_and_a_service_level_move_the_due_day(session: Session, line: Line) -> None:
    referral = refer(session, line, on=-1)  # Monday 1 March: due on the 15th
    assert due(session, referral).due_on == dt.date(2027, 3, 15)
    announce_closure(
        session, line, external_id="shut", from_date=day(1), to_date=day(2), by=actor(session),
        at=NOW,
    )  # fmt: skip
    assert due(session, referral).due_on == dt.date(2027, 3, 17)
    level_moves(session, at=NOW)
    agreement = session.get_one(Agreement, make_lot(session, line).agreement_id)
    agree_service_level(
        session, agreement, ServiceClock.FIRST_CONTACT, working_days=3, by=actor(session), at=NOW
    )
    # Tuesday 2, then Friday 5 and Monday 8: the 3rd and 4th are closed
    assert session.get_one(KeptMove, referral.id).due_on == dt.date(2027, 3, 8)


@pytest.fixture
def silent(session: Session, line: Line) -> Referral:
    """Received on Monday 1 February: to be answered by Monday 15."""
    referral = refer(session, line, on=-29)
    level_moves(session, at=moment(-29))
    return referral


def run(session: Session, number: int) -> list[SilenceStep]:
    """The job of a day, so many days from today."""
    moved = answer_silence(session, by=actor(session), at=moment(number, 7))
    level_moves(session, at=moment(number, 7))
    return [one.row.step for one in moved]


REMINDED, SENDER, ESCALATED, RETURNED = SilenceStep


def test_each_step_falls_on_its_day_and_is_taken_once(session: Session, silent: Referral) -> None:
    taken = {}
    for number in range(-28, 1):
        for _ in range(2):
            if steps := run(session, number):
                taken[day(number)] = steps
    assert taken == {
        dt.date(2027, 2, 11): [REMINDED],
        dt.date(2027, 2, 15): [SENDER],
        dt.date(2027, 2, 18): [ESCALATED],
        dt.date(2027, 2, 22): [RETURNED],
    }


def test_a_missed_run_catches_up_and_each_thing_goes_once(
    session: Session, silent: Referral
) -> None:
    assert run(session, -4) == [REMINDED, SENDER, ESCALATED]  # Friday 26 February
    assert run(session, -4) == run(session, -1) == []
    assert run(session, 0) == [RETURNED]  # two working days after whoever holds it was told
    rows = select(ReminderSent.step).where(ReminderSent.referral_id == silent.id)
    assert list(session.scalars(rows.order_by(ReminderSent.id))) == list(SilenceStep)


def test_a_return_stops_no_wait_keeps_day_0_and_is_no_decline(
    session: Session, silent: Referral
) -> None:
    figures = session.get_one(LineFigures, silent.line_id)
    before = figures.waiting, figures.longest_waiting_since
    for number in (-4, 0):
        run(session, number)
    assert (figures.waiting, figures.longest_waiting_since) == before
    assert (silent.status, silent.left_on) == (ReferralStatus.WAITING, None)
    assert kinds(session, silent) == ["received"]
    back = due(session, silent)
    assert (back.stage, back.party, back.since) == ("came_back", DueParty.OFFICER, TODAY)
    assert back.contact_by == dt.date(2027, 2, 15)
    acts = session.scalars(select(AuditRow.act).where(AuditRow.subject_id == silent.id))
    assert "referral:return" in set(acts)


def test_sent_again_the_clock_begins_anew_and_the_wait_does_not(
    session: Session, silent: Referral
) -> None:
    for number in (-4, 0):
        run(session, number)
    by = actor(session)
    assert send_again(session, silent, by=by, at=NOW) is True
    assert send_again(session, silent, by=by, at=NOW) is False
    again = due(session, silent)
    assert (again.stage, again.since, again.due_on) == ("to_answer", TODAY, dt.date(2027, 3, 16))
    assert silent.received_on == day(-29)
    assert session.scalars(select(SilenceReturn.sent_again_on)).one() == TODAY


def test_what_is_not_with_its_sender_is_not_sent_again(session: Session, silent: Referral) -> None:
    with pytest.raises(MoveRefused):
        send_again(session, silent, by=actor(session), at=NOW)


def test_whoever_answers_is_left_in_peace(session: Session, silent: Referral) -> None:
    happen(session, silent, EventKind.ACCEPTED, on=-28)
    happen(session, silent, EventKind.ASSESSMENT_ARRANGED, on=-28)
    happen(session, silent, EventKind.ASSESSMENT_ATTENDED, on=-1)
    level_moves(session, at=moment(0))
    assert run(session, 0) == []


def test_days_in_hands_are_counted_by_area_and_are_the_waits(
    session: Session, line: Line, silent: Referral
) -> None:
    started = refer(session, line, on=-40, started=-10)
    for number in (-4, 0):
        run(session, number)
    assert count_days_in_hands(session, moment(0)) == 2
    rows = {row.is_waiting: row for row in session.scalars(select(DaysInHands))}
    assert started.started_on == day(-10)
    assert (rows[False].people, rows[False].provider_days, rows[False].officer_days) == (1, 30, 0)
    assert (rows[True].people, rows[True].provider_days, rows[True].officer_days) == (1, 29, 0)
    assert [rows[True].returned, rows[False].returned] == [1, 0]
    assert count_days_in_hands(session, moment(0)) == 2
    assert len(session.scalars(select(DaysInHands)).all()) == 2


def test_an_inbox_counted_says_what_its_cases_say_level_or_not(
    session: Session, line: Line
) -> None:
    for number, on in enumerate((-1, -3, -20, -30, -40)):
        referral = refer(session, line, on=on)
        if number in {1, 3}:
            happen(session, referral, EventKind.ACCEPTED, on=-1)
    level_moves(session, at=NOW)
    happen(session, refer(session, line, on=-9, started=-2), EventKind.ATTENDED, on=-1)
    moves = open_moves(session, true(), today=TODAY)
    by_heading = {
        heading: [
            one
            for one in moves
            if heading_of(one.stage, one.party, one.due_on, today=TODAY) is heading
        ]
        for heading in Heading
    }
    counted = inbox_counted(session, true(), today=TODAY)
    for heading, of in by_heading.items():
        assert counted.numbers[heading] == len(of)
        for first in (0, 1):
            rows = inbox_rows(session, true(), counted, heading, first=first, most=2, today=TODAY)
            assert rows == of[first : first + 2]
    assert sum(counted.numbers.values()) == 6
