"""A line's facts as a forecast document: as of a day, and as known at a moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from commissioning.dates.document import document_for
from commissioning.forecasting.document_checking import checked
from commissioning.groups.models import CapacityMeasure, GroupStatus
from commissioning.groups.publishing import (
    announce_closure,
    publish_group,
    state_capacity,
    state_group,
    withdraw_closure,
)
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, close_line
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.models import Referral
from commissioning.referrals.recording import receive_referral, record_event
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, OPENED
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.thoroughness import examples

TODAY = NOW.date()


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


def moment(number: int) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(session, areas=[make_area(session)], at=moment(-100))


def refer(session: Session, line: Line, reference: str, *, on: int, told: int) -> Referral:
    return receive_referral(
        session,
        line,
        reference=reference,
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=day(on),
        received_on=day(on),
        by=actor(session),
        at=moment(told),
    )


def happened(session: Session, referral: Referral, kind: EventKind, *, on: int, told: int) -> None:
    record_event(session, referral, kind=kind, on_date=day(on), by=actor(session), at=moment(told))


def only_referral(document: dict[str, Any]) -> dict[str, Any]:
    (record,) = document["referrals"]
    return dict(record)


def test_what_was_told_late_was_not_known_earlier(session: Session, line: Line) -> None:
    referral = refer(session, line, "CASE-0001", on=-30, told=-30)
    happened(session, referral, EventKind.ACCEPTED, on=-29, told=-29)
    happened(session, referral, EventKind.READY, on=-20, told=-20)
    happened(session, referral, EventKind.STARTED, on=-10, told=-3)
    then = document_for(session, line, as_of=day(-5), known_at=moment(-5))
    now = document_for(session, line, as_of=TODAY)
    assert (only_referral(then)["status"], only_referral(then)["started"]) == ("waiting", None)
    assert only_referral(now)["started"] == day(-10).isoformat()


def test_what_had_not_happened_by_then_is_left_out(session: Session, line: Line) -> None:
    referral = refer(session, line, "CASE-0001", on=-30, told=-30)
    happened(session, referral, EventKind.ACCEPTED, on=-29, told=-29)
    happened(session, referral, EventKind.READY, on=-20, told=-20)
    happened(session, referral, EventKind.STARTED, on=-10, told=-10)
    assert only_referral(document_for(session, line, as_of=day(-15)))["status"] == "waiting"
    assert document_for(session, line, as_of=day(-31))["referrals"] == []


def test_day_0_is_the_day_of_sentence(session: Session, line: Line) -> None:
    receive_referral(
        session,
        line,
        reference="CASE-0002",
        basis=Basis.COMMUNITY_ORDER,
        sentenced_on=day(-12),
        received_on=day(-5),
        by=actor(session),
        at=NOW,
    )
    document = document_for(session, line, as_of=TODAY)
    assert only_referral(document)["received"] == day(-12).isoformat()


def test_the_newest_statement_known_by_then_counts(session: Session) -> None:
    line = make_line(
        session,
        areas=[make_area(session)],
        kind=DeliveryKind.CLOSED_GROUP,
        terms=TermsStated(opened_on=OPENED, target_days=90, min_to_run=4, programme_weeks=10),
        at=moment(-100),
    )
    by = actor(session)
    group = publish_group(
        session,
        line,
        external_id="g1",
        planned_start=day(20),
        places=8,
        by=by,
        at=moment(-50),
    )
    state_group(
        session,
        group,
        current_start=day(34),
        status=GroupStatus.PLANNED,
        places=8,
        started=None,
        by=by,
        at=moment(-10),
    )
    state_capacity(
        session,
        line,
        measure=CapacityMeasure.PLACES,
        from_date=OPENED,
        value=9,
        stated_by="The provider",
        stated_on=day(-10),
        by=by,
        at=moment(-10),
    )

    def told(known_at: dt.datetime) -> tuple[str, float]:
        service = document_for(session, line, as_of=TODAY, known_at=known_at)["services"][0]
        return service["cohorts"][0]["current_start"], service["capacity"][0]["value"]

    assert told(moment(-20)) == (day(20).isoformat(), 6)
    assert told(NOW) == (day(34).isoformat(), 9)


def test_a_withdrawn_closure_was_known_until_it_was_withdrawn(session: Session, line: Line) -> None:
    by = actor(session)
    closure = announce_closure(
        session,
        line,
        external_id="c1",
        from_date=day(5),
        to_date=day(9),
        by=by,
        at=moment(-20),
    )
    withdraw_closure(session, closure, by=by, at=moment(-10))
    then = document_for(session, line, as_of=day(-15), known_at=moment(-15))
    assert then["services"][0]["closures"] == [
        {"from": day(5).isoformat(), "to": day(9).isoformat()}
    ]
    assert document_for(session, line, as_of=TODAY)["services"][0]["closures"] == []


def test_closing_was_not_known_before_it_was_told(session: Session, line: Line) -> None:
    close_line(session, line, closed_on=day(-2), by=actor(session), at=NOW)
    then = document_for(session, line, as_of=day(-1), known_at=moment(-1))
    assert then["services"][0]["closed_on"] is None
    now = document_for(session, line, as_of=TODAY)
    assert now["services"][0]["closed_on"] == day(-2).isoformat()


def test_cases_that_ended_more_than_two_years_ago_are_left_out(
    session: Session, line: Line
) -> None:
    refer(session, line, "CASE-OLD", on=-90, told=-90)
    gone = refer(session, line, "CASE-GONE", on=-90, told=-90)
    happened(session, gone, EventKind.ACCEPTED, on=-89, told=-89)
    record_event(
        session,
        gone,
        kind=EventKind.WITHDRAWN,
        on_date=day(-80),
        reason="moved_away",
        by=actor(session),
        at=moment(-80),
    )
    later = day(-80) + dt.timedelta(days=731)
    assert len(document_for(session, line, as_of=TODAY)["referrals"]) == 2
    (left,) = document_for(session, line, as_of=later)["referrals"]
    assert left["status"] == "waiting"


STEPS = [EventKind.ACCEPTED, EventKind.READY, EventKind.STARTED, EventKind.COMPLETED]


@settings(
    max_examples=examples(50),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    courses=st.lists(
        st.tuples(st.integers(-90, -60), st.lists(st.integers(0, 12), max_size=4)), max_size=5
    )
)
def test_everything_known_equals_the_folded_columns(
    session: Session, line: Line, courses: list[tuple[int, list[int]]]
) -> None:
    with session.begin_nested() as undone:
        for number, (first, gaps) in enumerate(courses):
            referral = refer(session, line, f"CASE-{number:04}", on=first, told=first)
            on = first
            for kind, gap in zip(STEPS, gaps, strict=False):
                on += gap
                happened(session, referral, kind, on=on, told=on)
        quick = document_for(session, line, as_of=TODAY)
        folded = document_for(session, line, as_of=TODAY, known_at=NOW)
        assert quick == folded
        assert checked(quick).warnings == ()
        undone.rollback()
