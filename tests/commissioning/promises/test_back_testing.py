"""A past day worked out again knows only what had been recorded when it began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, put_lot_on_line, sign_agreement, state_term
from commissioning.dates import past_days
from commissioning.dates.document import document_for
from commissioning.dates.past_days import beginning_of, past_document
from commissioning.errors import CommissioningError
from commissioning.forecasting.forecast import ENGINE_VERSION, start_days
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import announce_closure, state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, close_line, state_terms
from commissioning.promises.back_testing import (
    DAYS_OF_LINE,
    LONGEST_AGO_DAYS,
    SHORTEST_AGO_DAYS,
    back_test,
    keep_back_test,
    planned_back_tests,
)
from commissioning.promises.models import BackTest
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral, ReferralEvent
from commissioning.referrals.recording import correct_event
from directory.services.models import Service
from tests.makers.days import NOW, OPENED, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import happen, refer

PAST = -150
"""The past day that is worked out again."""

CENSUS = day(-7)


@pytest.fixture
def line(session: Session) -> Line:
    """A line with a year behind it, eight people who came and went, and two who wait."""
    line = make_line(session, areas=[make_area(session)], at=moment(-400), places=3)
    for number in range(8):
        referral = refer(session, line, on=-340 + 20 * number, started=-330 + 20 * number)
        if number < 6:
            happen(session, referral, EventKind.COMPLETED, on=-300 + 20 * number)
    for number in (-160, -155):
        refer(session, line, on=number)
    return line


def waiting(session: Session, line: Line) -> Referral:
    return session.scalars(
        select(Referral).where(Referral.line_id == line.id, Referral.started_on.is_(None))
    ).first() or refer(session, line, on=-160)


def first_event(session: Session, referral: Referral) -> ReferralEvent:
    return session.scalars(
        select(ReferralEvent).where(ReferralEvent.referral_id == referral.id)
    ).first() or pytest.fail("a referral begins with an event")


Later = Callable[[Session, Line, dt.datetime], None]


def another_referral(session: Session, line: Line, at: dt.datetime) -> None:
    refer(session, line, on=PAST - 20, told=at)


def a_start_told_late(session: Session, line: Line, at: dt.datetime) -> None:
    for kind in (EventKind.ACCEPTED, EventKind.READY, EventKind.STARTED):
        happen(session, waiting(session, line), kind, on=PAST - 2, told=at)


def a_leaving_told_late(session: Session, line: Line, at: dt.datetime) -> None:
    happen(session, waiting(session, line), EventKind.WITHDRAWN, on=PAST - 2, told=at)


def a_start_that_was_none(session: Session, line: Line, at: dt.datetime) -> None:
    started = session.scalars(
        select(ReferralEvent)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .where(
            Referral.line_id == line.id,
            Referral.ended_on.is_(None),
            ReferralEvent.kind == EventKind.STARTED,
        )
    ).first()
    if started is not None:
        correct_event(session, started, by=actor(session), at=at, replacement_kind=None)


def a_day_of_receipt_corrected(session: Session, line: Line, at: dt.datetime) -> None:
    referral = waiting(session, line)
    referral.sentenced_on = None  # came by choice: day 0 is the receipt
    session.flush()
    correct_event(
        session,
        first_event(session, referral),
        by=actor(session),
        at=at,
        replacement_kind=EventKind.RECEIVED,
        on_date=day(PAST - 60),
    )


def more_places(session: Session, line: Line, at: dt.datetime) -> None:
    state_capacity(
        session,
        line,
        measure=CapacityMeasure.PLACES,
        from_date=OPENED,
        value=40,
        stated_by="The provider",
        stated_on=at.date(),
        by=actor(session),
        at=at,
    )


def a_closure(session: Session, line: Line, at: dt.datetime) -> None:
    announce_closure(
        session,
        line,
        external_id=f"closure-{line.id}",
        from_date=day(PAST + 1),
        to_date=day(PAST + 40),
        by=actor(session),
        at=at,
    )


def other_terms(session: Session, line: Line, at: dt.datetime) -> None:
    terms = TermsStated(opened_on=OPENED, target_days=7)
    state_terms(session, line, terms, by=actor(session), at=at)


def the_end(session: Session, line: Line, at: dt.datetime) -> None:
    close_line(session, line, closed_on=day(PAST - 1), by=actor(session), at=at)


def a_contract(session: Session, line: Line, at: dt.datetime) -> None:
    """Signed long before, but only now said to be this line's."""
    by = actor(session)
    signed = sign_agreement(
        session,
        external_id=f"agreement-{line.id}",
        kind=AgreementKind.CONTRACT,
        title="Thinking skills",
        provider=None,
        starts_on=OPENED,
        ends_on=day(PAST + 10),
        source="tests",
        by=by,
        at=moment(-390),
    )
    lot = add_lot(session, signed, external_id=f"lot-{line.id}", by=by, at=moment(-390))
    put_lot_on_line(session, lot, line, by=by, at=at)
    state_term(session, signed, starts_on=OPENED, ends_on=day(PAST + 5), by=by, at=at)


LATER: tuple[Later, ...] = (
    another_referral,
    a_start_told_late,
    a_leaving_told_late,
    a_start_that_was_none,
    a_day_of_receipt_corrected,
    more_places,
    a_closure,
    other_terms,
    the_end,
    a_contract,
)


@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    later=st.lists(st.sampled_from(LATER), min_size=1, max_size=4, unique=True),
    hours=st.integers(0, 24 * 140),
)
def test_facts_recorded_later_never_change_it(
    session: Session, line: Line, later: list[Later], hours: int
) -> None:
    first = beginning_of(day(PAST)) + dt.timedelta(minutes=1, hours=hours)
    before = past_document(session, line, on=day(PAST))
    said = start_days(before)
    with session.begin_nested() as undone:
        for number, fact in enumerate(later):
            try:
                fact(session, line, first + dt.timedelta(minutes=number))
            except CommissioningError:
                continue  # two of them cannot both be true: the first stands
        after = past_document(session, line, on=day(PAST))
        assert after == before
        assert start_days(after) == said
        undone.rollback()


@pytest.mark.parametrize("fact", LATER)
def test_each_of_them_would_be_seen_if_the_day_of_recording_were_forgotten(
    session: Session, line: Line, fact: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(
        session: Session, line: Line, *, as_of: dt.date, known_at: dt.datetime
    ) -> dict[str, object]:
        assert known_at == beginning_of(as_of)
        return document_for(session, line, as_of=as_of)

    monkeypatch.setattr(past_days, "document_for", forgetful)
    before = past_document(session, line, on=day(PAST))
    fact(session, line, NOW)
    assert past_document(session, line, on=day(PAST)) != before


def test_the_day_begins_at_midnight_in_england() -> None:
    assert beginning_of(dt.date(2026, 7, 1)) == dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC)
    assert beginning_of(dt.date(2026, 12, 1)) == dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def test_those_of_the_day_are_followed_and_none_is_dropped(session: Session, line: Line) -> None:
    for started, left in ((PAST + 8, None), (None, PAST + 3), (None, None)):
        refer(session, line, on=PAST, started=started, left=left)
    refer(session, line, on=PAST + 1)
    found = back_test(session, line.id, on=day(PAST), census=CENSUS)
    assert found.tally.people == 3
    assert sum(found.fallen.at) + sum(found.fallen.above) == pytest.approx(3)
    assert sum(found.fallen.above) == pytest.approx(2)
    assert found.followed_to == CENSUS


def test_a_start_after_the_census_has_not_happened(session: Session, line: Line) -> None:
    refer(session, line, on=PAST, started=-3)
    found = back_test(session, line.id, on=day(PAST), census=CENSUS)
    assert found.fallen.seen == 0


def test_a_line_of_which_nothing_was_known_then_is_done_with(session: Session) -> None:
    late = make_line(session, areas=[make_area(session)], at=moment(-100))
    refer(session, late, on=PAST, told=moment(-100))
    found = back_test(session, late.id, on=day(PAST), census=CENSUS)
    assert found.tally.people == 0
    assert keep_back_test(session, found, at=NOW)


def test_a_day_is_kept_once(session: Session, line: Line) -> None:
    refer(session, line, on=PAST)
    found = back_test(session, line.id, on=day(PAST), census=CENSUS)
    assert keep_back_test(session, found, at=NOW)
    assert not keep_back_test(session, found, at=NOW)
    row = session.scalars(select(BackTest)).one()
    assert (row.line_id, row.as_of, row.people) == (line.id, day(PAST), 1)
    assert row.engine_version == ENGINE_VERSION


def test_only_days_on_which_somebody_came_and_old_enough_to_tell(
    session: Session, line: Line
) -> None:
    late = refer(session, line, on=1 - SHORTEST_AGO_DAYS)
    planned = planned_back_tests(session, today=TODAY, most=100)
    days = {planned_day for _, planned_day in planned}
    assert days == {day(-340 + 20 * number) for number in range(8)} | {day(-155), day(-160)}
    assert late.received_on not in days
    assert all(TODAY - one <= dt.timedelta(days=LONGEST_AGO_DAYS) for one in days)


def test_the_plan_goes_on_where_it_was_left(session: Session, line: Line) -> None:
    whole = planned_back_tests(session, today=TODAY, most=100)
    first = planned_back_tests(session, today=TODAY, most=2)
    assert len(first) == 2
    for line_id, planned_day in first:
        keep_back_test(session, back_test(session, line_id, on=planned_day, census=CENSUS), at=NOW)
    rest = planned_back_tests(session, today=TODAY, most=100)
    assert sorted([*first, *rest]) == sorted(whole)


def test_the_least_tested_lines_come_first_and_enough_is_enough(
    session: Session, line: Line
) -> None:
    other = make_line(session, areas=[make_area(session, "other")], at=moment(-400))
    for number in range(DAYS_OF_LINE + 3):
        refer(session, other, on=-300 + number)
    planned = planned_back_tests(session, today=TODAY, most=1_000)
    per_line = [line_id for line_id, _ in planned]
    assert per_line.count(other.id) == DAYS_OF_LINE
    for line_id, planned_day in planned:
        if line_id == other.id:
            keep_back_test(
                session, back_test(session, line_id, on=planned_day, census=CENSUS), at=NOW
            )
    again = planned_back_tests(session, today=TODAY, most=1_000)
    assert {line_id for line_id, _ in again} == {line.id}


def test_a_withdrawn_service_is_not_tested(session: Session, line: Line) -> None:
    session.get_one(Service, line.service_id).state = "withdrawn"  # type: ignore[assignment]
    session.flush()
    assert planned_back_tests(session, today=TODAY, most=10) == []
    assert session.scalar(select(func.count(BackTest.id))) == 0
